"""Política: everything can be read, proposed, seen in its effect and decided; nothing is edited, nothing typed is lost."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.jobs.worker import work_off
from clave.policy.groups import GROUPS
from clave.policy.kinds import DECLARED
from clave.policy.reading import read
from clave.store.models import AuditEvent, Job, SelectionRun
from tests.web.conftest import As
from tests.web.policy_scene import measured_once, sixty, sixty_folder

__all__ = ["measured_once", "sixty", "sixty_folder"]
HTMX = {"HX-Request": "true"}
GOOD = {"since": "2026-10-31", "reason": "Somos menos", "source": "Acta 14"}
FEWER = "capacity.count=4"


def text(answer: object) -> str:
    """What people read: without tags, spaces as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ")  # type: ignore[attr-defined]


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def test_every_value_is_there_in_words(signed_in: As, sixty: SelectionRun) -> None:
    kam = signed_in("kam")
    page = text(kam.get("/politica/"))
    for group in GROUPS:
        shown = kam.get("/politica/" if group.on_list else f"/politica/?grupo={group.key}").content.decode()
        for value in group.values:
            assert reverse("policy_value", args=[value.key]) in shown
    assert {value.key for group in GROUPS for value in group.values} == DECLARED.keys()
    for shown in ("5 días", "90 %", "$ 38.000", "1 Volumen, 2 Distribuidor", "Centroide del orden", "sin fijar"):
        assert shown in page
    assert "A working week" not in page
    assert "una semana hábil después del plazo" in page


@pytest.mark.parametrize(
    ("given", "holds", "lacks"),
    [
        ("q=presupuesto", "Presupuesto anual", "Pareto"),
        ("q=gate.within", "Condición de pago", "Costo de servir"),
        ("q=pareto", "Pareto", "Condición de pago"),
        ("q=zzz", "Ningún valor corresponde", "Pareto"),
        ("ver=own", "Ningún valor corresponde", "Pareto"),
        ("ver=proposed&" + FEWER, "propuesto: 4", "Pareto"),
    ],
)
def test_a_search_keeps_what_fits(signed_in: As, sixty: SelectionRun, given: str, holds: str, lacks: str) -> None:
    page = text(signed_in("kam").get(f"/politica/?{given}"))
    assert holds in page
    assert lacks not in page


def test_the_search_answers_with_its_part_only(signed_in: As, sixty: SelectionRun) -> None:
    answer = signed_in("kam").get("/politica/?q=pareto", headers=HTMX | {"HX-Target": "values"})
    assert "<html" not in answer.content.decode()


def test_every_value_has_its_page_with_a_way_to_change_it(signed_in: As, sixty: SelectionRun) -> None:
    director = signed_in("director")
    for key in DECLARED:
        answer = director.get(reverse("policy_value", args=[key]))
        content = answer.content.decode()
        assert answer.status_code == 200, key
        assert 'name="value"' in content or 'name="parte.' in content or "/seleccion/orden/" in content, key


def test_a_value_nobody_declared_has_no_page(signed_in: As, sixty: SelectionRun) -> None:
    assert signed_in("director").get("/politica/valor/nada/").status_code == 404


@pytest.mark.parametrize(
    ("key", "given", "proposed"),
    [
        ("gate.days_beyond_terms", {"value": "8"}, "8.0"),
        ("volume.top_share", {"value": "7,5 %"}, "0.075"),
        ("value.shape", {"value": "linear"}, "linear"),
        ("capacity.kams", {"value": "6"}, "6.0"),
        ("cost.delivery", {"value": "$ 41.500"}, "41500.0"),
        ("seats", {"parte.knowledge": "2", "parte.prestige": ""}, "knowledge:2"),
        ("cost.currency", {"value": "COP\nUSD"}, '["COP","USD"]'),
    ],
)
def test_what_is_typed_becomes_a_proposal_in_the_address(
    signed_in: As, sixty: SelectionRun, key: str, given: dict[str, str], proposed: str
) -> None:
    answer = signed_in("director").post(reverse("policy_value", args=[key]) + "?draws=500", given)
    assert answer.status_code == 302
    assert query(answer.headers["Location"]) == {key: proposed, "draws": "500"}


