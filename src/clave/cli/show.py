"""What the terminal shows: progress on anything that takes over a second, tables, and files written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from clave.base.errors import ClaveError
from clave.base.words import Text, _

SCREEN = Console()
ERRORS = Console(stderr=True)
Report = Callable[[float, Text], None]


@contextmanager
def progress(spoken: str) -> Iterator[Report]:
    """A bar on the error stream that moves as `report(fraction, text)` is called; silent where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERRORS, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda fraction, text: bar.update(task, completed=fraction, description=text.say(spoken))


def write(path: Path, content: bytes | str, spoken: str) -> None:
    """Write a result to a file and say so; a folder that is not there is a sentence."""
    with written(path, spoken):
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


@contextmanager
def written(path: Path, spoken: str) -> Iterator[None]:
    """Around what writes a file: says so when it is done, and a sentence where it cannot be."""
    try:
        yield
    except OSError as error:
        raise ClaveError(
            _("the file could not be written: {reason}.").fill(reason=error.strerror or str(error)),
            where=str(path),
            remedy=_("Check that the folder exists and that you may write in it."),
        ) from error
    ERRORS.print(_("Written: {file}").fill(file=str(path)).say(spoken), markup=False, highlight=False, soft_wrap=True)


def note(text: str) -> None:
    """A remark beside the result, on the error stream so that it never mixes with the output."""
    ERRORS.print(text, style="dim", markup=False, highlight=False, soft_wrap=True)
