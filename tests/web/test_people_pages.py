"""Personas, Perfil e Influencia: who reads what, forms that refuse beside the field, files with a preview, undo, size."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clave.store.models import (
    OWNER,
    CompetitorVisit,
    Contact,
    ContactConsent,
    ContactFile,
    InfluenceOpinion,
    Ownership,
    Person,
    ProfileConfirmation,
    ProfileStatement,
    SelectionRun,
    Touchpoint,
)
from tests.web import people_made
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
CODE = "C-0002"
MOST_QUERIES, HEAVIEST = 25, 15_360
TODAY = timezone.localdate


@pytest.fixture
def diana(run: SelectionRun, signed_in: As) -> Client:
    return signed_in("director")


def me(role: str = "director") -> Person:
    return Person.objects.get(role=role)


def at(route: str, *more: object) -> str:
    return reverse(route, args=[CODE, *more])


def page(client: Client, address: str, **given: str) -> str:
    return client.get(address, given).content.decode().replace("\u00a0", " ")


def owner(person: Person) -> None:
    Ownership.objects.create(
        customer=CODE, part=OWNER, person=person, starts_on=TODAY() - timedelta(days=1), created_at=timezone.now()
    )


NEW = {"name": "Rosalba Cárdenas", "position": "Gerente", "area": "management", "language": "es", "email": "r@norte.co"}


def test_an_empty_account_says_where_to_begin(diana: Client) -> None:
    assert "Escribe a la primera persona" in page(diana, at("account_people"))
    assert "Nadie de ellos está escrito" in page(diana, at("account_influence"))
    assert "nadie lo ha dicho" in page(diana, at("account_profile"))
    for route in ("account_people", "account_profile", "account_influence"):
        assert diana.get(reverse(route, args=["NOBODY"])).status_code == 404


def test_a_person_is_written_down_or_refused_with_what_was_typed(diana: Client) -> None:
    wrong = diana.post(at("contact_new"), NEW | {"email": "r(at)norte", "phone": "12"})
    assert wrong.status_code == 422
    assert "«r(at)norte» no es" in wrong.content.decode()
    assert 'value="Gerente"' in wrong.content.decode()
    assert diana.post(at("contact_new"), {}).status_code == 422
    made = diana.post(at("contact_new"), NEW, follow=True)
    assert "Deshacer" in made.content.decode()
    kept = Contact.objects.get()
    twice = diana.post(at("contact_new"), NEW | {"name": "Otra"})
    assert twice.status_code == 422
    assert "Rosalba Cárdenas ya tiene" in twice.content.decode()
    assert diana.post(at("contact_act", kept.pk, "quitar")).status_code == 302
    assert diana.get(at("contact", kept.pk)).status_code == 404
    assert diana.post(at("contact_act", kept.pk, "devolver")).status_code == 302
    assert diana.post(at("contact_act", kept.pk, "nada")).status_code == 404


def test_two_who_correct_at_once_the_second_is_told_and_keeps_what_was_typed(diana: Client) -> None:
    kept = people_made.contact(me(), CODE)
    seen = kept.changed_at.isoformat()
    assert f'value="{seen}"' in page(diana, at("contact_edit", kept.pk))
    assert diana.post(at("contact_edit", kept.pk), NEW | {"seen": seen}).status_code == 302
    second = diana.post(at("contact_edit", kept.pk), NEW | {"name": "Lo que yo escribí", "seen": seen})
    assert second.status_code == 422
    assert "mientras escribías" in second.content.decode()
    assert 'value="Lo que yo escribí"' in second.content.decode()
    assert diana.post(at("contact_edit", kept.pk), NEW | {"seen": "ayer"}).status_code == 422


def test_every_employee_reads_who_they_are_and_not_how_to_reach_them(run: SelectionRun, signed_in: As) -> None:
    people_made.contact(None, CODE, email="r@norte.co", phone="+57 300 1234567")
    worker, kam = signed_in("employee"), signed_in("kam")
    shown = page(worker, at("account_people"))
    assert "Rosalba Cárdenas" in shown
    assert "Gerente" in shown
    assert "r@norte.co" not in shown
    assert "reservado" in shown
    assert "Importar" not in shown
    file = b"".join(worker.get(at("contacts_file", "personas.csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert "Rosalba" in file
    assert "r@norte.co" not in file
    assert "r@norte.co" in page(kam, at("account_people")), "nobody answers for it yet"
    owner(
        Person.objects.create_person(
            email="o@c.example", name="O", role="kam", password=None, created_at=timezone.now()
        )
    )
    assert "r@norte.co" not in page(kam, at("account_people"))
    assert worker.post(at("contact_new"), NEW).status_code == 422, "and does not write them down"
    assert worker.get(at("contacts_file", "personas.exe")).status_code == 404


def test_who_corrects_without_seeing_how_to_reach_them_erases_nothing(run: SelectionRun, signed_in: As) -> None:
    """A sponsor has a part in the account and does not read the details: they stay."""
    kam = signed_in("kam")
    owner(
        Person.objects.create_person(
            email="o@c.example", name="O", role="kam", password=None, created_at=timezone.now()
        )
    )
    Ownership.objects.create(
        customer=CODE,
        part="sponsor",
        person=Person.objects.get(name="Ana kam"),
        starts_on=TODAY() - timedelta(days=1),
        created_at=timezone.now(),
    )
    kept = people_made.contact(None, CODE, email="r@norte.co")
    assert 'name="email"' not in page(kam, at("contact_edit", kept.pk))
    sent = {"name": "Rosalba C.", "area": "quality", "language": "es", "seen": kept.changed_at.isoformat()}
    assert kam.post(at("contact_edit", kept.pk), sent).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.email) == ("Rosalba C.", "r@norte.co")


def test_people_are_found_filtered_and_sorted(diana: Client) -> None:
    people_made.contact(me(), CODE)
    people_made.contact(me(), CODE, "Ómar Zapata", area="quality")
    people_made.contact(me(), CODE, "Beto Ruiz", left_on=TODAY())
    assert "Beto" not in page(diana, at("account_people"))
    assert "Beto" in page(diana, at("account_people"), ver="todas")
    assert "Rosalba" not in page(diana, at("account_people"), area="quality")
    assert "Rosalba" in page(diana, at("account_people"), q="cárdenas")
    assert "Nadie cumple este filtro" in page(diana, at("account_people"), q="zzz")
    shown = page(diana, at("account_people"), orden="-name")
    assert shown.index("Rosalba C") < shown.index("mar Zapata"), "Ó is an O"
    assert page(diana, at("account_people"), orden="drop", pagina="x", area="Marte")


def test_who_left_and_consent_are_said_on_the_page_of_the_person(diana: Client) -> None:
    kept = people_made.contact(me(), CODE)
    tomorrow, today = f"{TODAY() + timedelta(days=1)}", f"{TODAY()}"
    wrong = diana.post(at("contact_act", kept.pk, "salio"), {"on": tomorrow})
    assert wrong.status_code == 422
    assert "field-error" in wrong.content.decode()
    assert diana.post(at("contact_act", kept.pk, "salio"), {"on": "x"}).status_code == 422
    assert diana.post(at("contact_act", kept.pk, "salio"), {"on": today}).status_code == 302
    assert "se fue el" in page(diana, at("contact", kept.pk))
    assert diana.post(at("contact_act", kept.pk, "volvio")).status_code == 302
    yes = {
        "purpose": "greeting",
        "given": "yes",
        "on": today,
        "evidence": "Correo",
        "birth_day": "29",
        "birth_month": "2",
    }
    for bad in (
        {"purpose": "x"},
        {"given": ""},
        {"on": tomorrow},
        {"evidence": ""},
        {"birth_day": "31"},
        {"birth_day": "0"},
    ):
        assert diana.post(at("contact_consent", kept.pk), yes | bad).status_code == 422, bad
    assert diana.post(at("contact_consent", kept.pk), yes).status_code == 302
    assert "29/02" in page(diana, at("contact", kept.pk))
    assert (
        diana.post(at("contact_consent", kept.pk), {"purpose": "greeting", "given": "no", "on": today}).status_code
        == 302
    )
    shown = page(diana, at("contact", kept.pk))
    assert "29/02" not in shown
    assert "dijo que no el" in shown
    assert ContactConsent.objects.count() == 2


def sent(text: str, name: str = "gente.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, text.encode(), "text/csv")}


def test_a_file_is_seen_before_it_is_kept(diana: Client) -> None:
    people_made.contact(me(), CODE, email="r@norte.co")
    for bad in ({}, sent(""), sent("a;b\n1;2"), sent("\x00\x01\x02")):
        assert diana.post(at("contact_import"), bad).status_code == 422
    text = "Nombre;Correo;Cargo;Cumpleaños\nAna;a@norte.co;=1+1;3/4\nRosalba Cárdenas;;Presidenta;\nLuis;luis(at)x;;\n"
    seen = diana.post(at("contact_import"), sent(text), follow=True).content.decode()
    file = ContactFile.objects.get()
    for words in ("no se trae", "«luis(at)x» no es", "cambia: Cargo", "Guardar 2 personas"):
        assert words in seen, words
    assert Contact.objects.count() == 1
    preview = at("contact_import_page", file.pk)
    assert "a@norte.co" not in page(diana, preview, solo="refused")
    assert diana.post(preview, {"name": ""}).status_code == 422
    assert diana.post(preview, {"name": "99"}).status_code == 422
    assert diana.post(preview, {"name": "0", "email": "1", "position": "2"}).status_code == 302
    done = diana.post(preview, {"load": "1"}, follow=True).content.decode()
    assert "Personas nuevas: 1; corregidas: 1" in done
    assert Contact.objects.count() == 2
    assert diana.get(preview).status_code == 404
    out = b"".join(diana.get(at("contacts_file", "personas.csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in out or ";=1+1" not in out, "a cell never becomes a formula"


def test_a_file_is_thrown_away_and_is_of_who_brought_it(diana: Client, signed_in: As) -> None:
    file = people_made.file(me(), CODE)
    assert signed_in("management").get(at("contact_import_page", file.pk)).status_code == 404
    assert diana.post(at("contact_import_page", file.pk), {"discard": "1"}).status_code == 302
    assert not ContactFile.objects.exists()
    assert not Contact.objects.exists()


def test_a_field_is_said_shown_and_taken_back(diana: Client) -> None:
    today = f"{TODAY()}"
    good = {"value": "12,5", "on": today, "source": "Visita", "seen": "0"}
    for field, bad in (
        ("growth", {"value": "mucho"}), ("growth", {"value": ""}), ("growth", {"source": ""}), ("growth", {"on": "2999-01-01"}),
        ("growth", {"value": "-500"}), ("headcount", {"value": "1,5"}), ("ownership", {"value": "x"}),
        ("projects", {"value": ""}),
        ("growth", {"seen": "7"}), ("growth", {"seen": "x"}),
    ):  # fmt: skip
        answer = diana.post(at("profile_say", field), good | bad)
        assert answer.status_code == 422, (field, bad)
    assert diana.post(at("profile_say", "growth"), good).status_code == 302
    kept = ProfileStatement.objects.get()
    assert kept.value == "0.125"
    shown = page(diana, at("account_profile"))
    assert "12,5 %" in shown
    assert "12 / 12" in shown
    assert "Vale la pena preguntar" in shown
    assert "12,5 %" in page(diana, at("profile_say", "growth"))
    assert diana.post(at("profile_act", "dato", kept.pk)).status_code == 302
    assert "12,5 %" not in page(diana, at("account_profile"))
    assert diana.post(at("profile_act", "dato", kept.pk)).status_code == 422, "it was taken back already"
    assert diana.post(at("profile_act", "dato", kept.pk), {"restore": "1"}).status_code == 302
    assert diana.post(at("profile_act", "nada", kept.pk)).status_code == 404
    for field in ("people", "competitors", "nada"):
        assert diana.get(at("profile_say", field)).status_code == 404


def test_old_fields_are_said_to_be_old(diana: Client) -> None:
    people_made.statement(me(), CODE, "changes", "Cambió el gerente", ago=200)
    shown = page(diana, at("account_profile"))
    assert "0 / 10" in shown
    assert "hace 7 meses" in shown


def test_the_profile_is_confirmed_with_who_confirmed_it(diana: Client) -> None:
    good = {"on": f"{TODAY()}", "source": "Con Rosalba"}
    assert diana.post(at("profile_confirm"), good).status_code == 422, "nothing is known"
    people_made.statement(me(), CODE, "projects", "Línea 3", ago=90)
    assert "Línea 3" in page(diana, at("profile_confirm")), "what is confirmed is read first"
    assert diana.post(at("profile_confirm"), good | {"source": ""}).status_code == 422
    assert diana.post(at("profile_confirm"), good).status_code == 302
    assert "15 / 15" in page(diana, at("account_profile"))
    kept = ProfileConfirmation.objects.get()
    assert diana.post(at("profile_act", "confirmacion", kept.pk)).status_code == 302


def test_anybody_tells_of_a_competitor_and_only_readers_of_the_account_read_it(
    run: SelectionRun, signed_in: As
) -> None:
    worker, diana = signed_in("employee"), signed_in("director")
    good = {
        "competitor": "Rival",
        "on": f"{TODAY()}",
        "offered": "5 % menos",
        "family": "Hotmelt",
        "price": "6.200",
        "source": "Portería",
    }
    for bad in ({"competitor": ""}, {"on": "2999-01-01"}, {"price": "gratis"}, {"price": "0"}):
        assert worker.post(at("visit_new"), good | bad).status_code == 422, bad
    done = worker.post(at("visit_new"), good, follow=True)
    assert done.redirect_chain[-1][0] == at("account_people")
    shown = page(diana, at("account_profile"))
    assert "Rival" in shown
    assert "$ 6.200" in shown
    assert worker.get(at("account_profile")).status_code == 404
    assert signed_in("dispatch").get(at("account_profile")).status_code == 403
    assert CompetitorVisit.objects.get().by == me("employee")


def test_a_note_is_where_forms_begin(diana: Client) -> None:
    now = timezone.now()
    note = Touchpoint.objects.create(
        customer=CODE, on=TODAY() - timedelta(days=2), kind="visit", direction="out", text="Vino Rival con hotmelt barato",
        stems=" ", by=me(), at=now, changed_at=now,
    )  # fmt: skip
    for route in (at("visit_new"), at("profile_say", "projects"), at("contact_new")):
        assert "Vino Rival con hotmelt barato" in page(diana, route, desde=str(note.pk)), route
        assert "Vino Rival" not in page(diana, route, desde="999999")
    diana.post(f"{at('visit_new')}?desde={note.pk}", {"competitor": "Rival", "on": f"{note.on}"})
    assert CompetitorVisit.objects.get().said_in == note


def test_the_map_is_drawn_said_and_listed(diana: Client) -> None:
    rosalba, nubia = people_made.contact(me(), CODE), people_made.contact(me(), CODE, "Nubia Ortiz")
    assert "Nadie sabe quién decide" in page(diana, at("account_influence"))
    good = {
        "roles": ["decides"],
        "support": "-1",
        "note": "Firma",
        "influences": [str(nubia.pk)],
        "another": str(me().pk),
        "another_level": "2",
        "seen": "0",
    }
    form = page(diana, at("influence_contact", rosalba.pk))
    assert "la persona puede pedir esta opinión" in form.lower() or "puede pedir" in form.lower()
    for bad in (
        {"roles": ["manda"]},
        {"support": "9"},
        {"influences": [str(rosalba.pk)]},
        {"another": "99999"},
        {"seen": "3"},
        {"seen": "x"},
    ):
        assert diana.post(at("influence_contact", rosalba.pk), good | bad).status_code == 422, bad
    assert diana.post(at("influence_contact", rosalba.pk), good).status_code == 302
    assert diana.post(at("influence_contact", rosalba.pk), good | {"seen": "1", "another": ""}).status_code == 422, (
        "nothing new"
    )
    shown = page(diana, at("account_influence"))
    for words in ("Rosalba −1", "está en contra", "Ana director: habla con", "Todo pasa por Rosalba"):
        assert words in shown, words
    assert shown.count("<circle") == 2
    assert shown.count('marker-end="url(#tip)"') == 1
    assert diana.post(at("influence_undo", rosalba.pk, 1)).status_code == 302
    assert diana.post(at("influence_undo", rosalba.pk, 1)).status_code == 422
    assert 'class="b undone"' in page(diana, at("influence_contact", rosalba.pk))
    assert diana.get(at("influence_contact", 999999)).status_code == 404


def test_the_map_is_for_who_answers_for_the_account(run: SelectionRun, signed_in: As) -> None:
    kam, boss = signed_in("kam"), signed_in("administrator")
    kept = people_made.contact(None, CODE)
    people_made.opinion(None, kept.pk, note="canary-note")
    for client in (kam, boss):
        for address in (at("account_influence"), at("influence_contact", kept.pk)):
            shown = page(client, address)
            assert "reservado" in shown
            assert "Rosalba" not in shown
            assert "canary" not in shown
        assert client.post(at("influence_undo", kept.pk, 1)).status_code == 422
    assert InfluenceOpinion.objects.filter(withdrawn_at=None).count() == 1
    owner(me("kam"))
    assert "Rosalba" in page(kam, at("account_influence"))
    assert "canary-note" in page(kam, at("influence_contact", kept.pk))


def test_who_only_serves_the_account_gets_no_map(run: SelectionRun, signed_in: As) -> None:
    assert [signed_in(role).get(at("account_influence")).status_code for role in ("credit", "employee", "contact")] == [
        403,
        404,
        404,
    ]


@pytest.mark.parametrize("route", ["account_people", "account_profile", "account_influence"])
def test_pages_stay_small_and_ask_little_however_many_people(diana: Client, route: str) -> None:
    asked = []
    for many in (10, 190):
        people_made.crowd(me(), CODE, many)
        with CaptureQueriesContext(connection) as found:
            answer = diana.get(at(route))
        asked.append(len(found))
    assert asked[0] == asked[1] <= MOST_QUERIES
    if route != "account_influence":  # a map of two hundred people is no map, and nobody has that many
        assert len(gzip.compress(answer.content)) <= HEAVIEST