@pytest.mark.parametrize(
    ("key", "given", "sentence"),
    [
        ("volume.top_share", {"value": "110"}, "un porcentaje de 0 a 100"),
        ("gate.days_beyond_terms", {"value": "pronto"}, "«pronto» no es posible"),
        ("gate.days_beyond_terms", {"value": "5"}, "ya es el valor vigente"),
        ("gate.days_beyond_terms", {}, "Está vacío"),
        ("capacity.count", {"value": "3,5"}, "entero"),
        ("value.shape", {"value": "curva"}, "logarithmic"),
        ("seats", {"parte.knowledge": "dos"}, "«dos» no es un número"),
        ("seats", {"parte.knowledge": "-1"}, "enteros"),
        ("draws", {"value": "9" * 100_000}, "entero"),
    ],
)
def test_bad_input_has_its_sentence_and_stays(
    signed_in: As, sixty: SelectionRun, key: str, given: dict[str, str], sentence: str
) -> None:
    answer = signed_in("director").post(reverse("policy_value", args=[key]), given)
    assert answer.status_code == 422
    content = answer.content.decode()
    assert sentence in text(answer)
    assert 'aria-invalid="true"' in content
    for typed in given.values():
        assert typed[:1000] in content


def test_a_proposal_shows_what_it_would_do_before_anything_is_saved(
    signed_in: As, sixty: SelectionRun, settings: Settings
) -> None:
    director = signed_in("director")
    page = director.get(f"/politica/propuesta/?{FEWER}")
    assert "Clientes clave, máximo 6" not in text(page)
    assert f'hx-get="/politica/efecto/?{FEWER}"' in page.content.decode()
    effect = text(director.get(f"/politica/efecto/?{FEWER}", headers=HTMX))
    assert "Entra" not in effect
    assert "Salen 2" in effect
    assert "Hay lugar para 4, y había para 6." in effect
    assert "Cliente 17" in effect
    assert not settings.CLAVE_POLICY.exists()


def test_the_effect_is_a_page_of_its_own_without_scripts(signed_in: As, sixty: SelectionRun) -> None:
    answer = signed_in("kam").get(f"/politica/efecto/?{FEWER}")
    assert "<html" in answer.content.decode()
    assert "Salen 2" in text(answer)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "No hay nada propuesto"),
        ("capacity.count=35", "No hay nada propuesto"),
        ("capacity.warn_accounts=34", "la lista de hoy queda igual"),
        ("bands.out=0.9", "no puede ser mayor que el segundo"),
        ("capacity.count=muchos", "No hay nada propuesto"),
        ("weighting=typed", "ningún criterio en vigor"),
    ],
)
def test_every_effect_says_something(signed_in: As, sixty: SelectionRun, given: str, says: str) -> None:
    answer = signed_in("kam").get(f"/politica/efecto/?{given}", headers=HTMX)
    assert answer.status_code == 200
    assert says in text(answer)


def test_an_address_that_says_nonsense_says_so(signed_in: As, sixty: SelectionRun) -> None:
    page = text(signed_in("kam").get("/politica/propuesta/?capacity.count=muchos&draws=500"))
    assert "la dirección dice «muchos»" in page
    assert "2.000" in page


def test_what_decides_about_files_says_that_the_list_stays(signed_in: As, sixty: SelectionRun) -> None:
    assert "la próxima importación" in text(signed_in("kam").get("/politica/propuesta/?intake.earliest_year=2000"))


def test_values_that_concern_measures_are_measured_by_a_job(signed_in: As, sixty: SelectionRun) -> None:
    director, draft = signed_in("director"), "growth.minimum_months=12"
    effect = director.get(
        f"/politica/efecto/?{draft}", headers=HTMX | {"HX-Current-URL": f"http://x/politica/propuesta/?{draft}"}
    )
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', effect.content.decode()))
    assert fields["volver"] == f"/politica/propuesta/?{draft}"
    assert fields["growth.minimum_months"] == "12"
    fields = {name: value.replace("&quot;", '"') for name, value in fields.items()}
    assert "Probando una propuesta" in text(director.post("/politica/medir/", fields, headers=HTMX))
    plain = director.post("/politica/medir/", fields)
    (job,) = Job.objects.all()
    assert plain.headers["Location"] == reverse("job", args=[job.pk])
    work_off(now=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.then, job.result) == ("done", f"/politica/propuesta/?{draft}", {"customers": 60})
    assert "Probando" not in text(director.get(f"/politica/efecto/?{draft}", headers=HTMX))
    assert "Medir y mostrar" not in text(director.get(f"/politica/efecto/?{draft}", headers=HTMX))


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_measuring_never_leads_elsewhere(signed_in: As, sixty: SelectionRun, back: str) -> None:
    signed_in("director").post("/politica/medir/", {"volver": back, "growth.minimum_months": "13"})
    assert Job.objects.get().then == "/politica/"


