"""Forms of ours about who comes into the portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.operations.portal.rights import RIGHTS
from clave.store.models import Contact
from clave.store.models.people import LANGUAGES
from clave.web.refusals import CHOOSE
from clave.web.words import told

MAIL, LINK = "correo", "enlace"


class RightsForm(forms.Form):
    """What a visitor may open beyond what everybody may."""

    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What they may open"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Status, agreement, people, surveys and their own data are open to everybody."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].choices = [(key, told(label).capitalize()) for key, label in RIGHTS.items()]  # type: ignore[attr-defined]


class InviteForm(RightsForm):
    """Whom to invite, what they may open, and how the link reaches them."""

    contact = forms.ChoiceField(label=gettext_lazy("Who is invited"), error_messages=CHOOSE)
    language = forms.ChoiceField(label=gettext_lazy("Language of the portal for them"), choices=LANGUAGES)
    field_order = ("contact", "rights", "language")

    def __init__(self, *args: Any, people: Sequence[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.name} · {one.email or '—'}") for key, one in self.people.items()
        ]
        self.initial.setdefault("rights", list(RIGHTS))


class EndForm(forms.Form):
    """Why an access ends, for those who ask later."""

    why = forms.CharField(label=gettext_lazy("Why it ends"), required=False, max_length=300)
