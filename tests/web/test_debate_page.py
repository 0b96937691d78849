"""Debate on the web: one's own order first, then everybody's, what each would do, what-ifs, and the choice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from clave.actions.debates import invite_to_debate, open_debate, submit_order
from clave.actions.policy import change_policy
from clave.jobs.worker import work_off
from clave.policy import declared
from clave.store.debates import answers
from clave.store.models import Debate, DebateOrder, Person, SelectionRun, WhatIf
from clave.store.policy import policy_in_force
from tests.web.conftest import NOW
from tests.web.policy_scene import measured_once, sixty, sixty_folder
from tests.web.test_policy_pages import text

__all__ = ["measured_once", "sixty", "sixty_folder"]
PART = {"HX-Request": "true", "HX-Target": "order"}
Of = Callable[[str], Client]
LOYAL = "loyalty,potential,volume,kilos,profit,distributor,knowledge,idle_stock,prestige,multinational,extraordinary"


@pytest.fixture
def of(db: None) -> Of:
    """A browser in which somebody by that name is signed in; who begins with «d» is a director, the others KAM."""

    def signed_in(name: str) -> Client:
        person = Person.objects.filter(name=name).first() or Person.objects.create_person(
            email=f"{name}@clave.example", name=name, role="director" if name.startswith("d") else "kam",
            password=None, created_at=NOW, language="es",
        )  # fmt: skip
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def debate(of: Of, sixty: SelectionRun) -> Debate:
    """A debate to which dora, beto and caro are invited, on a list with room for five."""
    change_policy(by=None, now=NOW, changes={"capacity.count": 5}, since=sixty.as_of, reason="r", source="s")
    people = [of(name) and Person.objects.get(name=name) for name in ("dora", "beto", "caro")]
    return open_debate(by=people[0], now=timezone.now(), title="¿Qué pesa más?", run=sixty, participants=people)


def ticked(answer: HttpResponse) -> set[str]:
    """The names of the people that the form proposes."""
    return set(re.findall(r"checked[^>]*>\s*<span>([^<]+)", answer.content.decode()))


def test_a_debate_invites_nobody_until_somebody_says_whom_and_then_those_of_the_last(
    of: Of, sixty: SelectionRun
) -> None:
    director = of("dora")
    for name in ("beto", "caro"):
        of(name)
    form = director.get("/seleccion/debate/nuevo/")
    assert ticked(form) == set(), "a form that ticks everybody invites the whole company by mistake"
    assert director.post("/seleccion/debate/nuevo/", {"title": "¿Qué pesa más?"}).status_code == 422
    people = list(Person.objects.filter(name__in=("dora", "caro")))
    open_debate(by=people[0], now=timezone.now(), title="Antes", run=sixty, participants=people)
    assert ticked(director.get("/seleccion/debate/nuevo/")) == {"dora", "caro"}
    Person.objects.filter(name="caro").update(is_active=False)
    assert ticked(director.get("/seleccion/debate/nuevo/")) == {"dora"}


def page(debate: Debate, more: str = "") -> str:
    return f"/seleccion/debate/{debate.pk}/{more}"


def give(client: Client, debate: Debate, order: str = LOYAL, **fields: str) -> HttpResponse:
    return client.post(page(debate, "orden/"), {"order": order, "dar": "1", **fields})


def first(answer: HttpResponse) -> str:
    found = re.search(r'name="order" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_a_director_opens_a_debate_and_a_kam_reads_who_may(of: Of, sixty: SelectionRun) -> None:
    dora, beto = of("dora"), of("beto")
    assert "nadie ha debatido" in text(dora.get("/seleccion/debate/"))
    assert "Abrir un debate" not in text(beto.get("/seleccion/debate/"))
    assert beto.get("/seleccion/debate/nuevo/").status_code == 403
    people = list(Person.objects.values_list("pk", flat=True))
    answer = dora.post("/seleccion/debate/nuevo/", {"title": "¿Qué pesa más?", "participants": people, "closes_at": ""})
    debate = Debate.objects.get()
    assert answer.headers["Location"] == page(debate)
    assert "0 de 2" in text(dora.get("/seleccion/debate/"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Escribe qué se va a decidir"), ({"closes_at": "2020-01-01T10:00"}, "antes de abrirse"),
        ({"closes_at": "mañana"}, "fecha"), ({"participants": []}, "Invita al menos a dos personas"),
        ({"title": "x" * 121}, "120"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said_beside_its_field(
    of: Of, sixty: SelectionRun, fields: dict[str, object], sentence: str
) -> None:
    dora, _beto = of("dora"), of("beto")
    people = list(Person.objects.values_list("pk", flat=True))
    given = {"title": "T", "question": "Lo que escribí", "participants": people, "closes_at": "", **fields}
    answer = dora.post("/seleccion/debate/nuevo/", given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Lo que escribí" in text(answer)
    assert not Debate.objects.exists()


def test_without_a_list_there_is_nothing_to_debate(of: Of, settings: Settings) -> None:
    assert "no hay lista" in text(of("dora").get("/seleccion/debate/nuevo/"))


def test_nobody_sees_the_others_before_giving_an_order(of: Of, debate: Debate) -> None:
    give(of("dora"), debate, motivo="Volver vale más")
    before = text(of("beto").get(page(debate)))
    assert "1 persona ya dio su orden" in before
    assert "Kendall" not in before
    assert "Volver vale más" not in before
    assert "Kemeny" not in before
    for more in ("efecto/borda/", f"efecto/{Person.objects.get(name='dora').pk}/"):
        assert of("beto").get(page(debate, more)).status_code == 404
    assert of("beto").get(page(debate, "debate.pdf")).status_code == 302
    give(of("beto"), debate)
    after = text(of("beto").get(page(debate)))
    assert "Volver vale más" in after
    assert "Kemeny" in after


def test_who_was_not_invited_sees_them_and_gives_none(of: Of, debate: Debate) -> None:
    give(of("beto"), debate)
    dani = of("dani")
    assert "Kemeny" in text(dani.get(page(debate)))
    answer = give(dani, debate)
    assert answer.status_code == 422
    assert DebateOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ({"mover": "distributor:-1"}, "distributor,volume"), ({"lugar.loyalty": "1"}, "loyalty,volume"),
        ({"mover": "volume:-1"}, "volume,distributor"), ({"quitar": "volume"}, "volume,distributor"),
        ({"agregar": "cash"}, "volume,distributor"), ({"mover": "nonsense"}, "volume,distributor"),
    ],
)  # fmt: skip
def test_moving_keeps_nothing_and_shows_what_it_would_do(
    of: Of, debate: Debate, asked: dict[str, str], begins: str
) -> None:
    beto = of("beto")
    start = ",".join(debate.criteria)
    for headers in ({}, PART):
        answer = beto.post(page(debate, "orden/"), {"order": start, "motivo": "Escrito", **asked}, headers=headers)
        assert answer.status_code == 200
        assert first(answer).startswith(begins)
        assert "Escrito" in text(answer)
        assert ("<html" in answer.content.decode()) == (not headers)
    assert not DebateOrder.objects.exists()


def test_giving_with_scripts_leads_to_the_whole_page_and_can_be_undone(of: Of, debate: Debate) -> None:
    beto = of("beto")
    answer = beto.post(page(debate, "orden/"), {"order": LOYAL, "dar": "1"}, headers=PART)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, page(debate))
    give(beto, debate, ",".join(debate.criteria), motivo="Otra vez")
    shown = beto.get(page(debate)).content.decode()
    assert "Se guardó tu orden" in shown
    assert f'name="order" value="{LOYAL}"' in shown, "the way back"
    give(beto, debate, LOYAL)
    assert answers(debate).orders[Person.objects.get(name="beto").pk].order == LOYAL.split(",")
    assert DebateOrder.objects.count() == 3


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        (LOYAL.replace("volume,", "", 1), "falta"), (LOYAL + ",volume", "dos veces"), ("", "falta"),
        (LOYAL + ",cash", "no se pregunta"), (LOYAL.replace("volume", "<b>"), "no se pregunta"), ("x" * 9_000, "no se pregunta"),
    ],
)  # fmt: skip
def test_an_order_that_is_not_complete_is_a_sentence_and_changes_nothing(
    of: Of, debate: Debate, order: str, sentence: str
) -> None:
    answer = give(of("beto"), debate, order, motivo="Lo que escribí")
    assert answer.status_code == 422
    assert sentence in text(answer).lower()
    assert "Lo que escribí" in text(answer)
    assert not DebateOrder.objects.exists()


def test_after_the_end_an_order_is_a_sentence(of: Of, debate: Debate) -> None:
    dora, beto = of("dora"), of("beto")
    assert beto.post(page(debate, "cerrar/")).status_code == 403
    dora.post(page(debate, "cerrar/"))
    assert "se cerró" in text(dora.get(page(debate)))
    answer = give(beto, debate)
    assert answer.status_code == 422
    assert "no recibe más órdenes" in text(answer)
    assert "Tu orden" not in text(beto.get(page(debate)))
    dora.post(page(debate, "reabrir/"))
    assert give(beto, debate).status_code == 302


def test_the_clock_closes_it_too(of: Of, debate: Debate) -> None:
    Debate.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    assert give(of("beto"), debate).status_code == 422
    assert "Nadie ha dado un orden todavía" in text(of("beto").get(page(debate)))


def test_everybody_stands_beside_each_other_with_what_each_would_do(of: Of, debate: Debate) -> None:
    for name, order in (("dora", ",".join(debate.criteria)), ("beto", LOYAL), ("caro", LOYAL)):
        give(of(name), debate, order)
    shown = of("dora").get(page(debate)).content.decode()
    plain = text(of("dora").get(page(debate)))
    assert "3 de 3 dieron su orden" in plain
    assert "acuerdo" in plain
    row = re.search(r"Lealtad</span></th>(.*?)</tr>", shown, re.DOTALL)
    assert row
    assert re.findall(r"<span>(\d+)</span>", row[1]) == ["1", "1", "6", "2", "1", "6"], (
        "beto, caro, dora, Borda, Kemeny, before"
    )
    effect = text(of("dora").get(page(debate, "efecto/kemeny/")))
    assert "Quién entra y quién sale" in effect
    assert "Lealtad pesa 45,7 % (antes 4 %)" in effect


def test_how_sure_is_reckoned_only_when_asked(of: Of, debate: Debate) -> None:
    give(of("dora"), debate)
    assert "Qué tan seguro dentro" not in text(of("dora").get(page(debate, "efecto/borda/")))
    for headers in ({}, {"HX-Request": "true"}):
        long = of("dora").get(page(debate, "efecto/borda/?seguro=1"), headers=headers)
        assert "Compras dentro" in text(long)


@pytest.mark.parametrize("whose", ["before", "nobody", "999999", "h1", "hx"])
def test_what_names_nothing_is_not_there(of: Of, debate: Debate, whose: str) -> None:
    assert of("dora").get(page(debate, f"efecto/{whose}/")).status_code == 404
    assert of("dora").get(f"/seleccion/debate/{debate.pk + 1}/").status_code == 404


def test_a_what_if_is_named_and_shows_what_it_would_do(of: Of, debate: Debate) -> None:
    beto = of("beto")
    address = page(debate, "hipotesis/")
    more = beto.post(address, {"name": "Solo dos", "key": "capacity.count", "value": "2", "otro": "1"})
    assert dict(parse_qsl(urlsplit(more.headers["Location"]).query)) == {"capacity.count": "2", "nombre": "Solo dos"}
    assert "5 2 " in text(beto.get(more.headers["Location"]))
    kept = beto.post(more.headers["Location"], {"name": "Solo dos", "key": "volume.top_share", "value": "5"})
    assert kept.headers["Location"] == page(debate) + "#hipotesis"
    assert WhatIf.objects.get().words == [["volume.top_share", "0.05"], ["capacity.count", "2"]]
    shown = text(beto.get(page(debate)))
    assert "Solo dos" in shown
    assert re.search(r"Salen? \d|\d salen?", shown)
    effect = text(beto.get(page(debate, f"efecto/h{WhatIf.objects.get().pk}/")))
    assert "Hay lugar para 2" in effect
    removing = page(debate, f"hipotesis/{WhatIf.objects.get().pk}/quitar/")
    assert of("caro").post(removing).status_code == 404
    beto.post(removing)
    assert not WhatIf.objects.exists()
    undo = re.search(r'action="([^"]+hipotesis[^"]+)"', beto.get(page(debate)).content.decode())
    assert undo
    beto.post(undo[1].replace("&amp;", "&"), {"name": "Solo dos"})
    assert WhatIf.objects.get().words == [["volume.top_share", "0.05"], ["capacity.count", "2"]]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Escribe qué quieres ver"), ({"value": "muchas"}, "muchas"), ({"value": "5"}, "ya es el valor"),
        ({"key": ""}, "No se eligió"), ({"key": "nonsense"}, "nonsense"), ({"value": ""}, "vacío"),
    ],
)  # fmt: skip
def test_a_what_if_that_cannot_be_is_said_beside_its_field(
    of: Of, debate: Debate, fields: dict[str, str], sentence: str
) -> None:
    given = {"name": "Otra cosa", "key": "capacity.count", "value": "20", **fields}
    answer = of("beto").post(page(debate, "hipotesis/"), given)
    assert answer.status_code == 422
    assert sentence.lower() in text(answer).lower()
    if given["name"]:
        assert "Otra cosa" in answer.content.decode()
    assert not WhatIf.objects.exists()


def test_a_what_if_that_needs_other_measures_is_measured_by_a_job(of: Of, debate: Debate) -> None:
    beto = of("beto")
    beto.post(page(debate, "hipotesis/"), {"name": "Otra ventana", "key": "growth.minimum_months", "value": "9"})
    whose = f"h{WhatIf.objects.get().pk}"
    assert "leer los hechos otra vez" in text(beto.get(page(debate)))
    address = page(debate, f"efecto/{whose}/")
    assert "Medir y mostrar" in text(beto.get(address))
    assert beto.post(address).status_code == 302
    work_off(now=timezone.now(), limit=5)
    assert "Medir y mostrar" not in text(beto.get(address))
    assert "Otra ventana" in text(beto.get(page(debate)))


def test_the_director_chooses_with_a_reason_and_it_is_policy(of: Of, debate: Debate) -> None:
    dora, day = of("dora"), debate.run.as_of
    give(dora, debate)
    give(of("beto"), debate)
    assert of("beto").get(page(debate, "elegir/")).status_code == 403
    shown = dora.get(page(debate, "elegir/?orden=borda"))
    assert "1 persona no ha dado su orden" in text(shown)
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())
    assert seen
    given = {"since": day.isoformat(), "seen": seen[1]}
    refused = dora.post(page(debate, "elegir/?orden=borda"), {**given, "reason": ""})
    assert refused.status_code == 422
    assert "por qué este" in text(refused)
    overtaken = dora.post(page(debate, "elegir/?orden=borda"), {**given, "seen": "0" * 12, "reason": "r"})
    assert overtaken.status_code == 422
    assert not Debate.objects.get().chosen
    answer = dora.post(page(debate, "elegir/?orden=borda"), {**given, "reason": "Vuelven siempre"})
    assert answer.headers["Location"] == page(debate)
    entry = policy_in_force().version_of("order", day)
    assert entry is not None
    assert (entry.value[0], entry.reason) == ("loyalty", "Vuelven siempre")
    assert entry.source == f"Debate #{debate.pk}: ¿Qué pesa más?"
    told = text(dora.get(page(debate)))
    assert "Lo que se decidió" in told
    assert "«Vuelven siempre»" in told
    assert dora.get(page(debate, "elegir/")).status_code == 302
    assert policy_in_force().at(day)[declared.order][0] == "loyalty"


def test_an_order_of_a_later_day_says_which_list_keeps_the_earlier(of: Of, debate: Debate) -> None:
    dora, later = of("dora"), debate.run.as_of + timedelta(1)
    give(dora, debate)
    dora.post(page(debate, "elegir/?orden=borda"), {"since": later.isoformat(), "reason": "Vuelven siempre"})
    told = text(dora.get(page(debate)))
    assert "conserva el anterior" in told
    assert "Haz de nuevo la selección" not in told


def test_a_decided_debate_invites_to_no_what_if(of: Of, debate: Debate) -> None:
    give(of("dora"), debate)
    assert "¿Y si…?" in text(of("dora").get(page(debate)))
    of("dora").post(page(debate, "elegir/?orden=borda"), {"since": debate.run.as_of.isoformat(), "reason": "r"})
    assert "¿Y si…?" not in text(of("dora").get(page(debate)))


def test_what_a_debate_shows_does_not_change_with_the_policy(of: Of, debate: Debate) -> None:
    give(of("dora"), debate)
    before = re.findall(r"cuentas/(N-\d+)", of("dora").get(page(debate, "efecto/borda/")).content.decode())
    of("dora").post(page(debate, "elegir/?orden=borda"), {"since": debate.run.as_of.isoformat(), "reason": "r"})
    after = re.findall(r"cuentas/(N-\d+)", of("dora").get(page(debate, "efecto/borda/")).content.decode())
    assert before == after != []


def test_one_page_for_the_meeting(of: Of, debate: Debate) -> None:
    give(of("dora"), debate)
    answer = of("dora").get(page(debate, "debate.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_people_are_invited_later(of: Of, debate: Debate) -> None:
    dora, _dani = of("dora"), of("dani")
    late = Person.objects.get(name="dani")
    dora.post(page(debate, "invitar/"), {"persona": [late.pk, "x", "٣"]})
    assert late in answers(debate).people
    dora.post(page(debate, "invitar/"), {})
    assert "nadie" in text(dora.get(page(debate))).lower()
    assert dora.post(page(debate, "nonsense/")).status_code == 404


def test_ten_people_and_two_cost_the_same_queries(of: Of, debate: Debate) -> None:
    dora = of("dora")
    give(dora, debate)
    dora.get(page(debate))
    dora.get(page(debate))
    few = queries(dora, page(debate))
    more = [of(f"e{number}") and Person.objects.get(name=f"e{number}") for number in range(8)]
    invite_to_debate(by=None, now=timezone.now(), debate=debate, people=more)
    for number, one in enumerate(more):
        order = debate.criteria[number:] + debate.criteria[:number]
        submit_order(by=one, now=timezone.now(), debate=debate, order=order)
    assert queries(dora, page(debate)) == few <= MOST_QUERIES


MOST_QUERIES = 25


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_proposal_of_policy_becomes_a_what_if(of: Of, debate: Debate) -> None:
    """Also with values that no single field holds, such as seats."""
    beto = of("beto")
    proposed = beto.get("/politica/propuesta/?seats=knowledge:2").content.decode()
    address = page(debate, "hipotesis/") + "?seats=knowledge%3A2"
    assert f'href="{address}"' in proposed
    assert beto.get(address).status_code == 200
    beto.post(address, {"name": "Dos puestos de ensayos"})
    assert WhatIf.objects.get().words == [["seats", "knowledge:2"]]
