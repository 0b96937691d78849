"""What stands in the log / Lo que queda en el registro técnico: one line a request and a job, and nothing of anybody."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django.fixtures import Settings

from clave.jobs.lines import REQUEST, line
from clave.jobs.starting import start
from clave.jobs.worker import Worker
from clave.project.logs import logging_of
from clave.project.urls import urlpatterns as project
from clave.store.models import Job
from clave.web.access import RULES
from clave.web.pages.errors import broken
from clave.web.watched import NUMBER, _route, watched
from tests.jobs import tasks

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CANARY = "canario-8c1f"
KEY = "clave_" + CANARY * 3


def breaks(request: HttpRequest, code: str = "") -> HttpResponse:
    """Dies with somebody's data in its words."""
    raise ValueError(f"{CANARY} cannot be read")


urlpatterns = [path("cuentas/<path:code>/", breaks, name="health"), *project]  # a row that lets everybody in


@pytest.fixture
def lines() -> Iterator[Any]:
    """What an installation with CLAVE_LOGS=json writes, as objects; the logging of the tests comes back."""
    stream = io.StringIO()
    said = logging_of("json")
    said["handlers"]["console"]["stream"] = stream
    kept = {name: logging.getLogger(name).level for name in ("", "clave.lines", "django.request", "django.security")}
    handlers = list(logging.getLogger().handlers)
    logging.config.dictConfig(said)
    yield lambda: [json.loads(one) for one in stream.getvalue().splitlines()]
    root = logging.getLogger()
    root.handlers[:] = handlers
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


def of(lines: list[dict[str, Any]], event: str) -> list[dict[str, Any]]:
    return [one for one in lines if one.get("event") == event]


def test_a_request_is_one_line_with_its_number(lines: Any, client: Client, db: None) -> None:
    answer = client.get("/entrada/login/")
    (said,) = of(lines(), "request")
    assert said["request"] == answer.headers[NUMBER]
    assert (said["route"], said["method"], said["status"], said["level"]) == ("account_login", "GET", 200, "info")
    assert 0 < said["seconds"] < 60
    assert datetime.fromisoformat(said["at"]).tzinfo is not None


