"""Two commands on a fresh machine: what the Makefile promises, read from the Makefile and its locks."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import TOP

MAKEFILE = (TOP / "Makefile").read_text(encoding="utf-8")
TARGETS = ("env", "env-test", "run", "test", "check", "fmt", "bench", "soak", "demo", "messages", "lock")


def locked(name: str) -> set[str]:
    text = (TOP / name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE))


def package(requirement: str) -> str:
    """The normal name of a requirement: no extras, no versions."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def project() -> dict[str, object]:
    with (TOP / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]


def prerequisites(target: str) -> set[str]:
    """Everything make would make for a target, the target included."""
    rules = dict(re.findall(r"^([\w/.$()-]+):(?!=)([^\n=]*)$", MAKEFILE, re.MULTILINE))
    found: set[str] = set()
    waiting = [target]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += rules.get(name, "").replace("|", " ").split()
    return found


def test_every_recipe_has_a_comment() -> None:
    lines = MAKEFILE.splitlines()
    recipes = [
        number for number, line in enumerate(lines) if re.match(r"[\w$%(.][^=#\t]*:(?!=)", line) and line[0] != "."
    ]
    bare = [lines[number] for number in recipes if not lines[number - 1].startswith("# ")]
    assert len(recipes) > len(TARGETS)
    assert bare == []


@pytest.mark.parametrize("target", TARGETS)
def test_the_target_is_there_and_explains_itself(target: str) -> None:
    assert re.search(rf"^# {target}: \S.*\.$", MAKEFILE, re.MULTILINE)
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_run_installs_only_the_runtime() -> None:
    needed = prerequisites("run")
    assert "$(VENV)/.runtime" in needed
    assert "$(VENV)/.test" not in needed
    assert "requirements-test.lock" not in needed
    assert "$(VENV)/.test" in prerequisites("test")


def test_the_runtime_lock_holds_no_test_bench_or_optional_package() -> None:
    declared = project()
    runtime = {package(name) for name in declared["dependencies"]}
    optional = declared["optional-dependencies"]
    extras = {package(name) for names in optional.values() for name in names} - runtime
    bench = {package(name) for name in optional["bench"]}
    assert runtime <= locked("requirements.lock")
    assert extras & locked("requirements.lock") == set()
    assert extras - bench <= locked("requirements-test.lock")
    assert runtime | bench <= locked("requirements-bench.lock")
    assert runtime | {package(name) for name in optional["postgres"]} <= locked("requirements-server.lock")


@pytest.mark.parametrize("other", ["server", "test", "bench"])
def test_the_locks_agree(other: str) -> None:
    runtime = (TOP / "requirements.lock").read_text()
    theirs = (TOP / f"requirements-{other}.lock").read_text()
    versions = re.findall(r"^[a-z0-9][a-z0-9._-]*==[^\s\\]+", runtime, re.MULTILINE)
    assert [version for version in versions if f"{version} " not in theirs] == [], "make lock"


def system_packages(tmp_path: Path, *, tools: tuple[str, ...], uid: int) -> subprocess.CompletedProcess[str]:
    """Run the script on a machine that has only these tools, as this user."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in tools:
        (folder / tool).write_text('#!/bin/sh\necho "${0##*/} $*" >> "$LOG"\n')
    (folder / "id").write_text(f"#!/bin/sh\necho {uid}\n")
    for file in folder.iterdir():
        file.chmod(0o755)
    shell = shutil.which("bash")
    assert shell is not None
    script = (TOP / ".ci" / "system-packages").read_text().replace("/usr/lib/postgresql", str(tmp_path / "absent"))
    return subprocess.run(
        [shell, "-c", script],
        env={"PATH": str(folder), "LOG": str(tmp_path / "log")},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_without_root_one_sentence_names_the_packages(tmp_path: Path) -> None:
    result = system_packages(tmp_path, tools=("apt-get",), uid=1000)
    assert result.returncode == 1
    assert result.stdout == ""
    (sentence,) = result.stderr.splitlines()
    assert "chromium postgresql openjdk-17-jre-headless" in sentence
    assert not (tmp_path / "log").exists()


def test_only_what_is_absent_is_installed(tmp_path: Path) -> None:
    result = system_packages(tmp_path, tools=("apt-get", "chromium"), uid=0)
    assert result.returncode == 0, result.stderr
    update, install = (tmp_path / "log").read_text().splitlines()
    assert update.startswith("apt-get update")
    assert install.split()[-2:] == ["postgresql", "openjdk-17-jre-headless"]
    assert "chromium" not in install


def test_nothing_is_installed_where_all_is_there(tmp_path: Path) -> None:
    result = system_packages(tmp_path, tools=("apt-get", "chromium", "initdb", "java"), uid=1000)
    assert result.returncode == 0
    assert result.stdout + result.stderr == ""
    assert not (tmp_path / "log").exists()


def test_continuous_integration_runs_make_test() -> None:
    script = TOP / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^exec make .*test </dev/null$", script.read_text(), re.MULTILINE)
    assert "--durations=20" in (TOP / "pyproject.toml").read_text()
