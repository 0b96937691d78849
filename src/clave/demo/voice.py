"""What Farallones' key accounts say: a novelty that changed something, one that waits, two rounds of a survey, a pulse. (C6, C8)

It asks whoever may come into the portal by then; done by the same actions as on the pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from clave.actions.answering import answer_survey
from clave.actions.novelties import close_novelty, open_novelty, prepare_novelty, tell_what_changed
from clave.actions.portal import invite_visitor
from clave.actions.surveys import Arrived, ask_pulses, close_survey, open_survey, prepare_survey
from clave.actions.voting import approve_novelty, vote_novelty
from clave.demo.away import says_yes
from clave.demo.judged import DIANA, ISABEL
from clave.demo.programme import Cast
from clave.operations.novelties.said import NoveltySaid, VoteSaid
from clave.operations.surveys.questions import Sheet
from clave.operations.surveys.said import Choice, SurveySaid
from clave.policy.limits import Limits
from clave.store.models import Contact, Novelty, Person, Survey, SurveyAsk, Visitor
from clave.store.novelties import APPROVING, VOTING
from clave.store.portal import open_visitors
from clave.store.status import key_accounts
from clave.store.voters import chosen, voters

SEMESTER = timedelta(days=170)
CHANGES = (
    "Que venga en tambor de 200 kg; el de 50 nos obliga a parar la línea.", "La ficha debería traer el tiempo abierto a 35 °C.",
    "En envase de 1 kg: el de 4 kg se nos vence.",
)  # fmt: skip
WORDS = (
    "Avisen antes de mover una entrega.", "Nos sirve mucho que contesten el mismo día.",
    "La factura debería traer nuestra orden.",
    "El técnico de Isabel nos resolvió el pegado en frío.", "",
)  # fmt: skip
ACCOUNTS, EACH = 12, 2
RIGHTS = (VOTING, APPROVING)
"""Of whom votes and answers come, beside those whom the demonstration invites already."""
ROUND = (9, 10, 8, 9, 7, 10, 6, 9, 8, 10, 4, 9)


def ask_the_accounts(cast: Cast, limits: Limits, *, now: datetime) -> None:
    """Votes and answers of everybody in the portal; the same facts say the same."""
    people = _people(cast, now)
    isabel, diana = cast.people[ISABEL], cast.people[DIANA]
    _told(isabel, people, now)
    _waiting(isabel, people, now)
    _survey(diana, people, "¿Cómo va nuestra relación?", "Primer semestre", limits, now - SEMESTER, 0, closed=True)
    _survey(
        diana,
        people,
        "¿Cómo va nuestra relación este semestre?",
        "Segundo semestre",
        limits,
        now - timedelta(days=6),
        2,
    )
    _pulse(diana, limits, now)


def _people(cast: Cast, now: datetime) -> list[Visitor]:
    """Who is in the portal; nearly all of them said yes to being asked."""
    before = now - SEMESTER - timedelta(days=20)
    for status in key_accounts()[:ACCOUNTS]:
        for who in _reached(status.customer)[:EACH]:
            invite_visitor(
                customer=status.customer, contact=who, by=cast.people[DIANA], now=before, rights=RIGHTS, language="es"
            )
    found = list(open_visitors(timezone.localdate(now)).order_by("pk"))
    Visitor.objects.filter(pk__in=[one.pk for one in found]).update(invited_at=before)
    for place, one in enumerate(found):
        if place % 5 != 4:
            says_yes(one.contact, "survey", cast.people[DIANA], before)
    return found


def _reached(customer: str) -> list[Contact]:
    """Who of a customer a mail reaches and is not in the portal yet."""
    there = Contact.objects.filter(customer=customer, removed_at=None, erased_at=None, left_on=None, portal=None)
    return list(there.exclude(email="").order_by("pk"))


def _shown(by: Person, novelty: NoveltySaid, now: datetime) -> Novelty | None:
    """A novelty that customers see; None where nobody may vote."""
    if not voters(chosen(novelty.choice), timezone.localdate(now), VOTING):
        return None
    kept = prepare_novelty(by=by, now=now, novelty=novelty)
    return open_novelty(by=by, now=now, number=kept.pk)


def _told(by: Person, people: list[Visitor], now: datetime) -> None:
    """Half a year ago, closed, and what it changed."""
    then = now - SEMESTER
    kept = _shown(
        by,
        NoveltySaid(
            "product", "Hotmelt de baja temperatura", "Pega a 130 °C: menos energía y menos quemaduras en la línea.",
            timezone.localdate(then) + timedelta(days=20), product="Hotmelt", available="segundo semestre",
        ),
        then,
    )  # fmt: skip
    if kept is None:
        return
    for place, one in enumerate(_voting(people)):
        if place % 4 != 3:
            said = VoteSaid("yes") if place % 3 else VoteSaid("changes", CHANGES[place % len(CHANGES)])
            vote_novelty(visitor=one, now=then + timedelta(days=2 + place % 9), number=kept.pk, version=1, said=said)
    close_novelty(by=by, now=then + timedelta(days=21), number=kept.pk)
    words = "El tambor de 200 kg que pidieron ya está en venta, y la ficha trae el tiempo abierto a 35 °C."
    tell_what_changed(by=by, now=then + timedelta(days=60), number=kept.pk, words=words)


def _waiting(by: Person, people: list[Visitor], now: datetime) -> None:
    """Open: some voted, one approved, the first of the portal has not seen it yet."""
    then = now - timedelta(days=4)
    kept = _shown(
        by,
        NoveltySaid(
            "product", "Activador UV sin solvente", "Seca en 90 segundos, sin olor. Lo ven antes que el mercado.",
            timezone.localdate(now) + timedelta(days=13), product="PU reactivo", available="marzo de 2027", approval=True,
        ),
        then,
    )  # fmt: skip
    if kept is None:
        return
    for place, one in enumerate(_voting(people)[1:]):
        if place % 2 == 0:
            said = VoteSaid(("yes", "changes", "no")[place % 3], CHANGES[2] if place % 3 == 1 else "")
            vote_novelty(visitor=one, now=then + timedelta(days=1), number=kept.pk, version=1, said=said)
            if one.may(APPROVING) and place % 3 == 0:
                approve_novelty(visitor=one, now=then + timedelta(days=1), number=kept.pk, version=1, yes=True)


def _voting(people: list[Visitor]) -> list[Visitor]:
    return [one for one in people if one.may(VOTING)]


def _survey(
    by: Person, people: list[Visitor], title: str, wave: str, limits: Limits, then: datetime, shift: int, *, closed: bool = False
) -> None:  # fmt: skip
    """A round of the relationship with names; most answered."""
    said = SurveySaid("relationship", title, timezone.localdate(then) + timedelta(days=21), wave=wave)
    kept = prepare_survey(by=by, now=then, survey=said)
    open_survey(by=by, now=then, number=kept.pk, limits=limits)
    asks = {one.contact_id: one for one in SurveyAsk.objects.filter(survey=kept)}
    for place, one in enumerate(people):
        if one.contact_id in asks and place % 4 != (0 if shift else 3):
            sheet = _sheet(place + shift)
            answer_survey(
                visitor=one,
                now=then + timedelta(days=1 + place % 5),
                number=asks[one.contact_id].pk,
                sheet=sheet,
                limits=limits,
            )
    if closed:
        close_survey(by=by, now=then + timedelta(days=22), number=kept.pk)


def _sheet(place: int) -> Sheet:
    likely = ROUND[place % len(ROUND)]
    agree = max(2, min(7, likely - 2 - place % 2))
    keys = ("satisfied", "pleased", "keeps", "interests", "lasting", "effort")
    values = {key: min(7, agree + at % 2) for at, key in enumerate(keys) if (place + at) % 6}
    return Sheet({"recommend": likely} | values, WORDS[place % len(WORDS)])


def _pulse(by: Person, limits: Limits, now: datetime) -> None:
    """A pulse of the whole year, and its first question, about what arrived the day before yesterday."""
    then = now - timedelta(days=1)
    said = SurveySaid("pulse", "¿Cómo llegó su pedido?", timezone.localdate(now) + timedelta(days=180), choice=Choice())
    kept = prepare_survey(by=by, now=then, survey=said)
    open_survey(by=by, now=then, number=kept.pk, limits=limits)
    day = timezone.localdate(then) - timedelta(days=2)
    first = [one.customer for one in chosen(Choice())][:6]
    ask_pulses(
        now=then, arrived=[Arrived(code, f"R-{48_210 + at}", day) for at, code in enumerate(first)], limits=limits
    )
    _went(kept, limits, now)


def _went(kept: Survey, limits: Limits, now: datetime) -> None:
    """Every second one answered it, one of them badly."""
    people = {one.contact_id: one for one in open_visitors(timezone.localdate(now))}
    for place, ask in enumerate(SurveyAsk.objects.filter(survey=kept).order_by("pk")):
        if place % 2:
            sheet = Sheet({"went": 2 if place == 1 else 5}, "Llegó sin la remisión firmada." if place == 1 else "")
            answer_survey(visitor=people[ask.contact_id], now=now, number=ask.pk, sheet=sheet, limits=limits)
