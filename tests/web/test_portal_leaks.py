"""No page, file or mail of the portal carries what is ours alone: a canary is put into every field of words and every amount that
the table below does not show the customer, of its own rows and of everybody else's, and looked for everywhere.

A new field is planted by itself: who wants the customer to read it says so in SHOWN."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from clave.store.models import AccountLine, Contact, Mail, SelectionRun, Visitor
from tests.web import people_made
from tests.web.portal_scene import MINE, THEIRS, Two, two
from tests.web.portal_scope import SCOPE
from tests.web.portals import visitor_client

WORD, AMOUNT = "canario", Decimal("31415926")
NAMED = (
    "Suelas Tayrona", "C-0900", "PED-X", "Botas del Sur", "PU-300 invierno", "Seca en 8 min", "300 5550199", "29/02",
)  # fmt: skip
"""Words of rows that keep them in other shapes, and of people."""
AMOUNTS = (
    "31.415.926",
    "31,415,926",
    "31415926",
    "31,4 M",
    "31.4 M",
    "27.182.818",
    "27,182,818",
    "27182818",
    "27,2 M",
    "27.2 M",
)
KEYS = {
    "customer", "folded", "order", "line", "privilege", "mark", "code", "family", "token", "timezone", "locale", "key",
    "product_name", "hash", "email", "to",
}  # fmt: skip
"""Fields by which rows are found: planting in them would take the row away, not show what is in it."""
SHOWN = {
    "PortalAsk": {"text", "name"}, "PortalWord": {"text"}, "BreachReply": {"text"},
    "ImprovementRequest": {"answer", "name"}, "Need": {"name"},
    "AccountPlan": {"name"}, "PlanGoal": {"text"}, "PlanObjective": {"title", "unit", "product", "target", "baseline", "now"},
    "PlanAction": {"text"}, "Event": {"title", "place"}, "EventGuest": {"also"}, "OffsiteSession": {"place"},
    "OffsitePerson": {"also"}, "ReferenceAsk": {"sector", "product"}, "LedgerDue": {"about"}, "KeyStatus": {"name"},
    "AccountLine": {"name"}, "MeasureLine": {"name"}, "Company": {"name"}, "Visitor": {"name"},
}  # fmt: skip
"""What a customer reads of its own rows."""
OWNERS = {"Contact", "Visitor", "PortalSession", "PortalLink", "Person", "Session"}
"""People, planted one by one below."""


def planted() -> Iterator[tuple[type[models.Model], models.Field]]:  # type: ignore[type-arg]
    """Every field of words, and every amount, of every model of ours."""
    for model in apps.get_app_config("store").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.TextField | models.DecimalField) and field.name not in KEYS:
                yield model, field


def plant(model: type[models.Model], field: models.Field) -> bool:  # type: ignore[type-arg]
    """A canary into every row that may hold it: of the own account unless it is shown, of the others always; whether any did."""
    rows = model._default_manager.all()
    if field.name in SHOWN.get(model.__name__, ()):
        if not any(one.name == "customer" for one in model._meta.concrete_fields):
            return True
        rows = rows.exclude(customer=MINE)
    value = AMOUNT if isinstance(field, models.DecimalField) else f"{WORD}-{model.__name__}-{field.name}"
    try:
        with transaction.atomic():
            return bool(rows.update(**{field.name: value}))
    except DatabaseError:
        return False  # rows that are never changed, or a field that holds only known words


@pytest.fixture
def both(run: SelectionRun, settings: Settings, tmp_path: Path) -> Two:
    """Two accounts with all of it; then canaries."""
    settings.CLAVE_FACTS = tmp_path
    made = two(tmp_path)
    for customer in (MINE, THEIRS):
        people_made.contact(made.by, customer, f"{WORD}-colega {customer}", email=f"{WORD}@{customer}.example",
                            phone="300 5550199", position=f"{WORD}-cargo", birth_day=29, birth_month=2)  # fmt: skip
    Contact.objects.filter(pk=made.mine.visitor.contact_id).update(source=f"{WORD}-fuente")
    Contact.objects.filter(customer=THEIRS).update(
        name=f"{WORD}-persona", position=f"{WORD}-cargo", phone="300 5550199"
    )
    done = {model.__name__ for model, field in planted() if model.__name__ not in OWNERS and plant(model, field)}
    assert {
        "Need",
        "NeedStep",
        "ImprovementRequest",
        "ReferenceAsk",
        "PlanAction",
        "Event",
        "LedgerDue",
        "AccountLine",
    } <= done
    return made


def said(client: Client, address: str) -> str:
    """What a page or a file says; a workbook unpacked, a PDF read."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    if content[:5] == b"%PDF-":
        content = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    return re.sub(r"[\u00a0\u202f]", " ", content.decode("utf-8", "replace"))


def addresses(made: Two) -> Iterator[str]:
    """Everything of the portal that is read, in every state that brings something to the front, and each file."""
    for route, scoped in SCOPE.items():
        if scoped.sent is None:
            yield reverse(route, args=scoped.make(MINE) if scoped.make else scoped.arguments)
    yield from (reverse("portal_ask", args=[made.mine.things[key]]) for key in ("portal_ask", "portal_request"))
    for query in ("?estado=todas", "?estado=todas&orden=-producto", "?q=a", "?orden=estado"):
        yield reverse("portal_orders") + query
        yield reverse("portal_asking") + query
    yield from (reverse("portal_orders_file", args=[f"pedidos.{kind}"]) + "?estado=todas" for kind in ("csv", "xlsx"))
    yield reverse("portal_asking_file", args=["necesidades.xlsx"])


def others(text: str) -> list[str]:
    """Names and codes of other customers in a text."""
    rows = AccountLine.objects.exclude(customer=MINE).values_list("customer", "name")
    return [word for pair in rows for word in pair if word and word in text]


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_canary_sings_in_the_portal(language: str, both: Two) -> None:
    Visitor.objects.update(language=language)
    client, wrong = visitor_client(both.mine.visitor), {}
    for address in addresses(both):
        text = said(client, address)
        found = sorted(
            {*re.findall(rf"{WORD}[\w@.-]*", text), *(one for one in (*AMOUNTS, *NAMED) if one in text), *others(text)}
        )
        if found:
            wrong[address] = found
    assert wrong == {}


def test_no_canary_sings_in_a_mail_to_a_customer(both: Two) -> None:
    sent = Mail.objects.filter(to=both.mine.visitor.contact.email)
    for mail in sent:
        assert WORD not in mail.subject + mail.text + mail.html
        assert not [one for one in AMOUNTS if one in mail.text]


def test_a_leak_would_be_heard(both: Two) -> None:
    """The twin: what a page does show is found by the same search, so that silence means something."""
    client = visitor_client(both.theirs.visitor)
    assert WORD in said(client, reverse("portal_asking"))
    assert others(said(client, reverse("portal_orders"))) == [THEIRS]
