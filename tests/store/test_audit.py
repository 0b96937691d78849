"""The audit log: it only grows, and whoever edits it with raw SQL is found at the number where the chain breaks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

import clave.actions
import clave.jobs
from clave.actions.audit import record
from clave.actions.company import found_company
from clave.actions.people import choose_preferences, create_first_administrator, offer_setup
from clave.store.audit import START, Anchor, digest, guards, head, standing, verify
from clave.store.deeds import DEEDS
from clave.store.guards import Refuses
from clave.store.models import AuditEvent, AuditHead, Person, Unchangeable

NOW = datetime(2026, 11, 20, 15, 0, 0, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def some(count: int) -> list[AuditEvent]:
    """So many events."""
    return [
        record(by="tests", now=NOW + timedelta(seconds=n), what="selection.kept", about=f"selection:{n}")
        for n in range(1, count + 1)
    ]


@contextmanager
def unguarded() -> Iterator[None]:
    """The triggers taken off, as somebody with the rights of the database could; put back afterwards."""
    rules = [
        (rule, model)
        for model in (AuditEvent, AuditHead)
        for rule in model._meta.constraints
        if isinstance(rule, Refuses)
    ]
    editor = connection.schema_editor()
    with connection.cursor() as cursor:
        for rule, model in rules:
            cursor.execute(str(rule.remove_sql(model, editor)), None)
        yield
        for rule, model in rules:
            cursor.execute(str(rule.create_sql(model, editor)), None)


def tamper(*statements: str) -> None:
    """Raw SQL behind the guards' back."""
    with unguarded(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, None)


def found() -> tuple[int, str]:
    """Where the chain breaks, and why."""
    broken = verify().broken
    assert broken is not None
    return broken.number, broken.why.say("en")


def test_events_are_numbered_and_each_carries_the_hash_before_it() -> None:
    events = some(3)
    assert [event.number for event in events] == [1, 2, 3]
    assert [event.previous for event in events] == [START, events[0].hash, events[1].hash]
    assert head() == Anchor(3, events[2].hash)
    assert verify().broken is None


def test_an_empty_log_is_whole() -> None:
    assert verify().broken is None
    assert verify().head == Anchor(0, START) == head()


def test_the_hash_is_of_the_moment_not_of_its_time_zone() -> None:
    (event,) = some(1)
    read = AuditEvent.objects.get()
    assert digest(read) == event.hash
    read.at = read.at.astimezone(timezone(timedelta(hours=-5)))
    assert digest(read) == event.hash
    assert event.hash == "bdf99be4378f805d2c46337eb2780342b25d3ae56f0ca77713a60e53b46d4960", (
        "written out once, so that a changed canonical form is noticed"
    )


def test_outside_a_transaction_nothing_is_recorded(transactional_db: None) -> None:
    with pytest.raises(TransactionManagementError):
        some(1)
    assert not AuditEvent.objects.exists()


def test_what_is_recorded_falls_with_its_action(transactional_db: None) -> None:
    with transaction.atomic():
        some(2)
        transaction.set_rollback(True)
    assert head() == Anchor(0, START)
    with transaction.atomic():
        some(2)
    assert verify().head == head()
    assert verify().broken is None


@pytest.mark.parametrize(
    ("what", "about", "fields"),
    [
        ("selection.eaten", "selection:1", ()),
        ("selection.kept", "dessert:1", ()),
        ("selection.kept", "selection", ()),
        ("selection.kept", "selection:", ()),
        ("selection.kept", "selection:1", ("ana@clave.example",)),
        ("selection.kept", "selection:1", ("Ana María",)),
    ],
)
def test_undeclared_words_and_values_in_the_place_of_names_are_refused(
    what: str, about: str, fields: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"deeds\.py|names of fields"):
        record(by=None, now=NOW, what=what, about=about, fields=fields)
    assert not AuditEvent.objects.exists()


def test_an_event_cannot_be_saved_again_nor_deleted() -> None:
    (event,) = some(1)
    event.by = "somebody else"
    every = AuditEvent.objects.all()
    for forbidden in (event.save, event.delete, every.delete, lambda: every.update(by="x")):
        with pytest.raises(Unchangeable):
            forbidden()
    with pytest.raises(Unchangeable):
        AuditEvent.objects.bulk_update([event], ["by"])
    assert AuditEvent.objects.get().by == "tests"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_auditevent SET \"by\" = 'x' WHERE number = 1",
        "DELETE FROM store_auditevent WHERE number = 2",
        "DELETE FROM store_auditevent",
        "UPDATE store_audithead SET hash = 'x'",
        "UPDATE store_audithead SET count = 1",
        "DELETE FROM store_audithead",
    ],
)
def test_the_database_itself_refuses_raw_sql(statement: str) -> None:
    some(2)
    with pytest.raises(DatabaseError, match="refuses it"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, None)
    assert verify().broken is None


