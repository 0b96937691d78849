"""One line before the committee, beside the list: what the rule says and why, what people say, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from clave.criteria.registry import CRITERIA
from clave.selection.committee import KINDS, Kind, Tally
from clave.store.committee import VERDICTS, tallied
from clave.store.models import Comment, Decision, Person, ProposalLine, SelectionLine, Vote
from clave.store.people import names as people_names
from clave.store.sight import sight_of
from clave.web.initials import initials
from clave.web.shown.changes import LEADING, Reasons, changes, halves, reasons
from clave.web.shown.proposals import CHOICES, ENTERS, LEAVES, LOOKS, STAYS, STAYS_OUT, decided
from clave.web.shown.selection import Badge, Evidence, Row, evidence, heads, row
from clave.web.words import told

IN_WORDS, OUT_WORDS = {True: STAYS, False: ENTERS}, {True: LEAVES, False: STAYS_OUT}


@dataclass(frozen=True)
class Nominated:
    """Who nominated it, when, for what, and why."""

    who: str
    at: datetime
    criterion: str
    reason: str


@dataclass(frozen=True)
class Cast:
    """One vote as the history shows it: its word and icon; `own` = its author answered for the account."""

    vote: Vote
    word: str
    icon: str


@dataclass(frozen=True)
class Thread:
    """A comment and the answers to it, oldest first."""

    comment: Comment
    replies: tuple[Comment, ...]


@dataclass(frozen=True)
class Panel:
    """All that the panel draws. `row` is None for a member that no longer buys; `casts` are empty for who may not see
    who voted what."""

    line: ProposalLine
    kind: Kind
    badge: Badge
    row: Row | None
    standing: str
    rival: str
    why: Reasons | None
    evidence: Sequence[Evidence]
    changes: Sequence[Any]
    ours: Sequence[Any]
    votes: Tally
    mine: Vote | None
    casts: Sequence[Cast]
    earlier: int
    threads: Sequence[Thread]
    nominated: Sequence[Nominated]
    made: Decision | None
    outcome: Badge | None
    verdict: str
    verdicts: Sequence[tuple[str, Badge]]

    @property
    def initials(self) -> str:
        """Two letters of its name."""
        return initials(self.line.name)

    @property
    def exceeds(self) -> list[str]:
        """What of the capacity it was decided to exceed."""
        return [told(text) for text in self.made.exceeds] if self.made else []

    @property
    def contested(self) -> bool:
        """Whether people disagree, with one another or with the rule."""
        return self.votes.contested(self.kind)


def panel(line: ProposalLine, me: Person, *, names: bool) -> Panel:
    """A line with everything said of it; `names` = whoever reads may see who voted what."""
    columns, chosen = heads(line.proposal.run), line.selected
    standing = told(line.standing["because"]) if line.standing else told(KINDS[line.kind].words)
    kind, (tone, icon) = KINDS[line.kind], LOOKS[line.kind]
    theirs, ours = _changes(chosen)
    cast = list(line.votes.select_related("person").order_by("at", "pk"))
    made = getattr(line, "decision", None)
    return Panel(
        line=line, kind=kind, badge=Badge(tone, icon, kind.label),
        row=row(chosen, columns) if chosen else None,
        standing=standing,
        rival=_rival(line),
        why=_why(chosen, standing) if chosen else None,
        evidence=evidence(chosen, line.proposal.run, columns, sight_of(me, timezone.localdate())) if chosen else [],
        changes=theirs or ours, ours=ours if theirs else [],
        votes=tallied(line.proposal, [line], [vote for vote in cast if vote.current])[line.pk],
        mine=next((vote for vote in cast if vote.current and vote.person_id == me.pk), None),
        casts=[Cast(vote, told(CHOICES[vote.choice][0]), CHOICES[vote.choice][1]) for vote in cast] if names else [],
        earlier=sum(not vote.current for vote in cast),
        threads=_threads(line),
        nominated=_nominated(line),
        made=made,
        outcome=decided(line),
        verdict=told(VERDICTS[made.verdict]) if made else "",
        verdicts=[(verdict, _button(kind, inside)) for verdict, inside in kind.verdicts.items()],
    )  # fmt: skip


def _why(chosen: SelectionLine, standing: str) -> Reasons:
    """Its reasons without the sentence that stands above them already."""
    found = reasons(chosen, chips=True)
    said = [reason for reason in (*found.leading, *found.others) if reason != standing]
    return Reasons(said[:LEADING], said[LEADING:])


def _changes(chosen: SelectionLine | None) -> tuple[Sequence[Any], Sequence[Any]]:
    ours, theirs = halves(changes(chosen)) if chosen else ([], [])
    return theirs, ours


def _rival(line: ProposalLine) -> str:
    """The name of the member whose place it would take."""
    code = line.standing["instead_of"] if line.standing else None
    names = line.proposal.run.lines.filter(customer=code).values_list("name", flat=True)
    return (names.first() if code else None) or ""


def _button(kind: Kind, inside: bool) -> Badge:
    """What deciding «in» or «out» means for this customer, on its button."""
    from_rule = inside == kind.inside
    label = IN_WORDS[kind.member] if inside else OUT_WORDS[kind.member]
    return Badge("" if from_rule else "key", "check" if inside else "x", label)


def _threads(line: ProposalLine) -> list[Thread]:
    said = list(line.comments.select_related("by").order_by("at", "pk"))
    return [
        Thread(one, tuple(other for other in said if other.answers_id == one.pk))
        for one in said
        if one.answers_id is None
    ]


def _nominated(line: ProposalLine) -> list[Nominated]:
    who = people_names({asked["by"] for asked in line.nominations}) if line.nominations else {}
    return [
        Nominated(
            who=who.get(asked["by"], ""),
            at=datetime.fromisoformat(asked["at"]),
            criterion=told(CRITERIA[asked["criterion"]].name) if asked["criterion"] in CRITERIA else "",
            reason=asked["reason"],
        )
        for asked in line.nominations
    ]
