"""The forms of personal data: what was asked, how it ended, why it is held, and the typed yes to erasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations.personal.requests import DONE, KINDS, LONGEST, REFUSED, STATES
from clave.web.refusals import CHOOSE, day_field
from clave.web.words import told


def _words(label: Any, required: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": required}, **more
    )  # fmt: skip


class RequestForm(forms.Form):
    """What somebody asked of their data, when, and how."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What they ask"), choices=lambda: [(key, told(label)) for key, label in KINDS.items()],
        error_messages=CHOOSE,
    )  # fmt: skip
    received_on = day_field(gettext_lazy("Received on"))
    words = _words(
        gettext_lazy("How they asked"),
        gettext_lazy("Say by which mail, letter or call, and how you know that it was that person."),
        help_text=gettext_lazy("Which mail, letter or call, and how you know that it was that person."),
    )


class EndForm(forms.Form):
    """How a request ended."""

    state = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=lambda: [(state, told(STATES[state])) for state in (DONE, REFUSED)], error_messages=CHOOSE,
    )  # fmt: skip
    outcome = _words(gettext_lazy("What was answered"), gettext_lazy("Say in a line what was done, or why not."))


class HoldForm(forms.Form):
    """Why somebody may not be erased for now."""

    reason = _words(
        gettext_lazy("Why it must be kept"), gettext_lazy("Say which lawsuit or duty it is, and who decided it.")
    )


class EraseForm(forms.Form):
    """The reference typed, so that nobody erases by a slip."""

    typed = forms.CharField(
        label=gettext_lazy("Type the reference to confirm"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Type the reference of the request; nothing was erased.")},
    )  # fmt: skip
