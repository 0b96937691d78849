"""The selection, what a committee looks at of it, who was nominated, and the policy behind. (E1–E9, F3)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clave.api.asking import Asker
from clave.api.listed.shape import Column, Filter, Listing, Look, Rows, Word, words_in
from clave.api.lists.pieces import TEXT, given, person, plain, word
from clave.base.words import recalled
from clave.criteria.registry import CRITERIA
from clave.policy.groups import GROUPS
from clave.policy.kinds import DECLARED
from clave.policy.shape import Value
from clave.selection.committee import KINDS
from clave.selection.life import STATES as LIFE
from clave.store.debates import debates
from clave.store.models import Debate, Nomination, Proposal, ProposalLine, SelectionLine, SelectionRun
from clave.store.models.committee import NOMINATION_STATES, PROPOSAL_STATES
from clave.store.nominations import Wanted as Nominated
from clave.store.nominations import nominations
from clave.store.policy import policy_in_force
from clave.store.queries import STATES, Wanted, latest_run, lines
from clave.store.roles import COMMITTEE, COMPLIANCE, of

NOMINATION_READERS = COMMITTEE | of(COMPLIANCE)
"""Who reads what anybody nominated, as on the page; the others read their own."""
NUMBER = Filter("run", int, "Of that selection; the newest where none is asked for")


def run_asked(asked: Mapping[str, Any]) -> SelectionRun | None:
    """The selection that is asked for; None where there is none."""
    return SelectionRun.objects.filter(pk=asked["run"]).first() if asked.get("run") else latest_run()


def settled(_asker: Asker, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Its next pages are of the same selection, also where a newer one comes."""
    run = run_asked(asked)
    return {**asked, "run": run.pk} if run else asked


