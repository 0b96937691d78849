"""`clave policy`, `doctor`, `demo`, and the help in both languages."""

from __future__ import annotations

import json
from pathlib import Path

from clave.jobs.instance import the_only_one
from clave.policy.kinds import DECLARED
from tests.cli.conftest import Run

UNIT_COSTS = "cost."
"""Each may be left without a value where nobody knows it; clave brings one for all but the hour of a KAM."""


def test_policy_show_gives_every_value_with_its_reason(run: Run) -> None:
    rows = json.loads(run("policy", "show", "--json").out)
    assert {row["key"] for row in rows} == set(DECLARED)
    assert all(row["reason"] and row["source"] for row in rows if row["value"])
    unset = {row["key"] for row in rows if not row["value"]}
    assert unset == {key for key, value in DECLARED.items() if value.optional and not key.startswith(UNIT_COSTS)} | {
        "cost.kam_hour"
    }
    assert "gate.days_beyond_terms" in run("policy", "show", "gate", language="es").out


def test_policy_check_and_diff(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    entry = '[[capacity.count]]\nfrom = 2026-01-01\nvalue = 12\nreason = "Two managers"\nsource = "Board"\n'
    mine.write_text(entry)
    assert run("policy", "check", mine).code == 0
    ran = run("policy", "diff", mine, "--as-of", "2026-06-30")
    assert "capacity.count" in ran.out
    assert "35" in ran.out
    assert "12" in ran.out
    assert "Both decide the same" in run("policy", "diff", mine, "--as-of", "2025-06-30").out
    mine.write_text(entry.replace("12", '"many"'))
    wrong = run("policy", "check", mine)
    assert wrong.code == 1
    assert "capacity.count" in wrong.err
    assert "many" in wrong.err


def test_a_companys_policy_changes_its_list(run: Run, sales: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('[[capacity.count]]\nfrom = 2020-01-01\nvalue = 2\nreason = "Few"\nsource = "Board"\n')
    got = json.loads(run("rank", sales, "--json", "--policy", mine).out)
    assert got["cap"] == 2
    assert sum(line["member"] for line in got["list"]) == 2


def test_doctor_looks_and_says(run: Run) -> None:
    ran = run("doctor", language="es")
    assert ran.code == 0, ran.out
    assert "duckdb" in ran.out
    assert "✓" in ran.out
    assert run("doctor", "--policy", "missing.toml").code == 1


def test_doctor_says_whether_anybody_serves_the_data(run: Run, tmp_path: Path) -> None:
    assert "Nadie atiende estos datos" in run("doctor", "--data", tmp_path, language="es").out
    with the_only_one(tmp_path, "http://127.0.0.1:8000"):
        assert "http://127.0.0.1:8000, PID" in run("doctor", "--data", tmp_path, language="es").out


def test_demo_writes_files_that_rank_reads(run: Run, tmp_path: Path) -> None:
    ran = run("demo", "demo", language="es")
    assert ran.code == 0, ran.err
    files = [path for path in (tmp_path / "demo").iterdir() if path.suffix in {".csv", ".xlsx"}]
    got = json.loads(run("rank", *files, "--json").out)
    assert got["facts"]["rejected"] == 0
    assert {line["gate"] for line in got["list"]} >= {"passes", "fails"}


def test_help_is_in_both_languages(run: Run) -> None:
    spanish, english = run("rank", "--help", language="es").out, run("rank", "--help", language="en").out
    assert "qué tan" in spanish
    assert "certainty" in english
