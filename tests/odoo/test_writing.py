"""What is written to Odoo, from the decided list to the ledger: approved by a person, once, and never lost when it stops."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from clave.actions import pushes as acts
from clave.actions.pushes import approve_push, give_up_push, reject_push, resume_push
from clave.base.errors import ClaveError
from clave.base.words import recalled
from clave.facts.sources.kinds import CONNECTORS
from clave.facts.sources.odoo.pushes.plan import DELIVERY, DISPATCHING, SELLING, TAG, WORK
from clave.facts.sources.odoo.pushes.push import ALREADY, MEANWHILE, NOT_TOLD, REFUSED, WRITTEN
from clave.facts.sources.odoo.pushes.wished import OURS
from clave.facts.sources.odoo.source import OdooConnector
from clave.facts.sources.odoo.wire import Bounds
from clave.jobs import pushes as jobs
from clave.jobs.pace import PACE
from clave.jobs.pushes import start_check, start_plan, start_pushes, start_swaps, start_writing
from clave.jobs.schedule import SCHEDULES
from clave.jobs.worker import work_off
from clave.policy import push as policy
from clave.policy.limits import Limits
from clave.privileges.dispatch.codes import Code, Flag
from clave.store.models import AuditEvent, FactSource, Job, Person, PlannedOrder, Push, PushEntry, PushLine
from clave.store.models.jobs import FAILED
from clave.store.models.pushes import (
    APPROVED,
    BEGUN,
    DONE,
    GIVEN_UP,
    OPEN,
    PLAN,
    REJECTED,
    STOPPED,
    SUPERSEDED,
    SWAP,
    WRITING,
)
from clave.store.policy import policy_in_force
from clave.store.push_wishes import ACCOUNTS, DELIVERIES, WORKS, ahead, notices
from clave.store.pushes import Wanted, came_to, history_of, lines_of, starred_by_us
from tests.odoo.conftest import Serve
from tests.odoo.fake.company import yard
from tests.odoo.fake.server import Server
from tests.odoo.writing import NOW, TODAY, connected, dispatched, key, person, produced

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> int:
    """One version is enough: both are written alike (test_pushes)."""
    return 19


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """A connector that waits for nothing, and a policy of this test."""
    monkeypatch.setitem(CONNECTORS, "odoo", OdooConnector(Bounds(seconds=10.0, waits=(0.0, 0.0))))
    settings.CLAVE_FACTS, settings.CLAVE_POLICY = tmp_path / "facts", tmp_path / "policy.toml"
    settings.CLAVE_POLICY.write_text(
        '[[push.pause_seconds]]\nfrom = 2000-01-01\nvalue = 0\nreason = "x"\nsource = "x"\n'
    )


@pytest.fixture
def ana() -> Person:
    return person("Ana", "administrator")


@pytest.fixture
def dora() -> Person:
    return person("Dora", "director")


@pytest.fixture
def source(small: Server, ana: Person) -> FactSource:
    """A company of 40 customers, of which two are key accounts."""
    key("1", "2")
    return connected(small, ana)


def limits() -> Limits:
    return policy_in_force().at(TODAY)


def planned(source: FactSource, by: Person, *parts: str, minutes: int = 0) -> Push:
    """Plan these parts, and be sure that it went well."""
    job = start_plan(source=source.pk, parts=parts or (ACCOUNTS,), by=by, now=NOW + timedelta(minutes=minutes))
    work_off(now=NOW + timedelta(minutes=minutes))
    job.refresh_from_db()
    assert job.error is None, said(job.error)
    return source.pushes.filter(kind=PLAN).latest("pk")


def approved(push: Push, by: Person) -> Push:
    return approve_push(number=push.pk, digest=push.digest, limits=limits(), by=by, now=NOW)


def written(push: Push, by: Person, minutes: int = 1) -> Push:
    start_writing(push=push, by=by, now=NOW + timedelta(minutes=minutes))
    work_off(now=NOW + timedelta(minutes=minutes))
    push.refresh_from_db()
    return push


def said(kept: Any) -> str:
    text: str = recalled(kept).say("en") if kept else ""
    return text


def became(push: Push) -> dict[str, int]:
    return dict(came_to([push.pk])[push.pk])


def writes(server: Server) -> int:
    return sum(method == "write" for _model, method in server.odoo.calls)


def test_a_plan_is_read_approved_and_written_once(small: Server, source: FactSource, ana: Person, dora: Person) -> None:
    push = planned(source, ana)
    assert (push.state, push.counts) == (OPEN, {TAG: 2, SELLING: 2, DISPATCHING: 2, "left": 0})
    assert said(push.basis[0]) == "2 key accounts of the decided list"
    assert writes(small) == 0
    push = written(approved(push, dora), dora)
    assert (push.state, push.decided_by, became(push)) == (DONE, dora, {WRITTEN: 6})
    assert small.odoo.database.rows["res.partner"][1]["sale_warn_msg"].startswith(f"{OURS}Cuenta clave: ")
    assert {entry.by for entry in PushEntry.objects.all()} == {dora}
    with pytest.raises(ClaveError, match="decided on this already"):
        approved(push, dora)
    first = writes(small)
    written(push, dora, minutes=2)
    assert writes(small) == first, "what is done is not written again"
    again = planned(source, ana, minutes=3)
    assert (again.state, again.lines.count()) == (DONE, 0), "it stands there already"
    told = list(AuditEvent.objects.filter(what__startswith="push.").order_by("number").values_list("what", flat=True))
    assert told == ["push.planned", "push.approved", "push.written", "push.planned"]


def test_only_what_was_read_is_approved_and_only_in_time(source: FactSource, ana: Person, dora: Person) -> None:
    push = planned(source, ana)
    with pytest.raises(ClaveError, match="not what you read"):
        approve_push(number=push.pk, digest="other", limits=limits(), by=dora, now=NOW)
    with pytest.raises(ClaveError, match="48 hours"):
        approve_push(number=push.pk, digest=push.digest, limits=limits(), by=dora, now=NOW + timedelta(hours=49))
    four_eyes = limits().reform({policy.approver: policy.ANOTHER})
    with pytest.raises(ClaveError, match="another person"):
        approve_push(number=push.pk, digest=push.digest, limits=four_eyes, by=ana, now=NOW)
    with pytest.raises(ClaveError, match="may not"):
        approve_push(number=push.pk, digest=push.digest, limits=limits(), by=person("Dino", "dispatch"), now=NOW)
    push.refresh_from_db()
    assert push.state == OPEN
    assert approve_push(number=push.pk, digest=push.digest, limits=four_eyes, by=dora, now=NOW).state == APPROVED


def test_a_rejection_has_a_reason_and_writes_nothing(
    small: Server, source: FactSource, ana: Person, dora: Person
) -> None:
    push = planned(source, ana)
    with pytest.raises(ClaveError, match="has a reason"):
        reject_push(number=push.pk, reason=" ", by=dora, now=NOW)
    assert reject_push(number=push.pk, reason="Falta Cali", by=dora, now=NOW).state == REJECTED
    assert (written(push, dora).state, writes(small)) == (REJECTED, 0)


def test_a_newer_plan_takes_the_place_of_one_that_waits_and_none_that_is_written(
    source: FactSource, ana: Person, dora: Person
) -> None:
    first = planned(source, ana)
    second = planned(source, ana, minutes=1)
    first.refresh_from_db()
    assert (first.state, second.state) == (SUPERSEDED, OPEN)
    approved(second, dora)
    job = start_plan(source=source.pk, parts=[ACCOUNTS], by=ana, now=NOW + timedelta(minutes=2))
    work_off(now=NOW + timedelta(minutes=2))
    job.refresh_from_db()
    assert job.state == FAILED
    assert "still being written" in said(job.error)


def test_what_somebody_planned_is_planned_anew_by_itself_and_never_written(
    small: Server, source: FactSource, ana: Person, dora: Person
) -> None:
    morning = NOW + timedelta(days=1)
    assert start_pushes(None, NOW, NOW) is None, "nobody writes to it yet"
    first = planned(source, ana)
    Push.objects.filter(pk=first.pk).update(parts=[ACCOUNTS, DELIVERIES, WORKS])
    job = start_pushes(None, morning, morning)
    assert job is not None
    assert job.kwargs["parts"] == [ACCOUNTS], "neither a dispatch nor a plan of the plant was confirmed"
    work_off(now=morning)
    first.refresh_from_db()
    second = Push.objects.latest("pk")
    assert (first.state, second.state, second.by, writes(small)) == (SUPERSEDED, OPEN, None, 0)
    dispatched(("S1", True, 0, 0), day=morning.date())
    again = start_pushes(None, morning + timedelta(hours=1), morning)
    assert again is not None
    assert again.kwargs["parts"] == [ACCOUNTS, DELIVERIES], "the parts are those that a person asked for last"
    work_off(now=morning + timedelta(hours=1))
    approved(Push.objects.latest("pk"), dora)
    assert start_pushes(None, morning + timedelta(days=1), morning) is None, (
        "the one that was approved is written first"
    )
    assert SCHEDULES["pushes"].begin is start_pushes
    FactSource.objects.update(active=False)
    assert start_pushes(None, morning + timedelta(days=2), morning) is None


def test_more_than_policy_lets_is_not_kept(source: FactSource, ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    few = limits().reform({policy.lines: 5})
    monkeypatch.setattr(jobs, "_begun", lambda context, number: (source, few, TODAY))
    job = start_plan(source=source.pk, parts=[ACCOUNTS], by=ana, now=NOW)
    work_off(now=NOW)
    job.refresh_from_db()
    assert "6 records would change" in said(job.error)
    assert not Push.objects.exists()


def test_the_ledger_and_the_lines_are_never_changed(source: FactSource, ana: Person, dora: Person) -> None:
    push = written(approved(planned(source, ana), dora), dora)
    for rows, change in (
        (PushEntry.objects.all(), {"became": "x"}), (PushLine.objects.all(), {"name": "x"}),
        (Push.objects.all(), {"digest": "x"}),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete(rows.db)
    assert became(push) == {WRITTEN: 6}


@pytest.mark.parametrize("after_the_write", [True, False])
def test_a_worker_that_is_killed_in_mid_push_goes_on_and_writes_nothing_twice(
    small: Server, source: FactSource, ana: Person, dora: Person, monkeypatch: pytest.MonkeyPatch, after_the_write: bool
) -> None:
    """Killed at the second write, just after it or just before it: another worker reads back what stands, and goes on."""
    push = approved(planned(source, ana), dora)
    name = "keep_entries" if after_the_write else "begin_lines"
    keep, told = getattr(acts, name), []

    def dies(**given: Any) -> None:
        told.append(given)
        if not after_the_write:
            keep(**given)
        if len(told) == 2:
            raise KeyboardInterrupt
        if after_the_write:
            keep(**given)

    monkeypatch.setattr(jobs, name, dies)
    start_writing(push=push, by=dora, now=NOW)
    with pytest.raises(KeyboardInterrupt):
        work_off(now=NOW)
    push.refresh_from_db()
    assert push.state == WRITING
    assert writes(small) == (2 if after_the_write else 1)
    monkeypatch.setattr(jobs, name, keep)
    work_off(now=NOW + PACE.lease + timedelta(minutes=1))
    push.refresh_from_db()
    assert (push.state, push.tries, became(push)) == (DONE, 2, {WRITTEN: 6})
    assert writes(small) == 3
    assert PushEntry.objects.filter(became=WRITTEN).count() == 6, "each has one line that says it was written"


def test_a_try_that_was_overtaken_writes_nothing_to_the_ledger(
    small: Server, source: FactSource, ana: Person, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = approved(planned(source, ana), dora)
    begin = acts.begin_lines

    def overtaken(**given: Any) -> None:
        begin(**given)
        Push.objects.filter(pk=push.pk).update(holder="another")

    monkeypatch.setattr(jobs, "begin_lines", overtaken)
    assert written(push, dora).state == WRITING
    assert set(PushEntry.objects.values_list("became", flat=True)) == {BEGUN}
    monkeypatch.setattr(jobs, "begin_lines", begin)
    assert written(push, dora, minutes=2).state == DONE
    assert became(push) == {WRITTEN: 6}


def test_an_odoo_that_falls_in_mid_push_is_gone_on_with(
    small: Server, source: FactSource, ana: Person, dora: Person
) -> None:
    push = approved(planned(source, ana), dora)
    small.odoo.faults = ["none"] * 8 + ["503"] * 12
    push = written(push, dora)
    assert push.state == STOPPED
    assert "503" in said(push.error) or "did not say" in said(push.error)
    small.odoo.faults = []
    done = written(resume_push(number=push.pk, by=dora, now=NOW), dora, minutes=5)
    assert (done.state, done.tries, became(done)) == (DONE, 2, {WRITTEN: 6})
    assert writes(small) == 3
    assert all(small.odoo.database.rows["res.partner"][one]["category_id"] for one in (1, 2))


def test_a_write_whose_answer_was_lost_is_gone_on_with_and_the_star_is_known_as_ours(
    serve: Serve, ana: Person, dora: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Odoo commits it after clave stopped waiting: the push waits for somebody, and going on finds it written."""
    server = serve(yard(19)[0])
    database = server.odoo.database
    database.rows["stock.picking"][1]["sale_id"] = database.add("sale.order", name="S1", state="sale", partner_id=1)
    source = connected(server, ana)
    dispatched(("S1", True, Code.SHIP_FULL, 0))
    monkeypatch.setitem(CONNECTORS, "odoo", OdooConnector(Bounds(seconds=0.5, waits=())))
    push = approved(planned(source, ana, DELIVERIES), dora)
    server.odoo.slow_writes = 1
    push = written(push, dora)
    assert (push.state, became(push)) == (STOPPED, {NOT_TOLD: 1})
    assert "did not say" in said(push.error)
    server.odoo.may_commit.set()
    assert server.odoo.committed.wait(10)
    done = written(resume_push(number=push.pk, by=dora, now=NOW), dora, minutes=5)
    assert (done.state, became(done), writes(server)) == (DONE, {WRITTEN: 1}, 1)
    assert starred_by_us(source, DELIVERY) == {"WH/OUT/1"}


