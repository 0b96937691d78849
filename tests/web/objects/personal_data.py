"""Requests about personal data belong to nobody: who may attend them attends all of them."""

from __future__ import annotations

from tests.web import personal_data_made
from tests.web.objects.shape import NONE, Make, Sent, Things, World, named, with_more


def requests(world: World) -> Things:
    """One that I wrote down, and one of a colleague."""
    mine = personal_data_made.request(world.me, "export")
    theirs = personal_data_made.request(
        world.colleague, "export", whose=personal_data_made.subject(world.colleague, "Ana Gil", email="")
    )
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
