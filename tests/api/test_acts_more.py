"""Acts that plan, collect, tell and ask, done to their end by the API; and which acts no test does yet."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.ownership import assign
from clave.api.acts.registry import ACTS
from clave.store.models import OWNER, Announcement, Handover, Job, Person, RatingRequest
from tests.api.asked import got, system
from tests.api.doing import ACCOUNT, CUSTOMER, Do, Read, acting, day
from tests.api.doing import ana as ana
from tests.api.doing import do as do
from tests.api.doing import erp as erp
from tests.api.doing import fresh_minute as fresh_minute
from tests.api.doing import read as read
from tests.web import collection_made, dispatch_made, knowing, lab_made, production_made, promises_made, voice_made
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

SELF = Path(__file__)
WALKED = {"answer-in-portal", "open-novelty", "send-report", "send-report-again", "source-pull", "undo-offsite-step"}
"""Acts that no test here does to their end: they need visitors of the portal, a server of mail or a source."""
pytestmark = pytest.mark.django_db


def test_dispatch_is_planned_moved_and_confirmed(do: Do, ana: Person) -> None:
    plan = dispatch_made.plan(ana)
    pin = do("pin-line", order="PED-000003", line="1", move="first", reason="Vino por ella", until=day(2))["id"]
    do("unpin-line", number=pin)
    do("confirm-dispatch", number=plan.pk)
    do("reopen-dispatch", number=plan.pk)
    job = do("plan-dispatch", day=day())["id"]
    assert Job.objects.get(pk=job).by == ana


def test_the_plant_is_planned_locked_and_confirmed(do: Do, ana: Person) -> None:
    plan = production_made.plan(ana)
    lock = do("lock-order", order="OP-00003", kind="held", reason="Falta el tambor", until=day(2))["id"]
    do("unlock-order", number=lock)
    do("confirm-production", number=plan.pk)
    do("reopen-production", number=plan.pk)
    do("plan-production")


def test_work_behind_the_pages_is_asked_for_once(do: Do, erp: Client) -> None:
    jobs = [do(name)["id"] for name in ("judge-promises", "look-for-alerts", "measure-promotions", "reckon-results")]
    assert set(jobs) <= {one["id"] for one in got(erp, "jobs")["items"]}


def test_a_debt_is_asked_for_promised_and_disputed(
    do: Do, read: Read, ana: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path
    collection_made.load(tmp_path, [collection_made.owed("F-1", CUSTOMER, 9, today=timezone.localdate())])
    moment = (timezone.now() - timedelta(minutes=5)).isoformat()
    noted = do("note-contact", **ACCOUNT, moment=moment, way="call", whom="Tesorería", words="Que mañana")["id"]
    do("take-back-note", **ACCOUNT, kind="contact", number=noted)
    promised = do(
        "note-promise", **ACCOUNT, documents=["F-1"], amount="1000000", made=day(), until=day(5), said_by="Ana"
    )
    assert Decimal(read("payment-promises", promised["id"])["amount"]) == 1_000_000
    about = {"document": "F-1", "told_on": day(), "answers": ana.pk}
    dispute = do("open-dispute", **ACCOUNT, **about, reason="price", words="Otro precio", amount=None)["id"]
    error = do("report-error", **ACCOUNT, **about, kind="order", words="Sin su orden", until=day(3))["id"]
    for kind, number in (("dispute", dispute), ("error", error)):
        do("close-note", **ACCOUNT, kind=kind, number=number, closed_on=day(), outcome="Se corrigió")
        do("reopen-note", **ACCOUNT, kind=kind, number=number)


def test_an_idle_lot_is_offered(do: Do, read: Read, settings: Settings, tmp_path: Path) -> None:
    settings.CLAVE_FACTS = tmp_path
    lab_made.stocked()
    do("note-letter", customer="C-0002", grade="second", since=day(), document="Acta 3")
    lot = {"product": "PU-2", "grade": "second", "quantity": 10, "price": "6500", "until": day(9)}
    number = do("offer-lot", customer="C-0002", **lot)["id"]
    assert Decimal(read("idle-offers", number)["quantity"]) == 10


def test_a_customer_reads_what_was_done_about_a_broken_promise(do: Do) -> None:
    run = promises_made.ledger()
    broken = run.dues.filter(state="broken").first()
    do("reply-to-breach", customer=broken.customer, mark=broken.mark, text="Cambiamos la ruta.")


def test_somebody_else_is_asked_and_declines(do: Do, ana: Person) -> None:
    rosa = knowing.person("kam", "Rosa")
    hers = acting(system(ana, rosa))
    do("ask-rating", **ACCOUNT, criterion="knowledge", person=rosa.pk)
    hers("decline-rating", **ACCOUNT, criterion="knowledge", reason="No lo conozco")
    asked = RatingRequest.objects.get(person=rosa)
    hers("reopen-request", number=asked.pk)
    do("take-back-request", number=asked.pk)
    do("ask-missing", **ACCOUNT, criterion="prestige")
    kinds = [{"kind": "market", "value": 4, "reason": "Lidera", "evidence": "Revista"}]
    given = do("rate-kinds-and-ask", **ACCOUNT, criterion="extraordinary", kinds=kinds)["id"]
    do("take-back-answer", number=given)


def test_who_gives_an_account_tells_what_is_known(do: Do, read: Read, ana: Person) -> None:
    rosa, hugo = knowing.person("kam", "Rosa"), knowing.person("kam", "Hugo")
    for person, since in ((rosa, -9), (hugo, 0)):
        starts = timezone.localdate() + timedelta(days=since)
        assign(
            by=ana, now=timezone.now(), customer=CUSTOMER, name="Empaques", part=OWNER, person=person, starts_on=starts
        )
    number = Handover.objects.get().pk
    hers = acting(system(ana, rosa))
    hers("tell", number=number, knows={"people": "Rosalba decide"}, seen=read("handovers", number)["mark"])
    assert read("handovers", number)["knows"]["people"] == "Rosalba decide"


def test_an_announcement_was_received(do: Do, ana: Person) -> None:
    knowing.announced(ana, knowing.step(ana, 0, "decided"))
    number = Announcement.objects.get().pk
    do("acknowledge-by-hand", number=number, on=day(), name="Rosalba Cárdenas", noticed="yes")


def test_a_pulse_is_opened_extended_closed_and_withdrawn(do: Do, read: Read) -> None:
    number = do("prepare-survey", kind="pulse", title="Pulso", closes_on=day(9))["id"]
    do("open-survey", number=number)
    do("extend-survey", number=number, day=day(20))
    assert read("surveys", number)["closes_on"] == day(20)
    do("close-survey", number=number)
    other = do("prepare-survey", kind="pulse", title="Otro", closes_on=day(9))["id"]
    do("open-survey", number=other)
    do("withdraw-survey", number=other)


def test_a_novelty_is_extended_closed_and_answered(do: Do, ana: Person) -> None:
    number = voice_made.novelty(ana).pk
    do("extend-novelty", number=number, day=day(20))
    do("close-novelty", number=number)
    do("tell-what-changed", number=number, words="Saldrá en 1 kg")
    other = voice_made.novelty(ana, at=1).pk
    do("close-novelty", number=other)
    do("reopen-novelty", number=other)
    do("withdraw-novelty", number=other)


def test_steps_are_undone_and_plans_put_back(do: Do, erp: Client) -> None:
    number = do("request-service", **ACCOUNT, kind="sample", what="Tambor", needed_on=day(5), expected="9000")["id"]
    step = do("decide-service", **ACCOUNT, number=number, to="approved")["part"]
    do("undo-service-step", **ACCOUNT, number=number, step=step)
    year = timezone.localdate().replace(month=1, day=1)
    do("begin-plan", **ACCOUNT, starts_on=f"{year}", ends_on=f"{year.replace(month=12, day=31)}")
    do("keep-plan-goal", **ACCOUNT, side="theirs", text="Crecer en frío")
    version = next(one["version"] for one in got(erp, "plans")["items"] if one["customer"] == CUSTOMER)
    do("restore-plan-version", **ACCOUNT, number=1, seen=version)


def test_every_act_is_done_somewhere_or_stands_among_the_walked() -> None:
    """`WALKED` does not grow: a new act comes with a test in which it is done."""
    files = [SELF.with_name(name) for name in ("test_acts.py", "test_acts_done.py", "test_acts_more.py")]
    text = "\n".join(one.read_text("utf-8") for one in files)
    named = set(re.findall(r'\b(?:do|hers|done)\(\s*(?:\w+, )?"([a-z-]+)"', text))
    named |= set(re.findall(r'do\(name\)\["id"\] for name in \(([^)]*)\)', text)[0].replace('"', "").split(", "))
    assert sorted(set(ACTS) - named) == sorted(WALKED)