def test_what_is_left_of_a_push_is_given_up(small: Server, source: FactSource, ana: Person, dora: Person) -> None:
    push = approved(planned(source, ana), dora)
    small.odoo.faults = ["503"] * 20
    push = written(push, dora)
    small.odoo.faults = []
    assert push.state == STOPPED
    assert give_up_push(number=push.pk, by=dora, now=NOW).state == GIVEN_UP
    assert (written(push, dora, minutes=5).state, writes(small)) == (GIVEN_UP, 0)
    with pytest.raises(ClaveError, match="nothing of this is left"):
        resume_push(number=push.pk, by=dora, now=NOW)


def test_what_somebody_changed_since_it_was_read_is_left_and_says_why(
    small: Server, source: FactSource, ana: Person, dora: Person
) -> None:
    push = planned(source, ana)
    small.odoo.database.rows["res.partner"][1]["sale_warn_msg"] = "Llamar a Marta"
    small.odoo.database.rows["res.partner"][2]["sale_warn_msg"] = push.lines.get(what=SELLING, number=2).after[
        "sale_warn_msg"
    ]
    push = written(approved(push, dora), dora)
    assert became(push) == {WRITTEN: 4, MEANWHILE: 1, ALREADY: 1}
    (row,) = lines_of(push, Wanted(became=MEANWHILE))
    assert (row.name, row.stands) == ("Cliente 0001 SAS", {"sale_warn_msg": "Llamar a Marta"})
    assert small.odoo.database.rows["res.partner"][1]["sale_warn_msg"] == "Llamar a Marta"


