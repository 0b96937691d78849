"""A proposal as the data of its minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone

from clave.base.figures import Figure
from clave.base.words import Joined, Text, _, joined, recalled
from clave.criteria.registry import CRITERIA
from clave.report.minutes import VOTES, Decided, Minutes, MinutesLine, Said
from clave.selection.committee import KINDS, Tally
from clave.store.committee import VERDICTS, rules, tallies
from clave.store.models import Comment, Company, Person, Proposal, ProposalLine, Vote
from clave.store.people import names
from clave.web.access import JUDGES
from clave.web.shown.proposals import SEPARATION, STATES, decided
from clave.web.words import told

T = TypeVar("T", Vote, Comment)


def minutes_of(found: Proposal, me: Person) -> Minutes:
    """Everything of a proposal; who voted what only for its committee and the management."""
    company = Company.objects.order_by("id").first()
    run = found.run
    people = [member.person for member in found.committee.select_related("person").order_by("person__name", "pk")]
    return Minutes(
        company=company.name if company else "",
        title=found.title,
        as_of=run.as_of,
        state=STATES[found.state].label,
        ended=_ended(found),
        committee=[f"{person.name}, {told(person.role_words.label)}" for person in people],
        rules=_rules(found),
        frozen=[
            (_("Facts up to"), Figure(run.as_of, "date")), (_("Version of the facts"), run.facts_version or "–"),
            (_("What people had recorded"), run.recorded or "–"), (_("Policy version"), run.policy_version),
            (_("Draws and seed"), f"{run.draws} · {run.seed}"),
            (_("Voting ended, or ends"), _moment(found.closes_at)), (_("Opened by"), found.by.name),
        ],
        digest=found.digest,
        lines=_lines(found, named=me.role in JUDGES or any(person.pk == me.pk for person in people)),
    )  # fmt: skip


def _moment(at: datetime) -> Text:
    local = timezone.localtime(at)
    return _("{day} at {time}").fill(day=Figure(local.date(), "date"), time=f"{local:%H:%M}")


def _ended(found: Proposal) -> str:
    return f"{found.ended_by.name}: {found.ended_because}" if found.ended_by else ""


def _rules(found: Proposal) -> Sequence[Text | Joined]:
    ruled = rules(found)
    quorum = _("Quorum: {share} of those who may vote on a line, {votes} at least.")
    return [
        quorum.fill(share=Figure(ruled.quorum_share, "share"), votes=ruled.quorum_votes),
        SEPARATION[ruled.separation],
        _("A decision against the rule holds {days} at most.").fill(days=Figure(ruled.override_days, "days")),
    ]


def _lines(found: Proposal, *, named: bool) -> Sequence[MinutesLine]:
    lines = list(found.lines.select_related("selected", "decision__by").order_by("place"))
    counts = tallies(found)
    votes = Vote.objects.filter(line__proposal=found, current=True).select_related("person").order_by("at", "pk")
    comments = Comment.objects.filter(line__proposal=found).select_related("by").order_by("at", "pk")
    by_line, said = _by_line(votes if named else []), _by_line(comments)
    who = names({asked["by"] for line in lines for asked in line.nominations})
    labels = {kept["key"]: recalled(kept["label"]) for kept in found.run.criteria}
    return [
        _line(line, counts[line.pk], by_line.get(line.pk, []), said.get(line.pk, []), who, labels) for line in lines
    ]


def _by_line(found: Iterable[T]) -> Mapping[int, list[T]]:
    sorted_out: dict[int, list[T]] = {}
    for one in found:
        sorted_out.setdefault(one.line_id, []).append(one)
    return sorted_out


def _line(
    line: ProposalLine,
    count: Tally,
    votes: Sequence[Vote],
    comments: Sequence[Comment],
    who: Mapping[int, str],
    labels: Mapping[str, Any],
) -> MinutesLine:
    chosen, kind = line.selected, KINDS[line.kind]
    return MinutesLine(
        customer=line.customer,
        name=line.name,
        kind=kind,
        rank=chosen.rank if chosen else None,
        score=chosen.score if chosen else None,
        sure=chosen.sure if chosen else None,
        reasons=joined([labels[key] for key in (chosen.categories if chosen else []) if key in labels]),
        standing=recalled(line.standing["because"]) if line.standing else kind.words,
        tally=count,
        votes=[Said(vote.person.name, VOTES[vote.choice], vote.comment) for vote in votes],
        nominated=[_asked(asked, who) for asked in line.nominations],
        comments=[Said(one.by.name, "", one.text) for one in comments],
        decided=_decided(line),
    )


def _asked(asked: Mapping[str, Any], who: Mapping[int, str]) -> Said:
    criterion = CRITERIA.get(asked["criterion"])
    return Said(who.get(asked["by"], ""), told(criterion.name) if criterion else "", asked["reason"])


def _decided(line: ProposalLine) -> Decided | None:
    made, badge = getattr(line, "decision", None), decided(line)
    if made is None or badge is None:
        return None
    at = timezone.localtime(made.at)
    why = " ".join((made.reason, *(told(recalled(text)) for text in made.exceeds)))
    return Decided(badge.label, VERDICTS[made.verdict], made.until, why, made.by.name, at)
