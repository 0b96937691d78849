"""The company's own sign, for pages and for what is printed."""

from __future__ import annotations

from clave.store.models import Logo


def logo_digest() -> str:
    """What its address carries, so that browsers keep it until it changes; empty where there is none."""
    return Logo.objects.values_list("digest", flat=True).first() or ""


def logo() -> tuple[bytes, str] | None:
    """Its bytes and MIME type (PNG or JPEG, both safe in a PDF); None where the company has brought none."""
    kept = Logo.objects.first()
    return (bytes(kept.content), kept.kind) if kept else None
