"""Privilegios: the catalogue, and who has what; filtered, and taken out as a file. (C2, F1, G2–G7)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from clave.actions.grants import note_privileges_export
from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Text, _
from clave.criteria.registry import CRITERIA
from clave.policy.limits import Limits
from clave.privileges.catalogue.declared import DEPARTMENTS, PRIVILEGES
from clave.privileges.catalogue.grants import Held
from clave.privileges.catalogue.templates import categories_of
from clave.report.sheet import Head, Value, excel, separated
from clave.store.facts import book_of
from clave.store.models import KeyStatus, Person
from clave.store.ownership import owners
from clave.store.policy import policy_in_force
from clave.store.privileges import held_by_all
from clave.store.queries import latest_run
from clave.store.status import MEMBER_STATES
from clave.web.access import allows
from clave.web.pages.accounts_export import EXCEL
from clave.web.shown.privileges import ORIGINS, ending, figures_of, offer
from clave.web.who import required
from clave.web.words import reader, told

PAGE = 25
FILE, ALL = _("privileges"), _("all key accounts")
HEADS: tuple[tuple[Text, str, int], ...] = (
    (_("Customer"), "text", 14), (_("Name"), "text", 34), (_("Category"), "text", 20), (_("Privilege"), "text", 30),
    (_("Department"), "text", 24), (_("Promise"), "text", 60), (_("Figures"), "text", 30), (_("Origin"), "text", 16),
    (_("From"), "date", 12), (_("Until"), "date", 12), (_("KAM"), "text", 24),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """An account and one privilege it has today."""

    customer: str
    name: str
    category: str
    held: Held
    owner: str


@dataclass(frozen=True)
class Chip:
    """One privilege of an account: `figures` where it is the one asked for, `own` where its template does not give it."""

    icon: str
    label: str
    figures: str
    own: bool
    ends: str


@dataclass(frozen=True)
class AccountShown:
    """One account with what it has today, as the table shows it."""

    customer: str
    name: str
    category: str
    owner: str
    chips: tuple[Chip, ...]

    @property
    def own(self) -> int:
        """How many of them are its own."""
        return sum(chip.own for chip in self.chips)


@dataclass(frozen=True)
class Wanted:
    """Which rows: words of the account, a privilege, a department, a category, only of its own, only one's own accounts."""

    text: str = ""
    privilege: str = ""
    department: str = ""
    category: str = ""
    own: bool = False
    mine: bool = False
    order: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing narrows them."""
        return self == Wanted(order=self.order)


def _wanted(request: HttpRequest) -> Wanted:
    """What the address asks for; what nobody declared is ignored."""
    get = request.GET
    known = {"privilegio": PRIVILEGES, "departamento": DEPARTMENTS, "categoria": CRITERIA}
    picked = {name: get.get(name, "") if get.get(name, "") in keys else "" for name, keys in known.items()}
    order = get.get("orden", "")
    return Wanted(
        get.get("q", "").strip()[:100], picked["privilegio"], picked["departamento"], picked["categoria"],
        bool(get.get("propios")), bool(get.get("mias")), order if order.removeprefix("-") in ORDERS else "",
    )  # fmt: skip


ORDERS = ("name", "count", "own")


def privileges(request: HttpRequest) -> HttpResponse:
    """The whole page, or the list alone where htmx filters it."""
    person, today = required(request), timezone.localdate()
    limits, wanted = policy_in_force().at(today), _wanted(request)
    every = _rows(person, today)
    accounts = _ordered(_by_account(_among(every, wanted, person), wanted, today, limits), wanted.order)
    found = Paginator(accounts, PAGE).get_page(request.GET.get("pagina"))
    context: dict[str, Any] = {
        "found": found,
        "rows": list(found),
        "wanted": wanted,
        "accounts": len({row.customer for row in every}),
        "total": len(every),
        "own": sum(row.held.grant.origin == "own" for row in every),
        "privileges": PRIVILEGES.values(),
        "departments": DEPARTMENTS.items(),
        "categories": [(key, told(one.name)) for key, one in CRITERIA.items()],
        "opens": allows(person.role, "account_grants"),
        "selects": allows(person.role, "selection"),
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    if not part:
        context["catalogue"] = _catalogue(every, limits)
    response = render(request, "privileges/_list.html" if part else "privileges/page.html", context)
    patch_vary_headers(response, ("HX-Request",))
    return response


def privileges_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Who has what, filtered as on the page, as `privilegios.xlsx` or `.csv`; 404 for another ending."""
    name, _dot, form = kind.rpartition(".")
    if form not in ("xlsx", "csv") or not name:
        raise Http404
    person, today, wanted = required(request), timezone.localdate(), _wanted(request)
    rows = [_cells(row) for row in _among(_rows(person, today), wanted, person)]
    note_privileges_export(by=person, now=timezone.now())
    heads = [Head(told(label), kind_, width) for label, kind_, width in HEADS]  # type: ignore[arg-type]
    return as_file(FILE, form, heads, rows, [(told(_("Filters")), wanted.text or told(_("none")))])


