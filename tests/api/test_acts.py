"""Acts: the same action as on the page, once for each Idempotency-Key, by the person for whom the key acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.api.acts.registry import ACTS
from clave.api.keys import RATE, TooMany
from clave.api.problems import TITLES
from clave.store.models import (
    OWNER,
    ApiAnswer,
    AuditEvent,
    Import,
    Need,
    Nomination,
    Person,
    RaisedAlert,
    SelectionRun,
    Touchpoint,
)
from tests.api.asked import ROOT, done, got, refused, system
from tests.web import alerts_made, knowing, made
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
    return knowing.person("administrator", "Ana")


@pytest.fixture
def erp(ana: Person, run: SelectionRun) -> Client:
    """A system that acts for the administrator."""
    return system(ana, ana)


def contact(**more: Any) -> dict[str, Any]:
    """A contact of today."""
    return {
        "customer": CUSTOMER,
        "on": f"{timezone.localdate()}",
        "kind": "call",
        "text": "Pidieron la muestra.",
    } | more


def test_a_contact_is_logged_once_and_read_again(erp: Client, ana: Person) -> None:
    first = done(erp, "log-touchpoint", contact(follow_up="Enviar la muestra", topics=["muestra"]))
    again = done(erp, "log-touchpoint", contact(follow_up="Enviar la muestra", topics=["muestra"]))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.headers["Answer-Repeated"], again.headers["Answer-Repeated"]) == ("false", "true")
    kept = Touchpoint.objects.get()
    assert (kept.by, kept.customer) == (ana, CUSTOMER)
    assert got(erp, f"touchpoints/{first.json()['id']}")["text"] == "Pidieron la muestra."
    deeds = list(AuditEvent.objects.order_by("-number").values_list("what", flat=True)[:2])
    assert deeds == ["key.acted", "touchpoint.logged"], "who did it, and with which key"


def test_the_same_key_with_something_else_is_refused(erp: Client) -> None:
    done(erp, "log-touchpoint", contact())
    other = refused(done(erp, "log-touchpoint", contact(text="Otra cosa.")), 422)
    assert "ya llegó" in other["detail"]
    assert other["errors"][0]["where"] == "Idempotency-Key"
    assert refused(done(erp, "nominate", {"customer": CUSTOMER, "reason": "Crece."}), 422), "nor with another act"
    assert Touchpoint.objects.count() == 1
    assert done(erp, "log-touchpoint", contact(text="Otra cosa."), "dos").status_code == 201


def test_without_a_key_of_its_own_nothing_is_done(erp: Client) -> None:
    found = refused(done(erp, "log-touchpoint", contact(), ""), 422)
    assert found["errors"][0]["where"] == "Idempotency-Key"
    assert not Touchpoint.objects.exists()


def test_what_is_refused_is_not_kept_and_is_tried_again(erp: Client) -> None:
    found = refused(done(erp, "log-touchpoint", contact(on=f"{timezone.localdate() + timedelta(days=1)}")), 422)
    assert found["errors"][0]["where"] == "on"
    assert not ApiAnswer.objects.exists()
    assert done(erp, "log-touchpoint", contact()).status_code == 201


def test_two_systems_have_keys_of_their_own(erp: Client, ana: Person) -> None:
    other = system(ana, knowing.person("kam", "Rosa"))
    assert done(erp, "log-touchpoint", contact()).status_code == 201
    assert done(other, "log-touchpoint", contact(text="De otra persona.")).headers["Answer-Repeated"] == "false"


def test_answers_are_forgotten_after_the_days_of_the_policy(erp: Client) -> None:
    done(erp, "log-touchpoint", contact())
    ApiAnswer.objects.update(at=timezone.now() - timedelta(days=31))
    done(erp, "log-touchpoint", contact(text="Otra."), "dos")
    assert list(ApiAnswer.objects.values_list("repeat", flat=True)) == ["dos"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"colour": 1}, "colour"), ({"kind": "carta"}, "kind"), ({"on": "ayer"}, "on"), ({"text": 7}, "text"),
        ({"people": ["uno"]}, "people.0"), ({"cost": -1}, "cost"), ({"customer": ""}, "customer"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_act_is_a_problem_with_its_place(erp: Client, body: dict[str, Any], where: str) -> None:
    found = refused(done(erp, "log-touchpoint", contact(**body)), 422)
    assert any(one["where"].endswith(where) and one["why"] for one in found["errors"]), found["errors"]
    assert not Touchpoint.objects.exists()


def test_an_alert_is_answered_by_who_may(erp: Client, ana: Person) -> None:
    alert = alerts_made.raised()
    about = {"customer": alert.customer, "number": alert.pk}
    until = f"{timezone.localdate() + timedelta(days=3)}"
    snoozed = done(erp, "snooze-alert", {**about, "until": until, "reason": "Hay feria."})
    assert snoozed.status_code == 201, snoozed.content
    assert RaisedAlert.objects.get().snooze_reason == "Hay feria."
    assert [one["id"] for one in got(erp, "alerts", state="snoozed")["items"]] == [alert.pk]
    assert done(erp, "wake-alert", about, "dos").status_code == 201
    refused(done(erp, "wake-alert", {**about, "number": 999}, "tres"), 404)
    lab = system(ana, knowing.person("lab", "Lía"))
    assert done(lab, "wake-alert", about, "cuatro").status_code in (403, 404)


def test_a_thing_of_one_account_is_not_reached_through_another(erp: Client) -> None:
    alert = alerts_made.raised()
    other = next(made.code(place) for place in range(9) if made.code(place) != alert.customer)
    refused(done(erp, "mark-false-alarm", {"customer": other, "number": alert.pk, "reason": "No."}), 404)
    assert RaisedAlert.objects.get().false_reason == ""


def test_somebody_who_may_open_the_page_and_not_do_it_is_told_so(ana: Person, run: SelectionRun) -> None:
    knowing.owned(CUSTOMER, knowing.person("kam", "Rosa"), OWNER)
    hugo = system(ana, knowing.person("kam", "Hugo"))
    need = {"customer": CUSTOMER, "problem": "Se despega en frío.", "asked_on": f"{timezone.localdate()}"}
    assert "no puede hacer esto" in refused(done(hugo, "record-need", need), 403)["detail"]
    assert not Need.objects.exists()


def test_a_privilege_is_given_and_ended(erp: Client, ana: Person) -> None:
    knowing.step(ana, 0, "decided")
    today = timezone.localdate()
    given = done(erp, "give-grant", {
        "customer": CUSTOMER, "privilege": "no_minimum", "since": f"{today}", "reason": "Lo acordó la dirección.",
    })  # fmt: skip
    assert given.status_code == 201, given.content
    number = given.json()["id"]
    assert any(one["grant"] == number for one in got(erp, "privileges", customer=CUSTOMER)["items"])
    ended = done(erp, "end-grant", {"number": number, "last": f"{today}", "because": "Cambió el acuerdo."}, "dos")
    assert ended.status_code == 201, ended.content
    kam = system(ana, knowing.person("kam", "Rosa"))
    refused(done(kam, "end-grant", {"number": number, "last": f"{today}", "because": "No."}, "tres"), 403)


def test_a_customer_is_nominated_by_whom_the_key_acts_for(erp: Client, ana: Person) -> None:
    plant = knowing.person("plant", "Pía")
    answer = done(system(ana, plant), "nominate", {"customer": made.code(30), "reason": "Compra en silencio y crece."})
    assert answer.status_code == 201, answer.content
    assert Nomination.objects.get().by == plant


def test_rows_arrive_as_an_import_that_somebody_looks_at(erp: Client, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_IMPORTS, settings.CLAVE_FACTS = tmp_path / "imports", tmp_path / "facts"
    answer = done(erp, "bring-rows", {
        "table": "invoice_line", "columns": ["Fecha", "Factura", "Cliente", "Producto", "Valor neto"],
        "rows": [["2026-03-01", "F1", "C1", "=P1", 1000], ["2026-03-02", "F2", "C1", "P1", None]],
    })  # fmt: skip
    assert answer.status_code == 201, answer.content
    kept = Import.objects.get(pk=answer.json()["id"])
    assert [file.name for file in kept.files.all()] == ["invoice_line.csv"]
    refused(done(erp, "bring-rows", {"table": "nada", "columns": ["a"], "rows": [["1"]]}, "dos"), 422)


def test_every_act_refuses_a_reader(ana: Person, run: SelectionRun) -> None:
    reader = system(ana, ana, "accounts.read", "operations.read")
    for name in ACTS:
        RATE.counts.clear()
        refused(reader.post(f"{ROOT}/acts/{name}", "{}", content_type="application/json"), 403)


# what is said where nothing is done --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "sent", "kind", "status"),
    [
        ("get", "nada", "", "", 404),
        ("get", "accounts/C-1/nada/", "", "", 404), ("put", "accounts", "{}", "application/json", 405),
        ("get", "acts/log-touchpoint", "", "", 405), ("delete", "me", "", "", 405),
        ("post", "acts/log-touchpoint", "a=1", "application/x-www-form-urlencoded", 415),
        ("post", "acts/log-touchpoint", "<a/>", "text/xml", 415),
        ("post", "acts/log-touchpoint", "{", "application/json", 400),
        ("post", "acts/log-touchpoint", "[]", "application/json", 422),
        ("post", "badges", "x" * 3_000_000, "application/json", 413),
    ],
)  # fmt: skip
def test_whatever_reaches_nothing_is_a_problem_too(
    erp: Client, method: str, path: str, sent: str, kind: str, status: int
) -> None:
    answer = getattr(erp, method)(f"{ROOT}/{path}", **({"data": sent, "content_type": kind} if kind else {}))
    assert refused(answer, status)["status"] == status
    if status == 405:
        assert answer.headers["Allow"] in ("GET", "POST")


def test_every_error_stands_in_the_how_to() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "integrar-por-la-api.md").read_text("utf-8")
    assert {status for status in TITLES if f"| {status} |" not in page} == set()


def test_who_asks_too_often_is_told_when_to_come_back(erp: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RATE, "count", _full)
    answer = erp.get(f"{ROOT}/me")
    assert refused(answer, 429)["detail"]
    assert answer.headers["Retry-After"] == "17"


def _full(key: int, most: int) -> None:
    raise TooMany(17)


def test_a_body_that_is_longer_than_a_request_and_does_not_say_so(erp: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    refused(done(erp, "log-touchpoint", contact(feedback="a" * 500)), 413)