def test_on_postgresql_the_log_cannot_be_emptied_either() -> None:
    some(1)
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="refuses it"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE store_auditevent", None)
    assert verify().head.count == 1


def test_an_edited_event_is_found() -> None:
    some(5)
    tamper("UPDATE store_auditevent SET \"by\" = 'person:9' WHERE number = 3")
    assert found() == (3, "it was changed after it was written")


def test_an_edited_event_whose_hash_was_made_to_fit_is_found_at_the_next() -> None:
    some(5)
    event = AuditEvent.objects.get(number=3)
    event.by = "person:9"
    tamper(f"UPDATE store_auditevent SET \"by\" = 'person:9', hash = '{digest(event)}' WHERE number = 3")
    assert found() == (4, "it does not follow the event before it")


def test_a_deletion_in_the_middle_is_found() -> None:
    some(5)
    tamper("DELETE FROM store_auditevent WHERE number = 3")
    assert found() == (3, "the event is missing")


def test_a_deletion_at_the_end_is_found_by_the_head() -> None:
    some(5)
    tamper("DELETE FROM store_auditevent WHERE number >= 4")
    assert found() == (4, "the event is missing")


def test_a_deletion_of_everything_is_found() -> None:
    some(2)
    tamper("DELETE FROM store_auditevent")
    assert found() == (1, "the event is missing")


def test_an_event_slipped_in_past_the_head_is_found() -> None:
    first, second = some(2)
    forged = AuditEvent(number=3, at=NOW, by="x", what="a", about="b:1", fields=[], previous=second.hash)
    forged.hash = digest(forged)
    forged.save()
    assert found() == (3, "it does not fit the end of the chain that clave kept")
    assert verify(Anchor(1, first.hash)).head.count == 3


def test_a_chain_written_anew_from_its_start_is_found_by_an_anchor_kept_outside() -> None:
    """Whoever may do everything in the database can make a chain that fits: only what was kept elsewhere tells."""
    _first, second, last = some(3)
    kept = head()
    event = AuditEvent.objects.get(number=3)
    event.by = "person:9"
    new = digest(event)
    tamper(
        f"UPDATE store_auditevent SET \"by\" = 'person:9', hash = '{new}' WHERE number = 3",
        f"UPDATE store_audithead SET hash = '{new}'",
    )
    assert verify().broken is None
    broken = verify(kept).broken
    assert broken is not None
    assert (broken.number, kept.hash) == (3, last.hash)
    tamper(
        "DELETE FROM store_auditevent WHERE number = 3",
        f"UPDATE store_audithead SET count = 2, hash = '{second.hash}'",
    )
    assert verify().broken is None
    shorter = verify(kept).broken
    assert shorter is not None
    assert (shorter.number, shorter.why.say("en")) == (3, "the kept anchor names a later event, which is missing")


def test_a_guard_taken_off_is_noticed_although_the_chain_is_whole() -> None:
    some(2)
    assert guards() <= standing()
    with unguarded():
        number, why = found()
    assert number == 2
    assert "audit_is_never_changed" in why
    assert verify().broken is None


def test_the_head_starts_anew_only_when_it_was_never_there() -> None:
    some(2)
    tamper("DELETE FROM store_audithead")
    assert found() == (1, "it does not fit the end of the chain that clave kept")


def recorded_in_the_source() -> set[str]:
    """Every word of an act (`thing.done`) that stands in the actions, and in the jobs that start them."""
    floors = (Path(clave.actions.__file__).parent, Path(clave.jobs.__file__).parent)
    words = set()
    for path in (file for floor in floors for file in floor.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in DEEDS:
                words.add(node.value)
    return words


def test_every_declared_word_is_recorded_somewhere() -> None:
    assert recorded_in_the_source() == set(DEEDS)


def test_the_actions_of_the_first_day_are_in_the_log() -> None:
    found_company(name="Adhesivos Farallones", currency="COP", demonstration=True, now=NOW)
    token = offer_setup(now=NOW)
    who = create_first_administrator(token=token, name="Ana", email="ana@clave.example", password="x" * 12, now=NOW)
    choose_preferences(by=who, now=NOW, language="en", theme="dark")
    kept = list(AuditEvent.objects.order_by("number").values_list("by", "what", "about", "fields"))
    me = f"person:{who.pk}"
    assert kept == [
        ("clave", "company.founded", "company:1", []),
        ("clave", "setup.offered", "setup:1", []),
        (me, "person.created", me, ["role"]),
        (me, "person.preferences", me, ["language", "theme"]),
    ]


def test_erasing_a_person_leaves_the_chain_whole_and_nothing_of_them_in_it() -> None:
    canary = "canario"
    token = offer_setup(now=NOW)
    who = create_first_administrator(
        token=token, name=canary, email=f"{canary}@clave.example", password="x" * 12, now=NOW
    )
    choose_preferences(by=who, now=NOW, name=canary * 2)
    Person.objects.filter(pk=who.pk).delete()
    assert verify().broken is None
    assert canary not in str(list(AuditEvent.objects.values()))
