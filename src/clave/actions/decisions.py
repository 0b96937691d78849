"""Voting, commenting and deciding on the lines of a proposal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils import timezone

from clave.actions.again import just_made
from clave.actions.audit import record
from clave.actions.landing import Plan, land_account, recover_account
from clave.actions.life import stop_watching
from clave.actions.proposals import back, hold_proposal, is_open, step
from clave.actions.shape import action
from clave.actions.status import held as hold_status
from clave.actions.status import take_step
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, joined, stored
from clave.selection.committee import (
    CHOICES,
    KINDS,
    OVERRIDDEN,
    YES,
    Asked,
    Places,
    Rules,
    Tally,
    expires,
    fits,
    may_decide,
    outcome,
)
from clave.selection.life import DECIDED, LANDING, PROPOSED, WATCHED, is_member, may_follow
from clave.selection.strain import Said, Strain
from clave.store import committee as reading
from clave.store.kams import strain_of
from clave.store.models import Comment, Decision, KeyStatus, Nomination, Person, Proposal, ProposalLine, Vote
from clave.store.models import committee as states
from clave.store.ownership import answered
from clave.store.status import MEMBER_STATES

LONGEST = 1000


@action
def vote(*, by: Person, now: datetime, line: ProposalLine, choice: str, comment: str = "") -> Vote:
    """Answer «should it be a key account?» for oneself; a later answer takes the place of this one, which stays in the
    history. Raises ClaveError for who is not on the committee, after the closing, and on a line that is decided."""
    held = _held(line, now, by)
    if choice not in CHOICES:
        raise ClaveError(_("a vote is yes, no or abstention."), where="choice", remedy=_("Choose one of the three."))
    mine = _cast(held, by, now, choice, _words(comment))
    record(by=by, now=now, what="proposal.voted", about=f"proposal:{held.proposal_id}")
    return mine


@action
def vote_on_all_that_stay(*, by: Person, now: datetime, proposal: Proposal) -> int:
    """«Yes» for every member that stays and on which this person has not voted; how many they were. Errors as `vote`."""
    held = hold_proposal(proposal.pk)
    _may_vote(held, by, now)
    waiting = held.lines.filter(kind="stays", decision=None).exclude(votes__person=by)
    cast = [_cast(line, by, now, YES, "") for line in waiting]
    if cast:
        record(by=by, now=now, what="proposal.voted", about=f"proposal:{held.pk}")
    return len(cast)


def _held(line: ProposalLine, now: datetime, by: Person) -> ProposalLine:
    """The line with its proposal held, if this person may vote on it now."""
    proposal = hold_proposal(line.proposal_id)
    _may_vote(proposal, by, now)
    found = proposal.lines.select_related("decision__by").get(pk=line.pk)
    _undecided(found)
    return found


def _may_vote(proposal: Proposal, by: Person, now: datetime) -> None:
    is_open(proposal)
    if not proposal.committee.filter(person=by).exists():
        raise ClaveError(
            _("you are not on this committee, so your vote would not count."), remedy=_("You can comment on the line.")
        )
    if now >= proposal.closes_at:
        end = timezone.localtime(proposal.closes_at)
        raise ClaveError(
            _("voting ended on {day} at {time}, and nothing was changed.").fill(
                day=Figure(end.date(), "date"), time=f"{end:%H:%M}"
            ),
            remedy=_("Write a comment: who decides reads it."),
        )


def _undecided(line: ProposalLine) -> None:
    """Raises ClaveError where somebody has decided on it."""
    decision = getattr(line, "decision", None)
    if decision is not None:
        raise ClaveError(
            _("{person} has decided on {name} already: {verdict}.").fill(
                person=decision.by.name, name=line.name, verdict=reading.VERDICTS[decision.verdict]
            ),
            remedy=_("A decision stands; what should change goes into the next proposal."),
        )


def _cast(line: ProposalLine, by: Person, now: datetime, choice: str, comment: str) -> Vote:
    own = by.pk in _owners(line, now)
    line.votes.filter(person=by, current=True).update(current=False)
    return Vote.objects.create(line=line, person=by, choice=choice, comment=comment, own=own, at=now)


def _owners(line: ProposalLine, now: datetime) -> frozenset[int]:
    """Who answered for the account, as owner or substitute, on any day from when it was frozen until today: giving it away
    for the hour of the decision does not help."""
    frozen = frozenset() if line.owner_id is None else frozenset({line.owner_id})
    since = timezone.localdate(line.proposal.created_at)
    return frozen | answered(line.customer, since, timezone.localdate(now))


def _words(typed: str) -> str:
    words = typed.strip()
    if len(words) > LONGEST:
        raise ClaveError(
            _("this has more than {n} letters.").fill(n=LONGEST), where="comment", remedy=_("Write the heart of it.")
        )
    return words


@action
def comment(*, by: Person, now: datetime, line: ProposalLine, text: str, answers: Comment | None = None) -> Comment:
    """Say something of a line, or answer a comment of the same line, while its proposal is open. Raises ClaveError for
    nothing said, too much said, an answer to another line, and once the proposal has ended. Sent twice, it is said once."""
    is_open(hold_proposal(line.proposal_id))
    said = _words(text)
    if not said:
        raise ClaveError(_("nothing is written."), where="comment", remedy=_("Write what the others should know."))
    if answers is not None and answers.line_id != line.pk:
        raise ClaveError(_("that comment is of another line."), remedy=_("Answer it there."))
    above = answers.answers or answers if answers else None  # threads are one level deep
    same = Comment.objects.filter(line=line, answers=above, text=said, by=by)
    if sent_twice := just_made(same, by=by, now=now, when="at"):
        return sent_twice
    made = Comment.objects.create(line=line, answers=above, text=said, by=by, at=now)
    record(by=by, now=now, what="proposal.commented", about=f"proposal:{line.proposal_id}")
    return made


@action
def decide(
    *,
    by: Person,
    now: datetime,
    line: ProposalLine,
    verdict: str,
    reason: str = "",
    until: date | None = None,
    plan: Plan | None = None,
    on: date | None = None,
    passes: bool = False,
) -> Decision:
    """Accept, reject or override one line, for good; the customer's status takes its step.

    `until` ends an override that lets somebody in; whoever leaves lands with a `plan`, from the day `on` (today), which
    keeps what leaving costs by the list before the committee. `passes` lets one in that its manager has no hours for, or
    the programme no budget: that is an override, with its reason and `until`. Raises ClaveError without quorum, for who
    answers for the account where policy separates, where a reason, a date or a plan is missing, where all places are
    taken, and where somebody decided on it a moment ago."""
    proposal = hold_proposal(line.proposal_id)
    is_open(proposal)
    found = proposal.lines.select_related("decision__by", "selected").get(pk=line.pk)
    _undecided(found)
    made = _decided(found, Asked(verdict, _words(reason), until), by, now, _Landing(plan, on), passes=passes)
    record(by=by, now=now, what="proposal.decided", about=f"proposal:{proposal.pk}")
    return made


@dataclass(frozen=True)
class AtOnce:
    """What deciding all lines that nobody contests did: how many, and the names of those it had to leave: accounts of
    one's own, those that land and need a plan, those for whom there is no place, or not the hours or the budget."""

    decided: int
    own: tuple[str, ...]
    landing: tuple[str, ...]
    full: tuple[str, ...]
    beyond: tuple[str, ...]


