"""How the key accounts see us, and what kept promises go with, as their pages show them. (C8, point 5)"""

from __future__ import annotations

from dataclasses import dataclass

from clave.base.figures import Unit, number, points
from clave.base.words import Text, _, counted
from clave.operations.surveys.questions import SUBJECTS
from clave.outcome.harvest.shape import Asked, Compared, Estimate, Promised, Relation, Scale, Voiced
from clave.web.shown.harvest import account
from clave.web.shown.outcome_list import DASH, Cell, Column, between, figure, rate
from clave.web.words import reader, told

SIDES: dict[str, Text] = {
    "more": _("More promises kept"), "less": _("Fewer promises kept"), "": _("None could be measured"),
}  # fmt: skip
ANSWER: dict[bool | None, Text] = {True: _("yes"), False: _("no"), None: _("not known")}


def signed(value: float | None) -> str:
    """An NPS: points with their sign; a dash where nobody answered."""
    if value is None:
        return DASH
    return ("+" if round(value) > 0 else "") + number(round(value), 0, reader())


def strip(found: Relation) -> list[tuple[str, str, str]]:
    """Label, figure, and of how many: NPS, the three scales, who noticed, who was asked."""
    before = told(_("before {nps}").fill(nps=signed(found.before.value))) if found.before.value is not None else ""
    people = told(counted("{n} person answered", "{n} people answered", found.nps.n))
    inside = between(found.nps, "score") or (told(_("too few for a range")) if found.nps.n else "")
    nps = " · ".join(part for part in (people, inside, before) if part) if found.nps.n else told(_("nobody answered"))
    noticed = told(counted("{n} answer", "{n} answers", found.noticed.n))
    asked = told(_("{n} of {of} people").fill(n=found.answered, of=found.asked))
    return [
        (told(_("NPS")), signed(found.nps.value), nps),
        *((told(one.name), mean(one), spread_words(one)) for one in found.scales),
        (told(_("Notice that they are key")), rate(found.noticed.value, 0), between(found.noticed, "share") or noticed),
        (told(_("People who answered")), rate(found.answered / found.asked if found.asked else None, 0), asked),
    ]  # fmt: skip


def mean(one: Scale) -> str:
    """The mean on its scale: `5,9 de 7`; a dash where nobody answered."""
    if one.mean is None:
        return DASH
    return told(_("{mean} of {highest}").fill(mean=number(one.mean, 1, reader()), highest=one.highest))


def spread_words(one: Scale) -> str:
    """How many answers of how many people, and between what they lie."""
    if one.low is None or one.high is None:
        return told(_("nobody answered"))
    text = counted(
        "{n} answer of {people}, from {low} to {high}", "{n} answers of {people}, from {low} to {high}", one.answers
    )
    people = counted("{n} person", "{n} people", one.people)
    return told(text.fill(people=people, low=one.low, high=one.high))


@dataclass(frozen=True)
class AskedRow:
    """A survey of the window: its title, day, how many were asked and answered, its NPS, or why nothing is shown."""

    one: Asked
    title: str
    on: str
    people: str
    accounts: str
    nps: str
    about: str


def asked_row(one: Asked) -> AskedRow:
    """As the table shows it."""
    of = _("{n} of {of}")
    title = one.title if isinstance(one.title, str) else told(one.title)
    accounts = (
        told(counted("{n} account asked", "{n} accounts asked", one.accounts_asked)) if one.accounts_answered is None
        else told(of.fill(n=one.accounts_answered, of=one.accounts_asked))
    )  # fmt: skip
    about = told(one.hidden) if one.hidden else between(one.nps, "score")
    return AskedRow(
        one,
        title,
        figure(one.on, "date"),
        told(of.fill(n=one.answered, of=one.asked)),
        accounts,
        signed(one.nps.value),
        about,
    )


