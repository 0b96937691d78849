"""Dos políticas comparadas: in force, shipped, of a day, proposed, pasted; on the page and as files."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from clave.actions.refresh import refresh_selection
from clave.actions.status import change_status
from clave.facts.store import FactStore
from clave.selection.compare import compared
from clave.selection.life import CONFIRMED
from clave.store.listings import kept_listing
from clave.store.models import SelectionRun
from clave.store.policy import policy_in_force
from clave.store.status import memberships, memberships_at
from clave.store.trial import tried
from clave.web.packed import LONGEST, packed, unpacked
from tests.store.lives import brought, landing
from tests.store.proposing import somebody
from tests.web.conftest import NOW, As
from tests.web.policy_scene import measured_once, sixty, sixty_folder
from tests.web.test_policy_pages import FEWER, GOOD, query, text

__all__ = ["measured_once", "sixty", "sixty_folder"]
PAGE = "/politica/comparar/"
IN_BETWEEN = NOW + timedelta(hours=1)
LISTS = {"HX-Request": "true", "HX-Target": "effect"}
OURS = '[[capacity.count]]\nfrom = 2026-01-01\nvalue = 4\nreason = "=2+5 menos"\nsource = "Acta 1"\n'


def test_in_force_beside_the_proposal(signed_in: As, sixty: SelectionRun) -> None:
    kam = signed_in("kam")
    page = text(kam.get(f"{PAGE}?de=vigente&a=propuesta&{FEWER}"))
    assert "Vigente → La propuesta · 1 valor difiere" in page
    assert "Clientes clave, máximo 35 4" in page
    lists = text(kam.get(f"{PAGE}?de=vigente&a=propuesta&{FEWER}", headers=LISTS))
    assert "Salen 2" in lists
    assert "Salen 2" in text(kam.get(f"{PAGE}?de=vigente&a=propuesta&lista=1&{FEWER}"))
    turned = text(kam.get(f"{PAGE}?de=propuesta&a=vigente&{FEWER}", headers=LISTS))
    assert "Entran 2" in turned


def test_nothing_decided_yet_both_decide_the_same(signed_in: As, sixty: SelectionRun) -> None:
    assert "Las dos deciden lo mismo" in text(signed_in("kam").get(PAGE))


def test_a_past_date_beside_what_is_in_force(signed_in: As, sixty: SelectionRun) -> None:
    director = signed_in("director")
    director.post(f"/politica/guardar/?{FEWER}", GOOD | {"since": "2026-06-01"})
    chosen = director.get(f"{PAGE}?de=fecha&de_fecha=2026-05-31&a=vigente&a_fecha=")
    assert query(chosen.headers["Location"]) == {"de": "2026-05-31", "a": "vigente"}
    page = text(director.get(chosen.headers["Location"]))
    assert "Política del 31 may 2026" in page
    assert "Somos menos" in page
    assert "1 valor difiere" in page
    assert "deciden lo mismo" in text(director.get(f"{PAGE}?de=2026-06-01&a=vigente"))


@pytest.mark.parametrize("given", ["de=fecha&de_fecha=", "de=fecha&de_fecha=ayer", "de=zzz&a=%F0", "de=propuesta"])
def test_a_side_nobody_knows_is_what_is_in_force(signed_in: As, sixty: SelectionRun, given: str) -> None:
    answer = signed_in("kam").get(f"{PAGE}?{given}", follow=True)
    assert answer.status_code == 200
    assert "Vigente →" in text(answer)


def test_a_pasted_policy_lives_in_the_address(signed_in: As, sixty: SelectionRun, settings: Settings) -> None:
    kam = signed_in("kam")
    answer = kam.post(PAGE, {"texto": OURS})
    assert answer.status_code == 302
    page = text(kam.get(answer.headers["Location"]))
    assert "Vigente → El archivo pegado · 1 valor difiere" in page
    assert "=2+5 menos" in page
    uploaded = kam.post(PAGE, {"archivo": SimpleUploadedFile("p.toml", b"\xef\xbb\xbf" + OURS.encode())})
    assert query(uploaded.headers["Location"]) == query(answer.headers["Location"])
    assert not settings.CLAVE_POLICY.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"texto": "  "}, "No hay qué comparar"),
        ({"texto": "order = "}, "no es un archivo de política válido"),
        ({"texto": '[[nada]]\nfrom = 2026-01-01\nvalue = 1\nreason="r"\nsource="s"\n'}, "no es un valor de la política"),
        ({"texto": OURS.replace("4", "0")}, "debe ser"),
        ({"archivo": SimpleUploadedFile("p.toml", b"\xff\xfe\x00")}, "UTF-8"),
        ({"archivo": SimpleUploadedFile("p.toml", b"#" * 300_000)}, "256 KB"),
    ],
)  # fmt: skip
def test_what_is_no_policy_is_said_beside_the_field(
    signed_in: As, sixty: SelectionRun, given: dict[str, object], sentence: str
) -> None:
    answer = signed_in("kam").post(PAGE, given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    if isinstance(given.get("texto"), str):
        assert str(given["texto"])[:6].strip() in answer.content.decode()


def test_a_policy_too_long_for_an_address_is_said(signed_in: As, sixty: SelectionRun) -> None:
    noise = "".join(f"# {number * 7919 % 1_000_003:x}{number**3:x}\n" for number in range(2000))
    answer = signed_in("kam").post(PAGE, {"texto": OURS + noise})
    assert answer.status_code == 422
    assert "demasiado largo" in text(answer)


def test_an_address_that_was_cut_off_is_said(signed_in: As, sixty: SelectionRun) -> None:
    word = packed(OURS)
    assert word
    answer = signed_in("kam").get(f"{PAGE}?a=archivo.{word[:-9]}")
    assert answer.status_code == 422
    assert "está cortado" in text(answer)


def test_packed_texts_come_back_and_bombs_do_not() -> None:
    assert unpacked(packed(OURS) or "") == OURS
    assert len(packed(OURS) or "") < LONGEST
    assert unpacked(packed("a" * 1_000_000) or "") is None
    for word in ("", "x", "ñ", "A" * 100, "===="):
        assert unpacked(word) is None


def test_the_comparison_as_csv_is_inert(signed_in: As, sixty: SelectionRun) -> None:
    kam = signed_in("kam")
    address = kam.post(PAGE, {"texto": OURS}).headers["Location"].replace(PAGE, PAGE + "csv")
    answer = kam.get(address)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="politicas-comparadas.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["Clientes clave, máximo", "capacity.count", "35", "4", "'=2+5 menos"]
    leaving = [row for row in rows if row and row[0] == "sale"]
    assert [row[1] for row in leaving] == ["N-17", "N-21"]
    assert leaving[0][-1] == "Hay lugar para 4, y había para 6."


def test_the_comparison_as_a_workbook_holds_figures(signed_in: As, sixty: SelectionRun) -> None:
    answer = signed_in("kam").get(f"{PAGE}xlsx?de=vigente&a=propuesta&{FEWER}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Valores", "Lista"]
    rows = book.get_sheet_by_name("Lista").to_python()
    assert rows[1][:5] == ["sale", "N-17", "Cliente 17", 5.0, 5.0]


def test_another_kind_of_file_does_not_exist(signed_in: As, sixty: SelectionRun) -> None:
    assert signed_in("kam").get(f"{PAGE}pdf").status_code == 404


@pytest.fixture
def decided(sixty: SelectionRun, settings: Settings) -> SelectionRun:
    """A list made after the committee decided on the first one: its six members, one that fails the rule, one that is gone."""
    inside = list(sixty.lines.filter(member=True).values_list("customer", flat=True))
    weakest = sixty.lines.order_by("-rank")[0].customer
    for customer in (*inside, weakest, "GONE"):
        brought(customer, CONFIRMED, day=date(2025, 1, 31))
    book = FactStore(settings.CLAVE_FACTS).open()
    return refresh_selection(book=book, policy=policy_in_force(), as_of=None, by=None, now=IN_BETWEEN)


def test_the_policy_in_force_changes_nothing_against_the_list_that_was_kept_with_its_members(
    decided: SelectionRun,
) -> None:
    """What happened to a status since then is of the next list."""
    landing("GONE", somebody("director"), date(2027, 4, 1))
    later = {
        "by": None,
        "now": IN_BETWEEN + timedelta(hours=1),
        "effective_on": date(2026, 11, 21),
        "reason": "Se fue.",
    }
    change_status(customer="GONE", name="GONE", to="landing", **later)  # type: ignore[arg-type]
    change_status(customer="GONE", name="GONE", to="former", **later)  # type: ignore[arg-type]
    assert memberships_at(timezone.now()) == memberships()
    again, kept = tried(decided, policy_in_force().at(decided.as_of)), kept_listing(decided)
    found = compared(kept, again)
    assert (found.entered, found.left, found.moved, found.recategorised) == ((), (), (), ())
    assert {code: one.state for code, one in again.standings.items()} == {
        code: one["state"] for code, one in decided.standings.items()
    }
    assert again.standings["GONE"].state == "watched", "it was a member then"


def test_a_what_if_lets_the_bands_hold_the_members(signed_in: As, decided: SelectionRun) -> None:
    """Without members, room for four puts two out (above); who is key already is watched first."""
    lists = text(signed_in("kam").get(f"{PAGE}?de=vigente&a=propuesta&{FEWER}", headers=LISTS))
    assert "Salen" not in lists
    assert "Nadie entra ni sale." in lists
