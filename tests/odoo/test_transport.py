"""The line to Odoo: the version is asked first, reads are tried again, writes never, and no error tells the key."""

from __future__ import annotations

import http.client
from zoneinfo import ZoneInfo

import pytest

from clave.base.words import LANGUAGES
from clave.facts.sources.odoo import refusals
from clave.facts.sources.odoo.client import Account, Call, JsonRpc, connect, told, version_of
from clave.facts.sources.odoo.models import PRODUCT
from clave.facts.sources.odoo.reading import Reading
from clave.facts.sources.odoo.refusals import OdooError
from clave.facts.sources.odoo.wire import Bounds, Wire, address
from clave.facts.sources.port import Secret
from tests.odoo.conftest import Serve, account_of, client_of, noted
from tests.odoo.fake.company import company
from tests.odoo.fake.server import Server

SOON = Bounds(seconds=0.3, waits=(0.0, 0.0))


def refused(server: Server, **other: str) -> OdooError:
    with pytest.raises(OdooError) as caught:
        connect(account_of(server, **other), SOON, sleep=lambda seconds: None)
    return caught.value


def test_the_version_chooses_the_interface(small: Server, version: int) -> None:
    client = client_of(small)
    assert (client.version.text, client.version.major) == (f"{version}.0", version)
    assert type(client.dialect).__name__ == ("JsonRpc" if version < 19 else "Json2")
    assert client.call("res.partner", "search_count", domain=[["is_company", "=", True]]) == 40


def test_18_sends_the_newer_interface_to_its_page_of_sign_in(serve: Serve) -> None:
    server = serve(company(18, customers=5, lines=10))
    line = http.client.HTTPConnection("127.0.0.1", server.server_address[1])
    line.request("POST", "/json/2/res.partner/search", b"{}", {"Content-Type": "application/json"})
    assert line.getresponse().status == 303
    line.close()


def test_a_wrong_key(small: Server) -> None:
    error = refused(small, key="k-wrong-0987654321")
    assert (error.kind, error.why) == (refusals.LOGIN, "unauthorized")
    assert "k-wrong" not in str(error) + repr(error) + repr(error.args) + error.say("es")


def test_an_unknown_database(small: Server) -> None:
    error = refused(small, database="otra")
    assert (error.kind, error.where) == (refusals.DATABASE, small.url.removeprefix("http://"))
    assert "«otra»" in error.say("en")


def test_nobody_there(small: Server) -> None:
    account = account_of(small)
    small.__exit__()
    with pytest.raises(OdooError) as caught:
        connect(account, SOON, sleep=lambda seconds: None)
    assert (caught.value.kind, caught.value.passing) == (refusals.DOWN, True)


def test_something_else_there(small: Server) -> None:
    small.odoo.faults = ["rubbish", "rubbish"]
    assert refused(small).kind == refusals.ADDRESS


def test_an_old_version(serve: Serve) -> None:
    server = serve(company(18, customers=5, lines=10))
    server.odoo.database.version = 14
    assert "14.0" in refused(server).say("en")


@pytest.mark.parametrize("fault", ["503", "502", "cut", "silence"])
def test_a_read_is_tried_again(small: Server, fault: str) -> None:
    client = noted(connect(account_of(small), SOON, sleep=lambda seconds: None))
    small.odoo.faults = [fault, fault]
    assert client.call("res.partner", "search_count", domain=[]) > 0


def test_it_is_tried_only_so_often(small: Server) -> None:
    client = client_of(small)
    small.odoo.faults = ["503"] * 5
    with pytest.raises(OdooError) as caught:
        client.call("res.partner", "search_count", domain=[])
    assert caught.value.kind == refusals.GATEWAY
    assert len(small.odoo.faults) == 2, "once, and twice again"


@pytest.mark.parametrize("fault", ["503", "cut"])
def test_a_write_is_never_tried_again(small: Server, fault: str) -> None:
    client = client_of(small)
    small.odoo.faults = [fault, "none"]
    with pytest.raises(OdooError):
        client.call("res.partner", "write", ids=[1], vals={"ref": "otro"})
    assert small.odoo.faults == ["none"]
    assert ("res.partner", "write") not in small.odoo.calls


def test_a_whole_answer_that_is_no_json_is_an_error(small: Server) -> None:
    client = client_of(small)
    small.odoo.faults = ["rubbish"]
    with pytest.raises(OdooError) as caught:
        client.call("res.partner", "search_count", domain=[])
    assert caught.value.kind == refusals.SERVER


