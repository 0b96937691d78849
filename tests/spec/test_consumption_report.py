"""The report of consumption in worked figures: what a customer reads, and what it never reads as zero. (G10)

docs/explanation/informe-de-consumo.md says the same in prose."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from clave.base.words import said
from clave.facts.open_orders import OpenOrder
from clave.policy.reading import default
from clave.report.consumption.ahead import Taught
from clave.report.consumption.bought import Bought, change, summed
from clave.report.consumption.content import Benefit, Content, Who, kept, reopened
from clave.report.consumption.drawn import legend, months_chart, nice, proposal_chart
from clave.report.consumption.figures import figures
from clave.report.consumption.made import Beside, content_of
from clave.report.consumption.paper import LARGEST_LOGO, report_data, report_pdf
from clave.report.consumption.period import Period, last_ended, period_of, usable
from clave.report.consumption.said import parts
from clave.report.consumption.sheets import report_csv, report_excel
from tests.web.reports_made import consumed

LIMITS = default().at(date(2026, 7, 1))
HALF = Period(date(2026, 1, 1))
START = date(2021, 7, 1)
M = 1_000_000.0


def semesters(*levels: float) -> tuple[float, ...]:
    """Ten semesters up to the first of 2026, the last ones as given, a month each a sixth."""
    padded = [0.0] * (10 - len(levels)) + list(levels)
    return tuple(level / 6 for level in padded for _month in range(6))


def bought(**families: tuple[float | None, ...]) -> Bought:
    return Bought(START, 60, families, {name: tuple(None for _one in found) for name, found in families.items()})


def report(**families: tuple[float | None, ...]) -> Content:
    return content_of(
        consumed(**families), HALF, LIMITS, Beside(), Taught(), company="Farallones", customer="Calzado #1 *S.A.S.* $<b>_",
        made_on=date(2026, 7, 4), invoices_until=date(2026, 6, 30),
    )  # fmt: skip


def words(content: Content, key: str, language: str = "es") -> str:
    """Everything that a part says."""
    one = next((part for part in parts(content) if part.key == key), None)
    if one is None:
        return ""
    cells = [cell for row in one.rows for cell in row]
    lists = [text for head, items in one.lists for text in (head, *items)]
    return " | ".join(said(text, language) for text in (one.title, *one.says, *cells, *lists, one.note)).replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize(
    ("day", "months", "begins", "label", "first", "last"),
    [
        (date(2026, 11, 20), 6, 1, "2026-1", date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), 6, 1, "2026-1", date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 6, 30), 6, 1, "2025-2", date(2025, 7, 1), date(2025, 12, 31)),
        (date(2026, 11, 20), 3, 1, "2026-3", date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 11, 20), 12, 1, "2025", date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 11, 20), 6, 7, "2025/26-2", date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 3, 2), 1, 1, "2026-2", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)  # fmt: skip
def test_the_period_that_ended_last(day: date, months: int, begins: int, label: str, first: date, last: date) -> None:
    found = last_ended(day, months, begins)
    assert (found.label, found.first, found.last) == (label, first, last)
    assert period_of(last, months, begins) == found


def test_a_grant_of_any_number_of_months_gives_a_period_that_divides_a_year() -> None:
    """Half-yearly or more often: never later than the privilege promises."""
    assert [usable(months) for months in range(1, 13)] == [1, 2, 3, 4, 4, 6, 6, 6, 6, 6, 6, 12]


def test_the_same_semester_of_four_years_side_by_side() -> None:
    """100, 110, 99 and 120 millions: +10 %, −10 %, +21,2 %."""
    found = figures(bought(PU=semesters(100 * M, 0, 110 * M, 0, 99 * M, 0, 120 * M)), HALF, "COP", LIMITS)
    assert [one.period.label for one in found.sides] == ["2026-1", "2025-1", "2024-1", "2023-1"]
    assert [round(one.money or 0) for one in found.sides] == [120 * M, 99 * M, 110 * M, 100 * M]
    assert [one.money_change and round(one.money_change, 3) for one in found.sides] == [0.212, -0.1, 0.1, None]
    assert round(found.year or 0) == 120 * M
    assert len(found.money) == 42, "36 months and the semester"


def test_what_changed_what_stopped_and_what_is_new() -> None:
    content = report(
        PU=semesters(60 * M, 60 * M, 90 * M), Agua=semesters(40 * M, 40 * M, 20 * M),
        Hotmelt=semesters(10 * M, 0, 0), Nuevo=semesters(0, 0, 5 * M), Igual=semesters(8 * M, 8 * M, 8.1 * M),
    )  # fmt: skip
    found = content.figures.changes
    assert [one.name for one in found.up] == ["PU"]
    assert [one.name for one in found.down] == ["Agua"]
    assert [one.name for one in found.stopped] == ["Hotmelt"]
    assert [one.name for one in found.new] == ["Nuevo"]
    assert "PU: +50 %, de $ 60,0 M a $ 90,0 M" in words(content, "changes")
    assert "Hotmelt: $ 10,0 M en 2025-1; la última compra fue en jun 2025" in words(content, "changes")
    assert "Igual" not in words(content, "changes"), "a hundredth is noise"


def test_families_beyond_the_eighth_stand_together_and_add_up() -> None:
    many = {f"F{at:02}": semesters((20 - at) * M) for at in range(12)}
    found = report(**many).figures
    assert len(found.families) == 8
    assert found.families[-1].others == 5
    assert round(sum(one.now or 0 for one in found.families)) == round(found.now.money or 0)


def test_unknown_kilos_are_unknown_and_never_zero() -> None:
    found = consumed(PU=semesters(50 * M, 50 * M, 60 * M))
    half = {"PU": (*found.kilos["PU"][:-1], None)}
    content = content_of(
        replace(found, kilos=half), HALF, LIMITS, Beside(), Taught(), company="F", customer="C", made_on=HALF.last,
        invoices_until=None,
    )  # fmt: skip
    assert content.figures.now.kilos is None
    assert "60,0 | +20 % | – | –" in words(content, "sides")


def test_months_before_the_facts_begin_are_not_known() -> None:
    none = (None,) * 36
    found = figures(bought(PU=(*none, *semesters(50 * M)[36:])), HALF, "COP", LIMITS)
    assert [one.period.label for one in found.sides] == ["2026-1", "2025-1"]
    assert found.year_before is not None


def test_sums_and_changes_of_what_is_not_known() -> None:
    assert summed([1.0, None]) is None
    assert summed([]) == 0
    assert change(10.0, 0.0) is None
    assert change(-5.0, 10.0) is None
    assert change(15.0, 10.0) == 0.5


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "families",
    [
        {},
        {"PU": semesters(0.0)},
        {"PU": (*(0.0,) * 59, 3 * M)},
        {"PU": (*(0.0,) * 54, *(-2 * M,) * 6)},
        {"": semesters(10 * M, 20 * M)},
        {"#let x = *a_ $b$ <c> @d \\": semesters(10 * M, 20 * M), "=cmd|'/c calc'!A1": semesters(1 * M, 2 * M)},
        {"PU": (None,) * 60},
        {"PU": (1e300,) * 60},
    ],
    ids=["nothing", "zeros", "one month", "returns", "no family", "hostile names", "unknown", "too large"],
)  # fmt: skip
def test_every_customer_gets_a_good_page(families: dict[str, tuple[float | None, ...]], language: str) -> None:
    """No history, one month only, more returned than bought, names with signs of markup: a page that opens, never a crash."""
    content = report(**families)
    assert reopened(json.loads(json.dumps(kept(content)))) == content
    assert report_pdf(content, language, note="#nota *con* _signos_ $ < @").startswith(b"%PDF")
    assert parts(content)
    book = report_excel(content, language)
    assert book.read(2) == b"PK"
    book.close()
    assert b"".join(report_csv(content, language))
    assert months_chart(content, language).count("<svg") <= 1


def test_what_each_of_them_reads() -> None:
    assert "No tenemos ninguna compra suya en los 36 meses" in words(report(), "months")
    assert "hay un solo mes de compras" in words(report(PU=(*(0.0,) * 59, 3 * M)), "months")
    returned = report(PU=(*(0.0,) * 54, *(-2 * M,) * 6))
    assert "superaron sus compras: −$ 12,0 M" in words(returned, "months")
    assert "Nothing was bought" not in words(report(PU=semesters(1 * M)), "proposal")
    assert report_data(report(), "es")["doc"]


def test_a_logo_of_forty_megabytes_never_reaches_the_paper() -> None:
    content = report(PU=semesters(10 * M, 20 * M))
    png = b"\x89PNG\r\n\x1a\n"
    assert report_data(content, "es", logo=png + b"0" * 40 * 1024**2)["logo"] is None
    assert report_data(content, "es", logo=b"no picture")["logo"] is None
    assert report_data(content, "es", logo=png + b"0" * LARGEST_LOGO)["logo"] is None
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4"/></svg>'
    assert report_pdf(content, "es", logo=svg).startswith(b"%PDF")


def test_orders_promises_and_whom_to_call() -> None:
    beside = Beside(
        orders=(OpenOrder("P-77", date(2026, 6, 2), None, date(2026, 7, 9), 3, None, "COP"),),
        benefits=(Benefit("Prioridad", "Sus pedidos salen primero.", 148, 4, 1),), who=Who("Andrea", "a@f.example"),
    )  # fmt: skip
    content = content_of(
        consumed(PU=semesters(10 * M, 20 * M)), HALF, LIMITS, beside, Taught(), company="F", customer="C",
        made_on=date(2026, 7, 4), invoices_until=HALF.last,
    )  # fmt: skip
    assert "P-77 | 2 jun 2026 | 3 | 9 jul 2026 | –" in words(content, "orders"), "no price is no money, not zero"
    assert "Cumplimos 148 de las 152 promesas" in words(content, "benefits")
    assert "148 de 152 cumplidas" in words(content, "benefits")


@pytest.mark.parametrize("ends", [(0.0, 137.0), (-40.0, 10.0), (0.0, 0.0), (0.0, 1e12), (0.0, 0.003)])
def test_axes_are_round_and_hold_what_is_drawn(ends: tuple[float, float]) -> None:
    ticks = nice(*ends)
    assert ticks[0] <= min(0.0, ends[0])
    assert ticks[-1] >= ends[1]
    assert 0.0 in ticks
    assert 2 <= len(ticks) <= 9


def test_there_is_no_drawing_of_what_may_come_where_it_cannot_be_said() -> None:
    assert proposal_chart(report(PU=(*(0.0,) * 59, 3 * M)), "es") == ""


@pytest.mark.parametrize(("known", "marks"), [(60, 2), (24, 1), (12, 0)])
def test_the_legend_names_only_the_years_that_are_drawn(known: int, marks: int) -> None:
    """Of a customer whose facts begin two years ago no mark of two years before is drawn, and none is explained."""
    content = report(PU=(None,) * (60 - known) + (10 * M,) * known)
    assert legend(content, "months").say("es").count("Marca") == marks