def test_a_right_that_is_missing_is_a_sentence_on_each_line(
    small: Server, source: FactSource, ana: Person, dora: Person
) -> None:
    small.odoo.unwritable = {"res.partner"}
    push = written(approved(planned(source, ana), dora), dora)
    assert (push.state, became(push)) == (DONE, {REFUSED: 6})
    row = lines_of(push, Wanted()).first()
    assert row
    assert "no permission" in said(row.told)
    source.refresh_from_db()
    assert ["res.partner", True, False] in source.setup["rights"]  # type: ignore[index]


def test_a_wrong_key_is_a_sentence_and_keeps_nothing(small: Server, source: FactSource, ana: Person) -> None:
    small.odoo.key = "another-key-0987654321"
    job = start_plan(source=source.pk, parts=[ACCOUNTS], by=ana, now=NOW)
    work_off(now=NOW)
    job.refresh_from_db()
    assert (job.state, Push.objects.count()) == (FAILED, 0)
    assert "does not accept the key" in said(job.error)
    assert "k-1234567890abcdef" not in str(Job.objects.values())


def test_deliveries_follow_the_confirmed_dispatch_and_lose_a_star_of_ours(
    small: Server, source: FactSource, ana: Person, dora: Person
) -> None:
    rows = small.odoo.database.rows
    (one, two) = list(rows["stock.picking"].values())[:2]
    orders = [rows["sale.order"][picking["sale_id"]]["name"] for picking in (one, two)]
    for picking in (one, two):
        picking["state"] = "confirmed"
    job = start_plan(source=source.pk, parts=[DELIVERIES], by=ana, now=NOW)
    work_off(now=NOW)
    job.refresh_from_db()
    assert "no dispatch was confirmed" in said(job.error)
    dispatched((orders[0], True, Code.SHIP_FULL, 0), (orders[1], False, Code.SHIP_FULL, 0))
    push = written(approved(planned(source, ana, DELIVERIES), dora), dora)
    assert [(row.name, row.what, row.became) for row in lines_of(push, Wanted())] == [(one["name"], DELIVERY, WRITTEN)]
    assert (one["priority"], two["priority"]) == ("1", "0")
    small.odoo.stockroom.button_validate([one["id"]])  # case D: it leaves, and Odoo forgets who was favoured
    assert one["priority"] == "0"
    (kept,) = history_of(source, Wanted(what=DELIVERY))
    assert (kept.name, kept.stands, kept.push.decided_by) == (one["name"], {"priority": "1"}, dora)
    two["priority"] = "1"  # starred by somebody else: it is theirs, and nobody takes it
    dispatched((orders[1], False, Code.SHIP_FULL, 0), day=TODAY)
    assert planned(source, ana, DELIVERIES, minutes=9).lines.count() == 0


