"""A refusal as a page says it: beside the field that it is about, without repeating the name of the field."""

from __future__ import annotations

from django import forms

from clave.base.errors import ClaveError
from clave.base.words import joined
from clave.web.words import told


def sentence(error: ClaveError) -> str:
    """What did not happen and what to do about it, as one or two whole sentences."""
    text = told(joined((error.what, *((error.remedy,) if error.remedy else ())), " "))
    return text[:1].upper() + text[1:]


def beside(form: forms.Form, error: ClaveError) -> None:
    """Put it under the field that it names, or above the form where it names none of its fields."""
    form.add_error(error.where if error.where in form.fields else None, sentence(error))
