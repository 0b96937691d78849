"""Systems with keys that act for people, and how tests ask with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.test import Client
from django.utils import timezone

from clave.actions.apikeys import make_key
from clave.store.models import Person
from clave.store.models.apikeys import READS, WRITES

ROOT = "/api/v1"


def system(by: Person, person: Person | None, *scopes: str, language: str = "es") -> Client:
    """A system whose key acts for somebody; with every scope where none is named."""
    _key, text = make_key(
        by=by, now=timezone.now(), name="ERP", scopes=scopes or (*READS, *WRITES), expires_at=None, person=person
    )
    return Client(headers={"Authorization": f"Bearer {text}", "Accept-Language": language})


def got(client: Client, path: str, **query: Any) -> dict[str, Any]:
    """A good answer."""
    answer = client.get(f"{ROOT}/{path}", query)
    assert answer.status_code == 200, (path, query, answer.content[:600])
    found: dict[str, Any] = answer.json()
    return found


def every(client: Client, name: str, limit: int = 1000, **query: Any) -> Iterator[dict[str, Any]]:
    """All of a list, page by page."""
    page = got(client, name, limit=limit, **query)
    yield from page["items"]
    while page["next"]:
        page = got(client, name, limit=limit, cursor=page["next"])
        yield from page["items"]


def refused(answer: Any, status: int) -> dict[str, Any]:
    """The problem in a refusal; every one has the same form."""
    assert answer.status_code == status, answer.content[:600]
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == status
    assert found["title"]
    return found


def done(client: Client, act: str, body: Mapping[str, Any], repeat: str = "uno") -> Any:
    """What an act answers."""
    headers = {"Idempotency-Key": repeat} if repeat else {}
    return client.post(f"{ROOT}/acts/{act}", json.dumps(body), content_type="application/json", headers=headers)
