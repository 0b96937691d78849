"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import (
    account,
    account_lines,
    accounts,
    errors,
    health,
    home,
    preferences,
    search,
    selection,
    setup,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("salud", health.health, name="health"),
    path("inicio/<str:token>/", setup.first_administrator, name="setup"),
    path("seleccion/", selection.selection, name="selection"),
    path("cuentas/", accounts.accounts, name="accounts"),
    path("cuentas/<path:code>/consumo/", account.account_payments, name="account_payments"),
    path("cuentas/<path:code>/familias/", account.account_families, name="account_families"),
    path("cuentas/<path:code>/criterios/", account.account_criteria, name="account_criteria"),
    path("cuentas/<path:code>/grupo/", account.account_group, name="account_group"),
    path("cuentas/<path:code>/lineas/exportar/", account_lines.account_lines_export, name="account_lines_export"),
    path("cuentas/<path:code>/lineas/", account_lines.account_lines, name="account_lines"),
    path("cuentas/<path:code>/cartera/", account_lines.account_receivables, name="account_receivables"),
    path("cuentas/<path:code>/historia/", account.account_history, name="account_history"),
    path("cuentas/<path:code>/", account.account, name="account"),
    path("buscar/", search.search, name="search"),
    path("perfil/", preferences.profile, name="profile"),
    path("tema/", preferences.theme, name="theme"),
    path("idioma/", preferences.language, name="language"),
    path("entrada/", include("allauth.urls")),
]
handler403, handler404, handler500 = errors.forbidden, errors.not_found, errors.broken
