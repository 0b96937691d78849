"""La página de los criterios: cada cifra y cada frase de ella se vuelve a calcular."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clave.criteria.registry import CRITERIA
from clave.policy import reference
from tests.spec.criteria_table import measured, said, told

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "explanation" / "criterios.md").read_text("utf-8")
BLOCK = re.compile(r"```criterio (\w+)\n(.*?)```((?:\n\n> [^\n]+)*)", re.DOTALL)
EXAMPLES = BLOCK.findall(PAGE)


@pytest.mark.parametrize(("key", "table", "sentences"), EXAMPLES, ids=[key for key, *_rest in EXAMPLES])
def test_cada_ejemplo_de_la_pagina_es_lo_que_calcula_clave(key: str, table: str, sentences: str) -> None:
    lines = [line.rpartition("|") for line in table.strip().splitlines()]
    measures = measured("\n".join(line for line, _bar, _result in lines))
    assert list(told(key, measures).values()) == [result.strip() for _line, _bar, result in lines[1:]]
    for customer, sentence in re.findall(r"> (\w+): ([^\n]+)", sentences):
        assert said(key, measures, customer) == sentence


@pytest.mark.parametrize("key", CRITERIA)
def test_cada_criterio_tiene_su_titulo_en_la_pagina(key: str) -> None:
    assert re.search(rf"^## .*`{key}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("name", "language"), reference.PAGES.items())
def test_la_referencia_de_la_politica_no_esta_vencida(name: str, language: str) -> None:
    """Written again by `python -m clave.policy.reference docs/reference`."""
    assert (DOCS / "reference" / name).read_text("utf-8") == reference.markdown(language)
