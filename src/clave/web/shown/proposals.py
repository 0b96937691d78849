"""A proposal as its page shows it: lines with their votes, what was decided, and how far the committee is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from clave.base.words import Text, _
from clave.selection.committee import KINDS, OVERRIDDEN, Kind, Places, Tally
from clave.store.models import Person, Proposal, ProposalLine, Vote
from clave.store.models.committee import ABANDONED, CLOSED, OPEN
from clave.web.shown.selection import Badge, Head, sure_tone
from clave.web.words import told

STATES: dict[str, Badge] = {
    OPEN: Badge("info", "users", _("Before the committee")),
    CLOSED: Badge("ok", "circle-check", _("Closed proposal")),
    ABANDONED: Badge("", "x", _("Abandoned")),
}
LOOKS: dict[str, tuple[str, str]] = {
    "enters": ("info", "arrow-up"), "chosen": ("info", "arrow-up"), "leaves": ("bad", "arrow-down"),
    "watched": ("warn", "eye"), "returns": ("ok", "arrow-back-up"), "waits": ("", "clock"),
    "nominated": ("key", "star"), "stays": ("ok", "check"),
}  # fmt: skip
GROUPS: dict[str, Text] = {
    "enters": _("Those that enter"), "chosen": _("The rule's choice"), "leaves": _("Those that leave"),
    "watched": _("Watched ones"),
    "returns": _("Recovered ones"), "waits": _("Wait for a place"), "nominated": _("Nominated, outside the rule"),
    "stays": _("Those that stay"),
}  # fmt: skip
CHOICES: dict[str, tuple[Text, str]] = {
    "yes": (_("Yes"), "check"),
    "no": (_("No"), "x"),
    "abstain": (_("Abstain"), "minus"),
}
"""What a member can answer, and its icon."""
VIEWS: dict[str, Text] = {
    "": _("All the lines"),
    "por-votar": _("To vote"),
    "discutidas": _("Contested"),
    "sin-decidir": _("Not decided"),
    "decididas": _("Decided lines"),
    "mias": _("My accounts"),
}
ENTERS, STAYS_OUT, STAYS, LEAVES = _("Enters"), _("Stays outside"), _("Stays"), _("Leaves")
FITTING = 2


@dataclass(frozen=True)
class Row:
    """One line: what the rule says, what people say, what was decided. `reasons` are its categories in words."""

    line: ProposalLine
    kind: Kind
    badge: Badge
    votes: Tally
    mine: Vote | None
    decided: Badge | None
    reasons: str
    own: bool

    @property
    def contested(self) -> bool:
        """Whether people disagree, and nobody has decided."""
        return self.decided is None and self.votes.contested(self.kind)

    @property
    def agreed(self) -> bool:
        """Whether it can be decided without more words."""
        return self.decided is None and self.votes.agreed(self.kind)

    @property
    def missing(self) -> bool:
        """Whether votes are missing for the quorum."""
        return self.decided is None and not self.votes.reached

    @property
    def tone(self) -> str:
        """Of the bar of how sure."""
        return sure_tone(self.line.selected) if self.line.selected else "grey"

    @property
    def percent(self) -> int:
        """How sure it is inside, of 100."""
        return round(self.line.selected.sure * 100) if self.line.selected else 0

    @property
    def group(self) -> Text:
        """The heading it stands under."""
        return GROUPS[self.kind.key]


def rows(
    lines: Iterable[ProposalLine], counts: Mapping[int, Tally], mine: Mapping[int, Vote], heads: Sequence[Head], me: int
) -> list[Row]:
    """Every line as one person sees it."""
    labels = {head.key: head.label for head in heads}
    return [_row(line, counts[line.pk], mine.get(line.pk), labels, me) for line in lines]


def _row(line: ProposalLine, votes: Tally, mine: Vote | None, labels: Mapping[str, str], me: int) -> Row:
    kind = KINDS[line.kind]
    found = [labels[key] for key in (line.selected.categories if line.selected else []) if key in labels]
    more = f" +{len(found) - FITTING}" if len(found) > FITTING else ""
    tone, icon = LOOKS[line.kind]
    return Row(
        line=line, kind=kind, badge=Badge(tone, icon, kind.label), votes=votes, mine=mine, decided=decided(line),
        reasons=", ".join(found[:FITTING]) + more, own=line.owner_id == me,
    )  # fmt: skip


def decided(line: ProposalLine) -> Badge | None:
    """What was decided on a line, in a word; None before that."""
    made = getattr(line, "decision", None)
    if made is None:
        return None
    member = KINDS[line.kind].member
    label = (STAYS if member else ENTERS) if made.inside else (LEAVES if member else STAYS_OUT)
    if made.verdict == OVERRIDDEN:
        return Badge("key", "scale", label)
    return Badge("ok" if made.inside else "", "circle-check" if made.inside else "minus", label)


def wanted(found: Sequence[Row], view: str, text: str, *, may_vote: bool) -> list[Row]:
    """The lines of a view; `text` is looked for in name and code, in lower case without accents."""
    tests = {
        "por-votar": lambda row: may_vote and row.mine is None and row.decided is None,
        "discutidas": lambda row: row.contested,
        "sin-decidir": lambda row: row.decided is None,
        "decididas": lambda row: row.decided is not None,
        "mias": lambda row: row.own,
    }
    test = tests.get(view, lambda _row: True)
    return [row for row in found if test(row) and all(word in row.line.folded for word in text.split())]


def sorted_rows(found: Sequence[Row], order: str) -> list[Row]:
    """By a column; those the list does not rank come last, whatever the order. Unknown columns leave the agenda's order."""
    column, falling = order.removeprefix("-"), order.startswith("-")
    if column == "name":
        return sorted(found, key=lambda row: row.line.folded, reverse=falling)
    if column not in ("score", "sure"):
        return list(found)
    ranked = [row for row in found if row.line.selected]
    ranked.sort(key=lambda row: getattr(row.line.selected, column), reverse=falling)
    return [*ranked, *(row for row in found if not row.line.selected)]


