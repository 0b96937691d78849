"""The debate on the order of importance: opened, answered, closed, and chosen as policy with its reason (F1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from clave.actions.audit import record
from clave.actions.policy import change_policy
from clave.actions.shape import action
from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import Text, _, joined
from clave.criteria.registry import CRITERIA
from clave.policy import declared
from clave.policy.draft import draft_of
from clave.policy.limits import Limits
from clave.selection.ordering import in_order
from clave.selection.weights import typed_by
from clave.store.debates import DEBATERS, limits_of, order_in_force, words_of
from clave.store.models import Debate, DebateOrder, DebateParticipant, Person, SelectionRun, WhatIf
from clave.store.policy import policy_in_force

LEAST = 2  # people: alone nobody debates
MOST_WHAT_IFS = 8  # that a page and a meeting can read


@action
def open_debate(
    *,
    by: Person | None,
    now: datetime,
    title: str,
    run: SelectionRun,
    participants: Iterable[Person],
    question: str = "",
    closes_at: datetime | None = None,
) -> Debate:
    """Ask people for their order of the criteria in force, on one list; policy is kept as it is now.

    Raises ClaveError without a title, with an end in the past, or with fewer than two people."""
    people = list({person.pk: person for person in participants}.values())
    if not title.strip():
        raise ClaveError(_("the debate has no title."), where="title", remedy=_("Write what is to be decided."))
    if closes_at is not None and closes_at <= now:
        raise ClaveError(
            _("the debate would close before it opens."), where="closes_at", remedy=_("Choose a later moment.")
        )
    if len(people) < LEAST:
        raise ClaveError(
            _("a debate needs two people at least."), where="participants", remedy=_("Invite one person more.")
        )
    _checked_people(people)
    limits = policy_in_force().at(run.as_of)
    debate = Debate.objects.create(
        title=title.strip(), question=question.strip(), run=run, criteria=list(order_in_force(limits)), policy=words_of(limits),
        opened_by=by, opened_at=now, closes_at=closes_at,
    )  # fmt: skip
    DebateParticipant.objects.bulk_create(DebateParticipant(debate=debate, person=person) for person in people)
    record(by=by, now=now, what="debate.opened", about=f"debate:{debate.pk}")
    return debate


@action
def invite_to_debate(*, by: Person | None, now: datetime, debate: Debate, people: Sequence[Person]) -> None:
    """Ask more people, while it is open; who was asked already stays asked. Raises ClaveError once it closed."""
    _open(_held(debate), now)
    _checked_people(people)
    for person in people:
        DebateParticipant.objects.get_or_create(debate=debate, person=person)
    record(by=by, now=now, what="debate.people_invited", about=f"debate:{debate.pk}")


@action
def submit_order(*, by: Person, now: datetime, debate: Debate, order: Sequence[str], reason: str = "") -> DebateOrder:
    """Keep somebody's order; a later one takes the place of the earlier, which stays in the history.

    Raises ClaveError where the debate closed, the person was not asked, or a criterion is missing, twice or unknown."""
    held = _held(debate)
    _open(held, now)
    if not held.participants.filter(person=by).exists():
        raise ClaveError(
            _("you were not invited to this debate, so your order was not kept."),
            remedy=_("Ask whoever opened it to invite you."),
        )
    _complete(held, order)
    last = DebateOrder.objects.filter(debate=held, person=by).order_by("-number").first()
    kept = DebateOrder.objects.create(
        debate=held, person=by, number=last.number + 1 if last else 1, order=list(order), reason=reason.strip(), at=now
    )
    record(by=by, now=now, what="debate.order_given", about=f"debate:{held.pk}", fields=("order", "reason"))
    return kept


@action
def add_what_if(
    *, by: Person | None, now: datetime, debate: Debate, name: str, words: Iterable[tuple[str, str]]
) -> WhatIf:
    """Keep a named reform to be tried in a debate: values of policy as addresses carry them.

    Raises ClaveError for a name that is empty or taken, a value that may not be, values that contradict others or are in
    force already, and beyond `MOST_WHAT_IFS`."""
    held = _held(debate)
    _undecided(held)
    found = draft_of(words)
    if found.refused:
        raise found.refused[0]
    in_force = limits_of(held)
    changes = {key: value for key, value in found.changes.items() if value != in_force.values.get(key)}
    if not changes:
        raise ClaveError(_("That is the value in force already."), where="value")
    draft = found.without(*(key for key in found.changes if key not in changes))
    draft.on(policy_in_force(), held.run.as_of)  # raises where the values contradict others
    if held.what_ifs.count() >= MOST_WHAT_IFS:
        raise ClaveError(
            _("the debate already has {n} what-ifs.").fill(n=MOST_WHAT_IFS),
            where="name",
            remedy=_("Take one away that nobody needs any more."),
        )
    what_if = WhatIf(debate=held, name=_named(name), words=[list(pair) for pair in draft.words()], by=by, at=now)
    _write(what_if)
    record(by=by, now=now, what="debate.what_if_added", about=f"debate:{held.pk}", fields=changes)
    return what_if


@action
def remove_what_if(*, by: Person | None, now: datetime, what_if: WhatIf) -> None:
    """Take a what-if off; adding it again undoes it. Raises ClaveError once an order was chosen."""
    _undecided(_held(what_if.debate))
    what_if.delete()
    record(by=by, now=now, what="debate.what_if_removed", about=f"debate:{what_if.debate_id}")


@action
def close_debate(*, by: Person | None, now: datetime, debate: Debate) -> Debate:
    """Take no more orders, and show to everybody what everybody gave. Raises ClaveError where it is closed already."""
    held = _held(debate)
    _open(held, now)
    held.closed_at, held.closed_by = now, by
    held.save(update_fields=["closed_at", "closed_by"])
    record(by=by, now=now, what="debate.closed", about=f"debate:{held.pk}")
    return held


@action
def reopen_debate(*, by: Person | None, now: datetime, debate: Debate) -> Debate:
    """Take orders again, until somebody closes it. Raises ClaveError where it is open, or an order was chosen."""
    held = _held(debate)
    _undecided(held)
    if held.open_at(now):
        raise ClaveError(_("the debate is open already."))
    held.closed_at = held.closed_by = held.closes_at = None
    held.save(update_fields=["closed_at", "closed_by", "closes_at"])
    record(by=by, now=now, what="debate.reopened", about=f"debate:{held.pk}")
    return held


@action
def choose_order(
    *,
    by: Person,
    now: datetime,
    debate: Debate,
    order: Sequence[str],
    chosen_as: str,
    since: date,
    reason: str,
    seen: str | None = None,
) -> Debate:
    """Make an order of the debate policy from a day on, and end the debate; `chosen_as` says whose it is.

    Where it is the order in force already nothing of the policy changes, and that it was confirmed is kept. `seen` is the
    version of the policy that was looked at. Raises ClaveError without a reason, for an order that is not complete, where
    somebody chose before, and as `change_policy` does."""
    held = _held(debate)
    _undecided(held)
    _complete(held, order)
    if not reason.strip():
        raise ClaveError(
            _("an order becomes policy only with a reason."),
            where="reason",
            remedy=_("Write in one sentence why this one."),
        )
    held.chosen, held.chosen_as, held.chosen_reason = list(order), chosen_as, reason.strip()
    held.chosen_since, held.chosen_by, held.chosen_at = since, by, now
    if held.closed_at is None:
        held.closed_at, held.closed_by = now, by
    held.save()
    record(by=by, now=now, what="debate.order_chosen", about=f"debate:{held.pk}", fields=("order", "reason"))
    if changes := _changes(policy_in_force().at(since), order):
        source = _("Debate #{number}: {title}").fill(number=held.pk, title=held.title).say("es")
        change_policy(by=by, now=now, changes=changes, since=since, reason=reason.strip(), source=source, seen=seen)
    return held


def _changes(limits: Limits, order: Sequence[str]) -> dict[str, Any]:
    """What has to change for this order to be in force."""
    wanted = in_order(limits, order)
    changes: dict[str, Any] = {}
    if wanted[declared.order] != limits[declared.order]:
        changes[declared.order.key] = list(order)
    weights = {key: weight for key, weight in typed_by(wanted).items() if weight}
    if weights != typed_by(limits):
        changes[declared.typed_weights.key] = weights
    return changes


def _held(debate: Debate) -> Debate:
    """The debate as it is now, held until the end of the transaction: who closes, answers or chooses waits here."""
    return Debate.objects.select_for_update().get(pk=debate.pk)


def _open(debate: Debate, now: datetime) -> None:
    if debate.open_at(now):
        return
    ended = debate.closed_at or debate.closes_at
    raise ClaveError(
        _("the debate closed on {day}, and takes no more orders.").fill(day=Figure(ended.date(), "date"))
        if ended
        else _("the debate is closed."),
        remedy=_("Whoever may decide can open it again while no order is chosen."),
    )


def _undecided(debate: Debate) -> None:
    if debate.chosen_at is not None:
        raise ClaveError(
            _("an order was chosen in this debate already, and it is over."),
            remedy=_("Open a new debate to change the order again."),
        )


def _complete(debate: Debate, order: Sequence[str]) -> None:
    """Each criterion of the debate exactly once."""
    faults: tuple[tuple[Text, list[str]], ...] = (
        (
            _("in the order there is what is not asked here: {criteria}."),
            [k for k in order if k not in debate.criteria],
        ),
        (_("twice in the order: {criteria}."), [k for place, k in enumerate(order) if k in order[:place]]),
        (_("missing in the order: {criteria}."), [key for key in debate.criteria if key not in order]),
    )
    for text, keys in faults:
        if keys:
            names = [CRITERIA[key].name if key in CRITERIA else key[:40] for key in dict.fromkeys(keys)]
            raise ClaveError(
                text.fill(criteria=joined(names)),
                where="order",
                remedy=_("Name each criterion exactly once; nothing was kept."),
            )


def _checked_people(people: Sequence[Person]) -> None:
    outside = [person.name for person in people if person.role not in DEBATERS or not person.is_active]
    if outside:
        raise ClaveError(
            _("they cannot open the selection, so they cannot debate it: {names}.").fill(names=", ".join(outside)),
            where="participants",
            remedy=_("Invite people of the committee: direction, key account managers, management."),
        )


LONGEST_NAME = 80


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise ClaveError(_("the what-if has no name."), where="name", remedy=_("Write what you want to see."))
    if len(plain) > LONGEST_NAME:
        raise ClaveError(
            _("the name has more than {n} letters.").fill(n=LONGEST_NAME),
            where="name",
            remedy=_("Write a shorter one."),
        )
    return plain


def _write(what_if: WhatIf) -> None:
    try:
        with transaction.atomic():
            what_if.save()
    except IntegrityError as error:
        raise ClaveError(
            _("the debate already has a what-if called «{name}».").fill(name=what_if.name),
            where="name",
            remedy=_("Write another name."),
        ) from error