def basis(_asker: Asker, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of which day the selection is, from which facts and policy."""
    run = run_asked(asked)
    return basis_of(run) if run else {}


def basis_of(run: SelectionRun) -> Mapping[str, Any]:
    """A selection as what a list is made from."""
    return {
        "number": run.pk, "as_of": run.as_of, "made_at": run.created_at, "currency": run.currency,
        "facts": run.facts_version, "policy": run.policy_version,
    }  # fmt: skip


def _lines(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    run = run_asked(asked)
    if run is None:
        return SelectionLine.objects.none()
    wanted = Wanted(asked.get("q", ""), asked.get("criterion", ""), asked.get("state", ""))
    return lines(run, wanted)


def words_of(keys: Any, look: Look) -> list[Word]:
    """Criteria by their names, in order."""
    return [found for key in keys if (found := look.word(key, CRITERIA))]


def _nominations(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    own = None if NOMINATION_READERS & asker.roles else asker.person
    return nominations(Nominated(asked.get("q", ""), asked.get("state", ""), asked.get("criterion", ""), "", own))


def _proposal_lines(_asker: Asker, asked: Mapping[str, Any]) -> Rows:
    found = ProposalLine.objects.select_related("owner", "decision", "decision__by")
    return found.filter(proposal=asked["proposal"]) if asked.get("proposal") else found


@dataclass(frozen=True)
class Kept:
    """A value of the policy as it is in force."""

    key: str
    value: Value[Any]
    group: str
    since: date | None
    content: Any
    reason: str
    source: str


def _policy(asker: Asker, asked: Mapping[str, Any]) -> Rows:
    policy, day = policy_in_force(), asked.get("day") or asker.day
    groups = {value.key: group.key for group in GROUPS for value in group.values}
    found = []
    for key, value in DECLARED.items():
        version = policy.version_of(key, day)
        of = groups.get(key, "")
        if version is None:
            found.append(Kept(key, value, of, None, None, "", ""))
        else:
            found.append(Kept(key, value, of, version.since, version.value, version.reason, version.source))
    return words_in(found, asked.get("q", ""), "key")


CRITERION = Filter("criterion", str, "Of whom this one applies", tuple(CRITERIA))
LISTS = (
    Listing(
        "selection-runs", "Selections",
        "Every selection that was made: of which day, from which facts and policy.",
        lambda _asker, _asked: SelectionRun.objects.select_related("by"),
        (
            *plain(SelectionRun, "pk as_of currency facts_version policy_version draws"),
            Column("made_at", datetime, "", "created_at"),
            person("by", means="null where clave did it by itself"),
        ),
    ),
    Listing(
        "selection", "The lines of a selection",
        "Who would be a key account and why: place, points, how sure, and what would change it.",
        _lines,
        (
            *plain(SelectionLine, "pk rank customer name score sure firmness member candidate seat gate but_for_payment money"),
            word("category", CRITERIA, means="The first of its reasons"),
            Column("categories", list[Word], "All of its reasons", lambda row, look: words_of(row.categories, look)),
            Column("why", list[str], "In sentences", lambda row, look: [look.kept(one) for one in row.why]),
        ),
        (NUMBER, TEXT, CRITERION, Filter("state", str, "", tuple(STATES))),
        basis=basis, settle=settled,
        more=(
            Column(
                "would_take", list[dict[str, Any]], "What would change its place, and how sure it would be then",
                lambda row, look: [
                    {"kind": one["kind"], "text": look.say(recalled(one["text"])), "sure": one["sure"]} for one in row.would_take
                ],
            ),
            Column(
                "criteria", list[dict[str, Any]], "Each criterion: its verdict, its points with their range, and why",
                lambda row, look: [
                    {
                        "key": key, "verdict": cell["verdict"], "score": cell["score"], "low": cell["low"], "high": cell["high"],
                        "because": look.say(recalled(cell["because"])),
                    }
                    for key, cell in row.criteria.items()
                ],
            ),
        ),
        nature="estimated",
    ),
    Listing(
        "proposals", "Proposals", "Lists that went before a committee.",
        lambda _asker, asked: Proposal.objects.filter(**given(asked, "state")).select_related("by", "ended_by"),
        (
            *plain(Proposal, "pk title first state closes_at digest created_at ended_at ended_because"),
            Column("run", int, "The selection it was made from", "run_id"),
            person("by"),
            person("ended_by"),
        ),
        (Filter("state", str, "", tuple(PROPOSAL_STATES)),),
    ),
    Listing(
        "proposal-lines", "The lines of a proposal",
        "Who was before the committee, what the rule does with each, what was decided.",
        _proposal_lines,
        (
            *plain(ProposalLine, "pk place customer name"),
            Column("proposal", int, "", "proposal_id"),
            word("kind", KINDS),
            word("before", LIFE, means="The status it had"),
            person("owner"),
            Column("verdict", str, "What was decided; null where nothing is yet", "decision.verdict"),
            Column("inside", bool, "Whether that makes it a key account", "decision.inside"),
            Column("reason", str, "", "decision.reason", personal=True),
            Column("until", date, "", "decision.until"),
            person("decided_by", "decision.by"),
        ),
        (Filter("proposal", int, "Of that proposal"),),
    ),
    Listing(
        "nominations", "Nominations",
        "Who should be a key account and why, from anybody of ours; one's own where not all may be seen.",
        _nominations,
        (
            *plain(Nomination, "pk customer name reason state created_at ended_at"),
            word("criterion", CRITERIA),
            person("by"),
            person("ended_by"),
        ),
        (TEXT, CRITERION, Filter("state", str, "", tuple(NOMINATION_STATES))),
    ),
    Listing(
        "debates", "Debates", "Debates on the order of importance, and what was chosen.",
        lambda _asker, _asked: debates(),
        (
            *plain(
                Debate, "pk title question opened_at closes_at closed_at chosen chosen_as chosen_reason chosen_since chosen_at"
            ),
            Column("run", int, "", "run_id"),
            person("opened_by"),
            person("closed_by"),
            person("chosen_by"),
        ),
    ),
    Listing(
        "policy", "The policy", "Every value in force on a day, with its reason and its source.",
        _policy,
        (
            Column("key", str, "Its name, as the file of the policy has it"),
            Column("label", str, "", lambda row, look: look.say(row.value.meaning)),
            Column("group", str),
            Column("since", date, "null where nothing sets it"),
            Column("value", Any, "A number, a text, or several by name", lambda row, _look: _said(row.content)),
            Column("reason", str),
            Column("source", str),
        ),
        (TEXT, Filter("day", date, "As it was on that day; today where none is asked for")),
        key="key", key_kind=str,
        basis=lambda _asker, _asked: {"policy": policy_in_force().version},
    ),
)  # fmt: skip


def _said(content: Any) -> Any:
    """A value of the policy as JSON has it."""
    if isinstance(content, Mapping):
        return {str(key): _said(one) for key, one in content.items()}
    if isinstance(content, list | tuple | frozenset | set):
        return [_said(one) for one in content]
    return content if isinstance(content, bool | int | float | str | None) else str(content)
