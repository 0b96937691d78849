"""Things of an account by the API from their beginning to their end: each act is sent as its description says, from what the
lists say, and what came of it is read in its list."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.store.models import OWNER, Person
from tests.api.asked import got
from tests.api.doing import ACCOUNT, CUSTOMER, OTHER, Do, Read, day
from tests.api.doing import ana as ana
from tests.api.doing import do as do
from tests.api.doing import erp as erp
from tests.api.doing import fresh_minute as fresh_minute
from tests.api.doing import read as read
from tests.web import alerts_made, gifts_made, knowing, lab_made, made, promotions_made, reports_made, touch_made
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

pytestmark = pytest.mark.django_db


# with the account ----------------------------------------------------------------------------------------------------------


def test_a_contact_is_changed_followed_up_withdrawn_and_put_back(do: Do, read: Read) -> None:
    what = {"on": day(), "kind": "call", "text": "Pidieron la muestra."}
    number = do("log-touchpoint", **ACCOUNT, **what, follow_up="Enviarla", follow_up_on=day(3))["id"]
    seen = read("touchpoints", number)["changed_at"]
    do("change-touchpoint", number=number, **what, feedback="Aquí no seca", follow_up="Enviarla", people=[], seen=seen)
    assert read("touchpoints", number)["feedback"] == "Aquí no seca"
    do("finish-follow-up", number=number, done=True)
    assert read("touchpoints", number)["done_on"] == day()
    do("withdraw-touchpoint", number=number)
    do("restore-touchpoint", number=number)
    assert read("touchpoints", number)["text"] == "Pidieron la muestra."


def test_a_rhythm_is_agreed_changed_ended_and_taken_up_again(do: Do, read: Read, ana: Person) -> None:
    what = {"who": "owner", "person": None, "contact": None, "area": "purchasing", "channel": "visit", "since": day(-9)}
    number = do("agree-cadence", **ACCOUNT, **what, topic="Pedido de diciembre", days=15)["id"]
    seen = read("cadences", number)["changed_at"]
    do("change-cadence", **ACCOUNT, number=number, **what, topic="Pedido de diciembre", days=30, seen=seen)
    assert read("cadences", number)["days"] == 30
    do("end-cadence", **ACCOUNT, number=number)
    do("resume-cadence", **ACCOUNT, number=number)
    key = knowing.step(ana, 2, "decided")
    do("begin-cadences", customer=key, since=day())


def test_a_need_is_solved_offered_to_another_and_answered(do: Do, read: Read) -> None:
    said = {"asked_on": day(-9), "asked_by": "Jefe de planta"}
    number = do("record-need", **ACCOUNT, **said, problem="Se despega en frío.")["id"]
    seen = read("needs", number)["changed_at"]
    do("change-need", **ACCOUNT, number=number, **said, problem="Se despega a 5 °C.", seen=seen)
    assert read("needs", number)["problem"] == "Se despega a 5 °C."
    step = do("move-need", **ACCOUNT, number=number, here="heard", to="working", day=day())["part"]
    do("undo-need-step", **ACCOUNT, number=number, step=step)
    do(
        "move-need",
        **ACCOUNT,
        number=number,
        here="heard",
        to="solved",
        day=day(),
        solution="PU-300",
        result="Seca en 8 min",
    )
    do("gain-of-need", **ACCOUNT, number=number, gained="1500000")
    offered = do("offer-solution", **ACCOUNT, number=number, to=OTHER, to_name="Otro", day=day())["part"]
    do("answer-offer", **ACCOUNT, number=number, offer=offered, answer="yes", day=day())
    do("take-back-offer", **ACCOUNT, number=number, offer=offered)
    do("remove-need", **ACCOUNT, number=number)
    do("restore-need", **ACCOUNT, number=number)
    assert read("needs", number)["stage"]["key"] == "solved"


def test_an_initiative_goes_from_the_idea_to_what_was_achieved(do: Do, read: Read, ana: Person) -> None:
    what = {"kind": "product", "title": "Suela sin solvente", "started_on": day(-9)}
    number = do("begin-initiative", **ACCOUNT, **what, next_step="Primer ensayo", next_on=day(5))["id"]
    found = read("initiatives", number)
    do("change-initiative", **ACCOUNT, number=number, **what, next_step="Primer ensayo", next_on=day(5), about="Un piloto",
       owner=ana.pk, seen=found["changed_at"])  # fmt: skip
    do("set-next-step", **ACCOUNT, number=number, here="Primer ensayo", words="Segundo ensayo", day=day(9))
    assert read("initiatives", number)["next_step"] == "Segundo ensayo"
    step = do("move-initiative", **ACCOUNT, number=number, here="idea", to="agreed", day=day())["part"]
    do("undo-initiative-step", **ACCOUNT, number=number, step=step)
    do("move-initiative", **ACCOUNT, number=number, here="idea", to="agreed", day=day())
    do("move-initiative", **ACCOUNT, number=number, here="agreed", to="working", day=day())
    do("remove-initiative", **ACCOUNT, number=number)
    do("restore-initiative", **ACCOUNT, number=number)
    assert read("initiatives", number)["stage"]["key"] == "working"


def test_a_service_is_asked_decided_done_and_priced(do: Do, read: Read) -> None:
    do("set-service-budget", **ACCOUNT, year=timezone.localdate().year, amount="1000000", reason="Lo del año pasado")
    what = {"kind": "sample", "what": "Tambor de prueba", "needed_on": day(5)}
    number = do("request-service", **ACCOUNT, **what, expected="300000")["id"]
    seen = read("services", number)["changed_at"]
    do("change-service", **ACCOUNT, number=number, **what, expected="200000", seen=seen)
    do("decide-service", **ACCOUNT, number=number, to="approved", note="Dentro del presupuesto")
    do("finish-service", **ACCOUNT, number=number, day=day(), result="Entregado", cost="150000")
    do("price-service", **ACCOUNT, number=number, hours=2, cost="180000")
    assert Decimal(read("services", number)["cost"]) == 180_000
    other = do("request-service", **ACCOUNT, **{**what, "what": "Otro"})["id"]
    do("cancel-service", **ACCOUNT, number=other, note="Ya no")
    assert read("services", other)["stage"]["key"] == "cancelled"
    slip = do("request-service", **ACCOUNT, **{**what, "what": "Por error"})["id"]
    do("remove-service", **ACCOUNT, number=slip)
    do("restore-service", **ACCOUNT, number=slip)


def test_a_session_away_has_points_and_ideas(do: Do, read: Read, ana: Person) -> None:
    what = {"on": day(9), "place": "Villa de Leyva", "purpose": "La línea de frío"}
    number = do("plan-offsite", **ACCOUNT, **what, ours=[ana.pk])["id"]
    do("change-offsite", **ACCOUNT, number=number, **{**what, "place": "Barichara"}, ours=[ana.pk],
       seen=read("offsites", number)["changed_at"])  # fmt: skip
    points = [do("keep-point", **ACCOUNT, number=number, text=text, minutes=30)["part"] for text in ("Uno", "Dos")]
    do("move-point", **ACCOUNT, number=number, point=points[1], up=True)
    do("remove-point", **ACCOUNT, number=number, point=points[0])
    idea = do("add-idea", **ACCOUNT, number=number, text="Un tambor retornable")["part"]
    do("change-idea", **ACCOUNT, number=number, idea=idea, text="Un tambor que vuelve")
    do("turn-down-idea", **ACCOUNT, number=number, idea=idea, why="Muy caro")
    do("reopen-idea", **ACCOUNT, number=number, idea=idea)
    do("remove-idea", **ACCOUNT, number=number, idea=idea)
    do("restore-idea", **ACCOUNT, number=number, idea=idea)
    do("move-offsite", **ACCOUNT, number=number, here="planned", to="cancelled", note="Llueve")
    do("remove-offsite", **ACCOUNT, number=number)
    do("restore-offsite", **ACCOUNT, number=number)
    assert read("offsites", number)["place"] == "Barichara"


def test_people_of_a_customer_come_say_what_may_be_done_and_go(do: Do, read: Read) -> None:
    who = {"name": "Rosa Gómez", "area": "purchasing", "email": "rosa@cliente.example"}
    number = do("add-contact", **ACCOUNT, **who)["id"]
    seen = read("contacts", number)["changed_at"]
    do("change-contact", **ACCOUNT, number=number, **who, position="Jefa de compras", seen=seen)
    assert read("contacts", number)["position"] == "Jefa de compras"
    do("confirm-contact", **ACCOUNT, number=number)
    do("say-consent", **ACCOUNT, number=number, purpose="news", given=True, on=day(), evidence="Correo")
    do("note-left", **ACCOUNT, number=number, on=day())
    do("note-back", **ACCOUNT, number=number)
    do("remove-contact", **ACCOUNT, number=number)
    do("restore-contact", **ACCOUNT, number=number)


def test_what_is_given_and_a_tender_that_forbids_it(do: Do, read: Read, ana: Person) -> None:
    guest = gifts_made.guest(customer=CUSTOMER)
    asked = {"kind": "gift", "what": "Un libro", "contacts": [guest.pk], "ours": ana.pk}
    number = do("ask-hospitality", **ACCOUNT, **asked, on=day(5), cost="20000")["id"]
    do("cancel-hospitality", **ACCOUNT, number=number, words="Ya no")
    do("restore-hospitality", **ACCOUNT, number=number)
    given = do("ask-hospitality", **ACCOUNT, **{**asked, "what": "Un café"}, on=day(-1), cost=None)["id"]
    do("cost-hospitality", **ACCOUNT, number=given, cost="15000", document="F-1")
    assert Decimal(read("hospitality", given)["cost"]) == 15_000
    do("decline-hospitality", **ACCOUNT, number=given, words="No recibe")
    tender = do("open-tender", **ACCOUNT, since=day(20), until=None, why="Licitación 2027")["id"]
    do("end-tender", **ACCOUNT, number=tender, words="La ganó otro")


def test_a_reference_is_asked_answered_and_brings_business(do: Do, read: Read, ana: Person) -> None:
    who = promotions_made.person(ana, customer=CUSTOMER)
    willing = do("add-willing", **ACCOUNT, contact=who.pk, ways=["call"], since=day(-9))["id"]
    do("end-willing", **ACCOUNT, number=willing)
    do("resume-willing", **ACCOUNT, number=willing)
    ask = do("ask-reference", **ACCOUNT, number=willing, prospect="Botas SAS", way="call", on=day())["id"]
    do("answer-reference", **ACCOUNT, number=ask, to="given", day=day(), answer="Con gusto")
    do("reopen-reference", **ACCOUNT, number=ask)
    do("answer-reference", **ACCOUNT, number=ask, to="given", day=day(), answer="Con gusto")
    do("bring-reference", **ACCOUNT, number=ask, result="won", amount="9000000")
    do("remove-reference", **ACCOUNT, number=ask)
    do("restore-reference", **ACCOUNT, number=ask)
    assert read("reference-asks", ask)["prospect"] == "Botas SAS"
    referral = do("note-referral", **ACCOUNT, prospect="Correas SAS", on=day())["id"]
    do("bring-referral", **ACCOUNT, number=referral, result="talking", amount=None)
    do("remove-referral", **ACCOUNT, number=referral)
    do("restore-referral", **ACCOUNT, number=referral)


def test_a_promotion_is_proposed_run_and_paid(do: Do, read: Read, ana: Person) -> None:
    what = {"kind": "promotion", "title": "Suela limpia", "starts_on": day(), "ends_on": day(60), "families": ["PU"],
            "goal": "Que prueben la PU-300", "contact": promotions_made.person(ana, customer=CUSTOMER).pk}  # fmt: skip
    number = do("propose-promotion", **ACCOUNT, **what, owner=ana.pk)["id"]
    seen = read("promotions", number)["changed_at"]
    do("change-promotion", **ACCOUNT, number=number, **what, conditions="A la entrada", owner=ana.pk, seen=seen)
    step = do("move-promotion", **ACCOUNT, number=number, here="proposed", to="agreed")["part"]
    do("undo-promotion-step", **ACCOUNT, number=number, step=step)
    do("move-promotion", **ACCOUNT, number=number, here="proposed", to="agreed")
    do("move-promotion", **ACCOUNT, number=number, here="agreed", to="running")
    do("spend-promotion", **ACCOUNT, number=number, ours="4000000", theirs=None)
    do("remove-promotion", **ACCOUNT, number=number)
    do("restore-promotion", **ACCOUNT, number=number)
    assert read("promotions", number)["conditions"] == "A la entrada"


def test_an_event_has_accounts_results_and_a_public_use_that_was_allowed(do: Do, read: Read, ana: Person) -> None:
    what = {"kind": "fair", "title": "Feria del cuero", "starts_on": day(-2), "ends_on": day(2)}
    number = do("record-event", **what, cost="9000000")["id"]
    do("change-event", number=number, **what, place="Bogotá", seen=read("events", number)["changed_at"])
    who = touch_made.somebody(CUSTOMER)
    do("add-event-account", **ACCOUNT, number=number, contacts=[who.pk])
    touch = touch_made.contacts(ana, 1, CUSTOMER)[0]
    result = do("add-event-result", **ACCOUNT, number=number, touchpoint=touch.pk)["part"]
    do("remove-event-result", **ACCOUNT, number=number, result=result)
    consent = do("record-public-consent", **ACCOUNT, contact=who.pk, on=day(-1), covers=["logo"], purpose="La feria",
                 evidence="Carta")["id"]  # fmt: skip
    use = do("plan-public-use", **ACCOUNT, number=number, what="logo", where="Pendón", starts_on=day())["part"]
    do("publish-use", **ACCOUNT, number=number, use=use)
    do("take-down-use", **ACCOUNT, number=number, use=use)
    other = do("plan-public-use", **ACCOUNT, number=number, what="logo", where="Volante", starts_on=day(1))["part"]
    do("drop-use", **ACCOUNT, number=number, use=other)
    do("withdraw-public-consent", **ACCOUNT, number=consent, on=day(), words="Cambió de marca")
    do("take-back-withdrawal", **ACCOUNT, number=consent)
    do("remove-event-account", **ACCOUNT, number=number)
    do("remove-event", number=number)
    do("restore-event", number=number)
    assert read("events", number)["place"] == "Bogotá"


def test_what_is_known_of_an_account_is_said_confirmed_and_withdrawn(do: Do) -> None:
    said = do("state-profile", **ACCOUNT, field="headcount", value="120", on=day(-9), source="Su página")["id"]
    sure = do("confirm-profile", **ACCOUNT, on=day(), source="Llamada")["id"]
    visit = do("note-visit", **ACCOUNT, on=day(-1), competitor="Pegantes SA", price="9000")["id"]
    for kind, number in (("visit", visit), ("confirmation", sure), ("statement", said)):
        do("withdraw-said", **ACCOUNT, kind=kind, number=number)
        do("restore-said", **ACCOUNT, kind=kind, number=number)


def test_alerts_are_given_to_somebody_and_judged(do: Do, read: Read, ana: Person) -> None:
    alert = alerts_made.raised()
    about = {"customer": alert.customer, "number": alert.pk}
    rosa = knowing.person("kam", "Rosa")
    knowing.owned(alert.customer, rosa)
    do("assign-alert", **about, to=rosa.pk)
    do("mark-false-alarm", **about, reason="Era festivo")
    do("take-back-false-alarm", **about)
    assert read("alerts", alert.pk)["customer"] == alert.customer


def test_a_plan_is_begun_filled_reviewed_and_closed(do: Do, erp: Client) -> None:
    def version() -> int:
        found = next(one for one in got(erp, "plans")["items"] if one["customer"] == CUSTOMER)
        return int(found["version"])

    today = timezone.localdate()
    first, last = f"{date(today.year, 1, 1)}", f"{date(today.year, 12, 31)}"
    do("begin-plan", **ACCOUNT, starts_on=first, ends_on=last)
    do("change-plan", **ACCOUNT, starts_on=first, ends_on=last, next_review_on=last, seen=version())
    goal = do("keep-plan-goal", **ACCOUNT, side="theirs", text="Crecer en frío")["id"]
    objective = do("keep-plan-objective", **ACCOUNT, goal=goal, title="Inventario", measure="by_hand", unit="días",
                   starts_on=first, due_on=last, target=12, baseline=24, now=20, now_on=day())["id"]  # fmt: skip
    act = do("keep-plan-action", **ACCOUNT, text="Visitar Yumbo", objective=objective, due_on=last)["id"]
    do("close-plan-action", **ACCOUNT, number=act, state="done", on=day(), outcome="Fuimos", seen=version())
    do("reopen-plan-action", **ACCOUNT, number=act, seen=version())
    do("remove-from-plan", **ACCOUNT, kind="actions", number=act, seen=version())
    review = do("note-plan-review", **ACCOUNT, on=day(), agreed="Seguimos", attended="Luis", rating=4)["id"]
    do("withdraw-plan-review", **ACCOUNT, number=review)
    closed = do("close-plan", **ACCOUNT, why="Cambió el acuerdo", seen=version())["id"]
    do("reopen-plan", **ACCOUNT, number=closed)


# privileges ------------------------------------------------------------------------------------------------------------------


def test_grants_conditions_and_minimums_are_given_changed_and_ended(do: Do, erp: Client, ana: Person) -> None:
    knowing.step(ana, 0, "decided")
    do("give-template", **ACCOUNT, since=day())
    number = do("give-grant", **ACCOUNT, privilege="no_minimum", since=day(), reason="Lo acordó la dirección.")["id"]
    number = do("show-grant", number=number, shown=True)["id"]
    do("take-back-grant", number=number)
    priority = do(
        "give-grant", **ACCOUNT, privilege="improvement", since=day(), parameters={"days": 9}, reason="Es clave."
    )["id"]
    do("change-grant", number=priority, since=day(), parameters={"days": 5}, reason="Menos días.")
    terms = {"account": CUSTOMER, "since": day(), "until": day(90), "reason": "volume", "words": "Compra mucho"}
    for act in ("end", "take-back"):
        one = do("give-condition", **terms, kind="discount", value="0.05", product=f"PU-{act}")["id"]
        if act == "end":
            do("end-condition", number=one, last=day(3), because="Cambió")
        else:
            do("take-back-condition", number=one)
    rule = {"of": "order", "measure": "money", "since": day(), "reason": "El flete no se paga"}
    first = do("set-minimum", **rule, amount="100000")["id"]
    do("end-minimum", number=first, last=day(9), because="Cambió")
    do("take-back-minimum", number=do("set-minimum", **rule, amount="200000", channel="distribuidor")["id"])
    assert [one["amount"] for one in got(erp, "minimums")["items"]]


def test_how_it_is_asked_to_pay_is_chosen_and_ended(do: Do) -> None:
    route = {"way": "call", "tone": "courteous", "asks": None, "reason": "Solo paga los jueves"}
    wish = {"recipient": "facturas@cliente.example", "cut_off": 25}
    first = do("choose-route", **ACCOUNT, **route, since=day(), until=day(9))["id"]
    do("end-route", **ACCOUNT, number=first, last=day(2), because="Cambió")
    do("take-back-route", **ACCOUNT, number=do("choose-route", **ACCOUNT, **route, since=day(30))["id"])
    first = do("keep-wish", **ACCOUNT, **wish, since=day(), until=day(9))["id"]
    do("end-wish", **ACCOUNT, number=first, last=day(2), because="Cambió")
    do("take-back-wish", **ACCOUNT, number=do("keep-wish", **ACCOUNT, **wish, since=day(30))["id"])


def test_the_laboratory_takes_a_request_to_its_end(do: Do, read: Read, ana: Person) -> None:
    what = {"kind": "improvement", "title": "Menos olor", "asks": "El operario se queja.", "asked": day(-9)}
    number = do("record-request", **ACCOUNT, **what)["id"]
    seen = read("laboratory", number)["changed_at"]
    do("change-request", **ACCOUNT, number=number, **what, measure="Panel de 5", seen=seen)
    do("assign-request", number=number, person=knowing.person("lab", "Lía").pk)
    step = do("move-request", number=number, here="received", to="assessed", day=day())["part"]
    do("undo-step", number=step)
    hours = do("log-hours", number=number, day=day(), hours="2.5", what="Mezcla")["part"]
    do("change-hours", number=hours, day=day(), hours="3", what="Mezcla")
    do("remove-hours", number=hours)
    do("restore-hours", number=hours)
    do("answer-request", **ACCOUNT, number=number, day=day(), text="Lo miramos")
    do("take-back-reply", **ACCOUNT, number=number)
    do("remove-request", **ACCOUNT, number=number)
    do("restore-request", **ACCOUNT, number=number)
    assert read("laboratory", number)["title"] == "Menos olor"


def test_an_offer_of_an_idle_lot_is_answered_in_every_way(
    do: Do, read: Read, ana: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_FACTS = tmp_path
    lab_made.stocked()
    letter = do("note-letter", **ACCOUNT, grade="second", since=day(), document="Acta 3")["id"]
    one, two, three = (lab_made.offer(ana, CUSTOMER, product=product).pk for product in ("PU-2", "PU-2001", "PU-2002"))
    do("accept-offer", **ACCOUNT, number=one, day=day(), sold=8, price="6000", takes_until=day(5))
    do("refuse-offer", **ACCOUNT, number=two, day=day(), reason="price", because="Muy caro")
    do("reopen-offer", **ACCOUNT, number=two)
    do("withdraw-offer", **ACCOUNT, number=two, because="Se vendió")
    do("note-no-answer", **ACCOUNT, number=three)
    do("end-letter", **ACCOUNT, number=letter)
    assert read("idle-offers", one)["state"]


# who is key, and who answers for it --------------------------------------------------------------------------------------------


def test_somebody_answers_for_an_account_and_no_longer(do: Do, erp: Client) -> None:
    rosa = knowing.person("kam", "Rosa")
    do("assign", **ACCOUNT, part=OWNER, person=rosa.pk, starts_on=day())
    assert got(erp, "owners", customer=CUSTOMER)["items"]
    do(
        "enter-capacity",
        person=rosa.pk,
        starts_on=day(),
        hours=40,
        accounts=8,
        relationships=30,
        reason="Media jornada",
    )
    do("enter-account-load", **ACCOUNT, starts_on=day(), hours=5, relationships=4, reason="Tres plantas")
    do("release", **ACCOUNT, part=OWNER, ends_on=day(), reason="Cambió de zona")


def test_a_customer_is_rated_asked_about_and_tried(do: Do, read: Read, ana: Person) -> None:
    kam = knowing.person("kam", "Rosa")
    said = {"criterion": "prestige", "value": 4, "reason": "Es conocida", "evidence": "Revista", "expires_on": None}
    do("take-back-rating", number=do("rate-and-ask", **ACCOUNT, **said)["id"])
    do("ask-rating", **ACCOUNT, criterion="knowledge", person=kam.pk)
    wallet = do("declare-wallet", **ACCOUNT, amount="500000000", source="Su presupuesto")["id"]
    do("take-back-wallet", number=wallet)
    what = {"what": "Suela en frío", "starts_on": day(-9)}
    number = do("record-trial", **ACCOUNT, **what)["id"]
    do("change-trial", number=number, **what, hours="4", seen=read("trials", number)["changed_at"])
    do("remove-trial", number=number)
    do("restore-trial", number=number)
    nominated = do("nominate", customer=made.code(30), reason="Crece en silencio.")["id"]
    do("withdraw-nomination", number=nominated)


# reports, surveys, novelties ---------------------------------------------------------------------------------------------------


def test_a_report_is_said_better_approved_and_withdrawn(do: Do, read: Read, ana: Person) -> None:
    number = reports_made.plain(None, CUSTOMER, "prepared").pk
    do("write-report-note", **ACCOUNT, number=number, note="Gracias.", seen=read("reports", number)["changed_at"])
    do("approve-report", **ACCOUNT, number=number)
    do("take-back-approval", **ACCOUNT, number=number)
    do("withdraw-report", **ACCOUNT, number=number, why="Faltaba un mes")
    do("choose-report", **ACCOUNT, attach=True, language="en")


def test_surveys_and_novelties_are_prepared_changed_and_removed(do: Do, read: Read) -> None:
    survey = {"kind": "pulse", "title": "Pulso", "closes_on": day(30)}
    number = do("prepare-survey", **survey)["id"]
    do("change-survey", number=number, **survey, intro="Cuéntenos", seen=read("surveys", number)["changed_at"])
    do("remove-survey", number=number)
    do("restore-survey", number=number)
    assert read("surveys", number)["intro"] == "Cuéntenos"
    novelty = {"kind": "product", "title": "PU-400", "words": "Seca en frío", "closes_on": day(30)}
    number = do("prepare-novelty", **novelty)["id"]
    do("change-novelty", number=number, **novelty, available="Enero", seen=read("novelties", number)["changed_at"])
    do("remove-novelty", number=number)
    do("restore-novelty", number=number)
