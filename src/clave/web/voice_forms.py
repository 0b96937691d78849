"""The forms of novelties and surveys. The actions decide; here only what a browser sends becomes days, lists and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from clave.base.words import _
from clave.criteria.registry import CRITERIA
from clave.operations.novelties.said import AREAS, File, NoveltySaid, checked_file
from clave.operations.novelties.said import KINDS as NOVELTIES
from clave.operations.surveys.questions import KINDS as SURVEYS
from clave.operations.surveys.said import NAMED_ONLY, Choice, SurveySaid
from clave.selection.life import STATES
from clave.store.models import Novelty, Survey
from clave.store.voters import Chosen, choice_of
from clave.web.refusals import CHOOSE, day_field
from clave.web.service_forms import lines
from clave.web.words import told

MOST_BY_HAND = 200
NAMES = {
    False: _("With names: low answers alert the same day"),
    True: _("Anonymous: shown once closed, from enough answers on"),
}


class ChoiceForm(forms.Form):
    """Which accounts."""

    states = forms.MultipleChoiceField(
        label=gettext_lazy("In which state"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
        help_text=gettext_lazy("None: every key account."),
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Key by what"), required=False, widget=forms.CheckboxSelectMultiple, error_messages=CHOOSE,
    )  # fmt: skip
    customers = forms.MultipleChoiceField(
        label=gettext_lazy("Accounts by hand"), required=False, error_messages=CHOOSE,
        help_text=gettext_lazy("Besides those of the lists; alone, only these."),
        widget=forms.SelectMultiple(attrs={"size": 8, "class": "inp"}),
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Sequence[Chosen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states: Any = self.fields["states"]
        categories: Any = self.fields["categories"]
        customers: Any = self.fields["customers"]
        here = {one.state for one in accounts}
        states.choices = [(key, told(one.label)) for key, one in STATES.items() if key in here]
        theirs = {one.category for one in accounts}
        categories.choices = [(one.key, told(one.label)) for one in CRITERIA.values() if one.key in theirs]
        customers.choices = [(one.customer, one.name) for one in accounts[:MOST_BY_HAND]]

    def choice(self) -> Choice:
        """As the action takes it."""
        return Choice(*(tuple(self.cleaned_data[name]) for name in ("states", "categories", "customers")))


class NoveltyForm(ChoiceForm):
    """What it is, for whom, until when, and its file."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), error_messages=CHOOSE,
        choices=lambda: [(key, told(label)) for key, label in NOVELTIES.items()],
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("What it is called"), max_length=120,
        error_messages={"required": gettext_lazy("Write what it is called.")},
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("What it does for them"), max_length=2_000, widget=lines(4),
        error_messages={"required": gettext_lazy("Write in two lines what it does for them.")},
        help_text=gettext_lazy("As the customer will read it, in their words."),
    )  # fmt: skip
    available = forms.CharField(
        label=gettext_lazy("When they could have it"), required=False, max_length=120,
        help_text=gettext_lazy("Such as: March 2027. Empty: nothing is said."),
    )  # fmt: skip
    product = forms.CharField(label=gettext_lazy("Product or family"), required=False, max_length=120)
    closes_on = day_field(gettext_lazy("Last day to answer"))
    area = forms.ChoiceField(
        label=gettext_lazy("Who gets the answers"), choices=lambda: [(key, told(label)) for key, label in AREAS.items()],
        error_messages=CHOOSE,
    )  # fmt: skip
    approval = forms.BooleanField(
        label=gettext_lazy("Somebody of each company has to approve it"), required=False,
        help_text=gettext_lazy("Whoever has that right in the portal; who, when and which version stay written down."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Data sheet or picture"), required=False, help_text=gettext_lazy("A PDF, or a PNG or JPEG image."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )  # fmt: skip
    field_order = ("kind", "title", "words", "available", "product", "closes_on", "area", "approval", "file")

    def said(self) -> NoveltySaid:
        """As the action takes it."""
        names = ("kind", "title", "words", "closes_on", "area", "product", "available", "approval")
        return NoveltySaid(**{name: self.cleaned_data[name] for name in names}, choice=self.choice())

    def sent(self, most_megabytes: int) -> File | None:
        """The file, read no further than may be; None where none was sent. Raises ClaveError for what it may not be."""
        file = self.cleaned_data["file"]
        return checked_file(file.name, file.read(most_megabytes * 1_000_000 + 1), most_megabytes) if file else None


def initial_novelty(row: Novelty) -> dict[str, Any]:
    """A novelty as its form begins."""
    choice = choice_of(row.chosen)
    names = ("kind", "title", "words", "closes_on", "area", "product", "available", "approval")
    return {name: getattr(row, name) for name in names} | vars(choice)


class SurveyForm(ChoiceForm):
    """What is asked, of whom, until when, with names or without."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), error_messages=CHOOSE,
        choices=lambda: [(key, told(one.label)) for key, one in SURVEYS.items() if key != "announcement"],
    )  # fmt: skip
    anonymous = forms.TypedChoiceField(
        label=gettext_lazy("With names or without"), coerce=lambda value: value == "True", error_messages=CHOOSE,
        choices=lambda: [(str(key), told(label)) for key, label in NAMES.items()],
        help_text=gettext_lazy("It is told before they answer, and is never changed afterwards."),
    )  # fmt: skip
    title = forms.CharField(
        label=gettext_lazy("What customers read above it"), max_length=120,
        error_messages={"required": gettext_lazy("Write what customers will read above it.")},
    )  # fmt: skip
    intro = forms.CharField(
        label=gettext_lazy("A line before the questions"), required=False, max_length=1_000, widget=lines(2)
    )
    wave = forms.CharField(
        label=gettext_lazy("Round"), required=False, max_length=40,
        help_text=gettext_lazy("Such as 2026-2: it names the point in the trend."),
    )  # fmt: skip
    closes_on = day_field(gettext_lazy("Last day to answer"))
    field_order = ("kind", "anonymous", "title", "intro", "wave", "closes_on")

    def __init__(self, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            for name in ("kind", "anonymous"):
                self.fields[name].disabled = True

    def said(self) -> SurveySaid:
        """As the action takes it; a kind that always has names needs no choice."""
        good = self.cleaned_data
        named = good["kind"] in NAMED_ONLY and not self.fields["anonymous"].disabled
        return SurveySaid(
            good["kind"], good["title"], good["closes_on"], good["anonymous"] and not named, good["intro"], good["wave"],
            self.choice(),
        )  # fmt: skip


def initial_survey(row: Survey) -> dict[str, Any]:
    """A survey as its form begins."""
    names = ("kind", "title", "intro", "wave", "closes_on")
    return (
        {name: getattr(row, name) for name in names} | vars(choice_of(row.chosen)) | {"anonymous": str(row.anonymous)}
    )


class ExtendForm(forms.Form):
    """Another last day."""

    day = day_field(gettext_lazy("New last day"))


class ToldForm(forms.Form):
    """What changed because of them."""

    words = forms.CharField(
        label=gettext_lazy("What we changed because of it"), max_length=2_000, widget=lines(3),
        error_messages={"required": gettext_lazy("Write what we changed, or why we did not.")},
        help_text=gettext_lazy("Who answered reads it in their portal, and once by mail."),
    )  # fmt: skip
