"""Reading lists of the API for an assistant: as the key may, with what each figure is, how sure it is and where it is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from ninja.errors import AuthorizationError
from pydantic import TypeAdapter, ValidationError

from clave.api.access import READS
from clave.api.asking import Asker, admit
from clave.api.keys import TooMany, may_ask
from clave.api.listed import answer
from clave.api.listed.paging import counted, page_of
from clave.api.listed.question import ordered
from clave.api.listed.shape import Column, Filter, Listing, Nature, Question
from clave.api.lists.registry import LISTS
from clave.api.problems import Refusal
from clave.base.words import Text, _

MOST, USUAL = 200, 50
"""Rows of one answer: an assistant reads them all, and more than that nobody does."""
PEOPLE = "people.read"
"""The scope with which an assistant gets columns that name people or hold what somebody wrote (`Column.personal`)."""
FOR_PEOPLE = _("«{name}» finds people, or words that people wrote: for that the key needs the scope «people.read».")
LEFT_OUT = _(
    "Left out, because they name people or hold what somebody wrote, and this key has no «people.read»: {columns}."
)
LEFT_OUT_IN_SOME = _(
    "Left out of the rows that name people or hold what somebody wrote, because this key has no «people.read»: {columns}."
)
OTHER_SCOPE = _("The key of this assistant is not for «{scope}». An administrator of clave can make one that is.")
TOO_MANY = _("This key may ask again in {wait} s; how often is policy (api.requests_per_minute).")
NO_LIST = _("There is no such list. These there are: {known}.")
NO_FILTER = _("Nothing of this name is asked for here. These there are: {known}.")
NO_VALUE = _("«{name}» cannot be that: {expects}.")
COUNTED = _("Counted from the documents of the ERP and from what people recorded, up to the day that «basis» says.")
ESTIMATED = _("Estimates: each with its interval or with how sure it is beside it; they are not counted facts.")
JUDGED = _("What people of ours wrote down or judged.")
SURE: Mapping[Nature, Text] = {"counted": COUNTED, "estimated": ESTIMATED, "written": JUDGED}
UNITS = {
    "growth": "share", "growth_median": "share", "margin_rate": "share", "within_terms": "share", "share_of_wallet": "share",
    "chance": "share", "continuity": "share", "score": "0–100", "kilos": "kg", "days_beyond": "days", "days_since": "days",
    "months_bought": "months", "minutes": "min", "setup": "min",
}  # fmt: skip
MONEY = frozenset({
    "money", "money_before", "margin", "headroom", "worth", "balance", "amount", "paid", "money_waiting", "cost", "gain", "spent",
})  # fmt: skip


@dataclass(frozen=True)
class Read:
    """Rows of a list as an assistant gets them."""

    items: list[dict[str, Any]]
    count: int
    basis: dict[str, Any]
    about: dict[str, Any]

    def said(self) -> dict[str, Any]:
        """As JSON."""
        return {"items": self.items, "count": self.count, "shown": len(self.items), "basis": self.basis, **self.about}


def may_read(asker: Asker, name: str) -> None:
    """Raises Refusal where the key is not for the list, or the person may not open its page."""
    right = READS[name]
    _ask(asker, right.scope)
    admit(asker, right)


def _ask(asker: Asker, scope: str) -> None:
    try:
        may_ask(asker.key, scope)
    except AuthorizationError as error:
        raise Refusal(403, OTHER_SCOPE.fill(scope=scope)) from error
    except TooMany as error:
        raise Refusal(429, TOO_MANY.fill(wait=error.wait)) from error


def read(
    asker: Asker,
    name: str,
    filters: Mapping[str, Any] | None = None,
    *,
    order: str = "",
    limit: int = USUAL,
    most: int = MOST,
) -> Read:
    """Rows of a list. Raises Refusal for what the key may not read, and for a filter or an order that is none."""
    listing = LISTS.get(name)
    if listing is None:
        raise Refusal(422, NO_LIST.fill(known=", ".join(sorted(LISTS))))
    may_read(asker, name)
    asked = understood(listing, filters or {})
    if listing.settle:
        asked = dict(listing.settle(asker, asked))
    column, falling = ordered(listing, order, asker)
    for one in (*(each for each in listing.filters if each.name in asked), *([column] if column else ())):
        if not _may_be_told(asker, one):
            raise Refusal(403, FOR_PEOPLE.fill(name=one.name if isinstance(one, Filter) else one.key))
    shown_columns = frozenset(one.key for one in listing.columns if _may_be_told(asker, one) or one.names)
    in_some = [one for one in listing.columns if one.key in shown_columns and not _may_be_told(asker, one)]
    question = Question(asked, column, falling, shown_columns, max(1, min(limit, most)))
    rows = listing.rows(asker, asked)
    found, _after = page_of(listing, rows, question)
    look = answer.look_at(listing, asker, asked, found)
    items = []
    for row in found:
        given, hidden = answer.values(listing, row, look, shown_columns)
        left = [one.key for one in in_some if one.names and one.names(row)]
        said = {key: plain(value) for key, value in given.items() if key not in left}
        more = ({"reserved": hidden} if hidden else {}) | ({"left_out": left} if left else {})
        items.append(said | more | {"link": link(listing, said)})
    basis = {key: plain(value) for key, value in (listing.basis(asker, asked) if listing.basis else {}).items()}
    return Read(items, counted(rows), basis or {"as_of": asker.day.isoformat()}, about(asker, listing, basis))


def about(asker: Asker, listing: Listing, basis: Mapping[str, Any]) -> dict[str, Any]:
    """What the figures of a list are: how sure, in which unit, and where the whole list is seen."""
    money = str(basis.get("currency") or "") or None
    units = {
        one.key: UNITS.get(one.key, money or "?")
        for one in listing.columns
        if one.key in UNITS or (one.key in MONEY and money)
    }
    left = _left_out(asker, listing)
    more = {"left_out": left} if left else {}
    sure = SURE[listing.nature].say(asker.spoken)
    return {"how_sure": sure, "units": units, "link": page(READS[listing.name].page), **more}


def _left_out(asker: Asker, listing: Listing) -> str:
    """What the key does not get of a list, and why; empty where it gets all."""
    kept = [one for one in listing.columns if not _may_be_told(asker, one)]
    said = (
        (LEFT_OUT, [one.key for one in kept if not one.names]), (LEFT_OUT_IN_SOME, [one.key for one in kept if one.names]),
    )  # fmt: skip
    return " ".join(text.fill(columns=", ".join(keys)).say(asker.spoken) for text, keys in said if keys)


def understood(listing: Listing, filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters, each of its kind. Raises Refusal naming the first that is none."""
    known = {one.name: one for one in listing.filters}
    asked = {}
    for name, value in filters.items():
        if value in (None, ""):
            continue
        if name not in known:
            raise Refusal(422, NO_FILTER.fill(known=", ".join(sorted(known))))
        asked[name] = _value(known[name], value)
    return asked