def test_saving_writes_a_dated_entry_that_is_audited_and_can_be_undone(
    signed_in: As, sixty: SelectionRun, settings: Settings
) -> None:
    director = signed_in("director")
    seen = re.search(r'name="seen" value="(\w+)"', director.get(f"/politica/propuesta/?{FEWER}").content.decode())
    assert seen
    answer = director.post(f"/politica/guardar/?{FEWER}&weighting=rank_sum", GOOD | {"seen": seen[1]})
    assert answer.status_code == 302
    entry = read(settings.CLAVE_POLICY).entries["capacity.count"][-1]
    assert (entry.since, entry.value, entry.reason, entry.source) == (date(2026, 10, 31), 4, "Somos menos", "Acta 14")
    event = AuditEvent.objects.get(what="policy.changed")
    assert (event.about, event.fields) == ("policy:2026-10-31", ["capacity.count", "weighting"])
    page = director.get(answer.headers["Location"])
    assert "Guardado: 2 valores rigen desde el 31 oct 2026" in text(page)
    assert "La lista de hoy se hizo con una versión anterior" in text(page)
    undo = re.search(r'href="([^"]+)"[^>]*><svg[^>]*>.*?</svg>Deshacer', page.content.decode())
    assert undo
    assert query(undo[1].replace("&amp;", "&")) == {"capacity.count": "35", "weighting": "rank_order_centroid"}
    history = text(director.get("/politica/valor/capacity.count/"))
    assert "Ana director" in history
    assert history.index("vigente") < history.index("Viene con clave")
    director.post("/politica/guardar/?capacity.count=35", GOOD | {"reason": "Nos equivocamos"})
    values = [entry.value for entry in read(settings.CLAVE_POLICY).entries["capacity.count"]]
    assert values == [35, 4, 35]
    assert read(settings.CLAVE_POLICY).at(sixty.as_of).values["capacity.count"] == 35


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"since": ""}, "since", "obligatorio"),
        ({"since": "31/02/2026"}, "since", "fecha que exista"),
        ({"reason": " "}, "reason", "obligatorio"),
        ({"source": ""}, "source", "obligatorio"),
        ({"source": "x" * 300}, "source", "200"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    signed_in: As, sixty: SelectionRun, settings: Settings, given: dict[str, str], field: str, sentence: str
) -> None:
    answer = signed_in("director").post(f"/politica/guardar/?{FEWER}", GOOD | given)
    assert answer.status_code == 422
    error = re.search(rf'id="id_{field}_error">(.*?)</p>', answer.content.decode())
    assert error
    assert sentence in error[1]
    for name, typed in (GOOD | given).items():
        if name != field:
            assert typed in answer.content.decode()
    assert not settings.CLAVE_POLICY.exists()


def test_saving_nothing_or_a_contradiction_is_refused_with_a_sentence(
    signed_in: As, sixty: SelectionRun, settings: Settings
) -> None:
    director = signed_in("director")
    nothing = director.post("/politica/guardar/", GOOD)
    assert (nothing.status_code, "No hay nada propuesto" in text(nothing)) == (422, True)
    answer = director.post("/politica/guardar/?bands.out=0.9", GOOD)
    assert answer.status_code == 422
    assert "no puede ser mayor" in text(answer)
    assert not settings.CLAVE_POLICY.exists()


def test_a_policy_that_changed_meanwhile_is_looked_at_again(
    signed_in: As, sixty: SelectionRun, settings: Settings
) -> None:
    director = signed_in("director")
    director.post("/politica/guardar/?draws=500", GOOD)
    answer = director.post(f"/politica/guardar/?{FEWER}", GOOD | {"seen": "0" * 12})
    assert answer.status_code == 422
    assert "cambió mientras mirabas esto" in text(answer)
    assert "Somos menos" in answer.content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert seen
    assert director.post(f"/politica/guardar/?{FEWER}", GOOD | {"seen": seen[1]}).status_code == 302


def test_a_change_for_later_says_that_todays_list_stays(signed_in: As, sixty: SelectionRun) -> None:
    director = signed_in("director")
    answer = director.post(f"/politica/guardar/?{FEWER}", GOOD | {"since": "01/01/2027"})
    page = text(director.get(answer.headers["Location"]))
    assert "La lista de hoy tiene corte 31 oct 2026" in page
    assert "otro desde el 1 ene 2027" in page
    assert "por venir" in text(director.get("/politica/valor/capacity.count/"))
    earlier = director.post("/politica/guardar/?capacity.count=5", GOOD)
    assert "tiene otra entrada de fecha posterior" in text(director.get(earlier.headers["Location"]))


