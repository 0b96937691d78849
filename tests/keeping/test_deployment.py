"""How it is installed, as far as text can be checked / Los archivos de instalación: they call commands that exist, set what
can be set, and carry no secret."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from clave.cli.app import app
from clave.policy import declared
from clave.policy.reading import default
from clave.project.environment import read
from tests.house.tree import TOP

DEPLOY = TOP / "deploy"
SETTINGS = set(re.findall(r'"((?:CLAVE_\w+|DATABASE_URL))"', (TOP / "src/clave/project/environment.py").read_text()))
OTHERS = {"CLAVE_DB_PASSWORD"}
"""Of compose alone: it goes into DATABASE_URL."""
SECRET = re.compile(r"(PASSWORD|TOKEN|SECRET|_KEY|SMTP)\w*\s*[=:]\s*[^\s#]", re.IGNORECASE)
GUIDE = TOP / "docs/how-to/instalar-en-un-servidor.md"
CONTAINER_PATIENCE = 0.5


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def understood(words: list[str]) -> bool:
    """Whether the command line takes these words; nothing is run."""
    command: Any = typer.main.get_command(app)
    name, *rest = words
    command.commands[name].make_context(name, list(rest))
    return True


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"^#.*\n", "", dockerfile, flags=re.MULTILINE))
    return [(word, rest.strip()) for word, _s, rest in (one.partition(" ") for one in joined.splitlines() if one)]


def ini(name: str) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(text(name))
    return found


def pairs(words: str) -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(words))


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(text("compose.yaml")))


def seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_no_file_carries_a_secret_and_every_setting_exists(path: Path) -> None:
    found = path.read_text(encoding="utf-8")
    own = re.sub(r"\$\{[^}]*\}", "", found)  # what is asked of whoever starts it
    assert not [line for line in own.splitlines() if SECRET.search(line) and not line.lstrip().startswith("#")]
    assert set(re.findall(r"\b(?:CLAVE_[A-Z_]+|DATABASE_URL)\b", found)) <= SETTINGS | OTHERS


# Docker


def test_the_image_is_made_in_two_stages_from_short_names_and_runs_without_root() -> None:
    steps = instructions(text("Dockerfile"))
    bases = [rest.split()[0] for word, rest in steps if word == "FROM"]
    assert len(bases) == 2
    assert all(re.fullmatch(r"[a-z]+:[\w.-]+", base) for base in bases), "a host would decide where images come from"
    last = steps[max(place for place, (word, _rest) in enumerate(steps) if word == "FROM") :]
    words = [word for word, _rest in last]
    user = dict(last)["USER"].split(":")[0]
    assert user not in ("root", "0")
    assert words.index("USER") < words.index("CMD")
    assert not [rest for word, rest in last if word == "RUN" and "pip" in rest], "what builds it is not in what runs it"
    assert "--require-hashes" in text("Dockerfile")


def test_the_image_takes_only_what_is_there_and_let_through() -> None:
    let_through = set(re.findall(r"^!(\S+)$", (TOP / ".dockerignore").read_text(), re.MULTILINE))
    for word, rest in instructions(text("Dockerfile")):
        if word == "COPY" and not rest.startswith("--from"):
            for name in rest.split()[:-1]:
                assert (TOP / name).exists()
                assert name in let_through


def test_the_image_calls_commands_that_exist() -> None:
    steps = dict(instructions(text("Dockerfile")))
    entry, command = (yaml.safe_load(steps[word]) for word in ("ENTRYPOINT", "CMD"))
    assert entry == ["clave"]
    assert understood(command)
    assert understood(yaml.safe_load(steps["HEALTHCHECK"].split("CMD ")[1])[1:])
    host, port = command[command.index("--host") + 1], command[command.index("--port") + 1]
    assert (host, steps["EXPOSE"]) == ("0.0.0.0", port)


def test_compose_brings_a_database_that_is_ready_before_clave_begins() -> None:
    services = compose()["services"]
    ours, database = services["clave"], services["database"]
    assert (DEPLOY / ours["build"]["context"] / ours["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    assert ours["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert re.fullmatch(r"[a-z]+:\d+", database["image"])
    assert int(database["image"].split(":")[1]) >= 15
    assert database["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    used = {volume.split(":")[0] for one in services.values() for volume in one["volumes"]}
    assert used == set(compose()["volumes"])


def test_compose_sets_what_clave_reads(tmp_path: Path) -> None:
    said = compose()["services"]["clave"]["environment"]
    assert ":?" in said["DATABASE_URL"], "without a password it does not begin"
    address = re.sub(r"\$\{.*?\}", "0123abcd", said["DATABASE_URL"])
    found = read({**said, "DATABASE_URL": address, "CLAVE_DATA": str(tmp_path)})
    assert (found.database["HOST"], found.database["PASSWORD"]) == ("database", "0123abcd")
    assert found.logs == "json"
    assert str(found.backups) == said["CLAVE_BACKUPS"]


def test_compose_lets_nothing_in_and_nothing_grow() -> None:
    ours = compose()["services"]["clave"]
    assert all(port.startswith("127.0.0.1:") for port in ours["ports"])
    assert "ports" not in compose()["services"]["database"]
    assert ours["read_only"] is True
    assert ours["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in ours["security_opt"]
    assert "privileged" not in text("compose.yaml").replace("no-new-privileges", "")


def test_what_is_under_way_ends_before_a_container_or_a_unit_is_killed() -> None:
    ours = compose()["services"]["clave"]
    assert seconds(ours["stop_grace_period"]) > float(ours["environment"]["CLAVE_DRAIN"]) + CONTAINER_PATIENCE
    service = ini("clave.service")["Service"]
    drain = float(pairs(service["Environment"])["CLAVE_DRAIN"])
    assert float(service["TimeoutStopSec"]) > drain + CONTAINER_PATIENCE


# systemd


def test_the_unit_calls_a_command_that_exists_as_a_user_of_its_own() -> None:
    service = ini("clave.service")["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "clave"
    assert understood(words)
    assert service["User"] not in ("root", "")
    assert set(pairs(service["Environment"])) - {"PYTHONUNBUFFERED"} <= SETTINGS
    assert service["KillMode"] == "mixed", "the supervisor ends its parts in order"
    assert service["RestartPreventExitStatus"] == "2", "a bad setting does not mend itself"


def test_the_unit_can_do_little() -> None:
    service = ini("clave.service")["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    for name in (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "ProtectHome",
        "RestrictSUIDSGID",
        "LockPersonality",
    ):
        assert service[name] == "true", name


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd on this machine")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    unit = tmp_path / "clave.service"
    unit.write_text(text("clave.service").replace("/opt/clave/bin/clave", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )
    ours = [line for line in done.stderr.splitlines() if "clave.service" in line]
    assert ours == []
    looked = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert looked.returncode == 0, looked.stdout[-400:]


# the settings and the proxies


def test_the_example_of_settings_is_one_that_starts(tmp_path: Path) -> None:
    lines = [line for line in text("clave.env.example").splitlines() if line and not line.startswith("#")]
    found = read({**dict(line.split("=", 1) for line in lines), "CLAVE_DATA": str(tmp_path)})
    assert found.https
    assert found.behind_proxy
    assert found.address == "https://clave.company.com"
    assert set(re.findall(r"^#(\w+)=(.*)$", text("clave.env.example"), re.MULTILINE)) == {
        ("CLAVE_SMTP", ""), ("CLAVE_MAIL_FROM", ""), ("CLAVE_METRICS_TOKEN", ""),
    }  # fmt: skip


def port_of_the_unit() -> str:
    words = shlex.split(ini("clave.service")["Service"]["ExecStart"])
    return words[words.index("--port") + 1]


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_leads_to_where_clave_listens_and_keeps_its_figures(name: str) -> None:
    found = re.sub(r"#.*", "", text(name))
    assert found.count("{") == found.count("}")
    assert f"127.0.0.1:{port_of_the_unit()}" in found
    assert "/metrics" in found
    assert "404" in found
    most = default().at(declared_today())[declared.intake_megabytes]
    (size,) = re.findall(r"(?:client_max_body_size|max_size) (\d+)(?:m;|MB)", found)
    assert int(size) > most, "what clave reads may arrive"


def test_nginx_passes_on_what_clave_asks_for() -> None:
    found = dict(re.findall(r"proxy_set_header (\S+) (\S+);", text("nginx.conf")))
    assert found == {
        "Connection": '""', "Host": "$host", "X-Forwarded-Proto": "$scheme", "X-Forwarded-For": "$remote_addr",
        "X-Request-ID": "$request_id",
    }  # fmt: skip
    assert "proxy_next_upstream off;" in text("nginx.conf")
    for name in ("proxy_read_timeout", "proxy_connect_timeout", "client_body_timeout"):
        assert re.search(rf"{name} \d+s;", text("nginx.conf")), name


def declared_today() -> date:
    return date(2026, 11, 23)


def test_the_guide_names_every_setting_and_every_file() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    missing = {name for name in SETTINGS if f"`{name}`" not in guide}
    assert missing == set()
    assert {path.name for path in DEPLOY.iterdir() if path.name not in guide} == set()


def in_the_guide() -> list[str]:
    """The orders of clave in its blocks of commands."""
    blocks = re.findall(r"^```\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return sorted({line for block in blocks for line in block.splitlines() if line.startswith("clave ")})


def test_the_guide_calls_commands_that_exist() -> None:
    assert len(in_the_guide()) >= 4
    assert all(understood(shlex.split(line)[1:]) for line in in_the_guide())
