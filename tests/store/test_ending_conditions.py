"""Una condición que está por terminar se avisa una vez, a quien responde por la cuenta, con lo que ha costado."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from clave.actions.conditions import end_condition, tell_of_endings
from clave.jobs.reminders import start_reminders
from clave.policy.reading import default
from clave.store.ending_conditions import untold
from clave.store.models import Condition, Mail, Person
from tests.store.desk import KEY, load, opened
from tests.store.lives import NOW, TODAY

pytestmark = pytest.mark.django_db
LIMITS = default().at(TODAY)


@pytest.fixture
def ana(settings: Settings, tmp_path: Path) -> Person:
    """The discount of the desk ends on 31 December, 41 days from TODAY."""
    settings.CLAVE_FACTS = tmp_path / "facts"
    return opened(settings.CLAVE_FACTS)


def text() -> str:
    return Mail.objects.get(template="condition_ends").text.replace("\N{NO-BREAK SPACE}", " ")


def test_se_avisa_a_quien_responde_con_lo_comprado_lo_que_costo_y_su_razon(ana: Person, settings: Settings) -> None:
    load(settings.CLAVE_FACTS, mark="2", bought=100)
    assert tell_of_endings(now=NOW) == 1
    mail = Mail.objects.get(template="condition_ends")
    assert mail.to == Person.objects.get(name="Marta").email
    assert "Aceros Norte" in mail.subject
    for words in ("$ 100.000", "31 dic 2026", "40 t al año", "/privilegios/condiciones/"):
        assert words in text(), words


def test_una_sola_vez_aunque_se_mire_cada_dia(ana: Person) -> None:
    assert tell_of_endings(now=NOW) == 1
    assert tell_of_endings(now=NOW + timedelta(days=1)) == 0
    assert Mail.objects.filter(template="condition_ends").count() == 1


def test_otro_final_es_otro_aviso(ana: Person) -> None:
    tell_of_endings(now=NOW)
    row = Condition.objects.get(customer=KEY)
    end_condition(by=ana, now=NOW, number=row.pk, last=TODAY + timedelta(days=3), because="Cambió el acuerdo.")
    assert tell_of_endings(now=NOW) == 1


def test_lejos_de_su_final_no_se_dice_nada(ana: Person) -> None:
    early = NOW - timedelta(days=5)
    assert untold(TODAY - timedelta(days=5), LIMITS) == ()
    assert tell_of_endings(now=early) == 0


def test_sin_quien_responda_le_llega_a_quien_la_dio(ana: Person) -> None:
    Person.objects.filter(name="Marta").update(is_active=False)
    tell_of_endings(now=NOW)
    assert Mail.objects.get(template="condition_ends").to == ana.email


def test_el_trabajo_de_cada_dia_empieza_solo_si_hay_algo_que_avisar(ana: Person) -> None:
    assert start_reminders(None, NOW, NOW) is not None
    tell_of_endings(now=NOW)
    assert untold(TODAY, LIMITS) == ()
