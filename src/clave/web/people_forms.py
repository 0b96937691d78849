"""The forms of people, profiles and maps of influence. What they may say is decided by the actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.profile import VisitSaid
from clave.base.words import Text
from clave.operations.consent import PURPOSES
from clave.operations.contact_file import COLUMNS
from clave.operations.contacts import AREAS, CHANNELS, LANGUAGES, ContactSaid
from clave.operations.influence import CLOSENESS, ROLES, SUPPORT, UNKNOWN_SUPPORT, Opinion
from clave.operations.profile import FIELDS, OWNERSHIPS
from clave.store.models import Person
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.words import told

SHORT, LONG, PERCENT = 200, 2_000, 100
DETAILS = ("email", "phone")
Choices = list[tuple[str, str]]
Groups = list[tuple[str, Choices]]
KNOWS, ANOTHER = "knows_", "another"


def _choices(words: Mapping[Any, Text], empty: Any = None) -> Choices:
    first = [("", told(empty))] if empty is not None else []
    return first + [(str(key), told(label)) for key, label in words.items()]


def _line(label: Any, *, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=SHORT, **more)


def _source(label: Any) -> forms.CharField:
    help_text = gettext_lazy("Who said it, in which visit, report or page.")
    return _line(label, required=True, help_text=help_text,
                 error_messages={"required": gettext_lazy("Say how we know.")})  # fmt: skip


class ContactForm(forms.Form):
    """A person of a customer; without `details`, how to reach them is not asked and stays as it is."""

    name = _line(
        gettext_lazy("Name"), required=True, error_messages={"required": gettext_lazy("Write how they are called.")}
    )
    position = _line(gettext_lazy("Position"))
    area = forms.ChoiceField(label=gettext_lazy("Area"), choices=lambda: _choices(AREAS), error_messages=CHOOSE)
    email = _line(gettext_lazy("E-mail"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"}))
    phone = _line(gettext_lazy("Phone"), widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
    channel = forms.ChoiceField(
        label=gettext_lazy("How they like to be spoken to"), required=False, error_messages=CHOOSE
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=lambda: _choices(LANGUAGES), error_messages=CHOOSE
    )
    public_official = forms.ChoiceField(
        label=gettext_lazy("Works for a public body"), required=False, error_messages=CHOOSE,
        help_text=gettext_lazy("Stricter limits of gifts and invitations hold for public officials."),
    )  # fmt: skip
    source = _line(gettext_lazy("How we know"), help_text=gettext_lazy("A card, a signature, a visit."))

    def __init__(self, *args: Any, details: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = gettext_lazy("Not known")
        fields: Any = self.fields
        fields["channel"].choices = [("", unknown), *_choices(CHANNELS)]
        fields["public_official"].choices = [("", unknown), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        if not details:
            for name in DETAILS:
                del self.fields[name]

    def said(self, before: ContactSaid | None = None) -> ContactSaid:
        """As the action takes it; what is not asked stays."""
        good = {name: value for name, value in self.cleaned_data.items() if name != "public_official"}
        kept = {name: getattr(before, name) for name in DETAILS if before and name not in self.fields}
        official = {"yes": True, "no": False}.get(self.cleaned_data["public_official"])
        return ContactSaid(**good, **kept, public_official=official)


def initial_contact(said: ContactSaid) -> dict[str, Any]:
    """The form of a person as they stand."""
    return {**vars(said), "public_official": {True: "yes", False: "no", None: ""}[said.public_official]}


class LeftForm(forms.Form):
    """On which day somebody left."""

    on = day_field(gettext_lazy("Left on"))


class ConsentForm(forms.Form):
    """What a person said for one purpose; the birthday comes with a yes to being greeted."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("For what"), choices=lambda: _choices(PURPOSES), error_messages=CHOOSE
    )
    given = forms.ChoiceField(
        label=gettext_lazy("What they said"), error_messages=CHOOSE,
        choices=[("", "—"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, or they take it back"))],
    )  # fmt: skip
    on = day_field(gettext_lazy("Said on"))
    evidence = _line(
        gettext_lazy("What proves it"), help_text=gettext_lazy("The mail, the form they signed, who heard it.")
    )
    birth_day = forms.IntegerField(
        label=gettext_lazy("Birthday: day"), required=False, min_value=1, max_value=31,
        help_text=gettext_lazy("Only with their yes to being greeted; the year is not asked."),
    )  # fmt: skip
    birth_month = forms.IntegerField(label=gettext_lazy("Birthday: month"), required=False, min_value=1, max_value=12)


class FileForm(forms.Form):
    """The file with the people."""

    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        help_text=gettext_lazy(
            "With headers such as Nombre; Cargo; Correo; Teléfono; Área. Nothing is kept until you say so."
        ),
        error_messages={"required": gettext_lazy("Choose a file."), "empty": gettext_lazy("The file is empty.")},
    )


class ColumnsForm(forms.Form):
    """Which column of the file is what."""

    def __init__(self, *args: Any, headers: list[str], columns: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Choices = [("", "—"), *((str(at), header or f"({at + 1})") for at, header in enumerate(headers))]
        for name, (label, _synonyms) in COLUMNS.items():
            self.fields[name] = forms.ChoiceField(
                label=told(label),
                choices=places,
                required=False,
                initial=str(columns.get(name, "")),
                error_messages=CHOOSE,
            )

    def columns(self) -> dict[str, int]:
        """The places that were chosen."""
        return {name: int(at) for name, at in self.cleaned_data.items() if at}


class SayForm(forms.Form):
    """One field of the profile as of a day, with its source; `kind` is the field's."""

    on = day_field(gettext_lazy("As of"))
    source = _source(gettext_lazy("How we know"))

    def __init__(self, *args: Any, field: str, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, label = FIELDS[field].kind, told(FIELDS[field].label)
        empty = {"required": gettext_lazy("Write what we know now.")}
        if self.kind == "choice":
            value: forms.Field = forms.ChoiceField(label=label, choices=_choices(OWNERSHIPS), error_messages=CHOOSE)
        elif self.kind == "text":
            area = forms.Textarea(attrs={"rows": 3})
            value = forms.CharField(label=label, max_length=LONG, widget=area, error_messages=empty)
        else:
            unit = {"money": f" ({currency})", "share": " (%)"}.get(self.kind, "")
            text = forms.TextInput(attrs={"inputmode": "decimal"})
            value = NumberField(label=label + unit, widget=text, error_messages=empty)
        self.fields["value"] = value
        self.order_fields(["value", "on", "source"])

    def value(self) -> str:
        """As it is kept: a share of one, not of a hundred."""
        good: Any = self.cleaned_data["value"]
        return str(good / PERCENT if self.kind == "share" else good) if isinstance(good, Decimal) else str(good)


class ConfirmForm(forms.Form):
    """All of the profile is still so."""

    on = day_field(gettext_lazy("Seen to be so on"))
    source = _source(gettext_lazy("Who confirmed it"))


class VisitForm(forms.Form):
    """A visit of a competitor."""

    competitor = _line(gettext_lazy("Competitor"), required=True,
                       error_messages={"required": gettext_lazy("Write which competitor it was.")})  # fmt: skip
    on = day_field(gettext_lazy("Was there on"))
    offered = forms.CharField(
        label=gettext_lazy("What it offered"), required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2})
    )
    family = _line(gettext_lazy("Family of products"))
    price = NumberField(label=gettext_lazy("Price of a unit"), required=False, above_zero=True,
                        help_text=gettext_lazy("Empty where nobody knows it."))  # fmt: skip
    source = _line(gettext_lazy("How we know"), help_text=gettext_lazy("Who told whom of ours."))

    def said(self) -> VisitSaid:
        """As the action takes it."""
        return VisitSaid(**{name: self.cleaned_data[name] for name in VisitForm.base_fields})


class OpinionForm(forms.Form):
    """What we think of a person, how well ours know them, and whom they influence."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Their part (several, or none)"), required=False, choices=lambda: _choices(ROLES),
        widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
    )  # fmt: skip
    support = forms.ChoiceField(
        label=gettext_lazy("Their support"), required=False, error_messages=CHOOSE,
        choices=lambda: _choices({key: SUPPORT[key] for key in SUPPORT}, UNKNOWN_SUPPORT),
    )  # fmt: skip
    note = _line(
        gettext_lazy("Why, in a line"), help_text=gettext_lazy("Facts, as you would say them in front of the person.")
    )
    influences = forms.MultipleChoiceField(
        label=gettext_lazy("Whom they influence"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=CHOOSE,
    )

    def __init__(
        self,
        *args: Any,
        others: Choices,
        known: Iterable[Person],
        more: Choices | Groups,
        close: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["influences"].choices = others
        if not others:
            del self.fields["influences"]
        levels = _choices(CLOSENESS)
        for person in known:
            self.fields[f"{KNOWS}{person.pk}"] = forms.ChoiceField(
                label=told(gettext_lazy("%(name)s knows them")) % {"name": person.name}, choices=levels,
                initial=str(close.get(person.pk, 0)), error_messages=CHOOSE,
            )  # fmt: skip
        if more:
            self.fields[ANOTHER] = forms.ChoiceField(
                label=gettext_lazy("Somebody else of ours who knows them"), required=False, choices=[("", "—"), *more],
                error_messages=CHOOSE,
            )  # fmt: skip
            self.fields["another_level"] = forms.ChoiceField(
                label=gettext_lazy("How well"), required=False, choices=levels[1:], error_messages=CHOOSE
            )

    def opinion(self) -> Opinion:
        """As the action takes it."""
        good = self.cleaned_data
        return Opinion(frozenset(good["roles"]), int(good["support"]) if good["support"] else None, good["note"])

    def close(self) -> dict[int, int]:
        """How well each of ours knows them, by number."""
        good = self.cleaned_data
        found = {int(name.removeprefix(KNOWS)): int(level) for name, level in good.items() if name.startswith(KNOWS)}
        if good.get(ANOTHER):
            found[int(good[ANOTHER])] = int(good.get("another_level") or 1)
        return found

    def whom(self) -> list[int]:
        """Whom they influence, by number."""
        return [int(number) for number in self.cleaned_data.get("influences", [])]
