"""Sensitive figures: canaries are planted in each of them, every page and file is opened as every role, and no canary
sings where the table of fields says nothing may be seen."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.company import found_company
from clave.actions.selection import keep_selection
from clave.base.figures import Figure
from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.facts.store import FactStore
from clave.measures.registry import MEASURES
from clave.measures.shape import Column
from clave.selection.listing import Change, Listing
from clave.store.fields import (
    AT_STAKE,
    BIRTHDAY,
    BOUGHT,
    CONTACT_DETAILS,
    COST,
    FIELDS,
    GIFTS,
    INFLUENCE,
    MARGIN,
    MEETING,
    PROMOTED,
    REFERRED,
    SCORE,
    SERVED,
    WAITING,
    Sight,
)
from clave.store.models import OWNER, SUBSTITUTE, Contact, ImprovementRequest, Ownership, Person, SelectionRun
from clave.store.roles import ROLES
from clave.store.sight import sight_of
from clave.web.access import RULES
from clave.web.watched import WATCHERS
from tests.web import (
    accounts_made,
    away_made,
    dispatch_made,
    gifts_made,
    knowing,
    lab_made,
    made,
    outcome_made,
    people_made,
    promises_made,
    promotions_made,
    services_made,
)
from tests.web.conftest import NOW, As
from tests.web.test_access import ARGUMENTS

SINGER = made.code(0)
TODAY = timezone.localdate
SINGS: dict[str, tuple[str, ...]] = {
    MARGIN: ("canary-margin", "43,3 %", "43.3%", "43,27", "43.27", "0.4327", "31.415.926", "31,415,926", "31415926",
             "27.182.818", "27,182,818", "27182818"),
    WAITING: ("57.721 M", "57,721 M", "57721066490"),
    COST: ("14.142.135", "14,142,135", "14142135", "$ 14,1 M"),
    GIFTS: ("66.260.701", "66,260,701", "66260701"),
    AT_STAKE: ("16.180.339", "16,180,339", "16180339"),
    MEETING: ("27.644.437", "27,644,437", "27644437", "$ 27,6 M"),
    PROMOTED: ("35.742.549", "35,742,549", "35742549", "$ 35,7 M"),
    REFERRED: ("48.614.229", "48,614,229", "48614229", "$ 48,6 M"),
    SERVED: ("12.207.031", "12,207,031", "12207031", "$ 12,2 M"),
    BOUGHT: ("86.603 M", "86,603 M", "86602540378"),
    CONTACT_DETAILS: ("canary@norte.example", "300 5550199"),
    BIRTHDAY: ("29/02",),
    INFLUENCE: ("canary-influence",),
    SCORE: ("canary-why", "canary-change", "71.379", "71,379", "0.613713", "61.3713", "61,3713"),
}  # fmt: skip
"""What each field would look like on a page, in a CSV and inside a workbook, in both languages."""
FEW = {WAITING: 0, BIRTHDAY: 0, INFLUENCE: 0}
"""Pages at least on which a field is, beyond one; the others are on three or more."""
COLUMNS = "&".join(f"col={key}" for key in ("score", "sure", "proposal", "margin", "money", "payment"))
ASKED = {
    "accounts": (f"?{COLUMNS}", "?orden=-margin", "?orden=-score", "?orden=sure", "?vista=debate", "?orden=-proposal"),
    "accounts_export": tuple(f"?{COLUMNS}&formato={kind}" for kind in ("csv", "xlsx")),
    "accounts_table": ("",),
    "account_lines_export": ("?formato=csv&desde=2023-01-01", "?formato=xlsx&desde=2023-01-01"),
    "account_lines": ("?desde=2023-01-01",),
    "selection": (f"?cliente={SINGER}", "?ver=todos&orden=-score"),
    "search": ("?q=emp",),
    "services": ("?etapa=todas", "?orden=-cost&etapa=todas"),
    "services_file": ("?etapa=todas",),
    "promises_list": ("?estado=", "?orden=-dinero", "?dinero=con"),
    "promises_costs": ("?pagina=1", "?pagina=2"),
    "results_category": ("?orden=-cifra",),
    "results_cost": ("?ver=montos", "?ver=privilegios", "?orden=-costo", "?ver=montos&q=cliente&periodo=24"),
    "results_cost_file": ("?ver=montos", "?ver=privilegios"),
    "results_retention": ("?ver=margen", "?ver=margen&orden=-margen"),
    "results_whale": ("?orden=-margen",),
}
"""Besides the plain address: all that could bring a hidden field to the front."""


def listing() -> Listing:
    """Of the first customer the score, the reasons, the change and the evidence of its profit are canaries."""
    plain = made.listing(40)
    first = plain.lines[0]
    cell = replace(first.criteria["profit"], because=_("canary-margin {rate}").fill(rate=Figure(0.4327, "share")))
    singer = replace(
        first,
        score=71.379,
        sure=0.613713,
        firmness="debate",
        criteria={**first.criteria, "profit": cell},
        why=(_("canary-why"),),
        would_take=(Change("money", _("canary-change"), 0.5),),
    )
    return replace(plain, lines=(singer, *plain.lines[1:]))


@pytest.fixture
def scene(db: None, settings: Settings, tmp_path: Path) -> SelectionRun:
    """A company whose first customer sings."""
    found_company(name="Adhesivos Farallones", currency="COP", demonstration=True, now=NOW)
    facts = made.facts()
    rows = [row | {"cost": Decimal("27182818")} for row in facts["invoice_line"].to_pylist()]
    facts["invoice_line"] = made.table("invoice_line", rows)
    FactStore(tmp_path).load(facts, source="test", digest="test", now=NOW, by="test", currency="COP")
    settings.CLAVE_FACTS = tmp_path
    measured = accounts_made.measured(40)
    columns = dict(measured.columns)
    singing = {"margin": 31415926.0, "net_margin": 31415926.0, "cost_to_serve": 31415926.0} | dict.fromkeys(
        ("margin_rate", "net_margin_rate", "margin_cover"), 0.4327
    )
    for key, value in singing.items():
        values, missing = columns[key].values.copy(), np.array(columns[key].missing).copy()
        values[0], missing[0] = value, 0
        columns[key] = Column(values, missing)
    _waits_in_the_dock()
    people_made.singing(SINGER)
    promises_made.ledger(customer=SINGER)
    asked = lab_made.request(knowing.person("lab", "Lía"), customer=SINGER)
    gifts_made.act(asked.by, cost=66_260_701, customer=SINGER)
    ImprovementRequest.objects.filter(pk=asked.pk).update(worth=Decimal("86602540378"))
    away_made.session(asked.by, customer=SINGER, cost=Decimal("27644437"))
    away_made.event(asked.by, 0, SINGER, cost=Decimal("27644437"))
    services_made.service(asked.by, customer=SINGER, cost=Decimal("12207031"))
    promotions_made.promotion(asked.by, customer=SINGER, ours=Decimal("35742549"))
    promotions_made.ask(promotions_made.willing(asked.by, customer=SINGER), asked.by, state="given", amount=48_614_229)
    run = keep_selection(
        listing=listing(),
        measured=replace(measured, columns=columns),
        criteria=CRITERIA,
        measures=tuple(MEASURES.values()),
        by=None,
        now=NOW,
    )
    spent = {
        "price": 14_142_135.0, "hospitality": 66_260_701.0, "service": 12_207_031.0, "laboratory": 27_644_437.0,
        "priority": 35_742_549.0,
    }  # fmt: skip
    outcome_made.singing(margin=31_415_926.0, rate=0.4327, lines=27_182_818.0, cost=14_142_135.0, spent=spent)
    return run


def _waits_in_the_dock() -> None:
    """A plan of dispatch in which so much money waits, and as much of sales is at risk."""
    kept = dispatch_made.plan(None)
    kept.summary |= {"deferred": "57721066490", "at_risk": "57721066490"}
    kept.save(update_fields=["summary"])
    kept.lines.update(money_waiting=Decimal("57721066490"))


def addresses() -> Iterator[str]:
    """Every address of the product that can be opened with what the scene has."""
    for route in RULES:
        given = (
            [SINGER] if route.startswith("account_") and ARGUMENTS.get(route) == ["C-0001"] else ARGUMENTS.get(route)
        )
        given = [SINGER] if route == "account" else given
        if route in people_made.PERSON:
            given = [SINGER, str(Contact.objects.filter(customer=SINGER).earliest("pk").pk)]
        if route == "contacts_file":
            given = [SINGER, "personas.csv"]
        try:
            address = reverse(route, args=given or [])
        except NoReverseMatch:
            continue
        if (
            address in WATCHERS
        ):  # figures of the machine, which may spell a canary: tests/keeping says that nobody is in them
            continue
        yield address
        yield from (address + query for query in ASKED.get(route, ()))


def text_of(client: Client, address: str) -> str:
    """All that an answer says, a workbook unpacked; nothing where it is not opened."""
    answer = client.get(address)
    if answer.status_code not in (200, 422):
        return ""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return re.sub(r"[\u00a0\u202f]", " ", content.decode("utf-8", "replace"))


def sung(client: Client, among: tuple[str, ...] = ("/",)) -> dict[str, set[str]]:
    """Per field, the addresses in which one of its canaries sings."""
    found: dict[str, set[str]] = {key: set() for key in SINGS}
    for address in (address for address in addresses() if address.startswith(among)):
        said = text_of(client, address)
        for key, songs in SINGS.items():
            if any(song in said for song in songs):
                found[key].add(address)
    return found


def give(person: Person, part: str) -> None:
    Ownership.objects.create(
        customer=SINGER, part=part, person=person, starts_on=TODAY() - timedelta(days=9), created_at=NOW
    )


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize("owned", [False, True])
def test_no_canary_sings_where_the_table_says_no(scene: SelectionRun, signed_in: As, person: Callable[[str], Person],
                                                 role: str, owned: bool) -> None:  # fmt: skip
    """As every role, while nobody answers for the account, and once somebody else does."""
    client = signed_in(role)
    if owned:
        give(Person.objects.create_person(
            email="otra@clave.example", name="Otra", role="kam", password=None, created_at=NOW), OWNER)  # fmt: skip
    seen = sight_of(Person.objects.get(role=role, name=f"Ana {role}"), TODAY())
    found = sung(client)
    for key, where in found.items():
        if not seen.sees(key, SINGER):
            assert where == set(), f"{key} is hidden from {role}"
        elif RULES["account"].answer(role) == "allowed":
            assert len(where) > FEW.get(key, 2), f"{role} sees {key}, and it must be somewhere"


@pytest.mark.parametrize("part", [OWNER, SUBSTITUTE])
def test_who_answers_for_the_account_sees_its_margin(scene: SelectionRun, signed_in: As, part: str) -> None:
    client = signed_in("kam")
    kam = Person.objects.get(role="kam")
    if part == SUBSTITUTE:
        give(Person.objects.create_person(
            email="otra@clave.example", name="Otra", role="kam", password=None, created_at=NOW), OWNER)  # fmt: skip
    give(kam, part)
    found = sung(client)
    assert found[MARGIN]
    assert {"/resultados/costo/", "/resultados/costo/?ver=montos"} <= found[COST], "what their own account costs"
    assert not any(address.startswith("/resultados/") for address in found[MARGIN])


def test_hidden_is_said_to_be_reserved_and_for_whom(scene: SelectionRun, signed_in: As) -> None:
    client = signed_in("credit")
    page = client.get(reverse("account", args=[SINGER])).content.decode()
    assert "reservado: lo ven Administración, Dirección comercial" in page
    assert "Puesto 1 en la selección" not in page
    table = client.get(f"/cuentas/?{COLUMNS}").content.decode()
    assert table.count("reservado") > 40
    sheet = b"".join(client.get(f"/listas/cuentas/exportar/?{COLUMNS}&formato=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert sheet.splitlines()[1].count("reservado") == 4


def order_of(client: Client, query: str) -> list[str]:
    return re.findall(r'class="nm" href="/cuentas/([^"]+)/"', client.get(f"/cuentas/{query}").content.decode())


def test_nobody_orders_or_filters_by_what_they_may_not_see(scene: SelectionRun, signed_in: As) -> None:
    """The list of credit begins with the largest; asked otherwise it stays so, and says why."""
    client = signed_in("credit")
    usual = order_of(client, "")
    for query in ("?orden=-score", "?orden=sure", "?orden=-margin", "?orden=proposal"):
        assert order_of(client, query) == usual, query
    refused = client.get("/cuentas/?orden=-margin").content.decode()
    assert "La lista no se ordena por «Margen porcentual»: lo ven Administración" in refused
    assert "Por debatir" not in client.get("/cuentas/").content.decode()
    assert order_of(client, "?vista=debate") == usual


def test_totals_of_a_margin_are_for_who_sees_every_margin(scene: SelectionRun, signed_in: As) -> None:
    """A sum over accounts of which one is hidden would tell of that one too."""
    client = signed_in("kam")
    foot = r"<tfoot>.*</tfoot>"
    before = re.search(foot, client.get(f"/cuentas/?{COLUMNS}").content.decode(), re.DOTALL)
    assert before
    assert "reservado" not in before[0]
    give(Person.objects.create_person(
        email="otra@clave.example", name="Otra", role="kam", password=None, created_at=NOW), OWNER)  # fmt: skip
    after = re.search(foot, client.get(f"/cuentas/?{COLUMNS}").content.decode(), re.DOTALL)
    assert after
    assert "reservado" in after[0]
    assert order_of(client, "?orden=-margin") == order_of(client, "?orden=-money")


SEEN = {
    "margin": "administrator director management + owner substitute; kam while nobody answers for it",
    "score": "administrator director kam management compliance",
    "birthday": "administrator director compliance marketing + owner substitute",
    "influence": "director + owner substitute",
    "contact_details": "administrator director credit management + owner substitute; kam while nobody answers for it",
    "bought": "administrator director kam management",
    "waiting": "administrator director kam management",
    "cost": "administrator director management + owner substitute",
    "at_stake": "administrator director kam dispatch credit management",
    "served": "administrator director dispatch lab quality management + owner substitute",
    "gifts": "administrator director management compliance + owner substitute",
    "meeting": "administrator director management marketing + owner substitute",
    "promoted": "administrator director management marketing + owner substitute",
    "referred": "administrator director management marketing + owner substitute",
    "greeted": "administrator director marketing compliance employee + owner substitute",
}


def said(key: str) -> str:
    one = FIELDS[key]
    parts = f" + {' '.join(sorted(one.parts))}" if one.parts else ""
    unowned = f"; {' '.join(sorted(one.unowned))} while nobody answers for it" if one.unowned else ""
    return " ".join(role for role in ROLES if role in one.roles) + parts + unowned


@pytest.mark.parametrize("key", list(FIELDS))
def test_the_table_of_fields_by_hand(key: str) -> None:
    def in_order(text: str) -> str:
        head, mark, rest = text.partition(" + ")
        return " ".join(sorted(head.split(), key=list(ROLES).index)) + mark + rest

    assert in_order(said(key)) == in_order(SEEN[key])


@pytest.mark.parametrize("key", [MARGIN, SCORE])
@pytest.mark.parametrize("role", ["administrator", "director", "kam", "credit", "management"])
def test_flipping_a_rule_of_a_field_sings_or_falls_silent(
    scene: SelectionRun, signed_in: As, monkeypatch: pytest.MonkeyPatch, key: str, role: str
) -> None:
    """The rule decides what is drawn of an account, and nothing else does. (The selection is about scores: who does not
    see these does not open it.)"""
    client, pages = signed_in(role), ("/cuentas/", "/listas/")
    before = bool(sung(client, pages)[key])
    rule = FIELDS[key]
    roles, unowned = rule.roles ^ {role}, rule.unowned - {role}
    flipped = replace(rule, unowned=unowned) if role in rule.unowned else replace(rule, roles=roles)
    monkeypatch.setitem(FIELDS, key, flipped)
    assert bool(sung(client, pages)[key]) is not before


def test_pages_about_scores_are_for_who_sees_scores() -> None:
    about = [route for route in RULES if route in {"selection", "order"} or route.startswith(("selection_", "policy_"))]
    assert all(RULES[route].allowed <= FIELDS[SCORE].roles for route in about)


def test_a_sight_by_itself() -> None:
    kam = Sight("kam", held=frozenset({"A"}), owned=frozenset({"A", "B"}))
    assert [kam.sees(MARGIN, customer) for customer in "ABC"] == [True, False, True]
    assert not kam.sees_all(MARGIN)
    assert kam.sees_all(MARGIN, "AC")
    assert Sight("kam").sees_all(MARGIN), "a new installation, where nobody answers for anything"
    assert Sight("credit", held=frozenset({"A"})).sees_some(MARGIN)
    assert not Sight("").sees_some(SCORE)
    assert sight_of(None, date(2026, 1, 1)) == Sight("")