@dataclass(frozen=True)
class Progress:
    """How far a committee is: lines, with a quorum, decided, agreed and contested; votes a reader still owes; places."""

    lines: int
    reached: int
    decided: int
    agreed: int
    contested: int
    owed: int
    places: Places
    ends: datetime
    over: bool

    @property
    def share_reached(self) -> int:
        """Of 100 lines, those with a quorum."""
        return round(100 * self.reached / self.lines) if self.lines else 0

    @property
    def share_decided(self) -> int:
        """Of 100 lines, the decided ones."""
        return round(100 * self.decided / self.lines) if self.lines else 0

    @property
    def share_taken(self) -> int:
        """Of 100 places, the taken ones."""
        return min(100, round(100 * self.places.taken / self.places.cap)) if self.places.cap else 100


def progress(found: Sequence[Row], proposal: Proposal, places: Places, now: datetime, *, may_vote: bool) -> Progress:
    """How far the committee of a proposal is."""
    over = proposal.state != OPEN or now >= proposal.closes_at
    return Progress(
        lines=len(found),
        reached=sum(row.votes.reached or row.decided is not None for row in found),
        decided=sum(row.decided is not None for row in found),
        agreed=sum(row.agreed for row in found),
        contested=sum(row.contested for row in found),
        owed=len(wanted(found, "por-votar", "", may_vote=may_vote and not over)),
        places=places,
        ends=proposal.closes_at,
        over=over,
    )


@dataclass(frozen=True)
class Step:
    """One step of the approval trail: its icon, whether it is done or goes on, and who and when."""

    icon: str
    state: str
    label: Text
    who: str


def trail(proposal: Proposal, far: Progress, committee: Collection[Person]) -> list[Step]:
    """From the frozen list to its end."""
    ended = proposal.state != OPEN
    votes = _("{reached} of {n} lines with a quorum · {people} people").fill(
        reached=far.reached, n=far.lines, people=len(committee)
    )
    decisions = _("{decided} of {n} lines").fill(decided=far.decided, n=far.lines)
    return [
        Step("list-check", "okk", _("The list is frozen"), proposal.by.name),
        Step("users", "okk" if far.over else "now", _("The committee votes"), told(votes)),
        Step("scale", "okk" if ended else "now" if far.reached else "", _("It is decided"), told(decisions)),
        Step(
            STATES[proposal.state].icon if ended else "lock", "okk" if ended else "",
            STATES[proposal.state].label if ended else _("It is closed"),
            proposal.ended_by.name if proposal.ended_by else "",
        ),
    ]  # fmt: skip


SEPARATION: dict[str, Text] = {
    "votes_and_decisions": _("Whoever answers for an account neither votes nor decides on it."),
    "votes": _("The vote of whoever answers for an account does not count on it."),
    "decisions": _("Whoever answers for an account does not decide on it."),
    "none": _("Whoever answers for an account votes and decides like anybody else."),
}