@action
def decide_agreed(*, by: Person, now: datetime, proposal: Proposal) -> AtOnce:
    """Decide every line on which there is a quorum of one mind with the rule.

    Accounts of one's own are left to somebody else, those that leave to a plan each, newcomers beyond the places,
    the hours or the budget to another day. Raises ClaveError once the proposal has ended."""
    ours = hold_proposal(proposal.pk)
    is_open(ours)
    rules, counts = reading.rules(ours), reading.tallies(ours)
    done = 0
    left: dict[str, list[str]] = {"own": [], "landing": [], "full": [], "beyond": []}
    for line in ours.lines.filter(decision=None).select_related("selected").order_by("place"):
        kind = KINDS[line.kind]
        if not counts[line.pk].agreed(kind):
            continue
        if not may_decide(by.pk, _owners(line, now), rules):
            left["own"].append(line.name)
        elif kind.lands(kind.inside):
            left["landing"].append(line.name)
        elif _takes_a_place(line, kind.inside, now) and not places(ours).left:
            left["full"].append(line.name)
        elif _takes_a_place(line, kind.inside, now) and _strain(line, now).exceeds:
            left["beyond"].append(line.name)
        else:
            _decided(line, Asked(kind.verdict(kind.inside)), by, now)
            done += 1
    if done:
        record(by=by, now=now, what="proposal.decided", about=f"proposal:{ours.pk}")
    return AtOnce(done, **{why: tuple(names) for why, names in left.items()})


