"""Sesiones, eventos y permisos: what their pages show to whom, every form refused beside its field with what was typed, undo,
ideas that become things, and what nobody may publish. (C3, C7)"""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.store.models import (
    OWNER,
    JointInitiative,
    Need,
    OffsiteIdea,
    OffsitePoint,
    OffsiteSession,
    Ownership,
    Person,
    PlanAction,
    PublicConsent,
    PublicUse,
    SelectionRun,
)
from tests.web import away_made
from tests.web.conftest import As

MOST_QUERIES, HEAVIEST = 25, 15_360
pytestmark = pytest.mark.django_db


@pytest.fixture
def diana(run: SelectionRun, signed_in: As) -> Client:
    return signed_in("director")


def me(role: str = "director") -> Person:
    return Person.objects.get(role=role)


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def today(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days)}"


def act(client: Client, kept: Any, doing: str, /, **given: Any) -> Any:
    route = "offsite_act" if isinstance(kept, OffsiteSession) else "event_act"
    return client.post(reverse(route, args=[kept.pk, doing]), given)


def test_a_session_is_planned_from_the_form_and_taken_back(diana: Client) -> None:
    theirs = away_made.contact()
    given = {
        "cliente": "C-0002", "on": today(9), "place": "Hacienda", "purpose": "Reducir mermas", "cost": "4.000.000",
        "ours": [me().pk], "theirs": [theirs.pk],
    }  # fmt: skip
    assert diana.post("/sesiones/nueva/", given).status_code == 302
    kept = OffsiteSession.objects.get()
    shown = page(diana, reverse("offsite", args=[kept.pk]))
    assert "Rosalba Cárdenas, Gerente" in shown
    assert "$ 4,0 M" in shown
    assert act(diana, kept, "quitar").status_code == 302
    assert "Reducir mermas" not in page(diana, "/sesiones/")
    act(diana, kept, "devolver")
    assert "Reducir mermas" in page(diana, "/sesiones/")


