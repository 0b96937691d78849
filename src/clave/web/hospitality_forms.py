"""The forms of hospitality: what is given, what is decided of it, what it cost, and tenders. The actions decide what may be."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.tenders import TenderSaid
from clave.operations.hospitality.kinds import DIRECTIONS, KINDS
from clave.operations.hospitality.said import LONGEST, HospitalitySaid
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.words import told

Choices = list[tuple[str, str]]
_MONEY = {"inputmode": "decimal"}


def _words(label: Any, *, required: bool = False, **more: Any) -> forms.CharField:
    more.setdefault("error_messages", {"required": gettext_lazy("Say why.")})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), **more
    )


def _cost(label: Any, **more: Any) -> NumberField:
    return NumberField(label=label, required=False, widget=forms.TextInput(attrs=_MONEY), **more)


class HospitalityForm(forms.Form):
    """What is given to whom, when, at which cost; or what they gave us."""

    direction = forms.ChoiceField(
        label=gettext_lazy("Which way"), choices=lambda: [(key, told(label)) for key, label in DIRECTIONS.items()],
        error_messages=CHOOSE,
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=lambda: [(key, told(one.label)) for key, one in KINDS.items()],
        error_messages=CHOOSE,
    )  # fmt: skip
    what = forms.CharField(
        label=gettext_lazy("In a line"), max_length=LONGEST,
        error_messages={"required": gettext_lazy("Say what it is, such as «two tickets for the match».")},
    )  # fmt: skip
    on = day_field(gettext_lazy("On which day"))
    contacts = forms.MultipleChoiceField(
        label=gettext_lazy("People of the customer"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Choose among the people of the customer.")},
    )  # fmt: skip
    ours = forms.ChoiceField(
        label=gettext_lazy("Who of ours gives it or gets it"),
        error_messages={
            "required": gettext_lazy("Choose somebody."),
            "invalid_choice": gettext_lazy("This person is not with us any more: choose somebody else."),
        },
    )
    cost = _cost(
        gettext_lazy("What it costs, for all of them"),
        help_text=gettext_lazy(
            "Without the part of our own people. Leave it empty where nobody knows: it is not zero."
        ),
    )
    document = forms.CharField(label=gettext_lazy("Invoice or paper"), required=False, max_length=200)
    declined = forms.BooleanField(label=gettext_lazy("It was offered and not accepted"), required=False)

    def __init__(self, *args: Any, people: Choices, team: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contacts: Any = self.fields["contacts"]
        ours: Any = self.fields["ours"]
        contacts.choices, ours.choices = people, team

    def said(self) -> HospitalitySaid:
        """As the action takes it."""
        good = {key: value for key, value in self.cleaned_data.items() if key != "ours"}
        return HospitalitySaid(**good | {"contacts": tuple(int(one) for one in good["contacts"])})


class DecisionForm(forms.Form):
    """Why it is approved, or not."""

    words = _words(gettext_lazy("Why"))


class CostForm(forms.Form):
    """What it cost in the end, and what proves it."""

    cost = _cost(gettext_lazy("What it cost, for all of them"))
    document = forms.CharField(label=gettext_lazy("Invoice or paper"), required=False, max_length=200)


class TenderForm(forms.Form):
    """A tender of an account."""

    since = day_field(gettext_lazy("From"))
    until = day_field(gettext_lazy("Until (empty: until it is decided)"), required=False)
    why = _words(
        gettext_lazy("Which tender it is"), required=True,
        error_messages={"required": gettext_lazy("Say which tender it is: its name or number, and who told us.")},
    )  # fmt: skip

    def said(self) -> TenderSaid:
        """As the action takes it."""
        return TenderSaid(**self.cleaned_data)


class TenderEndForm(forms.Form):
    """Why a tender holds no more."""

    words = _words(gettext_lazy("How it ended"), required=True)