@action
def note_minutes(*, proposal: Proposal, by: Person | None, now: datetime) -> None:
    """Write down that somebody took the minutes out of clave."""
    record(by=by, now=now, what="proposal.exported", about=f"proposal:{proposal.pk}")


def places(proposal: Proposal) -> Places:
    """The places of the list as they are now."""
    taken = KeyStatus.objects.filter(state__in=MEMBER_STATES).exclude(state=LANDING).count()
    return Places(proposal.run.capacity["cap"], taken)


def _takes_a_place(line: ProposalLine, inside: bool, now: datetime) -> bool:
    state = hold_status(line.customer, line.name, now).state
    return inside and (not is_member(state) or state == LANDING)


@dataclass(frozen=True)
class _Landing:
    """How one that leaves lands: its plan, and from which day (None: today)."""

    plan: Plan | None = None
    on: date | None = None


def _decided(
    line: ProposalLine,
    asked: Asked,
    by: Person,
    now: datetime,
    landing: _Landing = _Landing(),
    *,
    passes: bool = False,
) -> Decision:
    """The decision itself, its proposal held and the line known to be undecided."""
    proposal, kind = line.proposal, KINDS[line.kind]
    rules, votes = reading.rules(proposal), reading.tally_of(line)
    if not may_decide(by.pk, _owners(line, now), rules):
        raise ClaveError(
            _("you answer for {name}, and nobody decides on an account of their own.").fill(name=line.name),
            remedy=_("Ask another director, an administrator or the management to decide on it."),
        )
    inside = outcome(kind, asked, votes, rules, timezone.localdate(now))
    exceeds: Said = ()
    if _takes_a_place(line, inside, now):
        leaving = proposal.lines.filter(kind="leaves", decision=None).values_list("name", flat=True)
        fits(line.name, places(proposal), list(leaving))
        exceeds = _exceeded(line, asked, passes, rules, now)
    until = asked.until if inside and (asked.verdict == OVERRIDDEN or exceeds) else None
    made = Decision.objects.create(
        line=line, verdict=asked.verdict, inside=inside, reason=asked.reason,
        until=landing.plan.until if landing.plan and kind.lands(inside) else until, tally=asdict(votes),
        exceeds=[stored(text) for text in exceeds], by=by, at=now,
    )  # fmt: skip
    _end_nominations(line, by, now, every=inside)
    reason, state = _reason(line, made, votes), hold_status(line.customer, line.name, now).state
    if is_member(state) and state != LANDING and not inside:
        land_account(
            by=by, now=now, customer=line.customer, on=landing.on or timezone.localdate(now), reason=reason,
            plan=landing.plan, run=proposal.run,
        )  # fmt: skip
    else:
        _follow(line, made, state, reason, now)
    return made


