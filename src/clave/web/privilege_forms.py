"""The forms of privileges, conditions and minimums. What they may say is decided by the actions; here only what a browser
sends becomes numbers and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.figures import number
from clave.base.words import Text, _
from clave.privileges.catalogue.declared import PRIVILEGES
from clave.privileges.catalogue.shape import Parameter, Privilege
from clave.privileges.conditions import KINDS, REASONS, Condition
from clave.privileges.minimums import MEASURES, OF, Minimum
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.words import reader, told

LONG = 1000
PERCENT = 100


def _words(label: Any, required: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONG, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": required},
        **more,
    )  # fmt: skip


def _choices(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    return [(key, told(label)) for key, label in words.items()]


def _figure(parameter: Parameter) -> NumberField:
    """A field for one figure of a privilege; a share is typed as a percentage."""
    unit = " (%)" if parameter.unit == "share" else ""
    return NumberField(
        label=told(parameter.label) + unit,
        error_messages={"required": gettext_lazy("Write a figure.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def typed_figure(parameter: Parameter, value: float) -> str:
    """A figure as its field begins."""
    shown = value * PERCENT if parameter.unit == "share" else value
    return number(shown, 0 if shown == int(shown) else 1, reader())


class Figures(forms.Form):
    """A form with a field for every figure of one privilege."""

    def __init__(self, *args: Any, privilege: Privilege | None, figures: Mapping[str, float], **kwargs: Any) -> None:
        self.privilege = privilege
        parameters = privilege.parameters if privilege else ()
        begins = {one.key: typed_figure(one, figures[one.key]) for one in parameters if one.key in figures}
        kwargs["initial"] = begins | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for one in parameters:
            self.fields[one.key] = _figure(one)
        self.order_fields(["since", "until", *(one.key for one in parameters), "reason"])

    def parameters(self) -> dict[str, float]:
        """The figures, in the units of the catalogue."""
        found = {
            one.key: (one, self.cleaned_data[one.key]) for one in (self.privilege.parameters if self.privilege else ())
        }
        return {key: float(value) / (PERCENT if one.unit == "share" else 1) for key, (one, value) in found.items()}


class Giving(Figures):
    """A privilege of its own: since when, until when, how much, why."""

    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until (empty: until it leaves)"), required=False)
    reason = _words(gettext_lazy("Why"), gettext_lazy("Say in one sentence why it gets it."))
    shown = forms.BooleanField(label=gettext_lazy("The customer reads it in its portal"), required=False)


class Changing(Figures):
    """Other figures from a day on, and why."""

    since = day_field(gettext_lazy("From"))
    reason = _words(gettext_lazy("Why"), gettext_lazy("Say in one sentence why it changes."))


class Ending(forms.Form):
    """Until which day, and why."""

    last = day_field(gettext_lazy("Last day"))
    because = _words(gettext_lazy("Why"), gettext_lazy("Say in one sentence why it ends."))


class Landing(forms.Form):
    """Why all of it ends with the landing."""

    because = _words(gettext_lazy("Why"), gettext_lazy("Say in one sentence why it ends."))


class ConditionForm(forms.Form):
    """A preferential condition: whose, what, how much, on what, until when, with which limits and which reason."""

    customer = forms.ChoiceField(
        label=gettext_lazy("Key account"),
        error_messages={
            "required": gettext_lazy("Choose the account."),
            "invalid_choice": gettext_lazy("This is no key account now: choose one of the list."),
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it gets"), error_messages=CHOOSE)
    value = NumberField(
        label=gettext_lazy("How much"),
        above_zero=True,
        help_text=gettext_lazy("The price of one unit, the discount in %, or the days more."),
        error_messages={"required": gettext_lazy("Write how much.")},
    )
    product = forms.CharField(label=gettext_lazy("Code of the product"), required=False, max_length=200)
    family = forms.ChoiceField(label=gettext_lazy("Or a whole family"), required=False)
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until"))
    quantity = NumberField(label=gettext_lazy("Units with it, at most"), required=False)
    money = NumberField(label=gettext_lazy("Money with it, at most"), required=False)
    reason = forms.ChoiceField(
        label=gettext_lazy("Objective reason"),
        help_text=gettext_lazy(
            "Who treats customers differently must be able to say why: competition law asks for it."
        ),
        error_messages={"required": gettext_lazy("Choose the reason that holds.")},
    )
    words = _words(
        gettext_lazy("What shows it"), gettext_lazy("Write what shows it: figures, a document, a date."),
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], families: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[str, str]]] = {
            "customer": [("", "—"), *accounts],
            "kind": _choices(KINDS),
            "family": [("", "—"), *((name, name) for name in families)],
            "reason": [("", "—"), *_choices(REASONS)],
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def condition(self) -> Condition:
        """As the action takes it; a discount is typed as a percentage."""
        good = self.cleaned_data
        value: Decimal = good["value"] / PERCENT if good["kind"] == "discount" else good["value"]
        return Condition(
            good["customer"], good["kind"], value, good["since"], good["until"], good["reason"], good["words"],
            good["product"].strip().upper(), good["family"], good["quantity"], good["money"],
        )  # fmt: skip


class MinimumForm(forms.Form):
    """A minimum: of what, how much, for whom, on what, since when and why."""

    of = forms.ChoiceField(label=gettext_lazy("Minimum of"), error_messages=CHOOSE)
    measure = forms.ChoiceField(label=gettext_lazy("Measured in"), error_messages=CHOOSE)
    amount = NumberField(
        label=gettext_lazy("At least"),
        above_zero=True,
        error_messages={"required": gettext_lazy("Write how much is the least.")},
    )
    channel = forms.ChoiceField(label=gettext_lazy("For customers of the channel"), required=False)
    product = forms.CharField(label=gettext_lazy("Code of the product"), required=False, max_length=200)
    family = forms.ChoiceField(label=gettext_lazy("Or a whole family"), required=False)
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until (empty: open)"), required=False)
    reason = _words(gettext_lazy("Why"), gettext_lazy("Say in one sentence why there is a minimum."))

    def __init__(self, *args: Any, channels: Iterable[str], families: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = told(EVERY_CHANNEL)
        offered: dict[str, list[tuple[str, str]]] = {
            "of": _choices(OF),
            "measure": _choices(MEASURES),
            "channel": [("", everybody), *((name, name) for name in channels)],
            "family": [("", "—"), *((name, name) for name in families)],
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def rule(self) -> Minimum:
        """As the action takes it."""
        good = self.cleaned_data
        return Minimum(
            good["of"], good["measure"], good["amount"], good["since"], good["until"], good["channel"],
            good["product"].strip().upper(), good["family"], good["reason"],
        )  # fmt: skip


EVERY_CHANNEL = _("all customers")


def privilege_of(key: str) -> Privilege | None:
    """A privilege that can be given as its own; None for what does not exist or is only given as a condition."""
    found = PRIVILEGES.get(key)
    return None if found is None or found.by_condition else found


def ends_on(row_since: date, row_until: date | None, today: date) -> date:
    """The last day that the form of an ending proposes."""
    proposed = max(row_since, today)
    return min(proposed, row_until) if row_until else proposed
