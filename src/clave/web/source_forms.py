"""The forms of a source: how it is reached, and how one table is asked of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.sources import Entered
from clave.base.errors import ClaveError
from clave.facts.sources.kinds import CONNECTORS, FOLDER
from clave.facts.sources.port import Ask, Setting
from clave.facts.sources.sql.address import without_credentials
from clave.facts.tables import TABLES
from clave.store.models import FactSource, SourceTable
from clave.web.words import told

WIDE = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
LINES = 8


class SourceForm(forms.Form):
    """Its name, what its kind asks for, its name in the book and its times; `seen` is the version that its reader saw."""

    name = forms.CharField(label=gettext_lazy("Name of the source"), max_length=60, widget=WIDE)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: str, *args: Any, source: FactSource | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.source = kind, source
        for setting in settings_of(kind):
            self.fields[setting.name] = _field(setting, source)
        if kind == FOLDER:
            self.fields["folder"] = forms.CharField(
                label=gettext_lazy("Folder"), max_length=500, widget=WIDE,
                help_text=gettext_lazy(
                    "As the machine on which clave runs sees it. What was loaded is put aside inside it, with a report."
                ),
            )  # fmt: skip
            self.fields["table"] = forms.ChoiceField(
                label=gettext_lazy("What its files are"), required=False,
                choices=[("", gettext_lazy("Recognise it from each file")), *table_choices()],
            )  # fmt: skip
        self.fields["origin"] = forms.CharField(
            label=gettext_lazy("Name of the ERP in the book"), max_length=40, initial="erp", widget=WIDE,
            help_text=gettext_lazy(
                "The documents of one ERP never replace those of another. Files of the same ERP carry the same name."
            ),
        )  # fmt: skip
        self.fields["cron"] = forms.CharField(
            label=gettext_lazy("When it is read"), max_length=60, required=False, widget=WIDE,
            initial="*/5 * * * *" if kind == FOLDER else "0 2 * * *",
            help_text=gettext_lazy(
                "Minute, hour, day, month, day of the week: 0 2 * * * is every night at two. Empty: only by hand."
            ),
        )  # fmt: skip
        if kind != FOLDER:
            self.fields["replaces"] = forms.BooleanField(
                label=gettext_lazy("A full reading brings whole months"), required=False,
                help_text=gettext_lazy(
                    "Then what was deleted in the ERP leaves the book with it. Only where no SELECT cuts a month in the middle."
                ),
            )  # fmt: skip
        for field in self.errors if self.is_bound else ():
            self.fields[field].widget.attrs["aria-invalid"] = "true"

    def entered(self) -> Entered:
        """What was entered, credentials apart."""
        given = self.cleaned_data
        hidden = {setting.name for setting in settings_of(self.kind) if setting.secret}
        own = (
            {"folder", "table"}
            if self.kind == FOLDER
            else {setting.name for setting in settings_of(self.kind)} - hidden
        )
        return Entered(
            given["name"], {name: given.get(name, "") for name in own}, {name: given.get(name, "") for name in hidden},
            given["origin"], given["cron"], given.get("replaces", False),
        )  # fmt: skip

    def refuse(self, error: ClaveError) -> None:
        """The sentence at the field that it is about; a password that stood in an address is not shown again."""
        self.add_error(error.where if error.where in self.fields else None, told(error.sentence()))
        self.forget()

    def forget(self) -> None:
        """Take a credential out of the address that is shown again."""
        if self.data.get("url"):
            self.data = {**dict(self.data.items()), "url": without_credentials(self.data["url"])}


class TableForm(forms.Form):
    """How a table is asked for; `seen` is the version that its reader saw."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    select = forms.CharField(
        label=gettext_lazy("SELECT that brings it"),
        widget=forms.Textarea(attrs={"rows": LINES, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One SELECT that only reads. Its columns may be called as in the exported file, or as clave calls them."
        ),
    )
    key = forms.CharField(
        label=gettext_lazy("Column of the document or of the code"), max_length=120, required=False, widget=WIDE,
        help_text=gettext_lazy("All rows of one document come together. With it a pull that stopped goes on where it was."),
    )  # fmt: skip
    changed = forms.CharField(
        label=gettext_lazy("Column that says when a row was written"), max_length=120, required=False, widget=WIDE,
        help_text=gettext_lazy("With it only what changed is asked for. Empty: every pull reads everything."),
    )  # fmt: skip

    def __init__(self, table: str, data: Any = None, *, asked: SourceTable | None = None) -> None:
        initial: dict[str, Any] = {"seen": asked.version if asked else 0}
        if asked:
            initial |= {"select": asked.select, "key": asked.key, "changed": asked.changed}
        for name, header in (asked.columns if asked else {}).items():
            initial[f"column_{name}"] = header
        super().__init__(data, initial=initial)
        self.table = table
        for column in TABLES[table].columns:
            self.fields[f"column_{column.name}"] = forms.CharField(
                label=told(column.meaning), max_length=120, required=False, widget=WIDE
            )

    def ask(self) -> Ask:
        """What is asked."""
        given = self.cleaned_data
        columns = {name: given[f"column_{name}"] for name in TABLES[self.table].by_name if given[f"column_{name}"]}
        return Ask(self.table, given["select"], columns, given["key"], given["changed"])

    def refuse(self, error: ClaveError) -> None:
        """The sentence at the field that it is about."""
        self.add_error(error.where if error.where in self.fields else None, told(error.sentence()))

    @property
    def said(self) -> list[forms.BoundField]:
        """What says how it is asked."""
        return [self["select"], self["key"], self["changed"]]

    @property
    def columns(self) -> list[forms.BoundField]:
        """Which column of the SELECT is which of the table."""
        return [self[name] for name in self.fields if name.startswith("column_")]


def settings_of(kind: str) -> tuple[Setting, ...]:
    """What is entered of a kind; a folder has fields of its own."""
    return CONNECTORS[kind].settings if kind in CONNECTORS else ()


def table_choices() -> list[tuple[str, Any]]:
    """The tables that a source can bring, in words."""
    return [(name, told(table.title)) for name, table in TABLES.items() if not table.recorded]


def _field(setting: Setting, source: FactSource | None) -> forms.CharField:
    if setting.secret:
        kept = source is not None and bool(source.sealed)
        help_text = (
            gettext_lazy("One is kept. Leave it empty to keep it; it is never shown.") if kept else told(setting.help)
        )
        return forms.CharField(
            label=told(setting.label), required=False, max_length=500, help_text=help_text,
            widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        )  # fmt: skip
    example = f" {setting.example}" if setting.example else ""
    return forms.CharField(
        label=told(setting.label), required=setting.required, max_length=500, widget=WIDE,
        help_text=told(setting.help) + example,
    )  # fmt: skip
