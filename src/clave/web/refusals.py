"""What an action refused, said beside the field of the form that it is about; and fields for
what people type: days and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.errors import ClaveError
from clave.base.typed import number_of, quoted
from clave.base.words import _, joined
from clave.web.words import reader, told

MILLION = 1_000_000
_WORD = re.compile(r"[^\W\d_]")
_FIGURES = re.compile(r"-?[0-9]{19,}")  # more than any field holds
CHOOSE = {
    "required": gettext_lazy("Choose one of the list."),
    "invalid_choice": gettext_lazy("Choose one of the list."),
}
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
NO_NUMBER = _("«{text}» is not a number: write digits, such as 1.200.000,50.")
NO_DAY = _("This is no day: write it as 31/12/2026.")
FAR_DAY = _("{day} is too far away to be meant: look at its year.")
FIRST_YEAR, LAST_YEAR = 1950, 2100
"""Years that a day of business may have: another one is a slip of the keyboard."""
NOT_ABOVE_ZERO = _("Write a number above zero.")
TOO_LARGE = _("{figure} is more than can be meant: count its zeros.")
MOST = Decimal(10) ** 13


def beside(form: forms.Form, refused: ClaveError) -> None:
    """Add what was refused to its field; to the whole form where it is about none of them."""
    words = told(joined((refused.what, refused.remedy) if refused.remedy else (refused.what,), " "))
    field = refused.where if refused.where in form.fields else None
    form.add_error(field, words[:1].upper() + words[1:])


def all_beside(form: forms.Form, wrong: Iterable[ClaveError]) -> bool:
    """Add all that is wrong, each to its field unless that one says already what is; whether nothing is."""
    for refused in wrong:
        if refused.where not in form.errors:
            beside(form, refused)
    return not form.errors


class _Day(forms.DateField):
    """A day as browsers send it or as people write it."""

    def to_python(self, value: Any) -> Any:
        """The day; what is none is said in the reader's words."""
        try:
            day = super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(told(NO_DAY), code="invalid") from error
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(told(FAR_DAY.fill(day=f"{day:%d/%m/%Y}")), code="far")
        return day


class NumberField(forms.CharField):
    """A number as people write it in their language, `1.200 M` being millions as screens write them; its value is a
    Decimal, or None where it is empty. `above_zero` refuses zero and less, with the other fields of its form."""

    def __init__(self, *args: Any, above_zero: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.above_zero = above_zero

    def clean(self, value: Any) -> Decimal | None:
        """The number; what is none is said with what was typed."""
        text: str = super().clean(value)
        if not text:
            return None
        digits = text.removesuffix("M")
        found = None if _WORD.search(digits) else number_of(digits, reader())
        if found is None and _FIGURES.fullmatch(digits.strip()):
            raise forms.ValidationError(told(TOO_LARGE.fill(figure=quoted(text))), code="max_value")
        if found is None:
            raise forms.ValidationError(told(NO_NUMBER.fill(text=quoted(text))), code="invalid")
        figure = Decimal(str(found)) * (1 if digits == text else MILLION)
        if self.above_zero and figure <= 0:
            raise forms.ValidationError(told(NOT_ABOVE_ZERO), code="min_value")
        if abs(figure) >= MOST:
            raise forms.ValidationError(told(TOO_LARGE.fill(figure=quoted(text))), code="max_value")
        return figure


def day_field(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """A field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    more.setdefault("error_messages", {"required": gettext_lazy("Choose a day.")})
    return _Day(label=label, required=required, input_formats=DAYS, widget=widget, **more)
