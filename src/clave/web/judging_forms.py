"""The forms with which people judge: a rating, a question, «I cannot judge it», a declared wallet, a trial.

What they may say is decided by the actions; here only what a browser sends becomes numbers and days."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from clave.actions.judging import KindSaid
from clave.actions.trials import TrialSaid
from clave.base.figures import number
from clave.store.models import Person, Trial
from clave.store.models.judging import RESULTS, RUNNING
from clave.web.refusals import NumberField, day_field
from clave.web.shown.judging import RESULTS as RESULT_WORDS
from clave.web.shown.rating import PARTS
from clave.web.words import reader, told


class RatingForm(forms.Form):
    """A step of the scale, why, and what proves it; until when, if not as long as policy says."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Your rating"),
        coerce=int,
        choices=[(str(step), str(step)) for step in range(5)],
        error_messages={
            "required": gettext_lazy("Choose a step: each says what it means."),
            "invalid_choice": gettext_lazy("The scale goes from 0 to 4: choose one of its steps."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("A rating needs its reason: say in one sentence why.")},
    )
    evidence = forms.CharField(
        label=gettext_lazy("What proves it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("A rating needs its evidence: a date, a document, who saw it."),
        },
    )
    expires_on = day_field(gettext_lazy("Counts until"), required=False)


class KindsForm(forms.Form):
    """Several kinds at once: of each a step or «I don't know», and of those with a step why, what proves it, until when.

    Its fields are called `kind-value`, `kind-reason`, `kind-evidence`, `kind-expires_on`."""

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for kind in kinds:
            fields = {name: copy.deepcopy(RatingForm.base_fields[name]) for name in PARTS}
            step: Any = fields["value"]
            step.choices, step.empty_value = [("", ""), *step.choices], None
            fields["evidence"].label = gettext_lazy("What we learned and where it is used")
            for name, field in fields.items():
                field.required = False
                self.fields[f"{kind}-{name}"] = field

    def clean(self) -> dict[str, Any]:
        """What was said of each kind: a step needs its reason and its evidence, and they need their step."""
        given: dict[str, Any] = super().clean() or {}
        for kind in self.kinds:
            typed = [name for name in PARTS[1:] if given.get(f"{kind}-{name}")]
            value = given.get(f"{kind}-value")
            if value is None and typed and f"{kind}-value" not in self.errors:
                self.add_error(
                    f"{kind}-value", gettext("You wrote about this kind: choose its step, or empty what you wrote.")
                )
            for name in ("reason", "evidence"):
                if value is not None and name not in typed:
                    self.add_error(f"{kind}-{name}", RatingForm.base_fields[name].error_messages["required"])
        if not self.errors and not self.said():
            self.add_error(None, gettext("Rate at least the kind that you know, or say that you cannot judge it."))
        return given

    def said(self) -> list[KindSaid]:
        """The kinds that have a step, as the action takes them."""
        found: list[tuple[str, list[Any]]] = [
            (kind, [self.cleaned_data.get(f"{kind}-{name}") for name in PARTS]) for kind in self.kinds
        ]
        return [KindSaid(kind, *parts) for kind, parts in found if parts[0] is not None]


class Asking(forms.Form):
    """Whom to ask, and until when."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Whom"),
        error_messages={
            "required": gettext_lazy("Choose whom to ask."),
            "invalid_choice": gettext_lazy("This person cannot rate: choose one of the list."),
        },
    )
    due_on = day_field(gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, candidates: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["person"]
        people.queryset = Person.objects.filter(pk__in=[one.pk for one in candidates])
        people.choices = [("", "—"), *((one.pk, f"{one.name} · {told(one.role_words.label)}") for one in candidates)]


class Declining(forms.Form):
    """Why somebody cannot judge."""

    reason = forms.CharField(
        label=gettext_lazy("Why you cannot judge it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For example: I don't know this customer; I have not seen it for two years."),
        error_messages={"required": gettext_lazy("Say why you cannot judge it.")},
    )


class Declaration(forms.Form):
    """What a customer buys in a year from everybody, how we know, since and until when."""

    amount = NumberField(
        label=gettext_lazy("What it buys in a year, from us and from others"),
        error_messages={"required": gettext_lazy("Write the amount, such as 1200000000.")},
    )
    source = forms.CharField(
        label=gettext_lazy("How we know"),
        error_messages={"required": gettext_lazy("Say how you know: a budget, a tender, an estimate on a visit.")},
    )
    declared_on = day_field(gettext_lazy("Declared on"))
    expires_on = day_field(gettext_lazy("Counts until"), required=False)


class TrialForm(forms.Form):
    """What was tried, with whom, what came of it, what it taught and where that is used."""

    what = forms.CharField(
        label=gettext_lazy("What was tried"),
        error_messages={"required": gettext_lazy("Say what was tried, in one line.")},
    )
    product = forms.CharField(label=gettext_lazy("Product"), required=False)
    with_whom = forms.CharField(label=gettext_lazy("With whom, of theirs and of ours"), required=False)
    starts_on = day_field(gettext_lazy("Began"))
    ends_on = day_field(gettext_lazy("Ended"), required=False)
    hours = NumberField(label=gettext_lazy("Hours it took"), required=False)
    result = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=[(key, key) for key in RESULTS], initial=RUNNING,
        error_messages={"invalid_choice": gettext_lazy("This is no result: choose one of the list.")},
    )  # fmt: skip
    learned = forms.CharField(
        label=gettext_lazy("What was learned"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    used = forms.CharField(
        label=gettext_lazy("Where it is used"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        results: Any = self.fields["result"]
        results.choices = [(key, told(RESULT_WORDS[key].label)) for key in RESULTS]

    def said(self) -> TrialSaid:
        """As the action takes it."""
        return TrialSaid(**{name: self.cleaned_data[name] for name in TrialForm.base_fields})


def initial_of(trial: Trial) -> dict[str, Any]:
    """A trial as its form begins; hours as the reader writes numbers."""
    hours = "" if trial.hours is None else number(trial.hours, 0 if trial.hours == int(trial.hours) else 2, reader())
    return {name: getattr(trial, name) for name in TrialForm.base_fields} | {"hours": hours}
