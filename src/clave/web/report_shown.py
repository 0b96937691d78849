"""A report of consumption as pages show it, to us and to the customer: the same parts as on paper, said in the reader's language.
(G10)"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from clave.base.words import said
from clave.report.consumption.content import Content
from clave.report.consumption.drawn import (
    NARROW,
    SCREEN,
    WIDE,
    legend,
    months_alt,
    months_chart,
    proposal_alt,
    proposal_chart,
)
from clave.report.consumption.paper import heading, made
from clave.report.consumption.said import Part, Said, intro, parts, reach, strip
from clave.web.words import reader

CHARTS = {"months": months_chart, "proposal": proposal_chart}
ALTS = {"months": months_alt, "proposal": proposal_alt}


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `number` stands to the right."""

    words: str
    number: bool


@dataclass(frozen=True)
class Chart:
    """A drawing for wide and for narrow screens, what it says in a sentence, and what its marks mean."""

    wide: SafeString
    narrow: SafeString
    alt: str
    legend: str


@dataclass(frozen=True)
class PartShown:
    """A part in the reader's language; the last of `rows` is a total where `total`."""

    key: str
    title: str
    says: tuple[str, ...]
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    note: str
    chart: Chart | None


@dataclass(frozen=True)
class ReportShown:
    """The whole report."""

    title: str
    customer: str
    intro: str
    made: str
    strip: tuple[tuple[str, str, str], ...]
    parts: tuple[PartShown, ...]
    reach: str


def report_shown(content: Content, only: tuple[str, ...] = ()) -> ReportShown:
    """As a page shows it; with `only`, these parts of it."""
    language = reader()

    def say(value: Said) -> str:
        return said(value, language)

    found = [one for one in parts(content) if not only or one.key in only]
    return ReportShown(
        say(heading(content)), content.customer, say(intro(content)), say(made(content)),
        tuple((say(label), say(figure), say(about)) for label, figure, about in strip(content)),
        tuple(_part(one, content, language) for one in found), say(reach(content)),
    )  # fmt: skip


def _part(one: Part, content: Content, language: str) -> PartShown:
    def row(cells: tuple[Said, ...]) -> tuple[Cell, ...]:
        return tuple(Cell(said(cell, language), number) for cell, number in zip(cells, one.numbers, strict=True))

    rows = [row(cells) for cells in one.rows]
    return PartShown(
        one.key, said(one.title, language), tuple(said(words, language) for words in one.says),
        row(one.heads) if one.heads else (), tuple(rows[:-1] if one.total else rows), rows[-1] if one.total else (),
        tuple((said(head, language), tuple(said(words, language) for words in items)) for head, items in one.lists),
        said(one.note, language), chart_shown(content, one.chart, language) if one.chart else None,
    )  # fmt: skip


def chart_shown(content: Content, kind: str, language: str) -> Chart | None:
    """A drawing in the colours of the page; None where there is nothing to draw."""
    draw = CHARTS[kind]
    wide = draw(content, language, SCREEN, WIDE)
    if not wide:
        return None
    narrow = draw(content, language, SCREEN, NARROW)
    marks = legend(content, "proposal" if kind == "proposal" else "months")
    return Chart(_drawing(wide), _drawing(narrow), said(ALTS[kind](content), language), said(marks, language))


def _drawing(svg: str) -> SafeString:
    """Our own drawing, in which every word was escaped; hidden from readers, who get its sentence."""
    return mark_safe(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
