"""Every address of the product. Who may open each stands in `clave/web/access.py`."""

from __future__ import annotations

from django.urls import include, path

from clave.web.pages import (
    account,
    errors,
    health,
    home,
    order,
    policy,
    policy_compare,
    policy_effect,
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
    path("seleccion/orden/", order.order, name="order"),
    path("politica/", policy.policy, name="policy"),
    path("politica/valor/<str:key>/", policy.value, name="policy_value"),
    path("politica/propuesta/", policy.proposal, name="policy_proposal"),
    path("politica/efecto/", policy_effect.effect, name="policy_effect"),
    path("politica/comparar/", policy_compare.compare, name="policy_compare"),
    path("politica/comparar/<str:kind>", policy_compare.download, name="policy_compare_file"),
    path("politica/guardar/", policy.save, name="policy_save"),
    path("cuentas/", account.accounts, name="accounts"),
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