def test_a_line_that_the_server_closed_is_opened_again(small: Server) -> None:
    client = client_of(small)
    for _again in range(3):
        small.hang_up()
        assert client.call("res.partner", "search_count", domain=[]) > 0


def test_an_answer_beyond_every_page_is_not_taken(small: Server) -> None:
    wire = Wire(address(small.url), Bounds(megabytes=0))
    with pytest.raises(OdooError) as caught:
        version_of(wire)
    wire.close()
    assert caught.value.kind == refusals.SERVER


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (("sale.order", "search_read", None, {"domain": [], "fields": ["priority"]}), refusals.FIELD),
        (("sale.order", "search_count", None, {"domain": [["priority", "=", "1"]]}), refusals.FIELD),
        (("stock.picking", "write", [1], {"vals": {"priority": "7"}}), refusals.VALUE),
        (("stock.picking", "write", [999_999], {"vals": {"priority": "1"}}), refusals.MISSING),
        (("stock.picking", "read", [999_999], {"fields": ["name"]}), refusals.MISSING),
        (("no.such.model", "search_count", None, {"domain": []}), refusals.MODEL),
        (("res.partner", "dance", [1], {}), refusals.METHOD),
        (("res.partner", "search_count", None, {"domain": [], "nonsense": 1}), refusals.METHOD),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{one[0]}.{one[1]}",
)  # fmt: skip
def test_what_odoo_refuses_has_a_kind_and_a_sentence(
    small: Server, call: tuple[str, str, list[int], dict[str, object]], kind: str
) -> None:
    client = client_of(small)
    model, method, ids, named = call
    with pytest.raises(OdooError) as caught:
        client.call(model, method, ids=ids, **named)
    assert caught.value.kind == kind
    for language in LANGUAGES:
        sentence = caught.value.say(language)
        assert small.odoo.key not in sentence
        assert "Traceback" not in sentence
        assert "{" not in sentence
        assert sentence.endswith(".")


def test_what_may_not_be_read(small: Server) -> None:
    small.odoo.unreadable = {"res.partner"}
    with pytest.raises(OdooError) as caught:
        client_of(small).call("res.partner", "search_count", domain=[])
    assert (caught.value.kind, caught.value.why) == (refusals.ACCESS, "unauthorized")


def test_a_key_that_odoo_repeats_is_not_repeated() -> None:
    account = Account(address("https://odoo.example.com"), "empresa", "clave", Secret("k-secret"))
    error = told(account, Call("a.b", "c", None, {}), "builtins.ValueError", "cannot use k-secret here\nmore")
    assert "k-secret" not in error.say("en")
    assert "more" not in error.say("en")
    assert "k-secret" not in repr(account) + repr(JsonRpc(account).account)


@pytest.mark.parametrize(
    "text", ["", "ftp://odoo.example.com", "https://user:key@odoo.example.com", "https://", "https://a b.com", "https://x:99999999"]
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(OdooError) as caught:
        address(text)
    assert caught.value.where == "url"
    assert "key@" not in caught.value.say("en")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("odoo.example.com", "https://odoo.example.com"),
        ("https://odoo.example.com/web/login?debug=1", "https://odoo.example.com"),
        ("http://10.0.0.7:8069/", "http://10.0.0.7:8069"),
    ],
)
def test_an_address_is_that_of_the_server(text: str, url: str) -> None:
    assert address(text).url == url


@pytest.mark.parametrize(
    "answer", [None, True, {}, "x", [1], [{}], [{"id": "1"}], [{"id": 2}, {"id": 1}], [{"id": 0}]], ids=str
)  # fmt: skip
def test_an_answer_to_something_else_is_told_and_never_read_for_ever(
    small: Server, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    """A proxy that keeps answers, a page without an end: neither is taken for records."""
    reading = Reading(client_of(small), ZoneInfo("America/Bogota"))
    reading.known(PRODUCT)
    monkeypatch.setattr(reading.client, "call", lambda *args, **named: answer)
    with pytest.raises(OdooError) as caught:
        list(reading.every(PRODUCT, []))
    assert caught.value.kind == refusals.SERVER
    if not isinstance(answer, list) or answer[0] != 1:
        with pytest.raises(OdooError):
            reading.numbers("product.product", [])


def test_a_page_that_comes_again_and_again_stops(small: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(client_of(small, page=2), ZoneInfo("America/Bogota"))
    reading.known(PRODUCT)
    rows = [{"id": 1}, {"id": 2}]
    monkeypatch.setattr(reading.client, "call", lambda *args, **named: rows)
    with pytest.raises(OdooError):
        list(reading.every(PRODUCT, []))