@pytest.mark.parametrize("role", ["kam", "management"])
def test_readers_try_and_do_not_decide(signed_in: As, sixty: SelectionRun, settings: Settings, role: str) -> None:
    reader = signed_in(role)
    page = reader.get(f"/politica/propuesta/?{FEWER}")
    assert "/politica/guardar/" not in page.content.decode()
    assert "Envíales esta dirección" in text(page)
    assert reader.post(f"/politica/guardar/?{FEWER}", GOOD).status_code == 403
    assert not settings.CLAVE_POLICY.exists()


@pytest.mark.parametrize(
    "content", [b"order = ", b"\xff\xfe", b'[[draws]]\nfrom = 2026-01-01\nvalue = 1\nreason="r"\nsource="s"\n']
)
@pytest.mark.parametrize("address", ["/politica/", "/seleccion/orden/", "/politica/propuesta/", "/politica/comparar/"])
def test_a_file_that_cannot_be_read_is_a_sentence_on_every_page(
    signed_in: As, sixty: SelectionRun, settings: Settings, address: str, content: bytes
) -> None:
    settings.CLAVE_POLICY.write_bytes(content)
    answer = signed_in("director").get(address)
    assert answer.status_code == 503
    assert "La política no se puede leer" in text(answer)
    assert "policy.toml" in text(answer)


def test_a_file_edited_by_hand_is_in_force_at_once(signed_in: As, sixty: SelectionRun, settings: Settings) -> None:
    settings.CLAVE_POLICY.write_text(
        '# a mano\n[[capacity.count]]\nfrom = 2026-01-01\nvalue = 12\nreason = "Doce"\nsource = "Correo"\n'
    )
    director = signed_in("director")
    assert "Escrito en el archivo de política" in text(director.get("/politica/valor/capacity.count/"))
    director.post(f"/politica/guardar/?{FEWER}", GOOD)
    assert settings.CLAVE_POLICY.read_text().startswith("# a mano\n[[capacity.count]]\nfrom = 2026-01-01\n")
    assert [e.value for e in read(settings.CLAVE_POLICY).entries["capacity.count"]] == [35, 12, 4]


def test_a_folder_that_cannot_be_written_keeps_what_was_typed(
    signed_in: As, sixty: SelectionRun, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    settings.CLAVE_POLICY = tmp_path / "file" / "policy.toml"
    answer = signed_in("director").post(f"/politica/guardar/?{FEWER}", GOOD)
    assert answer.status_code in (422, 503)
    assert "no se puede" in text(answer)
    assert AuditEvent.objects.filter(what="policy.changed").count() == 0


def test_the_list_is_made_anew_by_a_job(signed_in: As, sixty: SelectionRun, settings: Settings) -> None:
    director = signed_in("director")
    director.post(f"/politica/guardar/?{FEWER}", GOOD)
    answer = director.post("/seleccion/actualizar/")
    work_off(now=timezone.now())
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert (job.state, job.then) == ("done", "/seleccion/")
    assert SelectionRun.objects.latest().lines.filter(member=True).count() == 4
    assert "versión anterior" not in text(director.get("/politica/"))
    assert signed_in("kam").post("/seleccion/actualizar/").status_code == 403


def test_before_the_first_list_the_policy_can_be_read_and_changed(
    signed_in: As, db: None, settings: Settings, tmp_path: Path
) -> None:
    settings.CLAVE_POLICY = tmp_path / "policy.toml"
    director = signed_in("director")
    for address in ("/politica/", "/seleccion/orden/", f"/politica/propuesta/?{FEWER}", "/politica/comparar/"):
        assert director.get(address).status_code == 200
    assert "Todavía no hay lista" in text(director.get(f"/politica/efecto/?{FEWER}", headers=HTMX))
    assert director.post(f"/politica/guardar/?{FEWER}", GOOD).status_code == 302


def test_english_pages_are_english(person: object, sixty: SelectionRun) -> None:
    client = Client()
    who = person("director")  # type: ignore[operator]
    who.language = "en"
    who.save()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = text(client.get("/politica/"))
    assert "Excellent payer: a working week beyond terms at most" in page
    assert "Volume" in page


PAGES = ["/politica/", "/seleccion/orden/", f"/politica/propuesta/?{FEWER}", f"/politica/efecto/?{FEWER}",
         "/politica/valor/capacity.count/", f"/politica/comparar/?{FEWER}"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_few_queries_and_little_html(signed_in: As, sixty: SelectionRun, address: str) -> None:
    director = signed_in("director")
    director.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = director.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(queries) <= 12
    assert len(answer.content) <= 15_000
    assert answer.headers["Content-Encoding"] == "gzip"


def test_the_data_folder_is_not_the_real_one(settings: Settings, sixty: SelectionRun) -> None:
    assert Path(os.environ["CLAVE_DATA"]) not in settings.CLAVE_POLICY.parents
