"""Figures as people read them: es-CO and English, the same rules on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from clave.web import written as f
from clave.web.initials import initials

B = "\u00a0"


@pytest.mark.parametrize(
    ("filter_", "given", "es", "en"),
    [
        (f.cop_m, 1_349_000_000, f"${B}1.349{B}M", f"${B}1,349{B}M"),
        (f.cop_m, 38_400_000, f"${B}38,4{B}M", f"${B}38.4{B}M"),
        (f.cop_m, None, "sin dato", "unknown"),
        (f.cop, -350_000, f"\u2212${B}350.000", f"\u2212${B}350,000"),
        (f.kg, 1240, f"1.240{B}kg", f"1,240{B}kg"),
        (f.kg, 182_400, f"182,4{B}t", f"182.4{B}t"),
        (f.pct, 0.62, f"62{B}%", "62%"),
        (f.pp, 0.027, f"+2,7{B}pp", f"+2.7{B}pp"),
        (f.change, 0.082, f"+8,2{B}%", "+8.2%"),
        (f.change, -0.5, f"\u221250{B}%", "\u221250%"),
        (f.dias, 28, f"28{B}días", f"28{B}days"),
        (f.dias, 1, f"1{B}día", f"1{B}day"),
        (f.numero, 12154, "12.154", "12,154"),
        (f.fecha, date(2025, 1, 14), "14 ene 2025", "14 Jan 2025"),
        (f.fecha_corta, date(2026, 11, 17), "17 nov 2026", "17 Nov 2026"),
        (f.fecha, None, "sin dato", "unknown"),
    ],
)
def test_figures(filter_: object, given: object, es: str, en: str) -> None:
    for language, expected in (("es", es), ("en", en)):
        with translation.override(language):
            assert filter_(given) == expected  # type: ignore[operator]


def test_a_day_of_this_year_has_its_weekday_and_no_year() -> None:
    today = timezone.localdate()
    with translation.override("es"):
        assert f.fecha(today).split()[0] in f.WEEKDAYS["es"]
        assert str(today.year) not in f.fecha(today)


@pytest.mark.parametrize(
    ("days", "es"), [(0, "hoy"), (1, "ayer"), (-1, "mañana"), (2, "hace 2 días"), (-3, "en 3 días")]
)
def test_relative_days_within_a_week(days: int, es: str) -> None:
    with translation.override("es"):
        assert f.hace(timezone.localdate() - timedelta(days=days)) == es


def test_beyond_a_week_the_day_itself() -> None:
    with translation.override("es"):
        assert f.hace(date(2020, 1, 14)) == "14 ene 2020"


def test_the_time_of_day_is_local() -> None:
    assert f.hora(datetime(2026, 11, 20, 20, 5, tzinfo=UTC)) == "15:05"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Calzado La Sabana S.A.S.", "Calzado La Sabana"),
        ("Empaques del Cauca S.A.", "Empaques del Cauca"),
        ("Suelas Córdoba Ltda.", "Suelas Córdoba"),
        ("Peletería Restrepo Hnos.", "Peletería Restrepo Hnos."),
        ("S.A.S.", "S.A.S."),
    ],
)
def test_lists_leave_the_legal_form_out(name: str, short: str) -> None:
    assert f.short_name(name) == short


@pytest.mark.parametrize(("name", "two"), [("Calzado La Sabana S.A.S.", "CS"), ("Ana", "A"), ("...", ".")])
def test_initials(name: str, two: str) -> None:
    assert initials(name) == two
