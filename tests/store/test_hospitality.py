"""Hospitality as people do it: asked, approved, refused, taken back, corrected; consent, tenders, and who may."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from clave.actions.hospitality import (
    approve_hospitality,
    ask_hospitality,
    cancel_hospitality,
    cost_hospitality,
    decline_hospitality,
    reject_hospitality,
    reopen_hospitality,
    restore_hospitality,
)
from clave.actions.tenders import TenderSaid, end_tender, open_tender
from clave.base.errors import ClaveError
from clave.operations.hospitality.kinds import ALLOWED, APPROVED, CANCELLED, DECLINED, REJECTED, WAITING
from clave.operations.hospitality.said import HospitalitySaid
from clave.store.audit import verify
from clave.store.hospitality import celebrants
from clave.store.models import (
    OWNER,
    Company,
    Contact,
    ContactConsent,
    Hospitality,
    HospitalityGuest,
    Ownership,
    Person,
    TenderBlackout,
)
from tests.store.lives import NOW, TODAY, person

pytestmark = pytest.mark.django_db
NORTE, SUR = "C-0002", "C-0003"
PURPOSES = ("hospitality", "greeting", "news")


def contact(name: str = "Ana", customer: str = NORTE, *, said: bool | None = True, **more: Any) -> Contact:
    """Somebody of a customer who said yes (or no, or was never asked) to everything."""
    given = {"area": "purchasing", "language": "es", "public_official": False, "folded": name.lower()} | more
    kept = Contact.objects.create(
        customer=customer, name=name, confirmed_on=TODAY, created_at=NOW, changed_at=NOW, **given
    )
    if said is not None:
        for purpose in PURPOSES:
            consent(kept, purpose, given=said)
    return kept


def consent(of: Contact, purpose: str, *, given: bool, days: int = 60) -> None:
    """What they said so many days ago."""
    ContactConsent.objects.create(contact=of, purpose=purpose, given=given, on=TODAY - timedelta(days=days), at=NOW)


def company() -> None:
    Company.objects.get_or_create(id=1, defaults={"name": "Farallones", "currency": "COP", "created_at": NOW})


def told(cost: int | None, *people: Contact, days: int = 0, **more: Any) -> HospitalitySaid:
    """A gift of a day, `days` before today."""
    given = {"kind": "gift", "what": "Un libro", "on": TODAY - timedelta(days=days)} | more
    return HospitalitySaid(
        cost=None if cost is None else Decimal(cost), contacts=tuple(one.pk for one in people), **given
    )


class Room:
    """Berta gives, Diana directs, Oscar is of compliance; Ana is of the customer."""

    def __init__(self) -> None:
        company()
        self.kam, self.director = person("kam", "Berta"), person("director", "Diana")
        self.officer, self.manager = person("compliance", "Oscar"), person("management", "Mara")
        self.ana = contact()
        Ownership.objects.create(customer=NORTE, part=OWNER, person=self.kam, starts_on=TODAY, created_at=NOW)

    def ask(self, said: HospitalitySaid, by: Person | None = None, ours: Person | None = None) -> Hospitality:
        return ask_hospitality(
            by=by or self.kam, now=NOW, customer=NORTE, name="Norte", said=said, ours=ours or self.kam
        )

    def do(self, action: Any, row: Hospitality, by: Person | None = None, **more: Any) -> Hospitality:
        kept: Hospitality = action(by=by or self.kam, now=NOW, customer=NORTE, number=row.pk, **more)
        return kept

    def tender(self, since: int = 0, until: int | None = None) -> TenderBlackout:
        last = None if until is None else TODAY + timedelta(days=until)
        said = TenderSaid(TODAY + timedelta(days=since), last, "Licitación 2027")
        return open_tender(by=self.kam, now=NOW, customer=NORTE, name="Norte", tender=said)


@pytest.fixture
def room(db: None) -> Room:
    return Room()


def refusal(action: Any, *args: Any, **kwargs: Any) -> ClaveError:
    """With what it was refused; nothing of it is kept."""
    before = Hospitality.objects.count(), list(Hospitality.objects.values_list("pk", "state").order_by("pk"))
    with pytest.raises(ClaveError) as refused, transaction.atomic():
        action(*args, **kwargs)
    assert before == (
        Hospitality.objects.count(), list(Hospitality.objects.values_list("pk", "state").order_by("pk")),
    )  # fmt: skip
    return refused.value


def test_within_the_limits_it_stands_and_beyond_it_waits(room: Room) -> None:
    assert room.ask(told(100_000, room.ana, days=40)).state == ALLOWED
    dear = room.ask(told(200_000, room.ana))
    assert dear.state == WAITING
    assert [one["code"] for one in dear.because] == ["person_once"]
    assert verify().broken is None


def test_a_split_gift_is_found_and_says_with_what(room: Room) -> None:
    first = room.ask(told(100_000, room.ana, days=10))
    second = room.ask(told(100_000, room.ana))
    assert (second.state, second.together) == (WAITING, [first.pk])
    room.do(cancel_hospitality, first)
    assert room.ask(told(60_000, room.ana)).state == WAITING, "what waits counts as if it were approved"
    assert room.ask(told(100_000, contact("Beto"))).state == ALLOWED, "of somebody else"


@pytest.mark.parametrize(("said", "words"), [(None, "nobody has asked them yet"), (False, "they said no on")])
@pytest.mark.parametrize("kind", ["birthday", "gift", "lunch", "invitation", "mail"])
def test_without_consent_nothing_is_kept(room: Room, kind: str, said: bool | None, words: str) -> None:
    beto = contact("Beto", said=said)
    refused = refusal(room.ask, told(1_000, beto, kind=kind))
    assert refused.where == "contacts"
    assert words in refused.say("en")


def test_a_consent_taken_back_stops_what_waits_for_an_approval(room: Room) -> None:
    row = room.ask(told(200_000, room.ana))
    consent(room.ana, "hospitality", given=False, days=0)
    assert "has not consented" in refusal(room.do, approve_hospitality, row, by=room.director).say("en")


def test_what_was_refused_is_kept_and_counts_for_nothing(room: Room) -> None:
    offered = room.ask(told(5_000_000, contact("Beto", said=None), declined=True))
    assert (offered.state, offered.ended_by) == (DECLINED, room.kam)
    given = room.ask(told(150_000, room.ana, days=3))
    assert room.do(decline_hospitality, given, words="Su empresa no lo permite").state == DECLINED
    assert room.ask(told(150_000, room.ana)).state == ALLOWED
    assert "still to come" in refusal(room.do, decline_hospitality, room.ask(told(1, room.ana, days=-40))).say("en")


def test_what_customers_offer_us_is_kept_too(room: Room) -> None:
    taken = room.ask(told(200_000, direction="in", what="Canasta de Navidad"))
    assert taken.state == WAITING
    assert "gives or gets" in refusal(room.do, approve_hospitality, room.ask(
        told(200_000, direction="in"), by=room.kam, ours=room.director), by=room.director).say("en")  # fmt: skip
    sent_back = room.ask(told(900_000, direction="in", what="Un viaje", declined=True))
    assert sent_back.state == DECLINED


def test_somebody_else_approves_it_once(room: Room) -> None:
    row = room.ask(told(200_000, room.ana))
    kept = room.do(approve_hospitality, row, by=room.director, words="Cierra un año de trabajo juntos")
    assert (kept.state, kept.approved_cost, kept.decided_by) == (APPROVED, 200_000, room.director)
    assert "a moment ago" in refusal(room.do, approve_hospitality, row, by=room.officer).say("en")


@pytest.mark.parametrize(
    ("who", "giver", "asked", "words"),
    [
        ("director", "director", "manager", "whoever gives or gets it does not approve it"),
        ("director", "kam", "director", "whoever asked for it does not approve it"),
        ("director", "manager", "manager", "nobody approves what somebody above them gives or gets"),
        ("kam", "director", "director", "may not do this"),
    ],
)
def test_who_may_not_approve_is_told_why(room: Room, who: str, giver: str, asked: str, words: str) -> None:
    row = room.ask(told(200_000, room.ana), by=getattr(room, asked), ours=getattr(room, giver))
    assert words in refusal(room.do, approve_hospitality, row, by=getattr(room, who)).say("en")
    assert room.do(approve_hospitality, row, by=room.officer).state == APPROVED


def test_the_database_itself_keeps_whoever_gives_from_approving(room: Room) -> None:
    row = room.ask(told(200_000, room.ana))
    for who in (row.ours, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hospitality.objects.filter(pk=row.pk).update(state=APPROVED, decided_by=who)
    with pytest.raises(Exception, match="refuses it"), transaction.atomic():
        Hospitality.objects.filter(pk=row.pk)._raw_delete(connection.alias)  # type: ignore[attr-defined]


def test_a_refusal_says_why_and_who_decided_takes_it_back(room: Room) -> None:
    row = room.ask(told(200_000, room.ana))
    assert refusal(room.do, reject_hospitality, row, by=room.director, words=" ").where == "words"
    assert room.do(reject_hospitality, row, by=room.director, words="Es mucho").state == REJECTED
    assert "only who decided" in refusal(room.do, reopen_hospitality, row, by=room.officer).say("en")
    assert room.do(reopen_hospitality, row, by=room.director).state == WAITING
    assert "a moment ago" in refusal(room.do, restore_hospitality, row).say("en")


def test_what_is_taken_back_frees_its_room_and_comes_back_judged_anew(room: Room) -> None:
    row = room.ask(told(200_000, room.ana))
    room.do(approve_hospitality, row, by=room.director)
    assert room.do(cancel_hospitality, row).state == CANCELLED
    assert room.ask(told(100_000, room.ana)).state == ALLOWED
    back = room.do(restore_hospitality, row)
    assert (back.state, back.decided_by, back.approved_cost) == (WAITING, None, None), "its approval is void"


def test_a_cost_past_what_was_approved_waits_again(room: Room) -> None:
    row = room.ask(told(None, room.ana, kind="lunch"))
    assert [one["code"] for one in row.because] == ["unknown_cost"]
    assert room.do(cost_hospitality, row, cost=Decimal(140_000)).state == ALLOWED
    assert room.do(cost_hospitality, row, cost=Decimal(180_000), document="FV-88").state == WAITING
    room.do(approve_hospitality, row, by=room.director)
    assert room.do(cost_hospitality, row, cost=Decimal(170_000)).state == APPROVED
    kept = room.do(cost_hospitality, row, cost=Decimal(180_001))
    assert (kept.state, kept.document) == (WAITING, "FV-88")
    assert refusal(room.do, cost_hospitality, row, cost=Decimal(-1)).where == "cost"


def test_a_tender_holds_back_what_was_to_come_and_lets_it_go_again(room: Room) -> None:
    coming, given = room.ask(told(100_000, room.ana, days=-5)), room.ask(told(10_000, room.ana, days=2))
    tender = room.tender(since=-10, until=30)
    coming.refresh_from_db()
    given.refresh_from_db()
    assert (coming.state, given.state) == (WAITING, ALLOWED), "what was given cannot be held back"
    refused = refusal(room.ask, told(1_000, room.ana))
    assert refused.where == "on"
    assert "no approval lifts it" in refused.say("en")
    assert "tender open" in refusal(room.do, approve_hospitality, coming, by=room.officer).say("en")
    assert room.ask(told(None, room.ana, kind="birthday")).state == ALLOWED
    assert room.ask(told(90_000, direction="in", declined=True)).state == DECLINED
    assert refusal(end_tender, by=room.director, now=NOW, customer=NORTE, number=tender.pk, words="").where == "words"
    end_tender(by=room.director, now=NOW, customer=NORTE, number=tender.pk, words="La ganó otro")
    coming.refresh_from_db()
    assert coming.state == ALLOWED


def test_a_tender_that_cannot_be_is_said_beside_its_field(room: Room) -> None:
    room.tender()
    assert refusal(room.tender).where == "since", "the same twice"
    assert refusal(room.tender, since=5, until=3).where == "until"
    empty = TenderSaid(TODAY + timedelta(days=9), None, " ")
    assert refusal(open_tender, by=room.kam, now=NOW, customer=NORTE, name="N", tender=empty).where == "why"
    tender = TenderBlackout.objects.get()
    end_tender(by=room.officer, now=NOW, customer=NORTE, number=tender.pk, words="Fue un error")
    again = {"by": room.officer, "now": NOW, "customer": NORTE, "number": tender.pk, "words": "x"}
    assert "ended already" in refusal(end_tender, **again).say("en")


def test_a_manager_only_touches_the_accounts_they_answer_for(room: Room) -> None:
    stranger = person("kam", "Carlos")
    row = room.ask(told(1_000, room.ana))
    assert "may not do this" in refusal(room.ask, told(1_000, room.ana), by=stranger).say("en")
    assert "may not do this" in refusal(room.do, cancel_hospitality, row, by=stranger).say("en")
    assert "may not do this" in refusal(
        end_tender, by=room.kam, now=NOW, customer=NORTE, number=room.tender().pk, words="x"
    ).say("en"), "who wants to give does not end the tender"  # fmt: skip


def test_people_of_another_customer_or_gone_are_refused(room: Room) -> None:
    assert refusal(room.ask, told(1, contact("Sonia", SUR))).where == "contacts"
    left = contact("Gil", left_on=TODAY - timedelta(days=5))
    assert "does not work there any more" in refusal(room.ask, told(1, left)).say("en")
    assert room.ask(told(1, left, days=20)).state == ALLOWED, "it was given while they were there"


def test_who_may_be_a_public_official_has_the_stricter_limit(room: Room) -> None:
    unknown = contact("Carla", public_official=None)
    row = room.ask(told(60_000, unknown))
    assert (row.state, [one["code"] for one in row.because]) == (WAITING, ["official_unknown", "person_once"])
    unknown.public_official = False
    unknown.save()
    assert room.do(cost_hospitality, row, cost=Decimal(60_000)).state == ALLOWED


def test_birthdays_come_with_what_was_said_and_when_they_were_greeted(room: Room) -> None:
    ana = contact("Rosa", birth_day=25, birth_month=11)
    contact("Gil", birth_day=25, birth_month=11, left_on=TODAY)
    room.ask(told(None, ana, kind="birthday", what="Una tarjeta"))
    (found,) = celebrants([NORTE], TODAY)
    assert (found.name, found.consent.allowed, found.greeted) == ("Rosa", True, (TODAY,))
    assert celebrants([SUR], TODAY) == []
    assert HospitalityGuest.objects.filter(contact=ana).count() == 1
