"""Asking in the portal and answering there: what it becomes, who is responsible, what is written down, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from clave.actions.account_plans import keep_plan_action
from clave.actions.events import add_event_account, record_event
from clave.actions.portal_answers import answer_invitation, answer_reference_in_portal, done_in_portal
from clave.actions.portal_asking import answer_in_portal, ask_in_portal, judge_in_portal, say_in_portal
from clave.base.errors import ClaveError
from clave.operations.events import EventSaid
from clave.operations.plan.said import ActionSaid
from clave.store.account_plans import versions_of
from clave.store.models import AuditEvent, EventGuest, ImprovementRequest, Need, Person, PortalAsk, Visitor
from clave.store.portal_asking import MOST_A_DAY, asks_of, stage_of, standing, waiting
from clave.store.portal_invitations import invitations_of, references_of
from tests.store.lives import person
from tests.store.plans import contact, made, owned
from tests.store.portals import reference

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def kam() -> Person:
    found = person("kam", "Andrea")
    owned(found)
    return found


@pytest.fixture
def visitor(kam: Person) -> Visitor:
    return Visitor.objects.create(contact=contact(), customer="C-1", rights=["asking"], language="es", invited_at=NOW)


def ask(visitor: Visitor, text: str = "Secado más rápido", kind: str = "need", now: datetime = NOW) -> PortalAsk:
    return ask_in_portal(visitor=visitor, now=now, name="Calzado", text=text, kind=kind)


def test_a_line_becomes_a_need_with_its_responsible_and_two_working_days(visitor: Visitor, kam: Person) -> None:
    kept = ask(visitor)
    assert kept.request is None
    assert kept.need is not None
    assert (kept.need.problem, kept.need.contact, kept.need.stage, kept.need.by) == (
        "Secado más rápido",
        visitor.contact,
        "heard",
        kam,
    )
    assert (kept.responsible, kept.due_on) == (kam, date(2026, 11, 24))
    event = AuditEvent.objects.latest("number")
    assert (event.by, event.what, event.about) == (visitor.signs, "portal.asked", f"need:{kept.need.pk}")


@pytest.mark.parametrize("kind", ["improvement", "complaint"])
def test_what_is_about_a_product_goes_to_the_laboratory(kind: str, visitor: Visitor) -> None:
    kept = ask(visitor, "Menos olor en el PU-300", kind)
    assert kept.request is not None
    assert (kept.request.kind, kept.request.asks, kept.request.stage) == (kind, "Menos olor en el PU-300", "received")
    assert ImprovementRequest.objects.count() == 1
    assert not Need.objects.exists()


def test_sent_twice_it_is_there_once_and_later_anew(visitor: Visitor) -> None:
    assert ask(visitor).pk == ask(visitor, now=NOW + timedelta(seconds=20)).pk
    assert ask(visitor, now=NOW + HOUR).pk != PortalAsk.objects.earliest("pk").pk


def test_nobody_writes_more_in_a_day_than_anybody_reads(visitor: Visitor) -> None:
    for number in range(MOST_A_DAY[0]):
        ask(visitor, f"Cosa {number}")
    with pytest.raises(ClaveError):
        ask(visitor, "Otra")
    assert ask(visitor, "Otra", now=NOW + timedelta(days=1, minutes=1))


def test_without_an_owner_a_director_answers_and_without_anybody_it_is_said(visitor: Visitor, kam: Person) -> None:
    Person.objects.filter(pk=kam.pk).update(is_active=False)
    with pytest.raises(ClaveError):
        ask(visitor)
    director = person("director", "Marta")
    assert ask(visitor).responsible == director


def test_words_go_to_and_fro_and_the_last_one_of_theirs_waits_for_us(visitor: Visitor, kam: Person) -> None:
    kept = ask(visitor)
    assert [one.pk for one in waiting({"C-1"})] == [kept.pk]
    answer_in_portal(by=kam, now=NOW + HOUR, customer="C-1", number=kept.pk, text="Lo vemos el jueves.")
    assert waiting({"C-1"}) == []
    say_in_portal(visitor=visitor, now=NOW + 2 * HOUR, number=kept.pk, text="¿Y la muestra?")
    assert [one.pk for one in waiting(None)] == [kept.pk]
    assert waiting({"C-9"}) == []
    assert standing(asks_of("C-1").get()).theirs == NOW + 2 * HOUR


def test_whether_it_is_solved_is_said_once_we_said_how_it_ends(visitor: Visitor, kam: Person) -> None:
    kept = ask(visitor)
    with pytest.raises(ClaveError):
        judge_in_portal(visitor=visitor, now=NOW, number=kept.pk, verdict="solved")
    Need.objects.filter(pk=kept.need_id).update(stage="solved")
    judge_in_portal(visitor=visitor, now=NOW + HOUR, number=kept.pk, verdict="unsolved", text="Se abre")
    found = asks_of("C-1").get()
    assert (found.verdict, found.verdict_by, stage_of(found)) == ("unsolved", visitor.contact, "solved")
    assert waiting({"C-1"}) != []
    judge_in_portal(visitor=visitor, now=NOW + 2 * HOUR, number=kept.pk, verdict="solved")
    assert waiting({"C-1"}) == []
    for verdict in ("maybe", ""):
        with pytest.raises(ClaveError):
            judge_in_portal(visitor=visitor, now=NOW, number=kept.pk, verdict=verdict)


def test_what_another_account_asked_is_not_there(visitor: Visitor) -> None:
    kept = ask(visitor)
    stranger = Visitor.objects.create(contact=contact("C-2", "Zoraida"), customer="C-2", language="es", invited_at=NOW)
    with pytest.raises(ClaveError):
        say_in_portal(visitor=stranger, now=NOW, number=kept.pk, text="Hola")
    with pytest.raises(ClaveError):
        answer_in_portal(by=kept.responsible, now=NOW, customer="C-2", number=kept.pk, text="Hola")


# References, invitations, the plan


def test_a_reference_is_answered_once(visitor: Visitor, kam: Person) -> None:
    one = reference(kam, visitor.contact, NOW)
    assert references_of(visitor.contact.pk)[0].open
    answer_reference_in_portal(visitor=visitor, now=NOW, number=one.pk, answer="yes")
    one.refresh_from_db()
    assert (one.word, one.state) == ("yes", "asked")
    assert answer_reference_in_portal(visitor=visitor, now=NOW, number=one.pk, answer="yes").pk == one.pk
    with pytest.raises(ClaveError):
        answer_reference_in_portal(visitor=visitor, now=NOW, number=one.pk, answer="no")


def test_a_no_ends_it_and_a_yes_needs_the_purpose(visitor: Visitor, kam: Person) -> None:
    refused = reference(kam, visitor.contact, NOW, consents=False)
    with pytest.raises(ClaveError):
        answer_reference_in_portal(visitor=visitor, now=NOW, number=refused.pk, answer="yes")
    answer_reference_in_portal(visitor=visitor, now=NOW, number=refused.pk, answer="no", text="Este año no")
    refused.refresh_from_db()
    assert (refused.word, refused.state, refused.answer) == ("no", "refused", "Este año no")


def test_an_invitation_may_be_answered_anew_until_it_is_over(visitor: Visitor, kam: Person) -> None:
    said = EventSaid("training", "Curso", date(2026, 11, 25), date(2026, 11, 26), "Yumbo")
    event = record_event(by=person("marketing", "Luz"), now=NOW, event=said)
    director, theirs = person("director", "Marta"), [visitor.contact.pk]
    add_event_account(by=director, now=NOW, customer="C-1", name="Calzado", number=event.pk, contacts=theirs)
    guest = EventGuest.objects.get()

    def answer(word: str, also: str = "", now: datetime = NOW) -> None:
        answer_invitation(visitor=visitor, now=now, kind="evento", number=guest.pk, answer=word, also=also)

    answer("yes", "Julián")
    answer("no", "Julián")
    guest.refresh_from_db()
    assert (guest.answer, guest.also) == ("no", "")
    with pytest.raises(ClaveError):
        answer("yes", now=NOW + timedelta(days=9))
    with pytest.raises(ClaveError):
        answer_invitation(visitor=visitor, now=NOW, kind="sesion", number=guest.pk, answer="yes")
    assert [one.title for one in invitations_of(visitor.contact.pk, date(2026, 11, 20))] == ["Curso"]


def test_an_action_of_theirs_is_done_by_their_word_as_a_version_of_the_plan(visitor: Visitor, kam: Person) -> None:
    from_plan = made(kam)

    mine = keep_plan_action(
        by=kam,
        now=NOW,
        customer="C-1",
        said=ActionSaid("Enviar el pronóstico", None, contact=visitor.contact.pk, shared=True),
    )
    hidden = keep_plan_action(
        by=kam, now=NOW, customer="C-1", said=ActionSaid("Secreto", None, contact=visitor.contact.pk, shared=False)
    )
    done = done_in_portal(visitor=visitor, now=NOW, number=mine.pk)
    assert (done.state, done.closed_on, done.done_by) == ("done", date(2026, 11, 20), visitor.contact)
    assert done_in_portal(visitor=visitor, now=NOW, number=mine.pk).version == done.version
    assert versions_of(from_plan.plan)[0].what == "plan.action_done_by_them"
    assert AuditEvent.objects.latest("number").by == visitor.signs
    for number in (hidden.pk, from_plan.action.pk, 999):
        with pytest.raises(ClaveError):
            done_in_portal(visitor=visitor, now=NOW, number=number)
