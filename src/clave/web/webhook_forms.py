"""The forms of a webhook: where it goes and of what it tells; and since when what it missed is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.actions.webhooks import Entered
from clave.base.errors import ClaveError
from clave.store.webhook_kinds import KINDS
from clave.web.words import told

PLAIN = {"autocomplete": "off", "spellcheck": "false"}
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class WebhookForm(forms.Form):
    """Which system, at which address, of what."""

    name = forms.CharField(
        label=gettext_lazy("Which system is told"), max_length=80, widget=forms.TextInput(attrs=PLAIN)
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "url"}),
        help_text=gettext_lazy(
            "Where clave posts to, such as https://erp.company.com/clave; no user and no password in it."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Of what it is told"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, told(one.title)) for key, one in KINDS.items()]
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]

    def entered(self) -> Entered:
        """What was entered."""
        given = self.cleaned_data
        return Entered(given["name"], given["url"], tuple(given["kinds"]))

    def refuse(self, error: ClaveError) -> None:
        """The sentence at the field that it is about."""
        self.add_error(error.where if error.where in self.fields else None, told(error.sentence()))


class MissedForm(forms.Form):
    """Since which day."""

    since = forms.DateField(
        label=gettext_lazy("Since"),
        input_formats=DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day: write it as 31/12/2026.")},
    )