def voiced_columns(opens: bool) -> list[Column[Voiced]]:
    """Who, how many people, NPS, the three scales, whether they notice."""

    def scale(key: str) -> Column[Voiced]:
        return Column(
            key,
            SUBJECTS[key],
            lambda one: Cell(figure(one.scales.get(key), "score")),
            lambda one: one.scales.get(key),
            "number",
        )

    return [
        Column("cuenta", _("Account"), lambda one: Cell(one.name, "", account(one.customer, opens)), lambda one: one.name, "text",
               34),
        Column("personas", _("People who answered"), lambda one: Cell(figure(float(one.people), "count")),
               lambda one: one.people, "whole"),
        Column("nps", _("NPS"), lambda one: Cell(signed(one.nps)), lambda one: one.nps, "number"),
        scale("satisfaction"), scale("trust"), scale("commitment"),
        Column("nota", _("Notice it"), lambda one: Cell(rate(one.noticed, 0)), lambda one: one.noticed, "share"),
    ]  # fmt: skip


def voiced_extra() -> list[Column[Voiced]]:
    """What only the file has."""
    return [Column("codigo", _("Customer"), lambda one: Cell(one.customer), lambda one: one.customer)]


@dataclass(frozen=True)
class ComparedRow:
    """A result of both sides with their n and interval, their difference, and the sentence."""

    name: str
    more: str
    more_n: str
    less: str
    less_n: str
    apart: str
    says: str
    enough: bool


def compared_row(one: Compared) -> ComparedRow:
    """As the table shows it."""
    answers = one.key == "nps"
    difference = one.difference.value
    shown = DASH if difference is None else points(difference, reader()) if one.unit == "share" else signed(difference)
    return ComparedRow(
        told(one.name), _value(one.more, one.unit), _of(one.more, one.unit, answers), _value(one.less, one.unit),
        _of(one.less, one.unit, answers), shown, told(one.says), one.enough,
    )  # fmt: skip


def _value(found: Estimate, unit: Unit) -> str:
    return rate(found.value) if unit == "share" else signed(found.value)


def _of(found: Estimate, unit: Unit, answers: bool) -> str:
    how_many = (
        counted("{n} answer", "{n} answers", found.n) if answers else counted("{n} account", "{n} accounts", found.n)
    )
    inside = between(found, unit)
    return f"{told(how_many)} · {inside}" if inside else told(how_many)


def promised_columns(opens: bool) -> list[Column[Promised]]:
    """Who, its promises, its side, growth, whether it keeps buying, its NPS."""

    def count(key: str, label: Text, read: str) -> Column[Promised]:
        return Column(
            key,
            label,
            lambda one: Cell(figure(float(getattr(one, read)), "count")),
            lambda one: getattr(one, read),
            "whole",
        )

    return [
        Column("cuenta", _("Account"), lambda one: Cell(one.name, told(SIDES[one.side]), account(one.customer, opens)),
               lambda one: one.name, "text", 34),
        Column("cumplido", _("Share kept"), lambda one: Cell(rate(one.score)), lambda one: one.score, "share"),
        count("si", _("Those kept"), "kept"), count("no", _("Those broken"), "broken"),
        count("sin", _("Those that cannot be measured"), "unknown"),
        Column("crece", _("Growth of their purchases"), lambda one: Cell(rate(one.growth)), lambda one: one.growth, "share"),
        Column("sigue", _("Keep buying by their rhythm"), lambda one: Cell(told(ANSWER[one.retained])),
               lambda one: told(ANSWER[one.retained])),
        Column("nps", _("NPS"), lambda one: Cell(signed(one.nps)), lambda one: one.nps, "number"),
    ]  # fmt: skip


def promised_extra() -> list[Column[Promised]]:
    """What only the file has: code and side."""
    return [
        Column("codigo", _("Customer"), lambda one: Cell(one.customer), lambda one: one.customer),
        Column(
            "lado", _("Side"), lambda one: Cell(told(SIDES[one.side])), lambda one: told(SIDES[one.side]), "text", 22
        ),
    ]
