"""What an action refused, said beside the field of the form that it is about; and fields for
what people type: days and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from clave.base.errors import ClaveError
from clave.base.typed import number_of
from clave.base.words import _, joined
from clave.web.words import reader, told

MILLION = 1_000_000
_WORD = re.compile(r"[^\W\d_]")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")
NO_NUMBER = _("«{text}» is not a number: write digits, such as 1.200.000,50.")
NO_DAY = _("This is no day: write it as 31/12/2026.")


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
            return super().to_python(value)
        except forms.ValidationError as error:
            raise forms.ValidationError(told(NO_DAY), code="invalid") from error


class NumberField(forms.CharField):
    """A number as people write it in their language, `1.200 M` being millions as screens write them; its value is a
    Decimal, or None where it is empty."""

    def clean(self, value: Any) -> Decimal | None:
        """The number; what is none is said with what was typed."""
        text: str = super().clean(value)
        if not text:
            return None
        digits = text.removesuffix("M")
        found = None if _WORD.search(digits) else number_of(digits, reader())
        if found is None:
            raise forms.ValidationError(told(NO_NUMBER.fill(text=text[:60])), code="invalid")
        return Decimal(str(found)) * (1 if digits == text else MILLION)


def day_field(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """A field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return _Day(label=label, required=required, input_formats=DAYS, widget=widget, **more)
