"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import (
    account,
    account_views,
    accounts,
    accounts_export,
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
    path("cuentas/", accounts.accounts_list, name="accounts"),
    path("listas/cuentas/exportar/", accounts_export.export, name="accounts_export"),
    path("listas/cuentas/columnas/", account_views.table, name="accounts_table"),
    path("listas/cuentas/vistas/", account_views.views, name="accounts_views"),
    path("listas/cuentas/vistas/<int:number>/", account_views.view, name="accounts_view"),
    path("cuentas/<path:code>/lineas/", account.lines, name="account_lines"),
    path("cuentas/<path:code>/cartera/", account.receivables, name="account_receivables"),
    path("cuentas/<path:code>/", account.account, name="account"),
    path("buscar/", search.search, name="search"),
    path("perfil/", preferences.profile, name="profile"),
    path("tema/", preferences.theme, name="theme"),
    path("idioma/", preferences.language, name="language"),
    path("entrada/", include("allauth.urls")),
]
handler403, handler404, handler500 = errors.forbidden, errors.not_found, errors.broken