def test_a_star_of_ours_falls_with_its_reason(small: Server, source: FactSource, ana: Person, dora: Person) -> None:
    rows = small.odoo.database.rows
    work = next(one for one in rows["mrp.production"].values() if one["state"] == "confirmed")
    produced((work["name"], True))
    push = written(approved(planned(source, ana, WORKS), dora), dora)
    assert (work["priority"], became(push)) == ("1", {WRITTEN: 1})
    PlannedOrder.objects.update(key=False)
    push = written(approved(planned(source, ana, WORKS, minutes=5), dora), dora, minutes=6)
    assert (work["priority"], [row.what for row in push.lines.all()]) == ("0", [WORK])


def test_which_orders_go_first() -> None:
    plan = dispatched(
        ("S1", True, Code.SHIP_FULL, 0), ("S2", True, Code.NOT_DUE, 0), ("S3", True, Code.CREDIT_HOLD, 0),
        ("S4", False, Code.SHIP_FULL, 0), ("S5", False, Code.SHIP_FULL, Flag.PINNED), ("S6", True, Code.BLOCKED_BY_PERSON, 0),
        ("S7", True, Code.NO_STOCK, 0),
    )  # fmt: skip
    assert ahead(plan) == {"S1", "S2", "S5", "S7"}


def test_people_read_why_it_is_key_and_what_policy_lets_them_read() -> None:
    key("1")
    (one,) = notices(TODAY, limits()).values()
    assert one.selling == one.dispatching == "Cuenta clave: Volumen."


