"""Whose thing is it? Every address about one thing × role × {own, colleague's, foreign, missing}, against objects.txt."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.store.models import Delegation, Job, Person, SavedView, SelectionRun
from clave.store.roles import ROLES
from clave.web import checks
from clave.web.access import RULES
from clave.web.pages import jobs as jobs_pages
from tests.web.conftest import As, Keep
from tests.web.objects import KINDS, World, asked, holding, status, views

TABLE = Path(__file__).with_name("objects.txt")
RELATIONS = ("own", "colleague", "foreign", "missing")
LETTERS = {401: "x", 403: "k", 404: "-", 422: "r"}
ALSO = {"allowed": "+", "known": "k", "invisible": "-"}
OURS = (
    "/mi-lista/", "/delegaciones/", "/entregas/", "/ensayos/", "/quien-es-clave/", "/quien-es-clave/boletin/",
    "/seleccion/anuncios/", "/seleccion/postulaciones/", "/seleccion/postulaciones/clientes/?who=a",
    "/seleccion/propuestas/", "/seleccion/debate/", "/seleccion/calificar/", "/usuarios/correos/", "/usuarios/llaves/",
)  # fmt: skip
"""What a customer never sees, besides the oldest pages."""
Rows = dict[str, dict[str, dict[str, str]]]


def table() -> Rows:
    """Route, then who, then relation: the letter."""
    found: Rows = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            route, who, *letters = line.split()
            found.setdefault(route, {})[who] = dict(zip(RELATIONS, letters, strict=True))
    return found


def with_an_argument() -> list[str]:
    """Every route that is about one thing, from the URL resolver; those that nobody can open are left out, and those of
    the portal, where the things are of who is in (tests/web/test_portal_scope.py)."""
    rules = {pattern.name: RULES[pattern.name] for pattern in checks.addresses() if _takes_one(pattern)}
    return sorted(name for name, rule in rules.items() if rule.allowed and not rule.portal)


def _takes_one(pattern: URLPattern) -> bool:
    return bool(pattern.pattern.converters or pattern.pattern.regex.groups)


def test_every_route_about_one_thing_has_its_rows() -> None:
    there = set(with_an_argument())
    for route in sorted(there - table().keys() | there - KINDS.keys()):
        pytest.fail(
            f"«{route}» takes an argument: say in tests/web/objects.txt what each gets at their own thing, a colleague's, "
            f"a foreign one and a missing one, and make these things in KINDS of a file of tests/web/objects/."
        )
    assert table().keys() == KINDS.keys() == there, "a row of a route that does not exist any more"
    for route, rows in table().items():
        assert "*" in rows, f"«{route}» lacks the row of all other roles (*)"
        assert rows.keys() <= {*ROLES, "*"}, f"«{route}» names a role that does not exist"


@pytest.fixture
def world(keep: Keep, facts: None, settings: Settings, tmp_path: Path) -> Callable[[Person], World]:
    """Two lists, one after the other, and two people."""
    settings.CLAVE_IMPORTS = tmp_path / "imports"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    earlier, latest = keep(5), keep(5)

    def around(me: Person) -> World:
        colleague = Person.objects.create_person(
            email="otro@clave.example", name="Otro", role=me.role, password=None, created_at=me.created_at
        )
        return World(me, colleague, latest, earlier)

    return around


def answers(client: Client, route: str, made: World) -> dict[str, str]:
    """What this person gets; each question is undone before the next one."""
    found = {}
    things = KINDS[route](made)
    for relation in RELATIONS:
        arguments = getattr(things, relation)
        if arguments is None:
            found[relation] = "."
            continue
        with transaction.atomic():
            found[relation] = LETTERS.get(asked(client, route, arguments), "+")
            transaction.set_rollback(True)
    return found


def expected(route: str, role: str) -> dict[str, str]:
    """Of the row, what the role gets: nothing more than access.txt lets it."""
    rows, answer = table()[route], RULES[route].answer(role)
    row = rows.get(role, rows["*"])
    return (
        row if answer == "allowed" else {key: letter if letter == "." else ALSO[answer] for key, letter in row.items()}
    )


@pytest.mark.parametrize("route", with_an_argument())
def test_each_role_gets_what_the_table_says(route: str, world: Callable[[Person], World], signed_in: As) -> None:
    wrong = {}
    for role in ROLES:
        with transaction.atomic():
            client = signed_in(role)
            got = answers(client, route, world(Person.objects.get(role=role, name=f"Ana {role}")))
            if got != expected(route, role):
                wrong[role] = (got, expected(route, role))
            transaction.set_rollback(True)
    assert wrong == {}, "what they got, and what objects.txt says"


def test_without_the_rule_whose_it_is_the_table_fails(
    world: Callable[[Person], World], signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: jobs and views found by their number alone open to everybody, and the table says they may not."""
    client = signed_in("kam")
    made = world(Person.objects.get(role="kam"))
    monkeypatch.setattr(jobs_pages, "job_for", lambda _person, number: Job.objects.filter(pk=number).first())
    assert answers(client, "job", made) != expected("job", "kam")
    things = views(made)
    assert things.colleague
    SavedView.objects.filter(pk=int(things.colleague[0])).update(person=made.me, name="Suyas")
    assert asked(client, "accounts_view", things.colleague) != 404


