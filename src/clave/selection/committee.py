"""How a committee decides: what a line asks, which votes count, when there are enough, who may not decide, what follows.

Everybody answers the same question of every line, «should it be a key account?»; the rule has its own answer, and the
decider accepts it, rejects it, or overrides it (F1, product.md §2.4; method.md §3, step 9)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, counted, joined
from clave.policy import declared
from clave.policy.limits import Limits

YES, NO, ABSTAIN = CHOICES = ("yes", "no", "abstain")
ACCEPTED, REJECTED, OVERRIDDEN = VERDICTS = ("accepted", "rejected", "overridden")
BOTH, OF_VOTES, OF_DECISIONS, NOT_AT_ALL = "votes_and_decisions", "votes", "decisions", "none"
Suggestion = Literal["in", "out", "tie", ""]
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Kind:
    """What the rule does with a customer: whether it is inside after it, and whether it was a key account before.

    `verdicts` says, for each thing that can be decided, whether the customer is inside then."""

    key: str
    label: Text
    words: Text
    inside: bool
    member: bool
    verdicts: Mapping[str, bool]

    def verdict(self, inside: bool) -> str:
        """What deciding «in» or «out» is called here."""
        return next(verdict for verdict, then in self.verdicts.items() if then is inside)

    def lands(self, inside: bool) -> bool:
        """Whether deciding that begins a soft landing."""
        return self.member and not inside and self.key != "returns"


_IN_OR_REJECTED = {ACCEPTED: True, REJECTED: False}
_OUT_OR_OVERRIDDEN = {ACCEPTED: False, OVERRIDDEN: True}
_IN_OR_OVERRIDDEN = {ACCEPTED: True, OVERRIDDEN: False}
KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("enters", _("Enters"), _("The rule lets it enter."), True, False, _IN_OR_REJECTED),
        Kind("chosen", _("Chosen"), _("The rule chooses it for the first list."), True, False, _IN_OR_REJECTED),
        Kind("leaves", _("Leaves"), _("The rule lets it go, with a soft landing."), False, True, _OUT_OR_OVERRIDDEN),
        Kind("watched", _("Watched"), _("The rule keeps it, watched."), True, True, _IN_OR_OVERRIDDEN),
        Kind("returns", _("Recovered"), _("It was landing, and the rule would keep it."), True, True, _IN_OR_REJECTED),
        Kind("waits", _("Waits"), _("It would enter, and there is no place."), False, False, _OUT_OR_OVERRIDDEN),
        Kind(
            "nominated", _("Nominated"), _("Somebody nominated it; the rule leaves it out."), False, False,
            {REJECTED: False, OVERRIDDEN: True},
        ),
        Kind("stays", _("Stays"), _("The rule keeps it."), True, True, _IN_OR_OVERRIDDEN),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """How this committee decides, as policy had it when its proposal was frozen."""

    quorum_share: float
    quorum_votes: int
    separation: str
    override_days: int

    @property
    def own_votes_count(self) -> bool:
        """Whether who answers for an account votes on it like anybody else."""
        return self.separation not in (BOTH, OF_VOTES)

    @property
    def owner_may_decide(self) -> bool:
        """Whether who answers for an account may decide on it."""
        return self.separation not in (BOTH, OF_DECISIONS)


def rules_of(limits: Limits) -> Rules:
    """The rules of policy on a day."""
    return Rules(
        limits[declared.committee_quorum_share],
        limits[declared.committee_quorum_votes],
        limits[declared.committee_separation],
        limits[declared.committee_override_days],
    )


@dataclass(frozen=True)
class Ballot:
    """What one person answers; `own` = they answer for the account."""

    person: int
    choice: str
    own: bool = False


@dataclass(frozen=True)
class Tally:
    """The votes of one line, counted. `set_aside` are those of who answers for the account; `able` may vote on it, and
    `needed` of them make a quorum; `missing` of them have not voted; `suggests` is empty while there is no quorum."""

    yes: int
    no: int
    abstain: int
    set_aside: int
    able: int
    needed: int

    @property
    def counted(self) -> int:
        """Votes that count, abstentions among them: who abstains takes part."""
        return self.yes + self.no + self.abstain

    @property
    def missing(self) -> int:
        """How many more votes the quorum needs."""
        return max(0, self.needed - self.counted)

    @property
    def reached(self) -> bool:
        """Whether there are enough; never where nobody is able to vote."""
        return self.able > 0 and self.counted >= self.needed

    @property
    def suggests(self) -> Suggestion:
        """What most of those who took sides want."""
        if not self.reached:
            return ""
        return "tie" if self.yes == self.no else "in" if self.yes > self.no else "out"

    def contested(self, kind: Kind) -> bool:
        """Whether people disagree, with one another or with the rule; a matter to talk about before deciding."""
        divided = bool(self.yes and self.no)
        return divided or (self.reached and self.suggests != ("in" if kind.inside else "out"))

    def agreed(self, kind: Kind) -> bool:
        """Enough votes, all of one mind, and the rule's: it can be decided without more words."""
        return self.reached and not self.contested(kind)


