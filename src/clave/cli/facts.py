"""`clave import` brings the ERP's files into the stored book; `clave coverage` says what the book can tell."""

from __future__ import annotations

import getpass
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from clave.base.errors import ClaveError
from clave.base.figures import Figure
from clave.base.words import _, counted, joined, said
from clave.cli import inputs
from clave.cli.show import SCREEN, note, progress, written
from clave.cli.words import language, noted
from clave.criteria.registry import CRITERIA
from clave.criteria.unlocks import Unlock, unlocks
from clave.facts.bring import combined, digest_of, files_loaded
from clave.facts.coverage import Coverage
from clave.facts.coverage import coverage as cover
from clave.facts.intake import FileReport, Intake, Source, read, write_rejects
from clave.facts.intake.saved import Sources, checked_name
from clave.facts.store import FactStore
from clave.facts.tables import TABLES
from clave.policy.limits import Limits
from clave.selection.run import date_of

HELP_IMPORT = noted("Load the ERP's files into the stored book; a file replaces the documents it contains.")
HELP_COVERAGE = noted("Which facts are there, how fresh, what looks wrong, and what each further file would unlock.")


Exports = Annotated[list[Path], typer.Argument(help=noted("Files the ERP exported (CSV, xlsx, Parquet)."))]
Corrections = Annotated[
    list[str] | None,
    typer.Option("--set", help=noted("Correct the mapping: column=Header; column= leaves it out.")),
]
TableName = Annotated[str | None, typer.Option(help=noted("Which table the files are, where the guess is wrong."))]
SaveAs = Annotated[str | None, typer.Option(help=noted("Save what was learned of the file as a named source."))]
WholeMonths = Annotated[
    bool,
    typer.Option(
        "--whole-months", help=noted("The files are all there is of their months: show what would vanish, and ask.")
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=noted("Agree without being asked."))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=noted("Read and report; store nothing."))]
Erp = Annotated[
    str, typer.Option(help=noted("Which ERP, where there are several: one's documents never replace another's."))
]
Rejects = Annotated[Path | None, typer.Option(help=noted("Write the rejected rows to this CSV file."))]


def import_files(
    files: Exports,
    map_: inputs.Map = None,
    column: Corrections = None,
    table: TableName = None,
    save: SaveAs = None,
    currency: inputs.Currency = None,
    whole_months: WholeMonths = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    rejects: Rejects = None,
    erp: Erp = "erp",
    data: inputs.Data = None,
) -> None:
    """Read files, show how they were understood and their balance, and make them the new version of the book."""
    spoken = language()
    inputs.apart([*files, Path(map_) if map_ else None], [rejects])
    if save is not None:
        checked_name(save, "--save")
    limits = inputs.reading_limits(inputs.policy(None), None)
    store = inputs.fact_store(data)
    kept = store.open()
    own = currency or (kept.currency if kept.version else None)
    intake = _read(files, limits, inputs.source(map_, data), column or [], table, own, spoken)
    if intake.currency_assumed:
        note(inputs.assumed(intake.book.currency).say(spoken))
    for file in intake.files:
        _show(file, spoken)
    if rejects:
        _write_rejects(intake, rejects, spoken)
    if dry_run:
        note(_("Nothing was stored.").say(spoken))
        return
    if save:
        _save(intake.files[0].source, save, inputs.data_folder(data), spoken)
    agreement = _agreement(store, intake, erp, yes, spoken) if whole_months else ""
    digests = {path.name: digest_of(path) for path in files}
    with progress(spoken) as report:
        loaded = store.load(
            intake.book.sources,
            source=erp,
            digest=combined(digests.values()),
            now=datetime.now().astimezone(),
            by=getpass.getuser(),
            files=files_loaded(intake.files, digests),
            currency=intake.book.currency,
            whole_months=agreement,
            progress=lambda table, done, total: report(done / max(1, total), TABLES[table].title),
        )
    SCREEN.print(loaded.sentence().say(spoken), highlight=False)


def _read(
    files: list[Path], limits: Limits, source: Source | None, corrections: list[str], table: str | None,
    currency: str | None, spoken: str,
) -> Intake:  # fmt: skip
    with progress(spoken) as report:
        intake = read(files, limits, source=source, currency=currency, table=table, progress=report)
        if not corrections:
            return intake
        learned = intake.files[0].source.correct(**dict(_correction(text) for text in corrections))
        return read(files, limits, source=learned, currency=currency, progress=report)


def _correction(text: str) -> tuple[str, str]:
    column, found, header = text.partition("=")
    if not found:
        raise ClaveError(
            _("«{text}» does not say which header a column has.").fill(text=text),
            where="--set",
            remedy=_('Write column=Header, such as net="Valor neto".'),
        )
    return column.strip(), header.strip()


