"""The forms of the idle stock: a letter, an offer, its answer. The actions decide what may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.idle_stock import LetterSaid, OfferSaid
from clave.privileges.idle_stock.matching import GRADES
from clave.web.refusals import NumberField, day_field
from clave.web.shown.idle_stock import BECAUSE_WORDS
from clave.web.words import told

_DECIMAL = {"inputmode": "decimal"}


def _figure(label: Any, empty: Any) -> NumberField:
    return NumberField(
        label=label, above_zero=True, error_messages={"required": empty}, widget=forms.TextInput(attrs=_DECIMAL)
    )


class LetterForm(forms.Form):
    """What a customer accepts in writing, and what proves it."""

    grade = forms.ChoiceField(
        label=gettext_lazy("What it accepts"),
        error_messages={
            "required": gettext_lazy("Choose what it accepts."),
            "invalid_choice": gettext_lazy("This is no grade: choose one of the list."),
        },
    )
    family = forms.ChoiceField(
        label=gettext_lazy("Of which family"), required=False,
        error_messages={"invalid_choice": gettext_lazy("No product is of this family: choose one of the list.")},
    )  # fmt: skip
    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until (empty: until it takes it back)"), required=False)
    document = forms.CharField(
        label=gettext_lazy("What proves it"), widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what proves it.")},
        help_text=gettext_lazy("The letter, minute or mail: its date and who signed it."),
    )  # fmt: skip

    def __init__(self, *args: Any, families: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades: Any = self.fields["grade"]
        grades.choices = [(key, told(label)) for key, label in GRADES.items()]
        named: Any = self.fields["family"]
        named.choices = [("", gettext_lazy("Every family")), *((one, one) for one in families)]

    def said(self) -> LetterSaid:
        """As the action takes it."""
        return LetterSaid(**{name: self.cleaned_data[name] for name in LetterForm.base_fields})


class OfferForm(forms.Form):
    """How much, at which price, until when."""

    quantity = _figure(gettext_lazy("Units"), gettext_lazy("Write how many units."))
    price = _figure(gettext_lazy("Price of a unit"), gettext_lazy("Write the price of a unit."))
    until = day_field(gettext_lazy("Until"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What the customer should know: why it is second quality, how it is packed."),
    )  # fmt: skip

    def said(self) -> OfferSaid:
        """As the action takes it."""
        return OfferSaid(**{name: self.cleaned_data[name] for name in OfferForm.base_fields})


class AcceptForm(forms.Form):
    """How much it took, at which price, until when it takes it."""

    day = day_field(gettext_lazy("Day of the answer"))
    sold = _figure(gettext_lazy("Units it took"), gettext_lazy("Write how many units it took."))
    price = _figure(gettext_lazy("Price of a unit"), gettext_lazy("Write the price of a unit."))
    takes_until = day_field(gettext_lazy("It takes it until"))


class RefuseForm(forms.Form):
    """Why it did not take it."""

    day = day_field(gettext_lazy("Day of the answer"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        error_messages={
            "required": gettext_lazy("Choose why."),
            "invalid_choice": gettext_lazy("This is no reason: choose one of the list."),
        },
    )
    because = forms.CharField(
        label=gettext_lazy("In their words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons: Any = self.fields["reason"]
        reasons.choices = [(key, told(label)) for key, label in BECAUSE_WORDS.items()]
