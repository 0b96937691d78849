"""The debate for the meeting: one page, whatever the company debates."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from clave.policy.reading import default
from clave.report.debate import Meeting, debate_pdf_of
from clave.selection.agreement import agreement
from clave.selection.consensus import borda, kemeny
from clave.selection.debate import Effect, Stand, Turn

KEYS = default().at(date(2026, 10, 31)).values["order"]
NAME = "Comercializadora Internacional de Adhesivos del Suroccidente S.A.S."


def turns(count: int) -> tuple[Turn, ...]:
    stand = Stand(1, "C", NAME, True, True, 50.0, 1e9, (), None, "passes", {})
    return (Turn(None, stand, ()),) * count


def effect(count: int) -> Effect:
    return Effect(KEYS, {}, 35, 35, 1.2e10, 0.0, turns(count), turns(count))


def meeting(people: int, what_ifs: int) -> Meeting:
    orders = tuple((f"Persona Número {place}", (*KEYS[place:], *KEYS[:place])) for place in range(people))
    given = [order for _name, order in orders]
    middle = borda(given, KEYS) if given else None
    return Meeting(
        debate="#1 · ¿Qué pesa más?", question="¿Por qué ahora? " * 12, as_of=date(2026, 10, 31), currency="COP", asked=10,
        keys=KEYS, orders=orders, agreement=agreement(given, default().at(date(2026, 10, 31))), borda=middle,
        kemeny=kemeny(given, middle.order) if middle else None,
        effects=tuple((f"Hipótesis con un nombre largo {place}", effect(12)) for place in range(people + what_ifs)),
        company="Adhesivos Farallones S.A.", made_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    )  # fmt: skip


def read(content: bytes) -> tuple[int, str]:
    pages = PdfReader(io.BytesIO(content)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


@pytest.mark.parametrize(("people", "what_ifs"), [(0, 0), (1, 0), (3, 2), (10, 8)])
def test_it_fits_on_one_page(people: int, what_ifs: int) -> None:
    pages, text = read(debate_pdf_of(meeting(people, what_ifs)))
    assert pages == 1
    assert f"{people} de 10 dieron su orden" in text
    assert ("Nadie ha dado un orden todavía" in text) == (people == 0)


def test_it_says_what_was_left_out_and_what_is_not_known() -> None:
    _pages, text = read(debate_pdf_of(meeting(10, 8)))
    assert "10 más" in text
    assert "6 órdenes más están en la página del debate" in text
    unknown = meeting(2, 0)
    _pages, text = read(debate_pdf_of(Meeting(**{**vars(unknown), "effects": (("Otra ventana", None),)})))
    assert "sin medir todavía" in text


def test_what_was_chosen_stands_there_with_its_reason() -> None:
    chosen = {"chosen": KEYS, "reason": "Lo acordamos", "decided_by": "Dora Díaz", "since": date(2026, 11, 1)}
    decided = Meeting(**{**vars(meeting(2, 0)), **chosen})
    _pages, text = read(debate_pdf_of(decided, "en"))
    assert "Dora Díaz; in force from" in text
    assert "Order chosen" in text
    assert "Lo acordamos" in text