def _show(file: FileReport, spoken: str) -> None:
    SCREEN.print(escape(file.say(spoken)), highlight=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for header in (_("Column"), _("Read from"), _("Meaning")):
        table.add_column(header.say(spoken))
    for name, read_from in file.source.columns.items():
        table.add_row(name, escape(read_from), escape(TABLES[file.table][name].meaning.say(spoken)))
    SCREEN.print(table)
    if file.unattributed:
        note(counted("{n} line has no customer: it counts in the balance and in no measure.",
                     "{n} lines have no customer: they count in the balance and in no measure.",
                     file.unattributed).say(spoken))  # fmt: skip
    for reject in file.rejects[:5]:
        note("· " + reject.say(spoken))
    if file.balance.rejected > 5:
        note(_("--rejects FILE writes all {count}.").fill(count=Figure(file.balance.rejected, "count")).say(spoken))


def _write_rejects(intake: Intake, path: Path, spoken: str) -> None:
    with written(path, spoken):
        write_rejects(path, (reject for file in intake.files for reject in file.rejects), spoken)


def _save(source: Source, name: str, folder: Path, spoken: str) -> None:
    with written(folder / "sources" / f"{name}.toml", spoken):
        Sources(folder / "sources").save(source, name)
    note(_("Saved as source «{name}»: next time --map {name} asks nothing.").fill(name=name).say(spoken))


def _agreement(store: FactStore, intake: Intake, name: str, yes: bool, spoken: str) -> str:
    preview = store.preview(intake.book.sources, source=name)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Table"), _("Month"), _("Documents"), _("Lines"), _("Money"), _("For example")):
        table.add_column(header.say(spoken))
    for row in preview.vanishing:
        money = Figure(row.money, "money", intake.book.currency).say(spoken)
        table.add_row(row.table, row.period, str(row.documents), str(row.lines), money, ", ".join(row.examples))
    if preview.vanishing:
        SCREEN.print(_("These documents are in the book and not in the files; they would vanish:").say(spoken))
        SCREEN.print(table)
        if not yes:
            typer.confirm(_("Replace the whole months?").say(spoken), abort=True)
    return preview.agreement


def coverage(
    files: inputs.Files = None,
    map_: inputs.Map = None,
    as_of: inputs.AsOf = None,
    currency: inputs.Currency = None,
    data: inputs.Data = None,
    as_json: inputs.Json = False,
) -> None:
    """What is loaded and since when, what looks wrong, and what each missing file would bring."""
    spoken = language()
    rules = inputs.policy(None)
    asked = inputs.day(as_of)
    book, _files = inputs.book(files, inputs.reading_limits(rules, asked), spoken, map_, currency, data, asked)
    day = date_of(book.summary(), asked)
    found = cover(book, rules.at(day), day)
    if as_json:
        typer.echo(json.dumps(_plain(found, spoken), ensure_ascii=False, default=str))
        return
    SCREEN.print(_loaded(found, spoken))
    for finding in found.findings:
        SCREEN.print(f"· {escape(said(finding.text, spoken))} [dim]{escape(said(finding.remedy, spoken))}[/dim]")
    SCREEN.print(_missing(found, spoken))


def _loaded(found: Coverage, spoken: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Loaded"), _("Rows"), _("Since"), _("Until"), _("Age")):
        table.add_column(header.say(spoken))
    for held in found.tables:
        since, until = (Figure(day, "date").say(spoken) if day else "" for day in (held.since, held.until))
        age = Figure(held.age, "days").say(spoken) if held.age is not None else ""
        table.add_row(TABLES[held.table].title.say(spoken), str(held.rows), since, until, age)
    return table


def _missing(found: Coverage, spoken: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in (_("Not loaded"), _("Would unlock"), _("Would improve")):
        table.add_column(header.say(spoken))
    gains = unlocks()
    for name in found.missing:
        table.add_row(TABLES[name].title.say(spoken), *_gain(gains[name], spoken))
    return table


def _gain(gain: Unlock, spoken: str) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        joined([CRITERIA[key].name for key in keys]).say(spoken) for keys in (gain.unlocks, gain.improves)
    )


def _plain(found: Coverage, spoken: str) -> dict[str, object]:
    gains = unlocks()
    return {
        "as_of": found.as_of,
        "loaded": [{"table": h.table, "rows": h.rows, "since": h.since, "until": h.until} for h in found.tables],
        "missing": [
            {"table": name, "unlocks": gains[name].unlocks, "improves": gains[name].improves} for name in found.missing
        ],
        "findings": [
            {"text": said(finding.text, spoken), "remedy": said(finding.remedy, spoken)} for finding in found.findings
        ],
    }
