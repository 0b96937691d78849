"""The forms of contacts and of their rhythm. The actions decide; here only what a browser sends becomes words and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.words import _
from clave.operations.contacts import AREAS, CHANNELS
from clave.operations.rhythms import PARTS, RhythmSaid
from clave.operations.touchpoints import DIRECTIONS, KINDS, TouchpointSaid
from clave.store.models import Cadence, Contact, Person, Touchpoint
from clave.store.roles import DEPARTMENTS, ROLES
from clave.web.refusals import CHOOSE, NumberField, day_field
from clave.web.words import told

ICONS = {
    "visit": "map-pin", "call": "phone", "video": "video", "mail": "mail", "message": "message", "hospitality": "tools-kitchen-2",
}  # fmt: skip
"""The icon of each kind of contact, and of each channel of a rhythm."""
CHOOSE_ONE, ANY_CHANNEL = _("Choose"), _("Any channel")
PARTS_LABEL, DEPARTMENTS_LABEL, PEOPLE_LABEL = _("In charge of the account"), _("A department"), _("One person")
THEIRS_LABEL, AREAS_LABEL = _("People of the customer"), _("Whoever is in")
PERSON, CONTACT, AREA = "person:", "contact:", "area:"


class TouchpointForm(forms.Form):
    """What happened: how and in a line; and what else somebody cares to say."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened?"),
        error_messages={
            "required": gettext_lazy("Choose how you spoke."),
            "invalid_choice": gettext_lazy("Choose how you spoke."),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("In a line"),
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True, "class": "inp"}),
        error_messages={"required": gettext_lazy("Say in a line what happened.")},
        help_text=gettext_lazy("What did they say? What is left to do?"),
    )
    on = day_field(gettext_lazy("Day"))
    direction = forms.ChoiceField(label=gettext_lazy("Who came to whom"), error_messages=CHOOSE)
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("With whom"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Somebody you chose is not of this customer.")},
    )  # fmt: skip
    topics = forms.CharField(
        label=gettext_lazy("Topics"), required=False, help_text=gettext_lazy("A few words, between commas.")
    )
    feedback = forms.CharField(
        label=gettext_lazy("In the customer's own words"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    cost = NumberField(label=gettext_lazy("What it cost"), required=False)
    follow_up = forms.CharField(label=gettext_lazy("What is left to do"), required=False)
    follow_up_on = day_field(gettext_lazy("Until when"), required=False)

    def __init__(self, *args: Any, contacts: Sequence[Contact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = {name: self.fields[name] for name in ("kind", "direction", "people")}
        chosen["kind"].choices = [(key, told(word)) for key, word in KINDS.items()]
        chosen["direction"].choices = [(key, told(word)) for key, word in DIRECTIONS.items()]
        chosen["people"].choices = [(one.pk, one.name) for one in contacts]

    @property
    def kinds(self) -> list[tuple[str, str, str, bool]]:
        """Each kind with its word, its icon, and whether it is chosen."""
        now = self["kind"].value()
        return [(key, told(word), ICONS[key], key == now) for key, word in KINDS.items()]

    @property
    def wrong_within(self) -> bool:
        """Whether something is wrong with what stands under «more»."""
        return bool(set(self.errors) - {"kind", "text"}) if self.is_bound else False

    def said(self) -> TouchpointSaid:
        """As the action takes it."""
        good = self.cleaned_data
        topics = tuple(word.strip() for word in good["topics"].split(",") if word.strip())
        named = ("on", "kind", "text", "direction", "feedback", "cost", "follow_up", "follow_up_on")
        return TouchpointSaid(**{name: good[name] for name in named}, topics=topics)


def initial_of(row: Touchpoint) -> dict[str, Any]:
    """A contact as its form begins."""
    named = ("on", "kind", "text", "direction", "feedback", "cost", "follow_up", "follow_up_on")
    people = list(row.with_whom.values_list("contact_id", flat=True))
    return {name: getattr(row, name) for name in named} | {"topics": ", ".join(row.topics), "people": people}


class RhythmForm(forms.Form):
    """Who of ours, with whom, how, about what, every how many days, from when."""

    who = forms.ChoiceField(label=gettext_lazy("Who of ours"), error_messages=CHOOSE)
    whom = forms.ChoiceField(
        label=gettext_lazy("With whom"),
        error_messages={
            "required": gettext_lazy(
                "A rhythm without an interlocutor is kept with nobody: choose a person or an area."
            ),
            "invalid_choice": gettext_lazy("This interlocutor is not there any more: choose another one."),
        },
    )
    channel = forms.ChoiceField(label=gettext_lazy("By which channel"), required=False, error_messages=CHOOSE)
    topic = forms.CharField(label=gettext_lazy("About what"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Every how many days"),
        error_messages={
            "required": gettext_lazy("Write every how many days."), "invalid": gettext_lazy("Write a whole number of days."),
        },
        widget=forms.NumberInput(attrs={"min": 1, "max": 366, "inputmode": "numeric"}),
    )  # fmt: skip
    since = day_field(gettext_lazy("Since"))

    def __init__(self, *args: Any, people: Iterable[Person], contacts: Iterable[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = {name: self.fields[name] for name in ("who", "whom", "channel")}
        chosen["who"].choices = [
            ("", told(CHOOSE_ONE)),
            (told(PARTS_LABEL), [(key, told(word)) for key, word in PARTS.items()]),
            (told(DEPARTMENTS_LABEL), [(key, told(ROLES[key].label)) for key in DEPARTMENTS]),
            (told(PEOPLE_LABEL), [(f"{PERSON}{one.pk}", one.name) for one in people]),
        ]
        chosen["whom"].choices = [
            ("", told(CHOOSE_ONE)),
            (told(THEIRS_LABEL), [(f"{CONTACT}{one.pk}", one.name) for one in contacts]),
            (told(AREAS_LABEL), [(f"{AREA}{key}", told(word)) for key, word in AREAS.items()]),
        ]
        chosen["channel"].choices = [("", told(ANY_CHANNEL)), *((key, told(word)) for key, word in CHANNELS.items())]

    def said(self) -> RhythmSaid:
        """As the action takes it."""
        good = self.cleaned_data
        who, whom = good["who"], good["whom"]
        person = int(who.removeprefix(PERSON)) if who.startswith(PERSON) else None
        contact = int(whom.removeprefix(CONTACT)) if whom.startswith(CONTACT) else None
        return RhythmSaid(
            "" if person else who, person, contact, "" if contact else whom.removeprefix(AREA), good["channel"],
            good["topic"], good["days"], good["since"],
        )  # fmt: skip


def rhythm_of(row: Cadence) -> dict[str, Any]:
    """A rhythm as its form begins."""
    return {
        "who": f"{PERSON}{row.person_id}" if row.person_id else row.who,
        "whom": f"{CONTACT}{row.contact_id}" if row.contact_id else f"{AREA}{row.area}",
        "channel": row.channel, "topic": row.topic, "days": row.days, "since": row.since,
    }  # fmt: skip
