"""Every action is an act of the API or says why not; each is refused to whom its page is refused, and breaks for nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clave.api.access import ACTS as RIGHTS
from clave.api.acts.planning import ACTS as PLANNING
from clave.api.acts.registry import ACTS
from clave.api.keys import RATE
from clave.store.models import Person, SelectionRun
from clave.store.permissions import DOINGS
from clave.store.roles import CONTACT, ROLES
from clave.web.access import RULES
from tests.api.asked import done, system
from tests.web import knowing, made
from tests.web.conftest import keep as keep
from tests.web.conftest import run as run

WALK = Path(__file__).with_name("actions.txt")
CUSTOMER = made.code(0)
ASKED = {one.name for one in PLANNING} | {"bring-rows", "source-pull"}
"""Acts that are no action of the register by themselves."""


@pytest.fixture(autouse=True)
def fresh_minute() -> Iterator[None]:
    RATE.counts.clear()
    yield
    RATE.counts.clear()


def reasons() -> dict[str, list[str]]:
    """Why not, then the actions."""
    found: dict[str, list[str]] = {}
    for line in WALK.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _colon, names = line.rpartition(": ")
            assert head not in found, f"«{head}» stands twice"
            found[head] = names.split()
    return found


def test_every_action_is_an_act_or_says_why_not() -> None:
    left = [name for names in reasons().values() for name in names]
    assert sorted(left) == sorted(set(left)), "an action stands in two lines"
    acts = {name.replace("-", "_") for name in ACTS} & set(DOINGS)
    assert sorted(set(DOINGS) - acts - set(left)) == [], "give it a row in api/access.py, or say why not in actions.txt"
    assert sorted(set(left) & acts) == [], "these are acts"
    assert sorted(set(left) - set(DOINGS)) == [], "these do not exist any more"


def test_every_act_is_an_action_of_the_register_or_work_that_is_asked_for() -> None:
    assert {name for name in ACTS if name.replace("-", "_") not in DOINGS} <= ASKED


@pytest.mark.parametrize("name", list(ACTS))
def test_an_act_says_what_it_does_and_what_it_is_sent(name: str) -> None:
    act = ACTS[name]
    assert act.title[0].isupper()
    assert act.means.endswith("."), "a finished sentence"
    schema = act.body.model_json_schema()
    assert schema.get("additionalProperties") is False
    assert not {"limits", "book", "today"} & set(schema.get("properties", {})), "these are known without being sent"


def sent(schema: dict[str, Any], whole: dict[str, Any] | None = None) -> Any:
    """Something that the description allows: the least there is."""
    whole = whole or schema
    if "$ref" in schema:
        return sent(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return sent(schema["anyOf"][0], whole)
    kind = schema.get("type")
    if kind == "object":
        return {name: sent(schema["properties"][name], whole) for name in schema.get("required", ())}
    if kind == "string":
        day = f"{timezone.localdate()}"
        return {"date": day, "date-time": f"{day}T08:00:00-05:00"}.get(schema.get("format", ""), "x")
    if kind == "array":
        return [sent(schema["items"], whole)] * schema.get("minItems", 0)
    return {"integer": 1, "number": 1, "boolean": True, "null": None}[kind or "null"]


def least(name: str) -> dict[str, Any]:
    """The least body of an act, about the first customer."""
    found: dict[str, Any] = sent(ACTS[name].body.model_json_schema())
    return found | {key: CUSTOMER for key in ("customer", "account") if key in found}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [one for one in ROLES if one != CONTACT.key])
def test_whoever_may_not_open_the_page_does_not_do_it_and_nothing_breaks(run: SelectionRun, role: str) -> None:
    ana = knowing.person("administrator", "Ana")
    who: Person = ana if role == "administrator" else knowing.person(role, "Uno")
    erp: Client = system(ana, who)
    wrong: dict[str, Any] = {}
    for name, right in RIGHTS.items():
        RATE.counts.clear()
        answer = done(erp, name, least(name), f"key-{name}")
        expected = {"allowed": (201, 403, 404, 422), "known": (403,)}.get(RULES[right.page].answer(role), (404,))
        if answer.status_code not in expected:
            wrong[name] = (answer.status_code, answer.content[:200])
        elif answer.status_code != 201:
            assert json.loads(answer.content)["title"]
    assert wrong == {}
