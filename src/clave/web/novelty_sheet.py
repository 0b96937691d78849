"""The file of a novelty, as ours and its customers take it."""

from __future__ import annotations

from django.http import FileResponse, HttpResponseBase

from clave.store.models import NoveltyVersion


def file_of(version: NoveltyVersion) -> HttpResponseBase:
    """A file to keep: never opened inside our pages, whatever it holds."""
    response = FileResponse(
        iter([bytes(version.file or b"")]),
        as_attachment=True,
        filename=version.file_name,
        content_type=version.file_kind,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
