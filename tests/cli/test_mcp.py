"""`clave mcp` as an assistant starts it: the official client over real stdio, and a key that is never among the arguments."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from tests.blank import blank
from tests.jobs.killing import TOP, said

MADE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from clave.actions.apikeys import make_key
from clave.store.models import Person
from clave.store.models.apikeys import READS
call_command("migrate", interactive=False, verbosity=0)
kept = {"password": None, "created_at": timezone.now()}
ana = Person.objects.create_person(email="ana@clave.example", name="Ana", role="director", **kept)
root = Person.objects.create_person(email="root@clave.example", name="Root", role="administrator", **kept)
print(make_key(by=root, now=timezone.now(), name="Asistente", scopes=READS, expires_at=None, person=ana)[1])
"""
LOGGED = """
import django; django.setup()
from clave.store.models import AuditEvent
print(AuditEvent.objects.filter(what="key.assistant").count())
"""


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLAVE", "DJANGO", "DATABASE"))}
    path = os.pathsep.join([str(TOP / "src"), str(TOP), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    return {**kept, "CLAVE_DATA": str(data), "CLAVE_LANGUAGE": "es", "PYTHONPATH": path}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where a company of two stands, and the key of one of them."""
    data = blank(tmp_path_factory.mktemp("clave"))
    return data, said(data, MADE).strip().splitlines()[-1]


def test_the_official_client_asks_and_is_answered(company: tuple[Path, str], tmp_path: Path) -> None:
    data, key = company
    kept = tmp_path / "llave"
    kept.write_text(key + "\n", encoding="utf-8")
    command = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from clave.cli import main; main()", "mcp", "--key-file", str(kept)],
        env=environment(data),
    )

    async def ask() -> None:
        async with Client(command) as client:
            tools = await client.list_tools()
            assert {"key_accounts", "owed_today"} <= {one.name for one in tools.tools}
            answer = await client.call_tool("owed_today", {"mine": True})
            assert not answer.is_error
            assert answer.structured_content is not None
            assert answer.structured_content["for"] == "Ana"
            refused = await client.call_tool("account_dossier", {})
            assert refused.is_error
            resources = await client.list_resources()
            assert "clave://words" in {str(one.uri) for one in resources.resources}
            assert (await client.read_resource("clave://me")).contents

    asyncio.run(ask())
    assert said(data, LOGGED).strip() == "1"


@pytest.mark.parametrize("key", ["", "clave_falsa", "dos palabras"])
def test_without_a_good_key_it_says_why_and_leaves(company: tuple[Path, str], tmp_path: Path, key: str) -> None:
    data, _good = company
    kept = tmp_path / "llave"
    kept.write_text(key, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "clave.project", "mcp", "--key-file", str(kept)], env=environment(data), cwd=TOP,
        capture_output=True, text=True, input="", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert "llave" in done.stderr
    assert not key or key not in done.stderr
