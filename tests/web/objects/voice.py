"""Novelties and surveys are the company's, whoever prepared them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tests.web import voice_made
from tests.web.objects.services import accounts
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def novelties(state: str = "open") -> Callable[[World], Things]:
    """One that I prepared, and one of a colleague."""

    def make(world: World) -> Things:
        found = [voice_made.novelty(by, state, at) for at, by in enumerate((world.me, world.colleague))]
        return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])

    return make


def surveys(state: str = "closed") -> Callable[[World], Things]:
    """One that I prepared, and one of a colleague."""

    def make(world: World) -> Things:
        found = [voice_made.survey(by, state, at) for at, by in enumerate((world.me, world.colleague))]
        return Things([str(found[0].pk)], [str(found[1].pk)], None, [NONE])

    return make


def _more(make: Make, *more: str) -> Make:
    return lambda world: with_more(make(world), *more)


def _later(_arguments: object) -> dict[str, str]:
    return {"day": f"{timezone.localdate() + timedelta(days=20)}"}


KINDS: dict[str, Make] = {
    "novelty": novelties(), "novelty_preview": novelties(), "novelty_edit": novelties("draft"),
    "novelty_answers": _more(novelties(), "respuestas.csv"), "novelty_file": _more(novelties(), "1"),
    "novelty_act": _more(novelties(), "ampliar"), "novelties_file": named("novedades.csv", "novedades.exe"),
    "survey": surveys(), "survey_preview": surveys(), "survey_edit": surveys("draft"),
    "survey_results": _more(surveys(), "resultados.csv"), "survey_act": _more(surveys("open"), "ampliar"),
    "surveys_file": named("encuestas.csv", "encuestas.exe"), "account_voice": accounts,
}  # fmt: skip
POSTED: dict[str, Sent] = {"novelty_act": _later, "survey_act": _later}