def _strain(line: ProposalLine, now: datetime) -> Strain:
    return strain_of(line.customer, line.name, timezone.localdate(now), line.proposal.run.currency)


def _exceeded(line: ProposalLine, asked: Asked, passes: bool, rules: Rules, now: datetime) -> Said:
    """What this account exceeds of its manager's hours or of the budget, once somebody says why and until when it passes."""
    exceeds = _strain(line, now).exceeds
    if not exceeds:
        return ()
    if not passes:
        raise ClaveError(
            _("{name} would be more than there is. {what}").fill(name=line.name, what=joined(exceeds, " ")),
            where="passes",
            remedy=_("Let it wait, make room for it, or say why it passes all the same, and until when."),
        )
    if not asked.reason.strip():
        raise ClaveError(
            _("somebody loses time or money by it, and nobody would know why."),
            where="reason",
            remedy=_("Write the reason in one sentence."),
        )
    expires(asked.until, timezone.localdate(now), rules)
    return exceeds


def _follow(line: ProposalLine, made: Decision, state: str, reason: str | Text, now: datetime) -> None:
    """The step of the status that any other decision means, if it means one."""
    by, today, code = made.by, timezone.localdate(now), line.customer
    if not is_member(state):
        _enters_or_goes_back(line, made, state, reason, now)
    elif state == LANDING:
        if made.inside:
            recover_account(by=by, now=now, customer=code, on=today, reason=reason)
            _until(line, made, reason, now)
    elif made.verdict == OVERRIDDEN or line.kind == "watched":
        _watched(line, made, state, reason, now)
    elif state == WATCHED:
        stop_watching(by=by, now=now, customer=code, on=today, reason=reason)


def _enters_or_goes_back(line: ProposalLine, made: Decision, state: str, reason: str | Text, now: datetime) -> None:
    if not made.inside:
        back(line, reason, made.by, now)
        return
    if state != PROPOSED:
        step(line, PROPOSED, reason, made.by, now)
    step(line, DECIDED, reason, made.by, now, category=_category(line), until=made.until)


def _watched(line: ProposalLine, made: Decision, state: str, reason: str | Text, now: datetime) -> None:
    """It stays, watched; where it is already, only the end of its override is another one."""
    if may_follow(state, WATCHED):
        step(line, WATCHED, reason, made.by, now, until=made.until)
    else:
        _until(line, made, reason, now)


def _until(line: ProposalLine, made: Decision, reason: str | Text, now: datetime) -> None:
    """A member stays where it stands, until a day if one was decided."""
    if made.until is None:
        return
    status = hold_status(line.customer, line.name, now)
    take_step(
        status, by=made.by, now=now, to=status.state, effective_on=timezone.localdate(now), reason=reason,
        until=made.until, run=line.proposal.run,
    )  # fmt: skip


def _category(line: ProposalLine) -> str:
    if line.selected and line.selected.category:
        return line.selected.category
    return next((asked["criterion"] for asked in line.nominations if asked["criterion"]), "")


def _reason(line: ProposalLine, made: Decision, votes: Tally) -> str | Text:
    """What the history of the status says: the decider's words, or else how the committee voted."""
    if made.reason:
        return made.reason
    text: Text = _("Decided by the committee in proposal {number}: {yes} yes, {no} no, {abstain} abstentions.")
    return text.fill(number=line.proposal_id, yes=votes.yes, no=votes.no, abstain=votes.abstain)


def _end_nominations(line: ProposalLine, by: Person, now: datetime, every: bool = False) -> None:
    """Those this line took up have their answer; where the customer is inside, so have later ones."""
    ended = {"state": states.DECIDED, "ended_at": now, "ended_by": by}
    Nomination.objects.filter(line=line, state=states.BEFORE).update(**ended)
    if every:
        Nomination.objects.filter(customer=line.customer, state=states.OPEN).update(**ended, line=line)
