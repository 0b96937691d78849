"""Orden de importancia: every way of moving leads to the same address, and nothing is saved."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from pytest_django.fixtures import Settings

from clave.actions.policy import change_policy
from clave.base.figures import Figure
from clave.store.models import SelectionRun
from tests.web.conftest import NOW, As
from tests.web.policy_scene import measured_once, sixty, sixty_folder
from tests.web.test_policy_pages import query, text

__all__ = ["measured_once", "sixty", "sixty_folder"]
PAGE = "/seleccion/orden/"
START = "volume,distributor,kilos,profit,potential,loyalty,knowledge,idle_stock,prestige,multinational,extraordinary"
PART = {"HX-Request": "true", "HX-Target": "order"}


def shown(answer: HttpResponse) -> str:
    """The order on the page."""
    found = re.search(r'name="order" value="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def test_the_order_in_force_stands_there_with_its_weights(signed_in: As, sixty: SelectionRun) -> None:
    answer = signed_in("kam").get(PAGE)
    assert shown(answer) == START
    page = text(answer)
    assert "45,7 %" in page  # five criteria have data: (1 + 1/2 + 1/3 + 1/4 + 1/5) / 5
    assert "No pesa: nadie tiene datos." in page
    assert "Contado trae" in page
    assert "Guardar como política" not in page


def test_an_order_that_takes_effect_later_is_named_with_its_day_and_reason(signed_in: As, sixty: SelectionRun) -> None:
    kam = signed_in("kam")
    assert "rige otro orden" not in text(kam.get(PAGE))
    later = sixty.as_of + timedelta(days=60)
    loyal = "loyalty," + START.replace(",loyalty", "")
    change_policy(
        by=None,
        now=NOW,
        changes={"order": loyal.split(",")},
        since=later,
        reason="El año de la lealtad",
        source="Acta 7",
    )
    change_policy(
        by=None, now=NOW, changes={"weighting": "rank_sum"}, since=later + timedelta(days=1), reason="r", source="s"
    )
    page = text(kam.get(PAGE))
    assert f"Desde el {Figure(later, 'date').say('es')} rige otro orden: Lealtad, Volumen, Distribuidor" in page
    assert "El año de la lealtad" in page
    assert page.count("rige otro orden") == 1, "other weights of the same order are no other order"
    assert shown(kam.get(PAGE)) == START, "until then the old one counts"


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ({"mover": "loyalty:-1"}, START.replace("potential,loyalty", "loyalty,potential")),
        ({"mover": "volume:1"}, START.replace("volume,distributor", "distributor,volume")),
        ({"lugar.loyalty": "1"}, "loyalty," + START.replace(",loyalty", "")),
        ({"lugar.loyalty": "2", "lugar.profit": "1"}, "profit,loyalty," + START.replace(",loyalty", "").replace(",profit", "")),
        ({"quitar": "kilos"}, START.replace(",kilos", "")),
        ({"agregar": "cash"}, START + ",cash"),
    ],
)  # fmt: skip
def test_a_move_without_scripts_leads_to_its_own_address(
    signed_in: As, sixty: SelectionRun, settings: Settings, asked: dict[str, str], order: str
) -> None:
    director = signed_in("director")
    answer = director.get(PAGE, {"order": START, **asked})
    assert answer.status_code == 302
    assert query(answer.headers["Location"]) == {"order": order}
    page = director.get(answer.headers["Location"])
    assert shown(page) == order
    assert "Guardar como política" in text(page)
    assert f"/politica/propuesta/?order={order.replace(',', '%2C')}" in page.content.decode()
    assert not settings.CLAVE_POLICY.exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"mover": "volume:-1"}, {"mover": "extraordinary:1"}, {"mover": "nada:1"}, {"mover": "volume:9"}, {"mover": "x"},
        {"lugar.volume": "1"}, {"lugar.volume": "cero"}, {"lugar.nada": "3"}, {"quitar": "cash"}, {"agregar": "volume"},
        {"agregar": "nada"}, {"lugar.volume": "-4"}, {"lugar.volume": "٣"},
    ],
)  # fmt: skip
def test_a_move_that_goes_nowhere_changes_nothing(signed_in: As, sixty: SelectionRun, asked: dict[str, str]) -> None:
    answer = signed_in("kam").get(PAGE, {"order": START, **asked})
    assert answer.headers["Location"] == PAGE


def test_the_last_criterion_stays(signed_in: As, sixty: SelectionRun) -> None:
    answer = signed_in("kam").get(PAGE, {"order": "volume", "quitar": "volume"})
    assert query(answer.headers["Location"]) == {"order": "volume"}


def test_with_scripts_only_the_part_comes_and_says_where_it_is(signed_in: As, sixty: SelectionRun) -> None:
    answer = signed_in("kam").get(PAGE, {"order": START, "mover": "kilos:-1"}, headers=PART)
    assert "<html" not in answer.content.decode()
    assert query(answer.headers["HX-Push-Url"]) == {"order": START.replace("distributor,kilos", "kilos,distributor")}
    assert "Kilos: puesto 2 de 11." in text(answer)
    assert 'hx-swap-oob="innerHTML:#order-said"' in answer.content.decode()


def test_typed_weights_begin_with_those_of_the_order_and_can_be_typed(signed_in: As, sixty: SelectionRun) -> None:
    kam = signed_in("kam")
    begin = kam.get(PAGE, {"order": START, "weighting": "typed"}, headers=PART)
    assert query(begin.headers["HX-Push-Url"])["typed_weights"].startswith("volume:27.5,distributor:18.4")
    assert 'name="peso.volume" id="weight-volume" value="27,5"' in begin.content.decode()
    typed = {
        "order": "volume,loyalty,kilos",
        "weighting": "typed",
        "peso.volume": "10",
        "peso.loyalty": "60",
        "peso.kilos": "30",
    }
    answer = kam.get(PAGE, typed)
    assert query(answer.headers["Location"])["typed_weights"] == "volume:10,loyalty:60,kilos:30"
    assert shown(kam.get(answer.headers["Location"])) == "loyalty,kilos,volume"


def test_moving_deals_typed_weights_out_again(signed_in: As, sixty: SelectionRun) -> None:
    asked = {
        "order": "volume,loyalty,kilos",
        "weighting": "typed",
        "typed_weights": "volume:60,loyalty:30,kilos:10",
        "mover": "kilos:-1",
    }
    answer = signed_in("kam").get(PAGE, asked)
    words = query(answer.headers["Location"])
    assert (words["order"], words["typed_weights"]) == ("volume,kilos,loyalty", "volume:60,kilos:30,loyalty:10")


@pytest.mark.parametrize(
    ("weight", "sentence"), [("mucho", "«mucho» no es un número"), ("-4", "pesos"), ("0", "al menos un criterio")]
)
def test_a_bad_weight_is_said_and_stays(signed_in: As, sixty: SelectionRun, weight: str, sentence: str) -> None:
    asked = {"order": "volume", "weighting": "typed", "typed_weights": "volume:60", "peso.volume": weight}
    kam = signed_in("kam")
    for headers in ({}, PART):
        answer = kam.get(PAGE, asked, headers=headers)
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert f'value="{weight}"' in answer.content.decode()


def test_a_criterion_alone_shows_who_would_enter(signed_in: As, sixty: SelectionRun) -> None:
    """Only loyalty: the page's effect is that of the list really made with that order."""
    effect = text(signed_in("kam").get("/politica/efecto/?order=loyalty", headers={"HX-Request": "true"}))
    assert re.search(r"Entran? \d", effect)
    assert "Lealtad pesa 100 % (antes 4 %)" in effect
    assert "ya no cuenta" in effect


def test_other_proposed_values_travel_along(signed_in: As, sixty: SelectionRun) -> None:
    kam = signed_in("kam")
    answer = kam.get(PAGE, {"order": START, "mover": "kilos:-1", "capacity.count": "4"})
    assert query(answer.headers["Location"])["capacity.count"] == "4"
    page = kam.get(answer.headers["Location"]).content.decode()
    assert 'type="hidden" name="capacity.count" value="4"' in page