def test_nothing_of_anybody_is_in_it(lines: Any, client: Client, db: None, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    headers = {
        "Authorization": f"Bearer {KEY}", "User-Agent": CANARY, "Referer": f"https://{CANARY}.example",
        "Accept-Language": "es", "X-Forwarded-For": CANARY, NUMBER: CANARY,
    }  # fmt: skip
    client.cookies["sessionid"] = CANARY
    client.post(
        f"/cuentas/{CANARY}/?q={CANARY}", {"email": f"{CANARY}@example.com", "password": CANARY}, headers=headers
    )
    client.get(f"/{CANARY}/", headers=headers)
    client.generic(CANARY, "/")
    client.get("/", headers={"Host": f"{CANARY}.example"})
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: %s", CANARY)
    logging.getLogger("somebody.else").warning("%s signed in", CANARY)
    found = lines()
    assert CANARY not in json.dumps(found)
    statuses = [one["status"] for one in of(found, "request")]
    assert {400, 404, 500} <= set(statuses)
    (broke,) = [one for one in found if one.get("raised") == "builtins.ValueError"]
    assert broke["where"][-1].endswith(" breaks")


def test_an_error_says_its_kind_and_where_and_not_its_words(lines: Any) -> None:
    try:
        breaks(RequestFactory().get("/"))
    except ValueError:
        logging.getLogger("django.request").error("Internal Server Error: %s", f"/cuentas/{CANARY}/", exc_info=True)
    (said,) = lines()
    assert said["raised"] == "builtins.ValueError"
    assert said["where"][-1].endswith(" breaks")
    assert said["message"] == "Internal Server Error: %s"
    assert CANARY not in json.dumps(said)


def test_our_own_words_carry_their_figures(lines: Any) -> None:
    logging.getLogger("clave.jobs.worker").warning("Job %s did not end in time; whoever works next takes it up.", 12)
    assert lines()[0]["message"] == "Job 12 did not end in time; whoever works next takes it up."
    logging.getLogger("clave.web").error("A link %s and a key %s", "/entrada/password/reset/key/abc-123/", KEY)
    assert "abc-123" not in lines()[1]["message"]
    assert KEY not in lines()[1]["message"]


@pytest.mark.django_db(transaction=True)
def test_a_job_is_one_line_and_says_who_asked_for_it_by_the_number_of_the_request(lines: Any) -> None:
    token = REQUEST.set("request-1")
    job = start(tasks.naming, by=None, now=NOW, title=tasks.STEP.fill(n=CANARY), name=CANARY)
    REQUEST.reset(token)
    broke = start(tasks.breaking, by=None, now=NOW)
    worker = Worker(clock=lambda: NOW)
    for hand in worker.hands:
        while hand.one():
            pass
    found = lines()
    assert [(one["job"], one.get("request")) for one in of(found, "asked")] == [(job.pk, "request-1"), (broke.pk, None)]
    first, second = of(found, "job")
    assert (first["job"], first["state"], first["task"], first["attempt"]) == (
        job.pk,
        "done",
        "tests.jobs.tasks.naming",
        1,
    )
    assert first["waited"] == 0
    assert (second["state"], second["raised"]) == ("failed", "builtins.ZeroDivisionError")
    assert "a secret of the server" not in json.dumps(found), (
        "it stands in the row of the job, for who may read it there"
    )
    assert "a secret of the server" in Job.objects.get(pk=broke.pk).trace
    assert CANARY not in json.dumps(found)


def test_as_text_only_what_goes_wrong_is_said(client: Client, db: None, capfd: pytest.CaptureFixture[str]) -> None:
    said = logging_of("text")
    assert said["loggers"]["clave.lines"]["level"] == "WARNING"
    assert said["handlers"]["console"]["formatter"] == "text"
    line("request", route="home")
    assert capfd.readouterr().err == ""


# the number of a request


def number(settings: Settings, given: str, proxy: bool) -> str:
    """What a request that claims a number is called."""
    settings.CLAVE_PROXY = proxy
    request = RequestFactory().get("/x", headers={NUMBER: given})
    answer = watched(lambda _request: HttpResponse())(request)
    return str(answer.headers[NUMBER])


def test_only_a_proxy_names_requests_and_only_plainly(settings: Settings) -> None:
    assert number(settings, "abcdef-123456", proxy=True) == "abcdef-123456"
    for given in ("short", "a" * 65, 'x"\n{injected}', "canario con espacios"):
        assert number(settings, given, proxy=True) != given
    assert number(settings, "abcdef-123456", proxy=False) != "abcdef-123456"


def test_each_request_has_its_own_and_leaves_none_behind(settings: Settings) -> None:
    assert number(settings, "", proxy=False) != number(settings, "", proxy=False)
    assert REQUEST.get() == ""

    def dies(request: HttpRequest) -> HttpResponse:
        raise DisallowedHost

    with pytest.raises(DisallowedHost):
        watched(dies)(RequestFactory().get("/x"))
    assert REQUEST.get() == ""


def test_the_page_of_an_error_says_its_number() -> None:
    token = REQUEST.set("f00dfeed")
    try:
        assert "f00dfeed" in broken(RequestFactory().get("/")).content.decode()
    finally:
        REQUEST.reset(token)


def test_routes_are_names_and_never_addresses(client: Client, db: None) -> None:
    request = RequestFactory().get("/static/clave/clave.css")
    assert _route(request) == "static"
    assert _route(RequestFactory().get(f"/{CANARY}")) == "none"
    request.resolver_match = SimpleNamespace(view_name="home")  # type: ignore[assignment]
    assert _route(request) in RULES
