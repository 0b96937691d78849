"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import (
    account,
    book,
    coverage,
    errors,
    health,
    home,
    import_page,
    imports,
    jobs,
    own_company,
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
    path("cuentas/", account.accounts, name="accounts"),
    path("cuentas/<path:code>/lineas/", account.lines, name="account_lines"),
    path("cuentas/<path:code>/cartera/", account.receivables, name="account_receivables"),
    path("cuentas/<path:code>/", account.account, name="account"),
    path("buscar/", search.search, name="search"),
    path("importar/", imports.imports, name="imports"),
    path("importar/plantilla/<slug:table>.csv", imports.import_template, name="import_template"),
    path("importar/empresa/", own_company.own_company, name="own_company"),
    path("importar/deshacer/", book.undo, name="book_undo"),
    path("importar/versiones/<int:version>/reabrir/", book.reopen, name="book_reopen"),
    path("importar/<int:number>/", import_page.import_, name="import"),
    path("importar/<int:number>/leer/", import_page.import_read, name="import_read"),
    path("importar/<int:number>/meses/", import_page.import_months, name="import_months"),
    path("importar/<int:number>/erp/", import_page.import_origin, name="import_origin"),
    path("importar/<int:number>/fuente/", import_page.import_source, name="import_source"),
    path("importar/<int:number>/cargar/", import_page.import_load, name="import_load"),
    path("importar/<int:number>/descartar/", import_page.import_discard, name="import_discard"),
    path("importar/<int:number>/rechazos.csv", import_page.import_rejects, name="import_rejects"),
    path("cobertura/", coverage.coverage, name="coverage"),
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
