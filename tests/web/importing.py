"""An administrator in front of Importar, with a book and a place for files of their own, and jobs done on the spot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from clave.jobs.worker import work_off
from clave.store.models import Import

SALES = """Ventas del mes;;;;;
Fecha;Factura;Cliente;Referencia;Cantidad;Neto
15/01/2024;F1;C1;P1;2;1.234,56
16/01/2024;F2;C2;P2;1;2.000,10
31/02/2024;F3;C2;P2;1;=1+1
17/01/2024;F4;;P1;1;100,00
TOTAL;;;;;3.334,66
"""
CUSTOMERS = "Código;Nombre;Canal\nC1;Ferretería Uno;distribuidor\nC2;Suelas Dos;industria\n"
UNKNOWN = "uno;dos;tres\nx;y;z\na;b;c\n"


@dataclass
class Desk:
    """What an administrator does, one call each; every job is done before the call returns."""

    client: Client

    def bring(self, files: dict[str, str | bytes] | None = None, **more: Any) -> Import:
        """Send files, have them read, and give the import."""
        answer = self.send(files or {"ventas.csv": SALES}, **more)
        assert answer.status_code == 302, answer.content.decode()
        done()
        return Import.objects.get(pk=int(answer.headers["Location"].strip("/").split("/")[-1]))

    def send(self, files: dict[str, str | bytes], **more: Any) -> HttpResponse:
        """Send files and give the answer."""
        sent: Sequence[SimpleUploadedFile] = [
            SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
            for name, content in files.items()
        ]
        return self.client.post("/importar/", {"archivos": sent, **more})

    def page(self, one: Import, query: str = "") -> str:
        """The page of an import."""
        return self.client.get(f"/importar/{one.pk}/{query}").content.decode()

    def post(self, one: Import, step: str, **fields: Any) -> HttpResponse:
        """One step of an import, with its job."""
        answer = self.client.post(f"/importar/{one.pk}/{step}/", fields)
        done()
        one.refresh_from_db()
        return answer

    def load(self, one: Import, **fields: Any) -> Import:
        """Load an import."""
        answer = self.post(one, "cargar", **fields)
        assert answer.status_code == 302, answer.content.decode()
        return one


def done() -> int:
    """Do every job that waits."""
    return work_off(now=timezone.now())


def corrected(page: HttpResponse | str) -> dict[str, str]:
    """The fields of the form of a file as they stand on a page: what a browser would send back untouched."""
    text = page if isinstance(page, str) else page.content.decode()
    form = text[text.index('id="reading"') :].split("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(archivo|was)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen.group(1) if chosen else ""
    return fields
