"""The figures of `clave.web.written` as filters of templates, each under its own name."""

from __future__ import annotations

from django import template

from clave.web import written

register = template.Library()
for filtering in (
    written.say,
    written.short_name,
    written.cop_m,
    written.cop,
    written.kg,
    written.pct,
    written.pp,
    written.change,
    written.dias,
    written.numero,
    written.fecha,
    written.fecha_corta,
    written.mes,
    written.mes_de,
    written.hora,
    written.hace,
):
    register.filter(filtering)
