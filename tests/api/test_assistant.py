"""An assistant asks what its key may, and nothing more; every question gets an answer or a sentence. (ADR 0043)"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import timezone

from clave.actions.apikeys import make_key, revoke_key
from clave.api.assistant.desk import desk
from clave.api.assistant.reading import MOST
from clave.api.assistant.resources import RESOURCES
from clave.api.assistant.tools import TOOLS
from clave.api.assistant.wire import LONGEST, REVISIONS, Desk, answered, serve
from clave.api.lists.registry import LISTS
from clave.base.words import _, stored
from clave.store.models import (
    AccountPlan,
    ApiKey,
    DispatchLine,
    DispatchPlan,
    Mail,
    Person,
    PlanAction,
    ProfileStatement,
    Touchpoint,
)
from clave.store.models.apikeys import READS
from tests.web.alerts_made import answers, looked, raised
from tests.web.dispatch_made import plan as plan_of_dispatch
from tests.web.touch_made import rhythm

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CANARY = "Marta-Gomez-Canario"
ALL = tuple(scope for scope in READS if scope != "people.read")
pytestmark = pytest.mark.django_db


def somebody(role: str = "director") -> Person:
    return Person.objects.create_person(
        email=f"{role}@clave.example", name=role.title(), role=role, password=None, created_at=NOW
    )


def key_for(person: Person, *scopes: str) -> tuple[ApiKey, str]:
    by = person if person.role == "administrator" else somebody("administrator")
    return make_key(by=by, now=timezone.now(), name="Asistente", scopes=scopes, expires_at=None, person=person)


Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def addresses() -> None:
    """The table of the pages, that the addresses of the project bring, as the command does."""
    assert get_resolver().url_patterns


@pytest.fixture
def keyed() -> tuple[ApiKey, str]:
    return key_for(somebody(), *ALL)


def asking(text: str, spoken: str = "en") -> Ask:
    """A question of one method to a desk with this key; what it answers, or its error."""
    answers = desk(text, timezone.now, spoken)

    def ask(method: str, **params: Any) -> Any:
        line = json.dumps({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}).encode()
        found = answered(answers, line)
        assert found["id"] == 7
        return found.get("result", found.get("error"))

    return ask


@pytest.fixture
def ask(keyed: tuple[ApiKey, str]) -> Ask:
    return asking(keyed[1])


def test_it_says_who_it_is_in_every_revision_that_begins_with_initialize(ask: Ask) -> None:
    for revision in REVISIONS:
        said = ask("initialize", protocolVersion=revision, capabilities={}, clientInfo={"name": "x", "version": "1"})
        assert said["protocolVersion"] == revision
        assert "Director" in said["instructions"]
    assert ask("initialize", protocolVersion="2099-01-01")["protocolVersion"] == REVISIONS[-1]
    assert ask("ping") == {}


def test_every_tool_and_resource_answers_on_an_empty_house(ask: Ask) -> None:
    tools = ask("tools/list")["tools"]
    assert [one["name"] for one in tools] == list(TOOLS)
    needs = {"account_dossier": {"customer": "C-0001"}, "read_list": {"list": "key-accounts"}}
    for one in tools:
        assert one["annotations"]["readOnlyHint"] is True
        assert one["inputSchema"]["additionalProperties"] is False
        said = ask("tools/call", name=one["name"], arguments=needs.get(one["name"], {}))
        assert said["isError"] is False, said
        assert json.loads(said["content"][0]["text"]) == said["structuredContent"]
        assert said["structuredContent"]["as_of"]
    for one in ask("resources/list")["resources"]:
        (found,) = ask("resources/read", uri=one["uri"])["contents"]
        assert json.loads(found["text"])
    assert len(RESOURCES) == 4


@pytest.mark.parametrize("name", sorted(LISTS))
def test_every_list_is_read_with_its_date_and_how_sure_it_is(name: str) -> None:
    ask = asking(key_for(somebody("administrator"), *READS)[1])
    filters = {one.name: "C-0001" for one in LISTS[name].filters if one.name == "customer"}
    said = ask("tools/call", name="read_list", arguments={"list": name, "filters": filters})
    if name == "collection":
        assert "no receivables were loaded" in said["content"][0]["text"], "what lacks is a sentence too"
        return
    assert said["isError"] is False, said["content"][0]["text"]
    found = said["structuredContent"]
    assert found["basis"]
    assert found["how_sure"]
    assert "units" in found


def test_a_list_with_intervals_is_of_estimates() -> None:
    """But for the scales of surveys, where «low» is the lowest answer."""
    bounded = {one.name for one in LISTS.values() if any(f"_{each.key}".endswith("_low") for each in one.columns)}
    assert "outcome-surveys" in bounded
    assert {name for name in bounded if LISTS[name].nature != "estimated"} == {"outcome-scales"}


def test_a_key_reads_what_it_is_for_and_the_rest_is_said_to_be_closed() -> None:
    ask = asking(key_for(somebody(), "accounts.read")[1])
    said = ask("tools/call", name="owed_today", arguments={})["structuredContent"]
    assert said["key_accounts"]["items"] == []
    assert "privileges.read" in said["broken_promises"]["not_read"]
    refused = ask("tools/call", name="promises", arguments={})
    assert refused["isError"] is True
    assert "privileges.read" in refused["content"][0]["text"]


def test_a_person_reads_no_more_than_on_their_pages() -> None:
    ask = asking(key_for(somebody("employee"), *ALL)[1])
    assert ask("tools/call", name="outcome", arguments={})["structuredContent"]["verdict"]["items"] is None


def test_people_of_customers_need_a_scope_of_their_own(ask: Ask) -> None:
    assert ask("tools/call", name="read_list", arguments={"list": "contacts"})["isError"] is True
    said = ask("tools/call", name="read_list", arguments={"list": "due-contacts"})["structuredContent"]
    assert "whom" in said["left_out"]
    assert "people.read" in said["left_out"]


def said_of_people(by: Person) -> None:
    """Addresses and words of people, in lists of other scopes."""
    kept = {"language": "es", "text": "", "html": "", "created_at": NOW, "due_at": NOW}
    Mail.objects.create(
        key="a", template="notice", to=f"{CANARY}@x.example", subject=f"Para {CANARY}", message_id="<a>", **kept
    )
    Touchpoint.objects.create(
        customer="C-0001", kind="call", direction="out", on=NOW.date(), text=f"Hablé con {CANARY}", by=by, at=NOW,
        changed_at=NOW,
    )  # fmt: skip
    ProfileStatement.objects.create(
        customer="C-0001", field="sales", value=f"Decide {CANARY}", by=by, at=NOW, on=NOW.date()
    )


@pytest.mark.parametrize("allowed", [False, True])
@pytest.mark.parametrize("name", ["mails", "touchpoints", "profile"])
def test_addresses_and_what_people_wrote_need_it_too(name: str, allowed: bool) -> None:
    root = somebody("administrator")
    said_of_people(root)
    ask = asking(key_for(root, *(READS if allowed else ALL))[1])
    said = ask("tools/call", name="read_list", arguments={"list": name})
    assert said["structuredContent"]["count"] == 1
    assert (CANARY in json.dumps(said)) is allowed


def test_nobody_is_found_by_a_filter_or_an_order_either(ask: Ask) -> None:
    root = Person.objects.get(role="administrator")
    ask = asking(make_key(by=root, now=timezone.now(), name="B", scopes=ALL, expires_at=None, person=root)[1])
    for asked in ({"filters": {"q": "gomez"}}, {"order": "to"}):
        refused = ask("tools/call", name="read_list", arguments={"list": "mails", **asked})
        assert refused["isError"] is True
        assert "people.read" in refused["content"][0]["text"]


def test_a_field_of_a_person_is_marked_as_one_in_every_list() -> None:
    """Whoever adds a list takes fields with `plain`, which asks store/personal.py, and people of customers with `of_theirs`."""
    bare = {
        f"{name}.{column.key}"
        for name, listing in LISTS.items()
        for column in listing.columns
        if not column.personal and column.kind is not int  # how many they were
        and (column.key in ("contact", "contacts", "whom", "people", "guests", "attended", "said_by", "to", "email", "phone")
             or (isinstance(column.read, str) and "contact.name" in column.read))
    }  # fmt: skip
    assert bare == {"due-contacts.people"}, "people of ours"


TODAY = timezone.localdate


def acted(customer: str, text: str, due_on: date, **more: Any) -> PlanAction:
    plan, _new = AccountPlan.objects.get_or_create(
        customer=customer, name=f"Calzado {customer} S.A.S.", starts_on=TODAY(), ends_on=TODAY() + timedelta(days=365),
        defaults={"by": somebody("kam"), "created_at": NOW, "changed_at": NOW},
    )  # fmt: skip
    return PlanAction.objects.create(plan=plan, text=text, due_on=due_on, version=1, **more)


@pytest.fixture
def owed() -> None:
    """What is owed to one account: two alerts, two rhythms and an action; a name stands in one alert, one rhythm, the action."""
    looked()
    raised(kind="silent", customer="C-0001")
    raised(kind="contact", customer="C-0001", why=stored(_("«{a}» ({m})").fill(a=f"Se fue {CANARY}", m="x")))
    rhythm("C-0001", topic="")
    rhythm("C-0001", topic=f"Hablar de {CANARY}")
    acted("C-0001", f"Llamar a {CANARY}", TODAY() - timedelta(days=2))


@pytest.mark.usefixtures("owed")
def test_without_people_it_still_hears_to_whom_what_is_owed_since_when_and_what_it_does_not_hear(ask: Ask) -> None:
    said = ask("tools/call", name="owed_today", arguments={})["structuredContent"]
    assert CANARY not in json.dumps(said)
    parts = {name: said[name] for name in ("alerts", "contacts_due", "plan_actions_due")}
    assert {name: part["count"] for name, part in parts.items()} == {
        "alerts": 2,
        "contacts_due": 2,
        "plan_actions_due": 1,
    }
    for part in parts.values():
        assert "people.read" in part["left_out"]
        assert {(one["customer"], bool(one["name"]), bool(one["link"])) for one in part["items"]} == {
            ("C-0001", True, True)
        }
    left, silent = sorted(parts["alerts"]["items"], key=lambda one: one["kind"]["key"])
    assert "without buying" in silent["why"]
    assert ("why" in left, left["left_out"]) == (False, ["why"])
    assert {one.get("topic") is None for one in parts["contacts_due"]["items"]} == {True, False}
    assert {one["whom"] for one in parts["contacts_due"]["items"]} == {"Purchasing"}
    (action,) = parts["plan_actions_due"]["items"]
    assert (action["due_on"], "text" in action) == ((TODAY() - timedelta(days=2)).isoformat(), False)


@pytest.mark.usefixtures("owed")
def test_with_people_it_hears_all_of_it() -> None:
    ask = asking(key_for(somebody(), *READS)[1])
    said = ask("tools/call", name="owed_today", arguments={})["structuredContent"]
    assert json.dumps(said).count(CANARY) == 3
    assert not any("left_out" in part for part in said.values() if isinstance(part, dict))


def test_mine_is_of_accounts_of_mine_in_every_part() -> None:
    kam = somebody("kam")
    answers(kam, "C-0001")
    for customer in ("C-0001", "C-0002"):
        PlanAction.objects.create(
            plan=AccountPlan.objects.create(
                customer=customer, name=customer, starts_on=TODAY(), ends_on=TODAY(), by=kam, created_at=NOW, changed_at=NOW
            ),
            text="x", due_on=TODAY(), version=1,
        )  # fmt: skip
    ask = asking(key_for(kam, *ALL)[1])
    said = ask("tools/call", name="owed_today", arguments={"mine": True})["structuredContent"]
    assert [one["customer"] for one in said["plan_actions_due"]["items"]] == ["C-0001"]


def test_what_is_owed_is_found_behind_hundreds_that_are_done(ask: Ask) -> None:
    late = acted("C-0001", "x", TODAY() - timedelta(days=1))
    day = TODAY() - timedelta(days=300)
    done = {"plan": late.plan, "text": "x", "due_on": day, "version": 1, "state": "done", "closed_on": day}
    PlanAction.objects.bulk_create(PlanAction(**done) for _at in range(MOST + 1))
    said = ask("tools/call", name="owed_today", arguments={})["structuredContent"]["plan_actions_due"]
    assert ([one["id"] for one in said["items"]], said["count"]) == ([late.pk], 1)


def test_an_order_at_risk_is_found_behind_hundreds_that_are_not(ask: Ask) -> None:
    kept = plan_of_dispatch(None, size=MOST + 51)
    late = DispatchLine.objects.filter(plan=kept, key=True).order_by("position").last()
    assert late is not None
    DispatchLine.objects.filter(pk=late.pk).update(given=0)
    DispatchPlan.objects.filter(pk=kept.pk).update(state="confirmed")
    said = ask("tools/call", name="orders_at_risk", arguments={})["structuredContent"]["dispatch"]
    assert ([one["id"] for one in said["items"]], said["count"]) == ([late.pk], 1)


def test_a_revoked_key_opens_nothing_from_then_on(keyed: tuple[ApiKey, str], ask: Ask) -> None:
    key, _text = keyed
    revoke_key(by=key.by, now=timezone.now(), key=key)
    refused = ask("tools/call", name="key_accounts", arguments={})
    assert refused["isError"] is True
    assert "opens nothing any more" in refused["content"][0]["text"]
    assert "opens nothing any more" in ask("resources/read", uri="clave://me")["message"]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("key_accounts", {"customer": "C"}, "does not take «customer»"),
        ("account_dossier", {}, "Say which customer"),
        ("read_list", {"list": "secrets"}, "There is no such list"),
        ("read_list", {"list": "promises", "filters": {"state": "lost"}}, "cannot be that"),
        ("read_list", {"list": "promises", "filters": {"since": "ayer"}}, "cannot be that"),
        ("read_list", {"list": "promises", "filters": {"x": 1}}, "Nothing of this name"),
        ("read_list", {"list": "promises", "order": "x"}, "There is no such order"),
        ("read_list", {"list": "promises", "filters": [1]}, "does not take «filters»"),
    ],
)
def test_bad_questions_get_a_sentence(ask: Ask, name: str, arguments: dict[str, Any], says: str) -> None:
    refused = ask("tools/call", name=name, arguments=arguments)
    assert refused["isError"] is True
    assert says in refused["content"][0]["text"]


def test_it_speaks_spanish(keyed: tuple[ApiKey, str]) -> None:
    titles = [one["title"] for one in asking(keyed[1], "es")("tools/list")["tools"]]
    assert titles != [one["title"] for one in asking(keyed[1])("tools/list")["tools"]]


def quiet() -> Desk:
    def broken(_name: str, _given: Any) -> dict[str, Any]:
        raise ZeroDivisionError

    return Desk(lambda: "", list, broken, list, lambda _uri: {}, lambda: "trouble")


def test_whatever_comes_in_is_answered_as_json_rpc_says() -> None:
    lines = [
        b"not json", b"[]", b"{}", b'"x"', b'{"jsonrpc":"2.0","method":"notifications/initialized"}',
        b'{"jsonrpc":"2.0","id":1,"result":{}}', b'{"jsonrpc":"2.0","id":1,"method":"no/such"}',
        b'{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"x"}}',
        b'{"jsonrpc":"2.0","id":3,"method":"ping","params":[]}',
        b'{"jsonrpc":"2.0","id":4,"method":"server/discover"}', b'[{"jsonrpc":"2.0","id":5,"method":"ping"}]', b"\xff\xfe", b"",
        b"[" * 100_000, b" " * (LONGEST + 10), b'{"jsonrpc":"2.0","id":6,"method":"ping"}',
    ]  # fmt: skip
    out = io.BytesIO()
    serve(quiet(), io.BytesIO(b"\n".join(lines)), out)
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    codes = [
        one[0]["result"] if isinstance(one, list) else one.get("error", {}).get("code", one.get("result"))
        for one in said
    ]
    assert codes == [-32700, -32600, -32600, -32600, -32601, -32603, -32602, -32601, {}, -32700, -32700, -32700, {}]
    assert said[5]["error"]["message"] == "trouble"
