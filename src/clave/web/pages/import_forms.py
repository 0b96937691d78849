"""The forms of Importar: how a file is read, whose files they are, and the company itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from clave.base.words import _
from clave.facts.intake.source import with_name_for_code
from clave.facts.tables import TABLES
from clave.web.shown.imports import FileShown, Head, label, lacking
from clave.web.words import reader, told

DECIMALS = (("", gettext_lazy("as the cells say")), (",", "1.234,56"), (".", "1,234.56"))
DATES = (
    ("", gettext_lazy("as the cells say")),
    ("dmy", gettext_lazy("day/month/year")),
    ("mdy", gettext_lazy("month/day/year")),
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be")
DELIMITERS = ((";", gettext_lazy("semicolon ;")), (",", gettext_lazy("comma ,")), ("\t", gettext_lazy("tabulator")),
              ("|", gettext_lazy("bar |")))  # fmt: skip
SELECTED = mark_safe(" selected")
GUESS = _("Let clave guess the table")
NOTHING = _("Leave out")


class Drawn(forms.Select):
    """A list drawn in one go: Django's own asks a template for each choice, and a wide file has hundreds of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The same HTML as Django's."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", text) for key, text in self.choices),
        )
        every = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, every, options)


class Reading(forms.Form):
    """How one file is read: its table, how it writes, and for each of its columns which of ours it fills.

    Column fields are called c0, c1, … by the place of the header; `was` is the table that the columns were offered
    for: with another one they are guessed anew."""

    table = forms.ChoiceField(label=gettext_lazy("What it is"), required=False)
    decimal = forms.ChoiceField(label=gettext_lazy("Figures"), choices=DECIMALS, required=False)
    dates = forms.ChoiceField(label=gettext_lazy("Dates"), choices=DATES, required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Alphabet"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Separator"), choices=DELIMITERS, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, file: FileShown, data: Mapping[str, Any] | None = None) -> None:
        style = file.style or {}
        columns = {f"c{head.place}": head.column for head in file.heads}
        super().__init__(data, initial={"table": file.table, "was": file.table, **style, **columns})
        self.file = file
        self._choices(
            "table", [("", told(GUESS)), *((name, table.title.say(reader())) for name, table in TABLES.items())]
        )
        known = dict.fromkeys((*ENCODINGS, style.get("encoding", "")))
        self._choices("encoding", [(name, name) for name in known if name])
        for name in ("encoding", "delimiter"):
            if not style.get(name):
                del self.fields[name]
        ours = [("", told(NOTHING)), *self._ours(self.data.get("was", file.table) if self.is_bound else file.table)]
        for head in file.heads:
            self.fields[f"c{head.place}"] = forms.ChoiceField(
                label=head.header, choices=ours, required=False, widget=Drawn
            )
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "sel"
            if name in self.errors:
                field.widget.attrs |= {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _ours(self, table: str) -> list[tuple[str, str]]:
        columns = TABLES[table].columns if table in TABLES else ()
        return [(column.name, label(column) + (" *" if column.required else "")) for column in columns]

    def columns(self) -> Iterator[tuple[Head, BoundField]]:
        """Each header of the file with its field."""
        return ((head, self[f"c{head.place}"]) for head in self.file.heads)

    def written(self) -> list[BoundField]:
        """The fields that say how the file writes."""
        return [self[name] for name in ("decimal", "dates", "encoding", "delimiter") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """One header for each column of ours, and none of those missing that every row needs."""
        given = super().clean() or {}
        if not given.get("table") or given["table"] != given.get("was"):
            return given
        filled: dict[str, str] = {}
        for head in self.file.heads:
            ours = given.get(f"c{head.place}", "")
            if ours and ours in filled:
                text = _("«{header}» already fills this column: leave one of the two out.").fill(header=filled[ours])
                self.add_error(f"c{head.place}", told(text))
            elif ours:
                filled[ours] = head.header
        absent = lacking(given["table"], with_name_for_code(given["table"], filled))
        if absent:
            text = _("No column of the file fills «{column}», which every row needs.").fill(column="», «".join(absent))
            self.add_error(None, told(text))
        return given

    def correction(self) -> dict[str, Any]:
        """What was chosen, as the action takes it; columns are guessed where the table changed."""
        given = self.cleaned_data
        same = given["table"] == given["was"]
        style = {name: given.get(name, "") for name in ("decimal", "dates", "encoding", "delimiter")}
        columns = {ours: head.header for head in self.file.heads if (ours := given.get(f"c{head.place}", "")) and same}
        return {"table": given["table"], "columns": columns, **style}


class OwnCompany(forms.Form):
    """Whose data they are: the name and the currency of the company."""

    name = forms.CharField(
        label=gettext_lazy("Name of the company"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        initial="COP",
        help_text=gettext_lazy("Three letters, such as COP, USD or EUR: the currency of the lines that say no other."),
        widget=forms.TextInput(attrs={"list": "currencies", "autocapitalize": "characters"}),
    )

    def clean_currency(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["currency"]).upper()


class SourceName(forms.Form):
    """The name under which a reading is saved."""

    name = forms.CharField(label=gettext_lazy("Name of this way of reading"), max_length=61)


class Origin(forms.Form):
    """Which ERP the files are of."""

    origin = forms.CharField(label=gettext_lazy("ERP or branch"), max_length=40)
