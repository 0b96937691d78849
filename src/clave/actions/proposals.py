"""Putting a list before a committee, frozen, and ending that: closed, or abandoned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from clave.actions.audit import record
from clave.actions.shape import action
from clave.actions.status import REVIEWED, change_status, held, note_review
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.selection.agenda import Seen, agenda
from clave.selection.committee import Rules, needed
from clave.selection.life import FORMER, LANDING, NOMINATED, NONE, PROPOSED
from clave.store.committee import digest
from clave.store.listings import kept_standings
from clave.store.models import (
    CommitteeMember,
    KeyStatus,
    Nomination,
    Person,
    Proposal,
    ProposalLine,
    SelectionRun,
    StatusChange,
)
from clave.store.models.committee import BEFORE, CLOSED, OPEN
from clave.store.ownership import owners
from clave.store.status import memberships

LONGEST_TITLE = 80
COMES_BEFORE = frozenset({NONE, NOMINATED, FORMER})
"""Where a customer has no place on the list: before a committee its status says so."""


def check_opening(committee: Collection[Person], rules: Rules, closes_at: datetime, now: datetime) -> None:
    """Raises ClaveError where a proposal may not be opened so: asked before the long work, and again at its end."""
    if Proposal.objects.filter(state=OPEN).exists():
        raise ClaveError(
            _("a committee has a proposal already."),
            remedy=_("Close or abandon it first: one list at a time."),
        )
    if closes_at <= now:
        raise ClaveError(
            _("voting would end before it begins."), where="closes_at", remedy=_("Choose a later day or hour.")
        )
    if not committee or len(committee) < needed(len(committee), rules) or len(committee) < rules.quorum_votes:
        raise ClaveError(
            _("the policy asks for {n} votes at least, and this committee has {members}.").fill(
                n=rules.quorum_votes, members=len(committee)
            ),
            where="committee",
            remedy=_("Add somebody to the committee."),
        )


@action
def open_proposal(
    *,
    by: Person,
    now: datetime,
    run: SelectionRun,
    title: str,
    closes_at: datetime,
    committee: Sequence[Person],
    rules: Rules,
) -> Proposal:
    """Freeze a kept list that was made with the members of now, and put it before these people.

    Everybody who would enter, leave, be watched or wait is on it, the members who stay, and whoever is nominated; of a
    first list, all the rule's choice. Raises ClaveError as `check_opening` does, where statuses moved while the list was
    made, and where somebody opened one at the same moment."""
    check_opening(committee, rules, closes_at, now)
    _made_with_the_members_of_now(run)
    proposal = Proposal(
        title=_title(title, run), run=run, first=not run.standings, rules=asdict(rules), closes_at=closes_at,
        digest="", by=by, created_at=now,
    )  # fmt: skip
    nominated = _nominated()
    lines = list(_lines(proposal, run, nominated, now))
    if not lines:
        raise ClaveError(
            _("the rule chooses nobody and nobody is nominated, so there is nothing to decide."),
            remedy=_("Load facts, change the policy or nominate somebody."),
        )
    proposal.digest = digest(proposal, run, [person.pk for person in committee], lines)
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:
        raise ClaveError(
            _("somebody else has just opened a proposal."), remedy=_("Look at it: one list at a time.")
        ) from error
    CommitteeMember.objects.bulk_create(CommitteeMember(proposal=proposal, person=person) for person in committee)
    for line in lines:
        line.proposal = proposal
    ProposalLine.objects.bulk_create(lines)
    _take_up(proposal, nominated, by, now)
    record(by=by, now=now, what="proposal.opened", about=f"proposal:{proposal.pk}")
    return proposal


def _made_with_the_members_of_now(run: SelectionRun) -> None:
    reviewed = {code for code, standing in run.standings.items() if standing["state"] in REVIEWED}
    if reviewed != memberships().keys():
        raise ClaveError(
            _("somebody became a key account, or ceased to be one, while the list was being made."),
            remedy=_("Open the proposal again: its list is then made with the members of now."),
        )


def _title(typed: str, run: SelectionRun) -> str:
    plain = " ".join(typed.split())
    if len(plain) > LONGEST_TITLE:
        raise ClaveError(
            _("the name has more than {n} letters.").fill(n=LONGEST_TITLE),
            where="title",
            remedy=_("Write a shorter one."),
        )
    return plain or _said(_("Committee with facts up to {day}").fill(day=Figure(run.as_of, "date")))


def _said(text: Text) -> str:
    """A sentence that is kept as somebody's words, in the language of the installation."""
    return text.say(settings.LANGUAGE_CODE[:2])


def _nominated() -> Mapping[str, list[Nomination]]:
    """The open nominations by customer, held."""
    found: dict[str, list[Nomination]] = {}
    for one in Nomination.objects.select_for_update(of=("self",)).filter(state=OPEN).order_by("created_at", "pk"):
        found.setdefault(one.customer, []).append(one)
    return found


