"""The addresses of a declared list: the list itself, and one thing of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from ninja import Path, Query, Router
from pydantic import BaseModel, TypeAdapter, ValidationError

from clave.api.access import READS
from clave.api.asking import Asker, admit, asker_of
from clave.api.badge import ERRORS, Code, Problem
from clave.api.keys import Key
from clave.api.listed import answer
from clave.api.listed.paging import counted, page_of
from clave.api.listed.question import model_of, understood
from clave.api.listed.shape import Listing, along
from clave.api.listed.sheet import TYPES, filed
from clave.api.problems import Refusal

FOUND: dict[int, Any] = {304: None, 404: Problem, **ERRORS}
FILES = {
    "responses": {
        200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in TYPES.values()}}
    }
}


def add(router: Router, listing: Listing) -> None:
    """Give a list its addresses; KeyError where the table of access has no row for it."""
    right = READS[listing.name]
    operation, tag = listing.name.replace("-", "_"), right.scope.partition(".")[0]
    thing = answer.thing_of(listing)
    router.get(
        f"/{listing.name}", url_name="api_list", operation_id=operation, summary=listing.title, tags=[tag],
        description=listing.means, auth=Key(right.scope), openapi_extra=FILES,
        response={200: answer.page_of(listing, thing), **FOUND},
    )(_list(listing, thing))  # fmt: skip
    if listing.single:
        whole = listing.whole()
        one = answer.thing_of(whole, "Thing") if listing.more else thing
        router.get(
            f"/{listing.name}/{{path:which}}", url_name="api_one", operation_id=f"{operation}_one", tags=[tag],
            summary=f"{listing.title}: one", description=listing.means, auth=Key(right.scope), response={200: one, **FOUND},
        )(_one(whole, one))  # fmt: skip


def _list(listing: Listing, thing: type[BaseModel]) -> Any:
    right, page = READS[listing.name], answer.page_of(listing, thing)

    def view(request: HttpRequest, asked: BaseModel) -> HttpResponseBase:
        asker = asker_of(request)
        admit(asker, right)
        question = understood(listing, request, asked, asker)
        rows = listing.rows(asker, question.asked)
        form = asked.format  # type: ignore[attr-defined]
        if form != "json":
            return filed(listing, rows, question, asker, form)
        shown, after = page_of(listing, rows, question)
        look = answer.look_at(listing, asker, question.asked, shown)
        items = [answer.said(listing, thing, row, look, question.fields) for row in shown]
        follows = answer.cursor_of(listing, question, after)
        more = {"count": counted(rows)} if question.count else {}
        basis = listing.basis(asker, question.asked) if listing.basis else {}
        return answer.answered(request, page(items=items, next=follows, basis=answer.Basis(**basis), **more))

    view.__annotations__["asked"] = Query[model_of(listing)]  # type: ignore[misc]
    return view


def _one(listing: Listing, thing: type[BaseModel]) -> Any:
    right = READS[listing.name]

    def view(request: HttpRequest, which: str) -> HttpResponseBase:
        asker = asker_of(request)
        row = row_of(listing, asker, which)
        admit(asker, right, next(iter(listing.accounts(row)), None) if row is not None else None)
        if row is None:
            raise Refusal(404)
        look = answer.look_at(listing, asker, {}, [row])
        every = frozenset(one.key for one in listing.columns)
        return answer.answered(request, answer.said(listing, thing, row, look, every))

    view.__annotations__["which"] = Path[Code]
    return view


def row_of(listing: Listing, asker: Asker, which: str) -> Any:
    """The row of that key among those that the person may see; None where there is none."""
    try:
        key = TypeAdapter(listing.key_kind).validate_python(which)
    except ValidationError:
        return None
    if isinstance(key, int) and not -(2**63) <= key < 2**63:
        return None
    asked = listing.settle(asker, {}) if listing.settle else {}
    rows = listing.rows(asker, asked)
    if isinstance(rows, QuerySet):
        return rows.filter(**{listing.key.replace(".", "__"): key}).order_by().first()
    return next((row for row in rows if along(row, listing.key) == key), None)
