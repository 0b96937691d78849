"""The forms of special services. The actions decide; here only what a browser sends becomes numbers and days."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.figures import number
from clave.operations.special_services import KINDS, ServiceSaid
from clave.store.models import SpecialService
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.words import reader, told

PREFIX = "SOL-"


def lines(rows: int = 2) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


def written(value: Decimal | None) -> str:
    """A number as its form begins; empty where nobody knows it."""
    return "" if value is None else number(value, 0 if value == int(value) else 2, reader())


def _cost(label: Any) -> NumberField:
    return NumberField(
        label=label, required=False, help_text=gettext_lazy("Empty: nobody knows yet, and it is said. 0: it costs nothing."),
    )  # fmt: skip


def _hours() -> NumberField:
    return NumberField(
        label=gettext_lazy("Hours"),
        required=False,
        above_zero=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


class ServiceForm(forms.Form):
    """What is asked for, by when, and what it will take."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of service"), error_messages=CHOOSE)
    what = forms.CharField(
        label=gettext_lazy("What is asked"), widget=lines(3),
        error_messages={"required": gettext_lazy("Say in a line what the customer needs.")},
    )  # fmt: skip
    needed_on = day_field(gettext_lazy("By when"))
    hours = _hours()
    expected = _cost(gettext_lazy("What it will cost"))
    document = forms.CharField(
        label=gettext_lazy("Document"),
        required=False,
        help_text=gettext_lazy("The order, invoice or return it is about."),
    )
    request = forms.RegexField(
        r"^(?:SOL-)?[0-9]{1,9}$", label=gettext_lazy("Request of the laboratory"), required=False,
        error_messages={"invalid": gettext_lazy("Write its number, as SOL-12.")},
        help_text=gettext_lazy("For hours of laboratory: those logged on it count, and nobody types them twice."),
    )  # fmt: skip

    def __init__(self, *args: Any, hidden: Decimal | None = None, sees: bool = True, **kwargs: Any) -> None:
        """Whoever may not see what a service costs does not meet the field; what is `hidden` from them stays as it is."""
        super().__init__(*args, **kwargs)
        self.hidden = hidden
        kinds: Any = self.fields["kind"]
        kinds.choices = [(key, told(label)) for key, label in KINDS.items()]
        if not sees:
            del self.fields["expected"]

    def said(self) -> ServiceSaid:
        """As the action takes it."""
        good = {"expected": self.hidden} | self.cleaned_data
        asked = good["request"].removeprefix(PREFIX)
        return ServiceSaid(
            **{name: good[name] for name in ServiceForm.base_fields} | {"request": int(asked) if asked else None}
        )


def initial_service(row: SpecialService) -> dict[str, Any]:
    """A service as its form begins."""
    return {name: getattr(row, name) for name in ("kind", "what", "needed_on", "document")} | {
        "hours": written(row.hours), "expected": written(row.expected),
        "request": f"{PREFIX}{row.request_id}" if row.request_id else "",
    }  # fmt: skip


class DecideForm(forms.Form):
    """Approved or refused, and why: a refusal always, an approval past the budget too."""

    to = forms.ChoiceField(
        choices=[("approved", gettext_lazy("Approve")), ("refused", gettext_lazy("Refuse"))],
        label=gettext_lazy("Answer"), error_messages=CHOOSE,
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Why"), required=False, widget=lines(),
        help_text=gettext_lazy("Needed to refuse, and to approve past the budget."),
    )  # fmt: skip


class DoneForm(forms.Form):
    """It was done: when, what came of it, what it took."""

    day = day_field(gettext_lazy("Day it was done"))
    hours = _hours()
    cost = _cost(gettext_lazy("What it cost"))
    result = forms.CharField(label=gettext_lazy("What came of it"), required=False, widget=lines())


class PriceForm(forms.Form):
    """What it took, once somebody knows."""

    hours = _hours()
    cost = _cost(gettext_lazy("What it cost"))


class CancelForm(forms.Form):
    """Why it is not needed any more."""

    note = forms.CharField(label=gettext_lazy("Why it is not needed any more"), required=False, widget=lines())


class BudgetForm(forms.Form):
    """What the services of an account may cost in a year, and why."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    amount = NumberField(label=gettext_lazy("Budget"), error_messages={"required": gettext_lazy("Write an amount.")})
    reason = forms.CharField(label=gettext_lazy("Why that much"), required=False)