@pytest.mark.parametrize(
    "wrong", [{"place": ""}, {"purpose": " "}, {"on": "mañana"}, {"cost": "-3"}, {"cost": "mucho"}]
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_is_kept(
    diana: Client, wrong: dict[str, str]
) -> None:
    given = {"cliente": "C-0002", "on": today(9), "place": "Hacienda", "purpose": "Reducir mermas tipeado"} | wrong
    answer = diana.post("/sesiones/nueva/", given)
    shown = answer.content.decode()
    assert (answer.status_code, "field-error" in shown) == (422, True)
    assert "Hacienda" in shown or "place" in wrong
    assert not OffsiteSession.objects.exists()


def test_an_idea_becomes_a_need_in_one_click_and_the_session_says_so(diana: Client) -> None:
    kept = away_made.session(me(), ideas=1, theirs=away_made.contact())
    idea = OffsiteIdea.objects.get()
    assert f"?idea={idea.pk}" in page(diana, reverse("offsite", args=[kept.pk]))
    address = f"{reverse('need_new')}?idea={idea.pk}"
    assert "Un silo en su planta 0" in page(diana, address)
    answer = diana.post(address, {"cliente": "C-0002", "problem": "Un silo", "asked_on": today(), "asked_by": "Jefe"})
    assert answer.status_code == 302
    need = Need.objects.get()
    assert OffsiteIdea.objects.get().need == need
    assert reverse("need", args=[need.pk]) in page(diana, reverse("offsite", args=[kept.pk]))
    again = diana.post(address, {"cliente": "C-0002", "problem": "Otro silo", "asked_on": today(), "asked_by": "Jefe"})
    assert (again.status_code, Need.objects.count()) == (422, 1)


def test_an_idea_becomes_an_initiative_or_an_action_of_the_plan(run: SelectionRun, signed_in: As) -> None:
    ana = signed_in("administrator")
    boss = me("administrator")
    kept = away_made.session(boss)
    first, second = OffsiteIdea.objects.order_by("pk")
    address = f"{reverse('initiative_new')}?idea={first.pk}"
    assert "Un silo en su planta 0" in page(ana, address)
    given = {"kind": "product", "title": "Silo", "started_on": today(), "owner": boss.pk, "cliente": "C-0002"}
    assert ana.post(address, given).status_code == 302
    assert OffsiteIdea.objects.get(pk=first.pk).initiative == JointInitiative.objects.get()
    plan_new = f"{reverse('plan_new', args=['C-0002', 'accion'])}?idea={second.pk}"
    assert f"?idea={second.pk}" in ana.get(plan_new)["Location"], (
        "without a plan it begins one, and comes back to the idea"
    )
    ana.post(
        f"{reverse('plan_period', args=['C-0002'])}?idea={second.pk}", {"starts_on": today(), "ends_on": today(200)}
    )
    assert "Un silo en su planta 1" in page(ana, plan_new)
    assert ana.post(plan_new, {"text": "Medir el silo", "owner": boss.pk}).status_code == 302
    assert OffsiteIdea.objects.get(pk=second.pk).action == PlanAction.objects.get()
    assert "Medir" not in page(ana, reverse("offsite", args=[kept.pk])), "the idea keeps its own words"


def test_an_idea_is_turned_down_with_a_reason_and_opened_again(diana: Client) -> None:
    kept = away_made.session(me(), ideas=1)
    idea = OffsiteIdea.objects.get()
    answer = act(diana, kept, "no", idea=idea.pk, why=" ")
    assert (answer.status_code, "field-error" in answer.content.decode()) == (422, True)
    assert act(diana, kept, "no", idea=idea.pk, why="Ya lo hace otro").status_code == 302
    assert "Ya lo hace otro" in page(diana, reverse("offsite", args=[kept.pk]))
    act(diana, kept, "reabrir", idea=idea.pk)
    assert OffsiteIdea.objects.get().turned_down == ""


def test_the_agenda_and_the_ideas_are_written_on_the_page(diana: Client) -> None:
    kept = away_made.session(me(), stage="planned", ago=-3, ideas=0)
    assert act(diana, kept, "punto", text="Cierre", minutes="cien").status_code == 422
    assert act(diana, kept, "punto", text="Cierre", minutes="15", lead=f"p{me().pk}").status_code == 302
    last = OffsitePoint.objects.get(text="Cierre")
    act(diana, kept, "subir", point=last.pk)
    assert list(kept.points.order_by("place").values_list("text", flat=True)) == ["Cómo vamos", "Cierre", "Ideas"]
    act(diana, kept, "sin-punto", point=last.pk)
    assert not OffsitePoint.objects.filter(text="Cierre").exists()
    assert act(diana, kept, "idea", text="").status_code == 422
    assert act(diana, kept, "idea", text="Un silo").status_code == 302
    assert act(diana, kept, "sin-idea", idea=OffsiteIdea.objects.get().pk).status_code == 302


def test_it_is_not_closed_with_ideas_undecided_nor_held_without_the_other_side(diana: Client) -> None:
    held, planned = away_made.session(me()), away_made.session(me(), 1, stage="planned", ago=1)
    for kept, here, to in ((held, "held", "closed"), (planned, "planned", "held")):
        answer = act(diana, kept, "mover", here=here, to=to)
        assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
        kept.refresh_from_db()
        assert kept.stage == here


def test_forgotten_ideas_are_said_in_words_and_filtered(diana: Client) -> None:
    away_made.session(me())
    away_made.session(me(), 1, ago=3)
    shown = page(diana, "/sesiones/", solo="olvidadas")
    assert ("Reducir mermas 0" in shown, "Reducir mermas 1" in shown) == (True, False)
    assert "Reducir mermas" not in page(diana, "/sesiones/", q="zzz")
    assert "Reducir mermas 1" in page(diana, "/sesiones/", desde=today(-5), responsable=str(me().pk), orden="-on")


def test_the_cost_is_reserved_for_who_may_not_see_it(run: SelectionRun, signed_in: As) -> None:
    lab = signed_in("lab")
    kept = away_made.session(me("lab"))
    for address in ("/sesiones/", reverse("offsite", args=[kept.pk]), "/sesiones/?orden=-cost"):
        shown = page(lab, address)
        assert "4.000.000" not in shown
        assert "$ 4,0 M" not in shown
    assert b"4.000.000" not in b"".join(lab.get("/sesiones/archivo/sesiones.csv").streaming_content)  # type: ignore[attr-defined]


def test_the_paper_says_no_cost_and_its_taking_out_is_written_down(diana: Client) -> None:
    kept = away_made.session(me(), theirs=away_made.contact())
    for kind in ("agenda.pdf", "acta.pdf"):
        answer = diana.get(reverse("offsite_paper", args=[kept.pk, kind]))
        assert answer.content.startswith(b"%PDF")
    assert diana.get(reverse("offsite_paper", args=[kept.pk, "otro.pdf"])).status_code == 404


def test_an_event_is_written_down_with_who_takes_part(diana: Client) -> None:
    given = {"kind": "fair", "title": "IFLS", "starts_on": today(), "ends_on": today(-1), "cost": ""}
    answer = diana.post("/eventos/nuevo/", given)
    assert (answer.status_code, "IFLS" in answer.content.decode()) == (422, True)
    address = diana.post("/eventos/nuevo/", given | {"ends_on": today(2)})["Location"]
    who = away_made.contact()
    assert diana.post(f"{address}participa/", {"cliente": "C-0002", "contacts": [who.pk]}).status_code == 302
    assert "Rosalba Cárdenas" in page(diana, address)
    assert diana.post(f"{address}participa/", {"cliente": "C-0002"}).status_code == 422, "it takes part already"


def test_nothing_is_planned_in_public_without_a_consent_and_the_sentence_says_which(diana: Client) -> None:
    kept = away_made.event(me())
    given = {
        "customer": "C-0002",
        "what": "logo",
        "where": "Pared del stand",
        "starts_on": today(),
        "ends_on": today(2),
    }
    answer = act(diana, kept, "uso", **given)
    shown = answer.content.decode()
    assert (answer.status_code, "Pared del stand" in shown, "field-error" in shown) == (422, True, True)
    away_made.consent(me(), away_made.contact())
    assert act(diana, kept, "uso", **given | {"what": "video"}).status_code == 422
    assert act(diana, kept, "uso", **given).status_code == 302
    row = PublicUse.objects.get()
    assert act(diana, kept, "publicar", use=row.pk, customer="C-0002").status_code == 302
    assert act(diana, kept, "publicar", use=row.pk, customer="C-0002").status_code == 422, "it is in public already"
    assert act(diana, kept, "retirar", use=row.pk, customer="C-0002").status_code == 302
    row.refresh_from_db()
    assert row.state == "down"


def test_a_withdrawal_lists_what_must_come_down_and_can_be_taken_back(diana: Client) -> None:
    kept = away_made.event(me())
    given = away_made.consent(me(), away_made.contact())
    away_made.use(me(), kept, given)
    address = reverse("consent_withdraw", args=[given.pk])
    assert diana.post(address, {"on": today(1)}).status_code == 422, "a day to come"
    assert diana.post(address, {"on": today(), "words": "Cambiamos de marca"}).status_code == 302
    assert "Pared 0" in page(diana, address)
    assert 'role="alert"' in page(diana, reverse("event", args=[kept.pk]))
    assert f"IFLS {0}" in page(diana, "/eventos/", solo="retirar")
    diana.post(reverse("consent_back", args=[given.pk]))
    assert PublicConsent.objects.get().withdrawn_on is None


@pytest.mark.parametrize(
    "wrong", [{"covers": []}, {"evidence": ""}, {"purpose": ""}, {"contact": ""}, {"until": "2020-01-01"}]
)
def test_a_consent_without_its_proof_is_refused_beside_the_field(diana: Client, wrong: dict[str, Any]) -> None:
    who = away_made.contact()
    given = {
        "cliente": "C-0002", "contact": who.pk, "on": today(), "covers": ["logo"], "purpose": "Stand", "evidence": "Correo 1",
    } | wrong  # fmt: skip
    answer = diana.post("/eventos/permisos/nuevo/", given)
    assert (answer.status_code, "field-error" in answer.content.decode()) == (422, True)
    assert not PublicConsent.objects.exists()


def test_consents_are_filtered_and_taken_out(diana: Client) -> None:
    who = away_made.contact()
    away_made.consent(me(), who)
    away_made.consent(me(), who, withdrawn=True, at=1)
    shown = page(diana, "/eventos/permisos/", estado="vigentes")
    assert ("Nuestro stand 0" in shown, "Nuestro stand 1" in shown) == (True, False)
    for kind in ("permisos.csv", "permisos.xlsx"):
        file: Any = diana.get(f"/eventos/permisos/archivo/{kind}")
        assert len(b"".join(file)) > 100


def test_the_account_shows_its_sessions_events_and_consents(diana: Client) -> None:
    away_made.session(me())
    away_made.event(me())
    away_made.consent(me(), away_made.contact())
    shown = page(diana, reverse("account_offsites", args=["C-0002"]))
    for words in ("Reducir mermas 0", "IFLS 0", "Nuestro stand 0"):
        assert words in shown


def test_a_kam_writes_of_their_own_accounts_alone(run: SelectionRun, signed_in: As) -> None:
    kam = signed_in("kam")
    Ownership.objects.create(
        customer="C-0002", part=OWNER, person=me("kam"), starts_on=timezone.localdate(), created_at=timezone.now()
    )
    given = {"on": today(9), "place": "Hacienda", "purpose": "Reducir mermas"}
    assert kam.post("/sesiones/nueva/", given | {"cliente": "C-0003"}).status_code == 422
    assert kam.post("/sesiones/nueva/", given | {"cliente": "C-0002"}).status_code == 302


def many(client: Client, address: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    return len(asked), len(gzip.compress(answer.content))


def test_the_lists_ask_as_much_of_ten_as_of_many(diana: Client) -> None:
    who, found = away_made.contact(), []
    for size in (10, 60):
        for at in range(size):
            away_made.session(me(), at)
            given = away_made.consent(me(), who, at=at)
            away_made.use(me(), away_made.event(me(), at), given, at=at)
        found.append([many(diana, address) for address in ("/sesiones/", "/eventos/", "/eventos/permisos/")])
    for few, more in zip(*found, strict=True):
        assert few[0] == more[0] <= MOST_QUERIES
        assert more[1] <= HEAVIEST