def _value(one: Filter, value: Any) -> Any:
    try:
        found = TypeAdapter(one.kind).validate_python(value)
    except ValidationError as error:
        expects: Text | str = getattr(one.kind, "__name__", str(one.kind))
        raise Refusal(422, NO_VALUE.fill(name=one.name, expects=expects)) from error
    if one.options and found not in one.options:
        raise Refusal(422, NO_VALUE.fill(name=one.name, expects=", ".join(one.options)))
    return found[:200] if isinstance(found, str) else found


def _may_be_told(asker: Asker, one: Column | Filter) -> bool:
    return not one.personal or PEOPLE in asker.key.scopes


def plain(value: Any) -> Any:
    """A value as JSON has it; what is not known is null."""
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "model_dump"):
        return value.model_dump()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def link(listing: Listing, said: Mapping[str, Any]) -> str | None:
    """Where a person sees the row: the page of its account, or the page of the list."""
    customer = said.get("customer")
    return page("account", str(customer)) if customer else page(READS[listing.name].page)


def page(route: str, *arguments: str) -> str | None:
    """The whole address of a page; None where it is of one thing and nobody said of which."""
    try:
        return str(settings.CLAVE_ADDRESS) + reverse(route, args=list(arguments))
    except NoReverseMatch:
        return None
