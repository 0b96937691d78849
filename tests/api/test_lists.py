"""What holds of every list: it goes on where it stopped, whatever is added; it refuses in sentences; it reserves as pages do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from clave.actions.apikeys import make_key
from clave.api.keys import RATE
from clave.base.errors import ClaveError
from clave.store.models import OWNER, Person, SelectionRun, Touchpoint
from clave.store.roles import ROLES
from tests.api.asked import ROOT, every, got, refused, system
from tests.web import knowing, made, plans_made, promises_made, touch_made
from tests.web.conftest import Keep
from tests.web.conftest import facts as facts
from tests.web.conftest import facts_folder as facts_folder
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

CUSTOMER = made.code(0)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    RATE.counts.clear()
    yield
    RATE.counts.clear()


@pytest.fixture
def ana() -> Person:
    """Who makes keys."""
    return knowing.person("administrator", "Ana")


@pytest.fixture
def erp(ana: Person) -> Client:
    """A system that acts for the administrator."""
    return system(ana, ana)


# pages ---------------------------------------------------------------------------------------------------------------


def test_what_is_added_meanwhile_neither_repeats_nor_hides_a_row(erp: Client, ana: Person, run: SelectionRun) -> None:
    before = touch_made.contacts(ana, 9)
    first = got(erp, "touchpoints", limit=4, order="on")
    touch_made.contacts(ana, 5)
    Touchpoint.objects.filter(pk=first["items"][-1]["id"]).update(withdrawn_at=timezone.now(), withdrawn_by=ana)
    seen = [one["id"] for one in first["items"]]
    while first["next"]:
        first = got(erp, "touchpoints", limit=4, cursor=first["next"])
        seen += [one["id"] for one in first["items"]]
    assert len(seen) == len(set(seen))
    assert {one.pk for one in before} <= set(seen)


def test_a_new_selection_does_not_change_the_pages_that_follow(erp: Client, run: SelectionRun, keep: Keep) -> None:
    page = got(erp, "accounts", limit=30, order="-money")
    keep(12)
    rest = got(erp, "accounts", limit=30, cursor=page["next"])
    assert page["basis"]["number"] == rest["basis"]["number"] == run.pk
    assert len(page["items"]) + len(rest["items"]) == 40
    assert got(erp, "accounts", count=True)["count"] == 12


def test_only_the_fields_asked_for_and_how_many_there_are(erp: Client, run: SelectionRun) -> None:
    page = got(erp, "accounts", fields="customer,money", limit=2, count="true")
    assert [set(one) for one in page["items"]] == [{"customer", "money"}] * 2
    assert page["count"] == 40


def test_a_page_costs_as_many_queries_with_ten_rows_as_with_forty(
    erp: Client, run: SelectionRun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    got(erp, "accounts")  # the key notes that it was used, once a minute
    for limit in (10, 40):
        with django_assert_num_queries(9):
            got(erp, "accounts", limit=limit)


def test_what_did_not_change_is_not_sent_again(erp: Client, run: SelectionRun) -> None:
    first = erp.get(f"{ROOT}/accounts")
    again = erp.get(f"{ROOT}/accounts", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert erp.get(f"{ROOT}/accounts", {"limit": 3}).headers["ETag"] != first.headers["ETag"]


def test_one_thing_by_its_code_whatever_signs_it_has(erp: Client, run: SelectionRun) -> None:
    assert "/" in CUSTOMER
    found = got(erp, f"accounts/{quote(CUSTOMER, safe='')}")
    assert found["customer"] == CUSTOMER
    refused(erp.get(f"{ROOT}/accounts/nadie"), 404)
    refused(erp.get(f"{ROOT}/touchpoints/99999999999999999999"), 404)
    refused(erp.get(f"{ROOT}/touchpoints/uno"), 404)


# what is refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"order": "colour"}, "order"), ({"fields": "customer,colour"}, "fields"), ({"colour": "1"}, "colour"),
        ({"limit": "0"}, "limit"), ({"limit": "1001"}, "limit"), ({"limit": "diez"}, "limit"), ({"cursor": "x"}, ""),
        ({"format": "pdf"}, "format"), ({"criterion": "colour"}, "criterion"), ({"run": "uno"}, "run"),
        ({"q": "a" * 201}, "q"), ({"q": "a\x01"}, "q"), ({"mine": "quizá"}, "mine"),
    ],
)  # fmt: skip
def test_what_nobody_declared_is_a_problem_with_its_place_and_a_sentence(
    erp: Client, run: SelectionRun, query: dict[str, str], where: str
) -> None:
    found = refused(erp.get(f"{ROOT}/accounts", query), 422)
    if where:
        assert found["errors"][0]["where"].rpartition(".")[2] == where
        assert found["errors"][0]["why"]
    else:
        assert found["detail"].startswith("Este no es un cursor de esta lista")


def test_a_cursor_goes_on_with_its_own_question_and_with_no_other(erp: Client, run: SelectionRun) -> None:
    page = got(erp, "accounts", limit=2, order="-money")
    refused(erp.get(f"{ROOT}/accounts", {"cursor": page["next"], "order": "money"}), 422)
    refused(erp.get(f"{ROOT}/key-accounts", {"cursor": page["next"]}), 422)
    refused(erp.get(f"{ROOT}/accounts", {"cursor": page["next"][:-2] + "zz"}), 422)
    assert got(erp, "accounts", cursor=page["next"], order="-money", limit=2)["items"]


def test_lines_of_nobody_are_asked_of_whom(erp: Client, run: SelectionRun) -> None:
    assert refused(erp.get(f"{ROOT}/invoice-lines"), 422)["errors"][0]["where"] == "customer"


def test_a_key_needs_the_scope_of_the_step_and_somebody_to_act_for(ana: Person, run: SelectionRun) -> None:
    now = timezone.now()
    refused(system(ana, ana, "outcome.read").get(f"{ROOT}/accounts"), 403)
    with pytest.raises(ClaveError, match="acts for a person"):
        make_key(by=ana, now=now, name="ERP", scopes=["accounts.read"], expires_at=None)
    contact = knowing.person("contact", "Cliente")
    with pytest.raises(ClaveError, match="does not act for Cliente"):
        make_key(by=ana, now=now, name="ERP", scopes=["accounts.read"], expires_at=None, person=contact)
    refused(Client().get(f"{ROOT}/accounts"), 401)


def test_a_key_of_somebody_who_left_opens_nothing(ana: Person, run: SelectionRun) -> None:
    rosa = knowing.person("kam", "Rosa")
    erp = system(ana, rosa)
    got(erp, "accounts")
    Person.objects.filter(pk=rosa.pk).update(is_active=False)
    assert "ya no está activo" in refused(erp.get(f"{ROOT}/accounts"), 403)["detail"]


def test_who_asks_with_a_key_is_told_what_it_may(ana: Person) -> None:
    found = got(system(ana, ana, "accounts.read", "operations.write"), "me")
    assert (found["person"], found["role"]) == ("Ana", "administrator")
    assert "accounts" in found["reads"]
    assert "selection" not in found["reads"]
    assert {"log-touchpoint", "snooze-alert", "record-need"} <= set(found["acts"])
    assert "give-grant" not in found["acts"]


# who may, and what they see --------------------------------------------------------------------------------------------


def test_each_role_reads_what_its_pages_show(ana: Person, run: SelectionRun) -> None:
    """As the pages: whoever may know of it is told, for the others it is not there."""
    expected = {
        "accounts": {"administrator", "director", "kam", "management", "credit"},
        "key-accounts": set(ROLES) - {"contact"},
        "log": {"administrator", "management", "compliance"},
        "outcome": {"administrator", "director", "management"},
    }
    for role in [one for one in ROLES if one != "contact"]:
        erp = system(ana, knowing.person(role, f"Uno-{role}"))
        for name, allowed in expected.items():
            status = erp.get(f"{ROOT}/{name}").status_code
            assert (status == 200) is (role in allowed), (role, name, status)
            assert status in (200, 403, 404)


def test_a_reserved_figure_is_null_and_named_with_who_sees_it(ana: Person, run: SelectionRun, facts: None) -> None:
    rosa, hugo = knowing.person("kam", "Rosa"), knowing.person("kam", "Hugo")
    knowing.owned(CUSTOMER, rosa, OWNER)
    theirs = got(system(ana, hugo), f"accounts/{quote(CUSTOMER, safe='')}")
    assert theirs["margin_rate"] is None
    assert theirs["reserved"]["margin_rate"].startswith("reservado: lo ven Administración")
    own = got(system(ana, rosa), f"accounts/{quote(CUSTOMER, safe='')}")
    assert "reserved" not in own
    lines = list(every(system(ana, hugo), "invoice-lines", customer=CUSTOMER, since="2023-01-01"))
    assert lines
    assert all(one["cost"] is None and "cost" in one["reserved"] for one in lines)


def test_nobody_orders_by_what_is_reserved(ana: Person, run: SelectionRun) -> None:
    credit = system(ana, knowing.person("credit", "Carla"))
    for order in ("-margin_rate", "score", "-rank"):
        assert "La lista no se ordena por" in refused(credit.get(f"{ROOT}/accounts", {"order": order}), 403)["detail"]
    refused(credit.get(f"{ROOT}/accounts", {"view": "debate"}), 403)
    row = got(credit, "accounts", limit=1)["items"][0]
    assert {"score", "rank", "margin"} <= row["reserved"].keys()


def test_a_figure_that_only_some_rows_tell_is_reserved_in_those_alone(ana: Person, run: SelectionRun) -> None:
    """The margin that a plan aims at, and the price that was not honoured: as on their pages."""
    plans_made.fuller(ana, CUSTOMER)
    promises_made.ledger()
    credit, lab = (system(ana, knowing.person(role, f"Una {role}")) for role in ("credit", "lab"))
    aims = {one["measure"]: one for one in every(credit, "plan-objectives", customer=CUSTOMER)}
    assert aims["margin_rate"]["target"] is None
    assert Decimal(aims["by_hand"]["target"]) == 12
    assert {"target", "baseline", "now"} <= aims["margin_rate"]["reserved"].keys()
    assert "reserved" not in aims["by_hand"]
    whole = {one["measure"]: one["target"] for one in every(system(ana, ana), "plan-objectives")}
    assert Decimal(whole["margin_rate"]) == Decimal("0.31")
    told = {(one["privilege"]["key"], one["state"]): one for one in every(lab, "promises")}
    assert told["preferential", "broken"]["why"] is None
    assert "why" in told["preferential", "broken"]["reserved"]
    assert told["complete", "broken"]["why"]
    assert refused(lab.get(f"{ROOT}/promise-counts", {"order": "-money"}), 403)
    assert {one["money"] for one in every(lab, "promise-counts", by="account")} == {None}


def test_what_nobody_knows_is_null_and_no_zero(erp: Client, run: SelectionRun) -> None:
    """No facts, no ledger, no reckoning: what is not there is not said to be nothing."""
    tables = {one["name"]: one for one in every(erp, "coverage")}
    assert {one["rows"] for one in tables.values()} == {None}
    assert tables["invoice_line"]["stale"] is None
    assert "volume" in {one["key"] for one in tables["invoice_line"]["unlocks"]}
    assert [one["key"] for one in tables["touchpoint"]["improves"]] == ["loyalty"]
    for name in ("promise-counts", "promise-service", "outcome-summary", "outcome-twins", "coverage-findings"):
        page = got(erp, name, count=True)
        assert (page["items"], page["count"], page["basis"]) == ([], 0, {}), name


def test_words_are_in_the_language_asked_for(ana: Person, run: SelectionRun) -> None:
    knowing.decided(ana)
    spanish = got(system(ana, ana), "key-accounts", limit=1)["items"][0]
    english = got(system(ana, ana, language="en"), "key-accounts", limit=1)["items"][0]
    assert spanish["state"]["key"] == english["state"]["key"]
    assert spanish["state"]["label"] != english["state"]["label"]
    assert json.dumps(spanish) != json.dumps(english)
