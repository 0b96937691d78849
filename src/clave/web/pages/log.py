"""Registro: who did what, when; filtered, paged, exported, and the chain read again when somebody asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from clave.base.words import Text, _
from clave.facts.intake.report import inert
from clave.store.audit import CHUNK, Verified, head, verify
from clave.store.deeds import DEEDS
from clave.store.log import PERSON, Asked, events, writers
from clave.store.people import names
from clave.web.access import allows
from clave.web.shown.log import did, in_words, named, shown
from clave.web.who import signed_in
from clave.web.words import told

PAGE = 50
WHILE_SOMEBODY_WAITS = 20_000
"""Events that are read again within a second or two; longer chains are for the terminal."""
HEADS: tuple[Text, ...] = (
    _("Number"), _("When"), _("Who"), _("Id of who"), _("What"), _("Word"), _("About"), _("Fields"), _("Hash before"),
    _("Hash"),
)  # fmt: skip
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


class Filter(forms.Form):
    """Whom, what, from which day to which."""

    quien = forms.ChoiceField(label=gettext_lazy("Person"), required=False)
    que = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    desde = forms.DateField(label=gettext_lazy("From"), required=False, input_formats=DAYS)
    hasta = forms.DateField(label=gettext_lazy("To"), required=False, input_formats=DAYS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["quien"].choices = [("", told(_("Everybody"))), *_whom()]  # type: ignore[attr-defined]
        acts = sorted(((what, did(what)) for what in DEEDS), key=lambda act: act[1])
        self.fields["que"].choices = [("", told(_("Everything"))), *acts]  # type: ignore[attr-defined]
        for name in ("quien", "que"):
            self.fields[name].widget.attrs["class"] = "sel"
        for name in ("desde", "hasta"):
            self.fields[name].error_messages["invalid"] = told(_("This is no day: write it as 31/12/2026."))
            self.fields[name].widget = forms.DateInput(attrs={"type": "date", "class": "inp"}, format="%Y-%m-%d")

    def clean(self) -> dict[str, object]:
        """The first day is not after the last."""
        given = super().clean() or {}
        first, last = given.get("desde"), given.get("hasta")
        if first and last and first > last:
            self.add_error("hasta", told(_("This day is before the first one.")))
        return given

    def asked(self) -> Asked:
        """What was understood of it; whole days in the installation's time."""
        good = self.cleaned_data if self.is_bound and self.is_valid() else {}
        first, last = good.get("desde"), good.get("hasta")
        return Asked(
            who=good.get("quien", ""),
            what=good.get("que", ""),
            since=timezone.make_aware(datetime.combine(first, time.min)) if first else None,
            until=timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)) if last else None,
        )


def _whom() -> list[tuple[str, str]]:
    """The people of today by name, then whoever else ever did something."""
    known = names()
    today = [(f"{PERSON}{number}", name) for number, name in known.items()]
    return [*today, *((by, named(by, known)) for by in writers() if by not in dict(today))]


def log(request: HttpRequest) -> HttpResponse:
    """The newest first; the list alone where htmx filters it."""
    form, me = Filter(request.GET), signed_in(request)
    found = Paginator(events(form.asked()), PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "found": found,
        "rows": shown(found),
        "head": head(),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "people": allows(me.role if me else None, "user"),
        "too_long": WHILE_SOMEBODY_WAITS,
        "verified": _read_again() if "comprobar" in request.GET else None,
    }
    part = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "people/_log.html" if part else "people/log.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)


def _read_again() -> Verified | None:
    return verify() if head().count <= WHILE_SOMEBODY_WAITS else None


def export(request: HttpRequest) -> HttpResponseBase:
    """The same events as CSV, hashes included, so that the chain can be checked elsewhere; no cell is a formula."""
    name = f"registro-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        _csv(Filter(request.GET).asked()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(asked: Asked) -> Iterator[str]:
    known = names()
    yield "\ufeff" + _line([told(text) for text in HEADS])  # the mark by which a spreadsheet reads UTF-8
    for event in events(asked).iterator(CHUNK):
        said = in_words(event, known)
        at = timezone.localtime(event.at).isoformat(timespec="microseconds")
        about, fields = event.about, " ".join(event.fields)
        yield _line([str(event.number), at, said.who, event.by, said.did, event.what, about, fields, event.previous,
                     event.hash])  # fmt: skip


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(map(inert, cells))
    return text.getvalue()
