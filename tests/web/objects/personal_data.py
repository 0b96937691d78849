"""Requests about personal data belong to nobody: who may attend them attends all of them."""

from __future__ import annotations

from tests.store.proposing import somebody
from tests.web import personal_data_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def requests(world: World) -> Things:
    """Two that somebody of compliance wrote down."""
    other = somebody("compliance", "Carla")
    mine = personal_data_made.request(other, "export")
    theirs = personal_data_made.request(other, "export", whose=personal_data_made.subject(other, "Ana Gil", email=""))
    return Things([str(mine.pk)], [str(theirs.pk)], None, [NONE])


def acting(world: World) -> Things:
    """The same, to be searched."""
    return with_more(requests(world), "buscar")


def copies(world: World) -> Things:
    """Their copies."""
    return with_more(requests(world), "copia.zip")


KINDS: dict[str, Make] = {
    "data_request": requests, "data_request_act": acting, "data_request_file": copies,
    "data_requests_file": named("solicitudes.csv", "solicitudes.exe"),
}  # fmt: skip
POSTED: dict[str, Sent] = {"data_request_act": {}}
