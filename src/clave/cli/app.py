"""The command line: `clave` and its commands."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from clave import __version__
from clave.base.errors import ClaveError
from clave.cli import audit, backup, book, database, demo, doctor, facts, mail, mcp, measures, policy, rank, serve, why
from clave.cli.show import ERRORS
from clave.cli.words import language, noted, translate

app = typer.Typer(
    name="clave",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=noted("Key account management that is kept: who is key, for which reason and how sure that is."),
)
app.command("rank", help=rank.HELP)(rank.rank)
app.command("import", help=facts.HELP_IMPORT)(facts.import_files)
app.command("coverage", help=facts.HELP_COVERAGE)(facts.coverage)
app.command("measures", help=measures.HELP)(measures.measures)
app.command("why", help=why.HELP)(why.why)
app.add_typer(book.app, name="book")
app.add_typer(policy.app, name="policy")
app.add_typer(audit.app, name="audit")
app.command("backup", help=backup.HELP_BACKUP)(backup.backup)
app.command("restore", help=backup.HELP_RESTORE)(backup.restore)
app.add_typer(database.app, name="db")
app.add_typer(mail.app, name="mail")
app.command("mcp", help=mcp.HELP)(mcp.mcp)
app.command("serve", help=serve.HELP)(serve.serve)
app.command("ready", help=serve.HELP_READY)(serve.ready)
app.command("doctor", help=doctor.HELP)(doctor.doctor)
app.command("demo", help=demo.HELP)(demo.demo)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"clave {__version__}")
        raise typer.Exit


@app.callback()
def clave(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=noted("Show the version and leave."))
    ] = False,
) -> None:
    """Options that hold for every command."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; a mistake ends with one sentence and exit code 1, a wrong usage with 2."""
    spoken = language()
    command = typer.main.get_command(app)
    translate(command, spoken)
    try:
        command(arguments, prog_name="clave")
    except ClaveError as error:
        ERRORS.print(error.say(spoken), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        # whoever read our output has closed it (`clave rank … | head`): that is no error of ours
        sys.stderr.close()
        sys.exit(0)
