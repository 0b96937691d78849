"""Piezas: every piece of the pages in all its states, side by side. Only where clave runs for development."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from clave.base.figures import Figure
from clave.base.words import Text, _, stored
from clave.criteria.registry import CRITERIA
from clave.report.heat import heat
from clave.store.models import Job, SelectionLine
from clave.store.models.jobs import CANCELLED, DONE, FAILED
from clave.web.shown.changes import changes, halves, reasons
from clave.web.shown.selection import FAMILIES, Badge, Head, HeatCell, Row, proposal, sure_tone
from clave.web.undo import Undo
from clave.web.words import reader, told

NOBODYS = 10**9
"""Numbers from here on are no job's, so that nothing pressed here touches a real one."""
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
COLOURS = (
    "ink", "ink-2", "ink-3", "brand", "brand-fill", "key", "key-fill", "ok", "warn", "bad", "info", "plum",
    "ch-c1", "ch-c2", "ch-c3", "ch-c4", "ch-c5", "ch-c6",
)  # fmt: skip
JOB_NAMES = {1: _("Making the selection anew"), 2: _("Import"), 3: Text("Job 3")}
BADGE_TONES = (
    ("ok", "circle-check", _("Done")), ("warn", "messages", _("Debate")), ("bad", "alert-triangle", _("Not done")),
    ("info", "clock", _("In progress")), ("key", "key", _("Inside the list")), ("", "minus", _("Outside")),
)  # fmt: skip


class Sample(forms.Form):
    """A form with one field of each kind, and one that was filled in badly."""

    name = forms.CharField(label=gettext_lazy("Name"))
    email = forms.EmailField(label=gettext_lazy("E-mail"), help_text="ana@farallones.example")
    keys = forms.BooleanField(label=gettext_lazy("Keys of one letter, on this computer"), required=False)


@dataclass(frozen=True)
class Sorted:
    """What a sorted table was asked for."""

    order: str = "-score"


def pieces(request: HttpRequest) -> HttpResponse:
    """The gallery; for everybody else it does not exist."""
    if not settings.DEBUG:
        raise Http404
    line = _line("safe", member=True)
    ours, theirs = halves(changes(line))
    context: dict[str, Any] = {
        "colours": COLOURS,
        "heads": _heads(),
        "badges": [Badge(tone, icon, label) for tone, icon, label in BADGE_TONES],
        "rows": [
            _row(_line("safe", member=True)),
            _row(_line("debate", member=True)),
            _row(_line("out", member=False)),
        ],
        "scores": (0, 33.4, 91, None),
        "why": reasons(line),
        "changes": theirs,
        "ours": ours,
        "form": _filled_badly(),
        "wanted": Sorted(),
        "found": Paginator(range(180), 50).get_page(2),
        "undo": Undo(told(_("Done.")), request.path, {}),
        "jobs": [_job(1, DONE), _job(2, FAILED), _job(3, CANCELLED)],
        "money": Figure(1_349_000_000, "money", "COP").say(reader()),
    }
    return render(request, "pieces/page.html", context)


def _heads() -> list[Head]:
    return [
        Head(key, number, criterion.name.say(reader()), "", 0.2 / number, max(2, 22 // number), FAMILIES.get(key, ""))
        for number, (key, criterion) in enumerate(CRITERIA.items(), 1)
    ]


def _line(firmness: str, *, member: bool) -> SelectionLine:
    """Somebody invented, with four reasons, one thing to ask of it and one to decide ourselves."""
    points = Text("Its score is {score}.").fill(score=Figure(62.2, "score"))
    more = Text("Buy {more} more a year.").fill(more=Figure(6.2e7, "money", "COP"))
    return SelectionLine(
        rank=26,
        customer="C-1",
        name="Suelas Tayrona S.A.S.",
        score=59.3,
        sure={"safe": 0.99, "debate": 0.57}.get(firmness, 0.04),
        firmness=firmness,
        member=member,
        seat="",
        why=[stored(points)] * 4,
        would_take=[
            {"kind": "money", "text": stored(more), "sure": 0.78},
            {"kind": "order", "text": stored(more), "sure": 0.41},
        ],
    )


def _row(line: SelectionLine) -> Row:
    scores = (
        (0.0, None),
        (25.0, None),
        (45.0, None),
        (66.0, None),
        (92.0, None),
        (0.0, 56.0),
        (None, None),
        (100.0, None),
    )
    cells = [HeatCell(heat(score, ungated), seat=at == len(scores) - 1) for at, (score, ungated) in enumerate(scores)]
    return Row(line, tuple(cells), tuple(_heads()[:3]), "", proposal(line), round(line.sure * 100), sure_tone(line))


def _filled_badly() -> Sample:
    form = Sample({"name": "", "email": "nobody"})
    form.is_valid()
    return form


def _job(number: int, state: str) -> Job:
    return Job(
        pk=NOBODYS + number,
        title=stored(JOB_NAMES[number]),
        state=state,
        share=1.0,
        error=stored(Text("The disk is full: free some of it and try again.")),
        attempt=1,
        attempts=3,
        created_at=AT,
        run_after=AT,
        started_at=AT,
        attempted_at=AT,
        finished_at=AT + timedelta(seconds=42),
    )
