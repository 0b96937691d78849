"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import account, errors, health, home, jobs, preferences, search, selection, setup

urlpatterns = [
    path("", home.home, name="home"),
    path("salud", health.health, name="health"),
    path("inicio/<str:token>/", setup.first_administrator, name="setup"),
    path("seleccion/", selection.selection, name="selection"),
    path("cuentas/", account.accounts, name="accounts"),
    path("cuentas/<path:code>/lineas/", account.lines, name="account_lines"),
    path("cuentas/<path:code>/cartera/", account.receivables, name="account_receivables"),
    path("cuentas/<path:code>/", account.account, name="account"),
    path("buscar/", search.search, name="search"),
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
