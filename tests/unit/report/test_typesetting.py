"""The door to PDF: what goes in is text, what comes out can be read by everybody and is the same every time."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from clave.base.figures import Figure
from clave.base.words import joined
from clave.report import typesetting
from clave.report.glyphs import BOX, drawable, shown
from clave.report.typesetting import FONTS, letters, pdf

TEMPLATE = """#import "house.typ": *
#show: house.with(title: d.title)
= #d.title
#for said in d.said [#said #parbreak()]
"""


@pytest.fixture(autouse=True)
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of one list of sentences, beside the pieces of the house."""
    (tmp_path / "house.typ").write_text((typesetting.TEMPLATES / "house.typ").read_text("utf-8"))
    (tmp_path / "said.typ").write_text(TEMPLATE)
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)


def document(*said: object, language: str = "es") -> bytes:
    return pdf("said", {"title": "Prueba", "words": {"page": "p", "of": "/"}, "said": said}, language)


def text(content: bytes) -> str:
    """Its words, in reading order, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_it_is_tagged_titled_and_says_its_language() -> None:
    root = PdfReader(io.BytesIO(document("Hola"))).root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "es-CO"
    assert PdfReader(io.BytesIO(document("Hi", language="en"))).root_object["/Lang"] == "en-US"
    metadata = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in metadata
    assert "Prueba" in metadata


def test_the_same_data_make_the_same_bytes() -> None:
    assert document("a", Figure(1.5, "kilos")) == document("a", Figure(1.5, "kilos"))


@pytest.mark.parametrize(
    ("language", "figures"),
    [("es", "12,5 % · $ 38,4 M · 31 oct 2026 · sin dato"), ("en", "12.5% · $ 38.4 M · 31 Oct 2026 · unknown")],
)
def test_figures_are_said_as_on_screen(language: str, figures: str) -> None:
    values = (
        Figure(0.125, "share"),
        Figure(38_400_000, "money", "COP"),
        Figure(date(2026, 10, 31), "date"),
        Figure(None, "share"),
    )
    assert figures in text(document(joined(values, " · "), language=language)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "name",
    [
        '#panic() #read("/etc/passwd")',
        "*Suelas* _Tayrona_ `S.A.S.`",
        "$x^2$ @ref <label> // no comentario /* ni este */",
        "= Título - lista + número \\ \\u{1F600}",
        "[a] {b} #[c] #{d} ~ --- ... \"e\" 'f'",
    ],
)
def test_markup_in_a_name_stays_text(name: str) -> None:
    assert name in text(document(name))


def test_what_the_letters_lack_is_a_box_and_what_is_unseen_is_gone() -> None:
    assert shown("Łódź Ж Ω ≥ −", letters()) == "Łódź Ж Ω ≥ −"
    assert shown("A中B🔒", letters()) == f"A{BOX}B{BOX}"
    assert shown("a\u202eb\x07c\u200bd\te\u3000f\ud800", letters()) == "abcd e f"
    assert shown("n\u0303", letters()) == "ñ"


def test_every_weight_draws_the_same() -> None:
    fonts = [drawable(font) for font in sorted(FONTS.glob("*.ttf"))]
    assert len(fonts) == 2
    assert fonts[0] == fonts[1]
    assert {*map(ord, "áéíóúüñÁÉÍÓÚÜÑ¿¡«»$%−→✓□0123456789\u00a0\u202f")} <= fonts[0]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_name_at_all_makes_a_document(name: str) -> None:
    assert document(name).startswith(b"%PDF")


def test_what_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        document(object())
