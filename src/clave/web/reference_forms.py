"""The forms of references and recommendations. The actions decide; here only what a browser sends becomes numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations.references import RESULTS, STATES, WAYS, AskSaid, ReferralSaid, WillingSaid
from clave.store.models import Contact
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.service_forms import lines
from clave.web.words import told


def _people(field: Any, people: Sequence[Contact]) -> None:
    field.choices = [
        ("", "—"),
        *((one.pk, f"{one.name}{f', {one.position}' if one.position else ''}") for one in people),
    ]


class WillingForm(forms.Form):
    """Who is willing, to do what, about what."""

    contact = forms.TypedChoiceField(
        label=gettext_lazy("Person of theirs"), coerce=int, empty_value=None, required=False,
        error_messages=CHOOSE, help_text=gettext_lazy("Somebody who said yes to being a reference, on their own page."),
    )  # fmt: skip
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("What they are willing to do"), widget=forms.CheckboxSelectMultiple, required=False,
        error_messages=CHOOSE,
    )  # fmt: skip
    since = day_field(gettext_lazy("Since when"))
    about = forms.CharField(
        label=gettext_lazy("What they can speak about"), required=False,
        help_text=gettext_lazy("Sectors and products: empty, about anything of ours."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("What is to be known"), required=False, widget=lines())

    def __init__(self, *args: Any, people: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["contact"], people)
        ways: Any = self.fields["ways"]
        ways.choices = [(key, told(label)) for key, label in WAYS.items()]

    def said(self) -> WillingSaid:
        """As the action takes it."""
        good = self.cleaned_data
        return WillingSaid(good["contact"] or 0, tuple(good["ways"]), good["since"], good["about"], good["note"])


class AskForm(forms.Form):
    """For whom a reference is asked, how, when."""

    prospect = forms.CharField(
        label=gettext_lazy("For which company"),
        error_messages={"required": gettext_lazy("Write for which company it is asked.")},
    )
    way = forms.ChoiceField(label=gettext_lazy("How"), error_messages=CHOOSE)
    on = day_field(gettext_lazy("Day it is asked"))
    sector = forms.CharField(label=gettext_lazy("Sector"), required=False)
    product = forms.CharField(label=gettext_lazy("Product or family"), required=False)
    note = forms.CharField(label=gettext_lazy("What is to be known"), required=False, widget=lines())

    def __init__(self, *args: Any, ways: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        way: Any = self.fields["way"]
        way.choices = [(key, told(WAYS[key])) for key in ways]

    def said(self) -> AskSaid:
        """As the action takes it."""
        return AskSaid(**{name: self.cleaned_data[name] for name in AskForm.base_fields})


class AnswerForm(forms.Form):
    """What came of it."""

    to = forms.ChoiceField(label=gettext_lazy("What came of it"), error_messages=CHOOSE)
    day = day_field(gettext_lazy("Day"))
    answer = forms.CharField(label=gettext_lazy("In their words"), required=False, widget=lines())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(key, told(label)) for key, label in STATES.items() if key != "asked"]


class ResultForm(forms.Form):
    """The business that came."""

    result = forms.ChoiceField(label=gettext_lazy("Business"), required=False, error_messages=CHOOSE)
    amount = NumberField(
        label=gettext_lazy("How much"),
        required=False,
        help_text=gettext_lazy("Empty: nobody knows yet, and it is said."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result: Any = self.fields["result"]
        result.choices = [(key, told(label)) for key, label in RESULTS.items()]


class ReferralForm(forms.Form):
    """To whom they recommended us, and when we knew."""

    prospect = forms.CharField(
        label=gettext_lazy("To which company"), error_messages={"required": gettext_lazy("Write the company.")}
    )
    on = day_field(gettext_lazy("Day"))
    contact = forms.TypedChoiceField(
        label=gettext_lazy("Who of theirs"), required=False, coerce=int, empty_value=None, error_messages=CHOOSE
    )
    note = forms.CharField(label=gettext_lazy("How we knew"), required=False, widget=lines())

    def __init__(self, *args: Any, people: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self.fields["contact"], people)

    def said(self) -> ReferralSaid:
        """As the action takes it."""
        return ReferralSaid(**{name: self.cleaned_data[name] for name in ReferralForm.base_fields})