def test_swaps_are_approved_one_by_one_and_done_once(serve: Serve, ana: Person, dora: Person) -> None:
    database, room = yard(19)
    room.action_assign([1])
    server = serve(database)
    key("2")
    source = connected(server, ana)
    start_swaps(source=source.pk, by=ana, now=NOW)
    work_off(now=NOW)
    (one,) = source.pushes.filter(kind=SWAP)
    assert "do_unreserve" not in {method for _model, method in server.odoo.calls}
    done = written(approved(one, dora), dora)
    assert (done.state, became(done)) == (DONE, {WRITTEN: 1})
    assert [row["quantity"] for row in database.rows["stock.move"].values()] == [0.0, 10.0]
    (row,) = history_of(source, Wanted())
    assert (row.stood, row.stands) == ({"WH/OUT/1": 10.0, "WH/OUT/2": 0.0}, {"WH/OUT/1": 0.0, "WH/OUT/2": 10.0})


def test_a_swap_that_nobody_decided_on_gives_way_to_the_next_search(serve: Serve, ana: Person, dora: Person) -> None:
    database, room = yard(19)
    room.action_assign([1])
    key("2")
    source = connected(serve(database), ana)
    for minutes in (0, 1):
        start_swaps(source=source.pk, by=ana, now=NOW + timedelta(minutes=minutes))
        work_off(now=NOW + timedelta(minutes=minutes))
    assert list(source.pushes.order_by("pk").values_list("state", flat=True)) == [SUPERSEDED, OPEN]
    room.do_unreserve([1])  # somebody gave it back meanwhile
    push = written(approved(source.pushes.latest("pk"), dora), dora, minutes=2)
    assert (push.state, became(push)) == (DONE, {MEANWHILE: 1})


def test_the_set_up_is_looked_at_and_kept(small: Server, source: FactSource, ana: Person) -> None:
    start_check(source=source.pk, by=ana, now=NOW)
    work_off(now=NOW)
    source.refresh_from_db()
    assert source.setup
    assert source.setup["reserving"] == [["Entregas", "at_confirm", 0, 0]]


def test_a_source_that_is_only_read_is_not_written_to(ana: Person, tmp_path: Path) -> None:
    folder = connect_folder(ana, tmp_path)
    job = start_check(source=folder.pk, by=ana, now=NOW)
    work_off(now=NOW)
    job.refresh_from_db()
    assert "only read" in said(job.error)


def connect_folder(by: Person, place: Path) -> FactSource:
    return FactSource.objects.create(
        name="Carpeta", kind="folder", settings={"folder": str(place)}, created_at=NOW, by=by
    )