def _lines(
    proposal: Proposal, run: SelectionRun, nominated: Mapping[str, list[Nomination]], now: datetime
) -> Iterable[ProposalLine]:
    rows = {line.customer: line for line in run.lines.all()}
    seen = (Seen(line.customer, line.rank, line.member, line.banded) for line in rows.values())
    statuses = {status.customer: status for status in KeyStatus.objects.all()}
    landing = {code for code, status in statuses.items() if status.state == LANDING}
    absent = [code for code, standing in run.standings.items() if standing["state"] in REVIEWED and code not in rows]
    points = agenda(seen, absent, nominated, landing, reviewed=bool(run.standings))
    owned = owners(timezone.localdate(now), [point.customer for point in points])
    for place, point in enumerate(points, 1):
        line, asked = rows.get(point.customer), nominated.get(point.customer, [])
        status = statuses.get(point.customer)
        name = line.name if line else status.name if status else asked[0].name
        yield ProposalLine(
            proposal=proposal,
            place=place,
            customer=point.customer,
            name=name,
            folded=f"{folded(name)} {folded(point.customer)}",
            kind=point.kind,
            selected=line,
            standing=run.standings.get(point.customer),
            before=status.state if status else NONE,
            owner=owned.get(point.customer),
            nominations=[_asked(one) for one in asked],
        )


def _asked(one: Nomination) -> dict[str, Any]:
    return {"by": one.by_id, "reason": one.reason, "criterion": one.criterion, "at": one.created_at.isoformat()}


def _take_up(proposal: Proposal, nominated: Mapping[str, list[Nomination]], by: Person, now: datetime) -> None:
    """Nominations know their line, and whoever may enter stands before the committee."""
    for line in proposal.lines.order_by("place"):
        for one in nominated.get(line.customer, ()):
            one.state, one.line = BEFORE, line
            one.save(update_fields=["state", "line"])
        if line.before in COMES_BEFORE:
            reason = _("Before the committee, in proposal {number}.").fill(number=proposal.pk)
            step(line, PROPOSED, reason, by, now)


def step(line: ProposalLine, to: str, reason: str | Text, by: Person, now: datetime, **more: Any) -> None:
    """One step of the status of a line's customer, from today on."""
    change_status(
        by=by, now=now, customer=line.customer, name=line.name, to=to, effective_on=timezone.localdate(now),
        reason=reason, run=line.proposal.run, **more,
    )  # fmt: skip


def hold_proposal(number: int) -> Proposal:
    """A proposal, held until the end of the transaction: votes, decisions and its end come one after another."""
    return Proposal.objects.select_for_update(of=("self",)).select_related("run").get(pk=number)


def is_open(proposal: Proposal) -> None:
    """Raises ClaveError for one that has ended."""
    if proposal.state != OPEN:
        raise ClaveError(
            _("this proposal has ended, so nothing of it changes any more."),
            remedy=_("Look at its minutes, or open the next one."),
        )


@action
def end_proposal(*, by: Person, now: datetime, proposal: Proposal, to: str, reason: str) -> Proposal:
    """Close a proposal, or abandon it (`to`): what was decided stands, and whoever was not decided on goes back to where
    it was. Closing books the review of its members; abandoning does not. Raises ClaveError without a reason, and where
    it has ended already."""
    ended = hold_proposal(proposal.pk)
    is_open(ended)
    if not reason.strip():
        raise ClaveError(
            _("a proposal ends with a word of why."), where="reason", remedy=_("Write it in one sentence.")
        )
    for line in ended.lines.filter(decision=None).order_by("place"):
        release(line, _("Not decided in proposal {number}.").fill(number=ended.pk), by, now)
    ended.state, ended.ended_at, ended.ended_by, ended.ended_because = to, now, by, reason.strip()
    ended.save(update_fields=["state", "ended_at", "ended_by", "ended_because"])
    if to == CLOSED:
        note_review(by=by, now=now, run=ended.run, standings=kept_standings(ended.run))
    record(
        by=by, now=now, what="proposal.closed" if to == CLOSED else "proposal.abandoned",
        about=f"proposal:{ended.pk}", fields=("state",),
    )  # fmt: skip
    return ended


def release(line: ProposalLine, reason: str | Text, by: Person, now: datetime) -> None:
    """The committee has done with a line that stays outside: its nominations wait for the next one."""
    Nomination.objects.filter(line=line, state=BEFORE).update(state=OPEN, line=None)
    back(line, reason, by, now)


def back(line: ProposalLine, reason: str | Text, by: Person, now: datetime) -> None:
    """A status that was before the committee goes back to where it was, or to nominated while somebody nominates it."""
    if held(line.customer, line.name, now).state != PROPOSED:
        return
    waiting = Nomination.objects.filter(customer=line.customer, state=OPEN).exists()
    was_key = StatusChange.objects.filter(customer=line.customer, after=FORMER).exists()
    step(line, NOMINATED if waiting else FORMER if was_key else NONE, reason, by, now)
