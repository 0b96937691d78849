"""Dos políticas comparadas: what they decide differently, and what each makes of today's list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from clave.base.errors import ClaveError
from clave.base.words import Text, _
from clave.policy.draft import PROPOSED as UNDECIDED
from clave.policy.kinds import DECLARED
from clave.policy.reading import company
from clave.policy.rows import Difference, differences
from clave.report.comparison_sheet import comparison_csv, comparison_xlsx
from clave.report.policy_words import spoken
from clave.selection.compare import Comparison
from clave.store.trial import NotMeasured, compared_on
from clave.web.draft import Scene, scene
from clave.web.packed import LARGEST, packed
from clave.web.pages.policy_broken import readable
from clave.web.pages.policy_effect import MOVERS, page_of
from clave.web.shown.sides import FILE, IN_FORCE, LABELS, OF_A_DAY, PROPOSED, SHIPPED, Side, side_of
from clave.web.words import reader, told

Writer = Callable[[tuple[Difference, ...], Comparison | None, str, str], bytes]
FILES: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", comparison_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", comparison_xlsx),
}


@dataclass(frozen=True)
class Sides:
    """Both sides, and what they decide differently."""

    old: Side
    new: Side
    found: tuple[Difference, ...]

    @property
    def words(self) -> dict[str, str]:
        """Of the address."""
        return {"de": self.old.word, "a": self.new.word}


@readable
def compare(request: HttpRequest) -> HttpResponse:
    """The page, or the part with the lists; posting takes a file into the address."""
    here = scene(request)
    if request.method == "POST":
        return _with_file(request, here)
    if kept := _chosen(request):
        return redirect(f"{reverse('policy_compare')}?{urlencode({**dict(here.draft.words()), **kept})}")
    try:
        sides = _sides(request, here)
    except ClaveError as error:
        return _page(request, here, None, error=error.say(reader()), status=422)
    if request.headers.get("HX-Target") == "effect":
        response = render(request, "policy/_lists.html", _lists(here, sides) | {"asked_on": page_of(request)})
    else:
        response = _page(request, here, sides)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def _sides(request: HttpRequest, here: Scene) -> Sides:
    old = side_of(here, request.GET.get("de", ""), IN_FORCE)
    new = side_of(here, request.GET.get("a", ""), PROPOSED if here.draft else SHIPPED)
    return Sides(old, new, differences(old.policy, new.policy, old.day, new.day))


def _chosen(request: HttpRequest) -> dict[str, str]:
    """The words of the address where the form named a day apart; empty where the address is already as it should be."""
    given = {name: request.GET.get(name, "") for name in ("de", "a")}
    if OF_A_DAY not in given.values():
        return {}
    return {
        name: request.GET.get(f"{name}_fecha", "") or IN_FORCE if word == OF_A_DAY else word
        for name, word in given.items()
    }


def _page(
    request: HttpRequest,
    here: Scene,
    sides: Sides | None,
    *,
    error: str = "",
    text: str = "",
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    query = urlencode({**dict(here.draft.words()), **(sides.words if sides else {})})
    context = {
        "scene": here,
        **here.addresses,
        "sides": sides,
        "choices": _choices(here, sides),
        **(_lists(here, sides) if sides and "lista" in request.GET else {"later": True}),
        "rows": [_row(one, here.currency) for one in sides.found] if sides else [],
        "lists_at": f"{reverse('policy_compare')}?{query}",
        "files": [(kind, f"{reverse('policy_compare_file', args=[kind])}?{query}") for kind in FILES],
        "error": error,
        "wrong": wrong,
        "text": text,
    }
    return render(request, "policy/compare.html", context, status=status)


def _choices(here: Scene, sides: Sides | None) -> list[dict[str, Any]]:
    """Both fields of the form with what may be chosen and what is."""
    kinds = [IN_FORCE, SHIPPED, *([PROPOSED] if here.draft else []), OF_A_DAY]
    fields = (("de", _("Before"), sides.old if sides else None), ("a", _("After"), sides.new if sides else None))
    return [
        {
            "name": name,
            "label": label,
            "options": [
                *((kind, LABELS[kind], side is not None and side.kind == kind) for kind in kinds),
                *([(side.word, side.label, True)] if side is not None and side.kind == FILE else []),
            ],
            "day": side.day.isoformat() if side is not None and side.kind == OF_A_DAY else "",
        }
        for name, label, side in fields
    ]


def _row(one: Difference, currency: str) -> dict[str, str]:
    value = DECLARED[one.key]
    return {
        "key": one.key,
        "meaning": told(one.meaning),
        "old": spoken(value, one.before, reader(), currency),
        "new": spoken(value, one.after, reader(), currency),
        "reason": "" if one.reason == UNDECIDED else Text(one.reason).say(reader()),
    }


def _lists(here: Scene, sides: Sides) -> dict[str, Any]:
    context: dict[str, Any] = {"scene": here, **here.addresses, "sides": sides, "comparison": None, "error": ""}
    try:
        found = _compared(here, sides)
    except NotMeasured as unmeasured:
        return context | {"measure": unmeasured.words}
    except ClaveError as error:
        return context | {"error": error.say(reader())}
    if found is None:
        return context
    return context | {"comparison": found, "movers": found.moved[:MOVERS], "more": len(found.moved[MOVERS:])}


def _compared(here: Scene, sides: Sides) -> Comparison | None:
    if here.run is None:
        return None
    return compared_on(here.run, sides.old.policy, sides.new.policy, sides.old.day, sides.new.day)


def _with_file(request: HttpRequest, here: Scene) -> HttpResponse:
    """A pasted or uploaded policy, checked, in the address of the comparison."""
    given, text = request.FILES.get("archivo"), request.POST.get("texto", "")
    try:
        text = _read(given) if given else text
        if not text.strip():
            raise ClaveError(_("There is nothing to compare: choose a file, or paste its text."))
        company(text, LABELS[FILE].say(reader()))
        word = packed(text)
        if word is None:
            raise ClaveError(
                _("The file is too long to be kept in an address."),
                remedy=_("Leave in it only the entries that differ, without comments."),
            )
    except ClaveError as error:
        return _page(request, here, None, text=text, wrong=error.say(reader()), status=422)
    words = {**dict(here.draft.words()), "de": IN_FORCE, "a": f"{FILE}.{word}"}
    return redirect(f"{reverse('policy_compare')}?{urlencode(words)}")


def _read(file: UploadedFile) -> str:
    if (file.size or 0) > LARGEST:
        raise ClaveError(_("The file is larger than {size} KB, which no policy is.").fill(size=LARGEST // 1000))
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClaveError(_("The file is no UTF-8 text."), remedy=_("Save it as UTF-8 and choose it again.")) from error


@readable
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The same comparison as a file."""
    if kind not in FILES:
        raise Http404
    here = scene(request)
    sides = _sides(request, here)
    content_type, writer = FILES[kind]
    try:
        found = _compared(here, sides)
    except NotMeasured:
        found = None
    name = _("policies-compared").say(reader())
    body = writer(sides.found, found, reader(), here.currency)
    return HttpResponse(
        body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )
