"""Laws of hospitality: whatever is asked, approved, refused, taken back and corrected in whatever order, nothing stands past a
limit without a valid approval. The reckoning here is its own: slow, by pairs of days, and knows nothing of the decider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from clave.operations.consent import Consent, allowed
from clave.operations.hospitality.approval import Ours, why_not
from clave.operations.hospitality.kinds import ALLOWED, APPROVED, CANCELLED, COUNTING, KINDS, REFUSED, WAITING
from clave.operations.hospitality.rules import Ceiling, Rules
from clave.operations.hospitality.standing import stands, with_cost
from clave.operations.hospitality.verdict import Act, Blackout, Head, decide

FIRST = date(2026, 10, 1)
RULES = Rules(
    Ceiling(Decimal(10), Decimal(25)), Ceiling(Decimal(20), Decimal(60)), Ceiling(Decimal(3), Decimal(6)),
    Ceiling(Decimal(10), Decimal(15)), 30, frozenset({"compliance", "director", "management"}),
)  # fmt: skip
YES = allowed("gift", [Consent("gift", True, FIRST)], FIRST)
NO = allowed("gift", [], FIRST)
HEADS = {
    "a": Head("a", "A", official=False, consent=YES), "b": Head("b", "B", official=None, consent=YES),
    "c": Head("c", "C", official=True, consent=YES), "n": Head("n", "N", official=False, consent=NO),
}  # fmt: skip
TENDER = Blackout(FIRST + timedelta(days=50), FIRST + timedelta(days=60), "T")
TEAM = (Ours(1, "kam"), Ours(2, "director"), Ours(3, "management"), Ours(4, "compliance"), Ours(5, "dispatch"))
COSTS = st.one_of(st.none(), st.integers(0, 14).map(Decimal))


@dataclass
class Row:
    """One act of the register, with who gives it, who asked, and who approved what."""

    act: Act
    giver: Ours
    asked: int
    state: str
    approver: Ours | None = None
    approved: Decimal | None = None


ASK = st.tuples(
    st.just("ask"), st.integers(0, 120), st.sampled_from(sorted(KINDS)), COSTS,
    st.sets(st.sampled_from(sorted(HEADS)), min_size=1, max_size=2), st.sampled_from(TEAM), st.sampled_from(TEAM),
)  # fmt: skip
DO = st.tuples(
    st.sampled_from(["approve", "cancel", "restore", "cost"]), st.integers(0, 12), st.sampled_from(TEAM), COSTS
)
STEPS = st.lists(st.one_of(ASK, DO), max_size=25)


def verdict(rows: list[Row], act: Act, but: Row | None = None):  # type: ignore[no-untyped-def]
    others = [row.act for row in rows if row is not but and row.state in COUNTING]
    return decide(act, HEADS, others, [TENDER], RULES, "COP")


def played(steps: list[tuple[object, ...]]) -> list[Row]:
    """The register after all of it, by the rules of the house."""
    rows: list[Row] = []
    for step in steps:
        if step[0] == "ask":
            _ask, day, kind, cost, heads, giver, asked = step
            act = Act("x", FIRST + timedelta(days=day), kind, "out", cost, tuple(sorted(heads)), len(rows))  # type: ignore[arg-type]
            found = verdict(rows, act)
            if found.answer != REFUSED:
                rows.append(Row(act, giver, asked.number, found.answer))  # type: ignore[arg-type, attr-defined]
        elif rows:
            what, at, who, cost = step
            _done(rows, rows[at % len(rows)], what, who, cost)  # type: ignore[operator, arg-type]
    return rows


def _done(rows: list[Row], row: Row, what: str, who: Ours, cost: Decimal | None) -> None:
    if what == "approve" and row.state == WAITING:
        if why_not(who, row.giver, row.asked, RULES) is None and verdict(rows, row.act, row).answer != REFUSED:
            row.state, row.approver, row.approved = APPROVED, who, row.act.cost
    elif what == "cancel" and row.state in COUNTING:
        row.state = CANCELLED
    elif what == "restore" and row.state == CANCELLED:
        row.state, row.approver, row.approved = stands(verdict(rows, row.act, row)), None, None
    elif what == "cost" and row.state in COUNTING:
        changed = replace(row.act, cost=cost)
        row.state = with_cost(row.state, row.approved, cost, verdict(rows, changed, row))
        row.act = changed


def slow_sums(rows: list[Row], head: str | None) -> list[tuple[str, Decimal]]:
    """What nobody approved, added up for one person (None = the account): every 31 days, and every year."""
    parts = [
        (row.act.on, (row.act.cost or Decimal(0)) / (1 if head is None else len(row.act.heads)))
        for row in rows
        if row.state == ALLOWED and (head is None or head in row.act.heads)
    ]
    found = []
    for start, _part in parts:
        within = [part for day, part in parts if start <= day <= start + timedelta(days=RULES.split_days)]
        found.append(("once", sum(within, Decimal(0))))
        found.append(("year", sum((part for day, part in parts if day.year == start.year), Decimal(0))))
    return found


@settings(max_examples=1_000, deadline=None)
@given(STEPS)
def test_nothing_stands_past_a_limit_without_a_valid_approval(steps: list[tuple[object, ...]]) -> None:
    rows = played(steps)
    ceilings: dict[str | None, Ceiling] = {
        "a": RULES.person, "b": RULES.official, "c": RULES.official, None: RULES.account,
    }  # fmt: skip
    for head, ceiling in ceilings.items():
        for code, total in slow_sums(rows, head):
            assert total <= (ceiling.once if code == "once" else ceiling.year), (head, code)
    for row in rows:
        assert not (row.state == ALLOWED and row.act.cost is None and KINDS[row.act.kind].worth), "unknown is not zero"


@settings(max_examples=500, deadline=None)
@given(STEPS)
def test_every_approval_is_of_somebody_who_may_and_holds_for_its_cost(steps: list[tuple[object, ...]]) -> None:
    for row in played(steps):
        if row.state != APPROVED:
            continue
        assert row.approver is not None
        assert row.approver.number not in (row.giver.number, row.asked)
        assert row.approver.role in RULES.approvers
        assert not (row.approver.role == "director" and row.giver.role == "management")
        assert row.act.cost == row.approved or (row.approved or 0) >= (row.act.cost or 0)


@settings(max_examples=500, deadline=None)
@given(STEPS)
def test_nobody_who_did_not_consent_gets_anything_and_no_tender_is_touched(steps: list[tuple[object, ...]]) -> None:
    for row in played(steps):
        if row.state in (ALLOWED, APPROVED):
            assert "n" not in row.act.heads
            worth = KINDS[row.act.kind].worth or bool(row.act.cost)
            assert not (worth and TENDER.holds(row.act.on))


@given(st.lists(st.integers(1, 10).map(Decimal), min_size=2, max_size=6), st.permutations(range(6)))
def test_the_order_in_which_parts_are_asked_hides_no_split(parts: list[Decimal], order: list[int]) -> None:
    """However a gift is cut and whichever part comes first, what nobody approved stays within the limit."""
    rows: list[Row] = []
    for at in (one for one in order if one < len(parts)):
        act = Act("x", FIRST + timedelta(days=at * 5), "gift", "out", parts[at], ("a",), at)
        rows.append(Row(act, TEAM[0], 1, verdict(rows, act).answer))
    assert sum(row.act.cost or 0 for row in rows if row.state == ALLOWED) <= RULES.person.once
