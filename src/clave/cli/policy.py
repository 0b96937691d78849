"""`clave policy`: what is in force, whether a file is right, and what two policies decide differently."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.cli import inputs
from clave.cli.show import SCREEN, note
from clave.cli.words import language, noted
from clave.policy.rows import differences, rows

app = typer.Typer(
    no_args_is_help=True, help=noted("Thresholds, order and caps: dated, each with its reason and source.")
)


@app.command("show", help=noted("What is in force on a day, with reason and source."))
def show(
    key: Annotated[str | None, typer.Argument(help=noted("Only this value, or those that begin with it."))] = None,
    policy: inputs.PolicyFile = None,
    as_of: inputs.AsOf = None,
    as_json: inputs.Json = False,
) -> None:
    """Every value in force, its date, reason and source."""
    spoken = language()
    rules = inputs.policy(policy)
    found = [row for row in rows(rules, inputs.day(as_of) or inputs.today()) if key is None or row.key.startswith(key)]
    if as_json:
        plain = [
            {
                **asdict(row),
                "meaning": row.meaning.say(spoken),
                "reason": Text(row.reason).say(spoken),
                "source": Text(row.source).say(spoken),
            }
            for row in found
        ]
        typer.echo(json.dumps(plain, ensure_ascii=False, default=str))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Value"), _("Is"), _("Since"), _("What it decides"), _("Reason"), _("Source")):
        table.add_column(header.say(spoken))
    for row in found:
        since = "" if row.since is None else Figure(row.since, "date").say(spoken)
        why = Text(row.reason).say(spoken), Text(row.source).say(spoken)
        cells = (row.key, row.value or _("not set").say(spoken), since, row.meaning.say(spoken), *why)
        table.add_row(*(escape(cell) for cell in cells))
    SCREEN.print(table)
    note(_("Policy {version}.").fill(version=rules.version).say(spoken))


@app.command("check", help=noted("Whether a policy file can be read, entry by entry."))
def check(path: Annotated[Path, typer.Argument(help=noted("Policy file (TOML)."))]) -> None:
    """Read a policy file; the first mistake ends with its sentence."""
    rules = inputs.policy(path)
    SCREEN.print(_("Policy {version} reads well.").fill(version=rules.version).say(language()), highlight=False)


@app.command("diff", help=noted("What two policies decide differently on a day."))
def diff(
    before: Annotated[Path, typer.Argument(help=noted("Policy file (TOML)."))],
    after: Annotated[Path | None, typer.Argument(help=noted("The other one; the default policy where absent."))] = None,
    as_of: inputs.AsOf = None,
) -> None:
    """The values that differ, from the first (or the default) to the second."""
    spoken = language()
    one, other = (
        (inputs.policy(before), inputs.policy(after)) if after else (inputs.policy(None), inputs.policy(before))
    )
    found = differences(one, other, inputs.day(as_of) or inputs.today())
    if not found:
        SCREEN.print(_("Both decide the same.").say(spoken))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Value"), _("Before"), _("After"), _("Reason")):
        table.add_column(header.say(spoken))
    for change in found:
        table.add_row(*(escape(cell) for cell in (change.key, change.old, change.new, Text(change.reason).say(spoken))))
    SCREEN.print(table)
