"""The sections of a dossier that people recorded: ratings, wallet, trials, its status, who answered for it, open work."""

from __future__ import annotations

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.measures.kinds import KIND_NAMES
from clave.report.dossier import Said, Section
from clave.selection.life import STATES
from clave.store.about import About
from clave.store.delegations import touching
from clave.store.judging import requests_of, said_of, wallets_of
from clave.store.models import LandingStep, Nomination, StatusChange, Trial
from clave.store.models.committee import STANDING
from clave.store.models.judging import FAILED, OPEN, PROVED, RUNNING, UNCLEAR
from clave.store.ownership import LABELS, history_of
from clave.store.roles import ROLES
from clave.store.status import why_of

RESULTS: dict[str, Text] = {
    RUNNING: _("going on"),
    PROVED: _("it works"),
    FAILED: _("it does not work"),
    UNCLEAR: _("not clear"),
}


def judged(about: About) -> Section:
    """The ratings that stand, with reason and evidence."""
    rows = tuple(
        (_judged(key, one.kind), one.rater, Figure(one.value, "rating"), one.reason, Figure(one.day, "date"))
        for key, ratings in said_of(about.customer, about.book).items()
        for one in ratings
        if one.stands
    )
    heads: tuple[Said, ...] = (_("Criterion"), _("Who"), _("Of 4"), _("Reason"), _("Day"))
    empty = _("Nobody has rated it yet.")
    return Section("ratings", _("What was judged"), heads=heads if rows else (), rows=rows, empty=empty)


def declared_wallet(about: About) -> Section:
    """What it buys from everybody, as somebody declared it; the one that counts first."""
    rows = tuple(
        (about.money(one.amount), one.source, one.who, Figure(one.day, "date"))
        for one in wallets_of(about.customer, about.book)
    )
    heads: tuple[Said, ...] = (_("A year, from everybody"), _("Source"), _("Who"), _("Day"))
    empty = _("Nobody has declared it.")
    return Section("wallet", _("What it buys from everybody"), heads=heads if rows else (), rows=rows, empty=empty)


def trials(about: About) -> Section:
    """What was tried with it, and what it taught; the newest first."""
    found = Trial.objects.filter(customer=about.customer, removed_at=None).order_by("-starts_on", "-pk")
    rows = tuple(
        (one.what, one.with_whom, RESULTS[one.result], one.learned, Figure(one.starts_on, "date")) for one in found
    )
    heads: tuple[Said, ...] = (_("What"), _("With whom"), _("Result"), _("What was learned"), _("From"))
    empty = _("Nothing was tried with it.")
    return Section("trials", _("Trials"), heads=heads if rows else (), rows=rows, empty=empty)


def life(about: About) -> Section:
    """Every step of its status, the latest first."""
    steps = StatusChange.objects.filter(customer=about.customer).select_related("by").order_by("-effective_on", "-id")
    none = _("no status")
    rows = tuple(
        (Figure(step.effective_on, "date"), STATES[step.after].label if step.after in STATES else none, why_of(step),
         step.by.name if step.by else "clave")
        for step in steps
    )  # fmt: skip
    heads: tuple[Said, ...] = (_("From"), _("Status"), _("Reason"), _("Who"))
    return Section(
        "status", _("Life of its status"), heads=heads if rows else (), rows=rows, empty=_("It never had one.")
    )


def charge(about: About) -> Section:
    """Who had which part of it, the latest first."""
    heads: tuple[Said, ...] = (_("Part"), _("Person"), _("From"), _("Until"), _("Value of their own"))
    rows = tuple(
        (LABELS[one.part], one.person.name, Figure(one.starts_on, "date"),
         Figure(one.ends_on, "date") if one.ends_on else _("today"), one.value)
        for one in history_of(about.customer) if one.ends_on != one.starts_on
    )  # fmt: skip
    return Section("people", _("Who answered for it"), heads=heads if rows else (), rows=rows, empty=_("Nobody yet."))


def delegated(about: About) -> Section:
    """The delegations that are for it."""
    heads: tuple[Said, ...] = (_("Person"), _("Department"), _("What for"), _("Until"))
    rows = tuple(
        (one.person.name, ROLES[one.department].label, one.purpose, Figure(one.ends_on, "date"))
        for one in touching(about.customer, about.day)
    )
    return Section(
        "delegations", _("Delegations"), heads=heads if rows else (), rows=rows, empty=_("None is in force.")
    )


def open_work(about: About) -> Section:
    """What waits for somebody: nominations before a committee, ratings asked for, steps of a landing."""
    nominations = Nomination.objects.filter(customer=about.customer, state__in=STANDING).select_related("by")
    steps = LandingStep.objects.filter(plan__customer=about.customer, plan__ended_at=None, done_at=None)
    rows: list[tuple[Said, ...]] = [(_("Nomination"), one.reason, one.by.name, "") for one in nominations]
    rows += [
        (_("Rating asked for"), _criterion(one.criterion), one.person.name, Figure(one.due_on, "date"))
        for one in requests_of(about.customer)
        if one.state == OPEN
    ]
    rows += [
        (_("Step of the landing"), one.what, one.owner.name, Figure(one.due_on, "date"))
        for one in steps.select_related("owner")
    ]
    heads: tuple[Said, ...] = (_("Kind"), _("What"), _("Who"), _("Until"))
    empty = _("Nothing waits for anybody.")
    return Section("open", _("Open work"), heads=heads if rows else (), rows=tuple(rows), empty=empty)


def _criterion(key: str) -> Said:
    return CRITERIA[key].name if key in CRITERIA else key


def _judged(key: str, kind: str) -> Said:
    if not kind:
        return _criterion(key)
    return _("{criterion}: {kind}").fill(criterion=_criterion(key), kind=KIND_NAMES[kind])
