"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import (
    account,
    account_views,
    accounts,
    accounts_export,
    company,
    entry,
    errors,
    health,
    home,
    jobs,
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
    path("cuentas/", accounts.accounts_list, name="accounts"),
    path("listas/cuentas/exportar/", accounts_export.export, name="accounts_export"),
    path("listas/cuentas/columnas/", account_views.table, name="accounts_table"),
    path("listas/cuentas/vistas/", account_views.views, name="accounts_views"),
    path("listas/cuentas/vistas/<int:number>/", account_views.view, name="accounts_view"),
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
    path("trabajos/", jobs.jobs, name="jobs"),
    path("trabajos/aviso/", jobs.notice, name="jobs_notice"),
    path("trabajos/<int:number>/", jobs.job, name="job"),
    path("trabajos/<int:number>/cancelar/", jobs.cancel, name="job_cancel"),
    path("trabajos/<int:number>/repetir/", jobs.again, name="job_again"),
    path("perfil/", preferences.profile, name="profile"),
    path("tema/", preferences.theme, name="theme"),
    path("idioma/", preferences.language, name="language"),
    path("entrada/", include("allauth.urls")),
]
handler403, handler404, handler500 = errors.forbidden, errors.not_found, errors.broken
