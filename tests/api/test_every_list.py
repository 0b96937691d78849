"""Every list of the API over a company in which there is something of everything: whole, in order, as things, as files."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client

from clave.api.keys import RATE
from clave.api.listed import sheet
from clave.api.listed.shape import Who, Word
from clave.api.lists.registry import LISTS
from clave.store.models import AuditEvent, Person
from tests.api.asked import ROOT, every, got, system
from tests.api.filled import fill
from tests.web.conftest import facts as facts
from tests.web.conftest import facts_folder as facts_folder
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run
from tests.web.test_every_page import CUSTOMER
from tests.web.test_every_page import clients as clients
from tests.web.test_every_page import world as world

OF_A_CUSTOMER = {name: {"customer": CUSTOMER} for name in ("invoice-lines", "receivables")}
"""Lists that ask for a customer."""
FORMULA, NUMBER = tuple("=+-@\t\r"), re.compile(r"-?[0-9][0-9.,]*")
EMPTY = {"capacity", "conditions", "idle-stock", "outcome-relation", "receivables"}
"""Lists of which the company of the pages may have nothing."""


@pytest.fixture
def erp(world: Mapping[str, Any]) -> Iterator[Client]:
    """A system that acts for the administrator."""
    RATE.counts.clear()
    administrator = Person.objects.get(role="administrator", name="diana Vergara")
    fill(administrator)
    yield system(administrator, administrator)
    RATE.counts.clear()


def test_every_list_is_whole_in_every_order_as_things_and_as_files_without_a_formula(
    erp: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One company for all of it: to make it costs as much as to read it."""
    wrong: dict[str, str] = {}
    for name in LISTS:
        try:
            looked_at(erp, name)
        except AssertionError as error:
            wrong[name] = str(error)[:700]
        RATE.counts.clear()
    assert wrong == {}
    no_file_has_a_formula_in_it(erp, monkeypatch)
    what_is_taken_out_is_written_down(erp)


def looked_at(erp: Client, name: str) -> None:
    """One list: two at a time as all at once; every order; every thing; every file."""
    listing, asked = LISTS[name], OF_A_CUSTOMER.get(name, {})
    whole = list(every(erp, name, **asked))
    assert whole or name in EMPTY, "there is nothing in it"
    keys = [column.key for column in listing.columns]
    for one in whole:
        assert [key for key in one if key != "reserved"] == keys
    by_twos = list(every(erp, name, limit=max(2, len(whole) // 5), **asked))
    assert by_twos == whole, "page by page it is another list"
    for order in listing.orders:
        for sign in ("", "-"):
            ordered = list(every(erp, name, limit=max(1, -(-len(whole) // 2)), order=sign + order, **asked))
            assert sorted(map(str, ordered)) == sorted(map(str, whole)), f"ordered by {sign}{order} something is lost"
            known = [one[order] for one in ordered if one[order] not in (None, "")]
            assert [one[order] in (None, "") for one in ordered] == [False] * len(known) + [True] * (
                len(ordered) - len(known)
            )
    if listing.single and whole:
        key = listing.key.rpartition(".")[2]
        which = whole[0].get("id" if key == "pk" else key, whole[0].get("id"))
        thing = got(erp, f"{name}/{which}")
        assert {key: thing[key] for key in keys} == {key: whole[0][key] for key in keys}
    if name != "log":  # every file is written down in it
        filed(erp, name, len(whole), keys, asked)


def filed(erp: Client, name: str, count: int, keys: list[str], asked: Mapping[str, str]) -> None:
    """The list as its three files."""
    content = {}
    for form in ("csv", "xlsx", "parquet"):
        answer = erp.get(f"{ROOT}/{name}", {**asked, "format": form})
        assert answer.status_code == 200, (form, answer.content[:300])
        content[form] = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(content["csv"].decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == keys
    assert len(rows) == count + 1
    assert content["xlsx"][:2] == b"PK"
    table = pq.read_table(io.BytesIO(content["parquet"]))
    assert (table.num_rows, table.column_names) == (count, [*keys, "reserved"])


def hostile(value: Any) -> Any:
    """The same value, every text of it written as a formula."""
    if isinstance(value, str):
        return f"=HYPERLINK({value})"
    if isinstance(value, Word):
        return Word(key=f"@SUM({value.key})", label=value.label)
    if isinstance(value, Who):
        return Who(id=value.id, name=f"+1|{value.name}")
    return [hostile(one) for one in value] if isinstance(value, list | tuple) else value


def no_file_has_a_formula_in_it(erp: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted in every text of every list: CSV writes them as text, Excel has no formula, Parquet keeps them as they are."""
    real = sheet.values

    def planted(*given: Any) -> tuple[dict[str, Any], dict[str, str]]:
        found, hidden = real(*given)
        return {key: hostile(value) for key, value in found.items()}, hidden

    monkeypatch.setattr(sheet, "values", planted)
    wrong: dict[str, str] = {}
    for name in LISTS:
        RATE.counts.clear()
        asked = OF_A_CUSTOMER.get(name, {})
        text = b"".join(erp.get(f"{ROOT}/{name}", {**asked, "format": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
        cells = [cell for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:] for cell in row]
        if bad := [cell for cell in cells if cell[:1] in FORMULA and not NUMBER.fullmatch(cell)]:
            wrong[name] = bad[0]
        book = b"".join(erp.get(f"{ROOT}/{name}", {**asked, "format": "xlsx"}).streaming_content)  # type: ignore[attr-defined]
        with zipfile.ZipFile(io.BytesIO(book)) as packed:
            pages = [packed.read(one) for one in packed.namelist() if one.startswith("xl/worksheets/sheet")]
        if any(b"<f>" in page or b"<f " in page for page in pages):
            wrong[name] = "xlsx"
    assert wrong == {}


def what_is_taken_out_is_written_down(erp: Client) -> None:
    """In the log, with the key that took it."""
    RATE.counts.clear()
    got(erp, "me")
    b"".join(erp.get(f"{ROOT}/accounts", {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]
    event = AuditEvent.objects.filter(what="key.exported").latest("number")
    assert (event.fields, event.about.startswith("key:")) == (["accounts"], True)
