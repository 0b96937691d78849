"""The sections of a dossier that the facts and the latest list tell: who it is, why, what it buys and how it pays."""

from __future__ import annotations

from collections.abc import Iterator

from clave.base.figures import Figure
from clave.base.words import Text, _, joined, recalled
from clave.measures.account import Month
from clave.report.dossier import Said, Section
from clave.store.about import About

YEAR, QUARTER = 12, 3
LATE, REASONS, FAMILIES = 8, 12, 15


def who(about: About) -> Section:
    """Where it is, what it does, to which group it belongs, its health."""
    found, account = about.facts.card, about.account
    pairs: list[tuple[Said, Said | None]] = [
        (_("Code"), about.customer),
        (_("Tax id"), found.tax_id if found else None),
        (_("City"), account.city if account else None),
        (_("Sector"), account.sector if account else None),
        (_("Channel"), account.channel if account else None),
        (_("Group"), account.group if account else None),
        (_("Terms"), Figure(found.terms_days, "days") if found and found.terms_days is not None else None),
        (_("Purchases, 12 months"), about.money(account.money) if account and account.money is not None else None),
    ]
    says = tuple(recalled(text) for text in account.because) if account else ()
    return Section("who", _("Who they are"), says, tuple((label, said) for label, said in pairs if said))


def reasons(about: About) -> Section:
    """Why it is or is not a key account: its place, how sure, the categories, and each reason in words."""
    line, run = about.line, about.run
    empty = _("It bought nothing in the last twelve months: it has no place in the selection.")
    if line is None or run is None:
        return Section("why", _("Why they are key"), empty=empty)
    labels = {criterion["key"]: recalled(criterion["label"]) for criterion in run.criteria}
    categories = [labels[key] for key in line.categories if key in labels]
    pairs: list[tuple[Said, Said]] = [
        (_("Place in the selection"), Figure(line.rank, "count")),
        (_("How sure"), Figure(line.sure, "share")),
        *([(_("Categories"), joined(categories))] if categories else []),
    ]
    says = tuple(recalled(reason) for reason in line.why[:REASONS])
    return Section("why", _("Why they are key"), says, tuple(pairs), empty=empty)


def three_years(about: About) -> Section:
    """Money by quarter, the latest year first."""
    bought = about.facts.months
    heads: tuple[Said, ...] = (
        _("Twelve months up to"), _("First quarter"), _("Second quarter"), _("Third quarter"), _("Fourth quarter"),
        _("Year"),
    )  # fmt: skip
    years = [bought[at : at + YEAR] for at in range(len(bought) - YEAR, -1, -YEAR)]
    rows = tuple(tuple(_year(about, months_)) for months_ in years if any(month.known for month in months_))
    return Section("money", _("Three years of purchases"), heads=heads if rows else (), rows=rows, empty=_why(about))


def _year(about: About, found: tuple[Month, ...]) -> Iterator[Said]:
    yield f"{found[-1].year}-{found[-1].month:02}"
    for at in range(0, YEAR, QUARTER):
        yield about.money(sum(month.money for month in found[at : at + QUARTER]))
    yield about.money(sum(month.money for month in found))


def pays(about: About) -> Section:
    """How it pays: the year in figures, and what was or is late."""
    found = about.facts.payments
    title, empty = _("How they pay"), about.facts.why or _("Nothing fell due in the last twelve months.")
    if not found.debts:
        return Section("pays", title, empty=empty)
    pairs: tuple[tuple[Said, Said], ...] = (
        (_("Fell due, 12 months"), about.money(found.due)),
        (_("Paid within terms"), Figure(found.within, "share")),
        (_("Days beyond terms"), Figure(found.days_beyond, "days")),
        (_("Documents late"), Figure(len(found.late), "count")),
    )
    heads: tuple[Said, ...] = (_("Document"), _("Due"), _("Days late"), _("Amount"), _("State"))
    rows = tuple(
        (debt.document, Figure(debt.due_date, "date"), Figure(debt.days, "count"), about.money(debt.amount),
         _("open") if debt.open else _("paid"))
        for debt in found.late[:LATE]
    )  # fmt: skip
    return Section("pays", title, (), pairs, heads if rows else (), rows)


def bought(about: About) -> Section:
    """Families of the year and of before, those that stopped first."""
    found = sorted(about.facts.families, key=lambda family: not family.lost)[:FAMILIES]
    heads: tuple[Said, ...] = (
        _("Family"), _("12 months"), _("Year before"), _("Last purchase"), _("State"),
    )  # fmt: skip
    rows = tuple(
        (family.name or _("no family"), about.money(family.money), about.money(family.before),
         Figure(family.last_date, "date"), _("stopped") if family.lost else "")
        for family in found
    )  # fmt: skip
    return Section(
        "families", _("What they buy, and what stopped"), heads=heads if rows else (), rows=rows, empty=_why(about)
    )


def _why(about: About) -> Text:
    return about.facts.why or _("No invoice of the last three years.")
