"""The installed command in a process of its own: output that other programs read, pipes that close, the web's entry."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-c", "from clave.cli import main; main()"]


def test_json_goes_to_the_output_and_remarks_to_the_error_stream(sales: Path) -> None:
    done = subprocess.run([*COMMAND, "rank", sales, "--json"], capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout)["schema"] == 1
    assert "31/02/2025" in done.stderr


def test_a_reader_that_closes_early_is_no_error(sales: Path) -> None:
    """`clave rank … --json | head -c 10`"""
    with subprocess.Popen(
        [*COMMAND, "rank", sales, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(1) == "{"
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def test_a_list_needs_no_web() -> None:
    """Neither the library nor the terminal loads Django."""
    code = "import sys, clave.cli.app, clave.notebook; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
