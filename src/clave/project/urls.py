"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import (
    account,
    company,
    entry,
    errors,
    health,
    home,
    log,
    people,
    people_acts,
    preferences,
    search,
    selection,
    selection_papers,
    setup,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("salud", health.health, name="health"),
    path("inicio/<str:token>/", setup.first_administrator, name="setup"),
    path("seleccion/", selection.selection, name="selection"),
    path("seleccion/lista.xlsx", selection_papers.selection_sheet, name="selection_sheet"),
    path("seleccion/lista.pdf", selection_papers.selection_pdf, name="selection_pdf"),
    path("cuentas/", account.accounts, name="accounts"),
    path("cuentas/<path:code>/lineas/", account.lines, name="account_lines"),
    path("cuentas/<path:code>/cartera/", account.receivables, name="account_receivables"),
    path("cuentas/<path:code>/", account.account, name="account"),
    path("buscar/", search.search, name="search"),
    path("usuarios/", people.users, name="users"),
    path("usuarios/invitar/", people.invite, name="user_invite"),
    path("usuarios/permisos/", people.permissions, name="permissions"),
    path("usuarios/empresa/", company.company, name="company"),
    path("usuarios/<int:pk>/", people.user, name="user"),
    path("usuarios/<int:pk>/rol/", people_acts.role, name="user_role"),
    path("usuarios/<int:pk>/<slug:what>/", people_acts.act, name="user_act"),
    path("registro/", log.log, name="log"),
    path("registro/registro.csv", log.export, name="log_export"),
    path("enlace/<str:token>/", entry.entry, name="entry"),
    path("perfil/", preferences.profile, name="profile"),
    path("tema/", preferences.theme, name="theme"),
    path("idioma/", preferences.language, name="language"),
    path("entrada/", include("allauth.urls")),
]
handler403, handler404, handler500 = errors.forbidden, errors.not_found, errors.broken
