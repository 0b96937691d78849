"""The forms of an alert: put it off, mark it as a false alarm, give it to somebody. The actions decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.store.models import Person
from clave.web.refusals import day_field


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), help_text=help_text,
        error_messages={"required": gettext_lazy("Write the reason in a sentence: the others will read it.")},
    )  # fmt: skip


class SnoozeForm(forms.Form):
    """Until when an alert is put off, and why."""

    until = day_field(gettext_lazy("Until"))
    reason = _reason(gettext_lazy("For example: it closes for stock-taking until Friday."))


class FalseAlarmForm(forms.Form):
    """Why it is no alert."""

    reason = _reason(gettext_lazy("For example: it buys through its branch since March."))


class TakerForm(forms.Form):
    """Who answers it: the owner or the substitute of the account."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who answers it"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", gettext_lazy("Whoever owns the account")), *((one.pk, one.name) for one in people),
        ]  # fmt: skip
        self.people = {one.pk: one for one in people}