def tally(ballots: Iterable[Ballot], committee: Collection[int], owners: Collection[int], rules: Rules) -> Tally:
    """Count the votes of a line. Of several ballots of one person the last counts; strangers' count nothing.

    Where policy separates, who answers for the account (`owners`, or who did when they voted) neither counts nor is
    needed for the quorum."""
    last = {ballot.person: ballot for ballot in ballots if ballot.person in committee}
    apart: frozenset[int] = frozenset()
    if not rules.own_votes_count:
        apart = frozenset(owners) | {person for person, ballot in last.items() if ballot.own}
    able = len(set(committee) - apart)
    counting = [ballot.choice for person, ballot in last.items() if person not in apart]
    return Tally(
        yes=counting.count(YES),
        no=counting.count(NO),
        abstain=counting.count(ABSTAIN),
        set_aside=len(last) - len(counting),
        able=able,
        needed=needed(able, rules),
    )


def needed(able: int, rules: Rules) -> int:
    """Votes that make a quorum of so many able to vote: the larger of share and number, at least one, at most all."""
    share = math.ceil(rules.quorum_share * able - _ROUNDING)
    return max(1, min(able, max(share, rules.quorum_votes)))


@dataclass(frozen=True)
class Asked:
    """What the decider wants: a verdict, its reason, and until when it holds where the rule would not have it inside.

    One that leaves the list lands with a plan, which is another matter: see `clave.actions.landing`."""

    verdict: str
    reason: str = ""
    until: date | None = None


def outcome(kind: Kind, asked: Asked, votes: Tally, rules: Rules, today: date) -> bool:
    """Whether the customer is inside after that decision.

    Raises ClaveError where there is no quorum, where it cannot be decided so, or a reason or a date is missing."""
    if not votes.reached:
        raise _no_quorum(votes)
    if asked.verdict not in kind.verdicts:
        raise ClaveError(
            _("a line of «{kind}» cannot be decided so.").fill(kind=kind.label),
            where="verdict",
            remedy=_("Choose one of the buttons of its line."),
        )
    inside = kind.verdicts[asked.verdict]
    _reason_given(kind, asked, votes, inside)
    if asked.verdict == OVERRIDDEN and inside:
        expires(asked.until, today, rules)
    return inside


def _no_quorum(votes: Tally) -> ClaveError:
    if not votes.able:
        return ClaveError(
            _("everybody in this committee answers for the account, so nobody can vote on it."),
            where="quorum",
            remedy=_("Open the next proposal with somebody else in the committee."),
        )
    text = counted("one vote is missing for the quorum.", "{n} votes are missing for the quorum.", votes.missing)
    return ClaveError(text, where="quorum", remedy=_("Ask those who have not voted yet."))


def against(votes: Tally, inside: bool) -> bool:
    """Whether deciding that is not what the votes suggest; a tie suggests neither."""
    return votes.suggests != ("in" if inside else "out")


def _reason_given(kind: Kind, asked: Asked, votes: Tally, inside: bool) -> None:
    if asked.reason.strip():
        return
    if asked.verdict == OVERRIDDEN:
        why = _("an override goes against the rule, and nobody would know why.")
    elif votes.suggests == "tie":
        why = _("the votes are even, so the reason is the decider's own.")
    elif against(votes, inside):
        why = _("this goes against what most voted.")
    elif inside != kind.inside:
        why = _("the rule says otherwise.")
    else:
        return
    raise ClaveError(why, where="reason", remedy=_("Write the reason in one sentence."))


def expires(until: date | None, today: date, rules: Rules) -> None:
    """Raises ClaveError where an override has no end, one that is past, or one beyond what policy allows."""
    last = today + timedelta(days=rules.override_days)
    if until is None:
        raise ClaveError(
            _("an override needs a day on which it ends."),
            where="until",
            remedy=_("Choose a day up to {last}.").fill(last=Figure(last, "date")),
        )
    if until <= today:
        raise ClaveError(
            _("{until} is not after today.").fill(until=Figure(until, "date")),
            where="until",
            remedy=_("Choose a later day."),
        )
    if until > last:
        raise ClaveError(
            _("{until} is too far: policy allows an override for {days} days.").fill(
                until=Figure(until, "date"), days=rules.override_days
            ),
            where="until",
            remedy=_("Choose a day up to {last}.").fill(last=Figure(last, "date")),
        )


def may_decide(person: int, owners: Collection[int], rules: Rules) -> bool:
    """Whether the rule of separation lets a person decide on an account that these people answer for."""
    return rules.owner_may_decide or person not in owners


@dataclass(frozen=True)
class Places:
    """The places of the list: `taken` of `cap` by those who are key accounts now; who lands has left its place."""

    cap: int
    taken: int

    @property
    def left(self) -> int:
        """How many more fit; never below zero."""
        return max(0, self.cap - self.taken)


def fits(name: str, places: Places, leaving: Collection[str]) -> None:
    """Raises ClaveError where one more would be too many; `leaving` names those whose leaving is not decided yet."""
    if places.left:
        return
    remedy = _("Let it wait, or decide that somebody leaves.")
    if leaving:
        remedy = _("Decide first on those who leave: {names}.").fill(names=joined(sorted(leaving)))
    raise ClaveError(
        counted(
            "the only place is taken: {name} would be one too many.",
            "all {n} places are taken: {name} would be one too many.",
            places.cap,
        ).fill(name=name),
        where="capacity",
        remedy=remedy,
    )