def test_a_contact_of_a_customer_sees_doors_and_their_own_and_nothing_of_ours(run: SelectionRun, signed_in: As) -> None:
    client = signed_in("contact")
    opened = {route for route, rule in RULES.items() if rule.answer("contact") == "allowed" and not rule.portal}
    own = {"home", "profile", "theme", "language", "health", "setup", "entry", "acknowledge", "agenda_ics"}
    own |= {"healthz", "readyz", "metrics"}  # of the server itself, which asks nobody who they are
    own |= {"portal_door", "portal_open", "portal_link", "portal_leave_mail", "logo"}  # the way into the portal
    own |= {
        "api_badge",
        "api_badges",
        "api_dispatch_plan",
        "api_orders_decide",
        "api_production_plan",
        "api_openapi",
        "api_badge_ticket",
        "api_badge_frame",
        "api_list",
        "api_one",
        "api_act",
        "api_me",
    }  # doors that ask for a key of their own
    assert {route for route in opened if not route.startswith(("account_", "mfa_", "usersessions"))} == own
    assert client.get("/", follow=True).request["PATH_INFO"] == "/perfil/"
    for address in (
        "/cuentas/",
        "/seleccion/",
        "/buscar/?q=a",
        "/trabajos/",
        "/usuarios/",
        "/piezas/",
        "/no-existe/",
        *OURS,
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/api/v1/badge/C-0001").status_code == 401
    page = client.get("/perfil/").content.decode()
    for ours in ('href="/cuentas/"', 'href="/seleccion/"', "Empaques", 'href="/trabajos/"'):
        assert ours not in page


def test_a_delegation_opens_nothing_to_who_is_not_ours_any_more(run: SelectionRun, signed_in: As) -> None:
    contact, boss = signed_in("contact"), signed_in("director")
    person, today = Person.objects.get(role="contact"), timezone.localdate()
    Delegation.objects.create(
        person=person, department="credit", starts_on=today, ends_on=today, purpose="De cuando era de la casa",
        granted_by=Person.objects.get(role="director"), granted_at=timezone.now(),
    )  # fmt: skip
    assert boss.get("/cuentas/").status_code == 200
    assert contact.get("/cuentas/").status_code == contact.get("/delegaciones/").status_code == 404
    person.role = "employee"
    person.save()
    assert contact.get("/cuentas/").status_code == 200


def test_credit_reads_a_handover_and_not_how_the_account_stands(
    world: Callable[[Person], World], signed_in: As
) -> None:
    clients = {role: signed_in(role) for role in ("credit", "kam")}
    number = holding.handovers(world(Person.objects.get(role="kam"))).own[0]
    for role, hidden in (("credit", True), ("kam", False)):
        page = clients[role].get(f"/entregas/{number}/").content.decode()
        assert ("reservado: lo ven" in page, "Puesto en la selección" in page) == (hidden, not hidden), role


def test_what_losing_an_account_costs_tells_its_margin_to_who_answers_for_it(
    world: Callable[[Person], World], signed_in: As
) -> None:
    clients = {role: signed_in(role) for role in ("kam", "director")}
    found = status.key_accounts(world(Person.objects.get(role="kam")))
    own, other = (reverse("account_status", args=one) for one in (found.own, found.colleague))
    cost = re.compile(r"Margen de 12 meses</dt><dd>([^<]*)")
    for role, address, hidden in (("kam", own, False), ("kam", other, True), ("director", other, False)):
        told = cost.search(clients[role].get(address).content.decode())
        assert told, "the page tells no cost"
        assert told[1].startswith("reservado: lo ven") == hidden, (role, address)