def as_file(
    name: Text, form: str, heads: list[Head], rows: Iterable[list[Value]], about: list[tuple[str, str]]
) -> HttpResponseBase:
    """A table as a workbook or as CSV, named by what it holds and today."""
    file = f"{told(name)}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(separated(heads, rows, reader()), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        return response
    book = excel(told(name).capitalize(), heads, rows, about, reader())
    return FileResponse(book, as_attachment=True, filename=file, content_type=EXCEL)


def _cells(row: Row) -> list[Value]:
    one, grant = row.held.privilege, row.held.grant
    return [
        row.customer, row.name, _category(row.category), told(one.label), told(DEPARTMENTS[one.department]),
        told(row.held.promise), figures_of(one, grant.parameters), told(ORIGINS[grant.origin]), grant.since, grant.until,
        row.owner,
    ]  # fmt: skip


def _rows(person: Person, today: date) -> list[Row]:
    """Every key account with every privilege it has today, by name."""
    held, named = held_by_all(today), owners(today)
    statuses = KeyStatus.objects.filter(state__in=MEMBER_STATES).order_by("name", "customer")
    return [
        Row(status.customer, status.name or status.customer, status.category, one, owner.name if owner else "")
        for status in statuses
        for owner in (named.get(status.customer),)
        for one in held.get(status.customer, ())
    ]


def _among(rows: Iterable[Row], wanted: Wanted, person: Person) -> list[Row]:
    words = folded(wanted.text)
    return [
        row
        for row in rows
        if (not words or words in folded(f"{row.name} {row.customer}"))
        and wanted.privilege in ("", row.held.privilege.key)
        and wanted.department in ("", row.held.privilege.department)
        and wanted.category in ("", row.category)
        and (not wanted.own or row.held.grant.origin == "own")
        and (not wanted.mine or row.owner == person.name)
    ]


def _by_account(rows: Iterable[Row], wanted: Wanted, today: date, limits: Limits) -> list[AccountShown]:
    """Rows of one account together, in the same order."""
    together: dict[str, list[Row]] = {}
    for row in rows:
        together.setdefault(row.customer, []).append(row)
    return [
        AccountShown(
            customer, mine[0].name, _category(mine[0].category), mine[0].owner,
            tuple(_chip(row.held, bool(wanted.privilege or wanted.own), today, limits) for row in mine),
        )
        for customer, mine in together.items()
    ]  # fmt: skip


def _chip(held: Held, whole: bool, today: date, limits: Limits) -> Chip:
    one, grant = held.privilege, held.grant
    figures = figures_of(one, grant.parameters) if whole else ""
    return Chip(one.icon, told(one.label), figures, grant.origin == "own", ending(grant, today, limits))


def _ordered(accounts: list[AccountShown], order: str) -> list[AccountShown]:
    keys: dict[str, Callable[[AccountShown], Any]] = {
        "name": lambda one: (folded(one.name), one.customer),
        "count": lambda one: len(one.chips),
        "own": lambda one: one.own,
    }
    return sorted(accounts, key=keys[order.removeprefix("-")], reverse=order.startswith("-")) if order else accounts


def _category(key: str) -> str:
    return told(CRITERIA[key].name) if key in CRITERIA else ""


def _catalogue(rows: Iterable[Row], limits: Limits) -> list[Any]:
    held: dict[str, list[Held]] = {}
    for row in rows:
        held.setdefault(row.held.privilege.key, []).append(row.held)
    loaded = _loaded()
    return [
        offer(one, limits, list(_given_by(key, limits)), held.get(key, ()), loaded) for key, one in PRIVILEGES.items()
    ]


def _given_by(privilege: str, limits: Limits) -> Iterator[str]:
    """The categories that give it by themselves, in words."""
    keys = categories_of(privilege, limits)
    if len(keys) == len(CRITERIA):
        yield told(ALL)
    else:
        yield from map(_category, keys)


def _loaded() -> frozenset[str] | None:
    """The tables of the facts; None where they cannot be opened."""
    run = latest_run()
    try:
        return frozenset(book_of(run.facts_version).sources) if run else None
    except ClaveError:
        return None
