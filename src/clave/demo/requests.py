"""What people asked Farallones of their own data: answered, open, and late. (Ley 1581 de 2012)"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from clave.actions.personal import end_data_request, hold_data, register_data_request
from clave.demo.people import OMAR
from clave.demo.programme import Cast
from clave.operations.personal.requests import ERASE, OBJECT, RECTIFY
from clave.store.models import Contact

ASKED = (
    (RECTIFY, 34, "Correo: su cargo es otro desde enero", "Se corrigió el cargo y se le confirmó"),
    (OBJECT, 4, "Llamada: no quiere recibir novedades por correo", ""),
    (ERASE, 9, "Carta: se retiró de la empresa y pide que la borremos", ""),
)
"""What, how many days ago, how it was asked, and what was answered."""
DISPUTE = "Reclamo abierto por la factura de una entrega: las notas de sus visitas son prueba"


def ask_of_data(cast: Cast, *, now: datetime) -> None:
    """The register of requests, as compliance keeps it, and somebody whose data may not be erased for now."""
    omar = cast.people[OMAR]
    people = list(Contact.objects.filter(removed_at=None, erased_at=None).order_by("pk")[10 : 10 + len(ASKED)])
    for who, (kind, ago, words, answer) in zip(people, ASKED, strict=False):
        then = now - timedelta(days=ago)
        row = register_data_request(
            by=omar, now=then, subject=who, kind=kind, received_on=timezone.localdate(then), words=words
        )
        if answer:
            end_data_request(by=omar, now=then + timedelta(days=6), number=row.pk, granted=True, outcome=answer)
    for who in people[-1:]:
        hold_data(by=omar, now=now - timedelta(days=2), subject=who, reason=DISPUTE)
