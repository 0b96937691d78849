"""Every address of what a customer opens: the portal. Who may open each stands in `clave/web/portal_rules.py`."""

from __future__ import annotations

from django.urls import path

from clave.web.portal import asking as portal_asking
from clave.web.portal import benefits as portal_benefits
from clave.web.portal import consumption as portal_consumption
from clave.web.portal import door as portal_door
from clave.web.portal import home as portal_home
from clave.web.portal import invitations as portal_invitations
from clave.web.portal import leaving as portal_leaving
from clave.web.portal import me as portal_me
from clave.web.portal import novelties as portal_novelties
from clave.web.portal import orders as portal_orders
from clave.web.portal import people as portal_people
from clave.web.portal import plan as portal_plan
from clave.web.portal import surveys as portal_surveys

addresses = [
    path("portal/", portal_home.portal_home, name="portal_home"),
    path("portal/entrar/", portal_door.portal_door, name="portal_door"),
    path("portal/entrar/abrir/", portal_door.portal_open, name="portal_open"),
    path("portal/entrar/<str:token>/", portal_door.portal_link, name="portal_link"),
    path("portal/beneficios/", portal_benefits.portal_benefits, name="portal_benefits"),
    path("portal/acuerdo/", portal_benefits.portal_agreement, name="portal_agreement"),
    path("portal/pedidos/", portal_orders.portal_orders, name="portal_orders"),
    path("portal/pedidos/archivo/<str:kind>", portal_orders.portal_orders_file, name="portal_orders_file"),
    path("portal/pedidos/uno/<path:number>/", portal_orders.portal_order, name="portal_order"),
    path("portal/necesidades/", portal_asking.portal_asking, name="portal_asking"),
    path("portal/necesidades/archivo/<str:kind>", portal_asking.portal_asking_file, name="portal_asking_file"),
    path("portal/necesidades/<int:number>/", portal_asking.portal_ask, name="portal_ask"),
    path("portal/necesidades/<int:number>/<str:act>/", portal_asking.portal_ask_act, name="portal_ask_act"),
    path("portal/plan/", portal_plan.portal_plan, name="portal_plan"),
    path("portal/plan/archivo/<str:kind>", portal_plan.portal_plan_file, name="portal_plan_file"),
    path("portal/plan/<int:number>/hecha/", portal_plan.portal_plan_done, name="portal_plan_done"),
    path("portal/invitaciones/", portal_invitations.portal_invitations, name="portal_invitations"),
    path(
        "portal/invitaciones/<str:kind>/<int:number>/", portal_invitations.portal_invitation, name="portal_invitation"
    ),
    path("portal/personas/", portal_people.portal_people, name="portal_people"),
    path("portal/mis-datos/", portal_me.portal_me, name="portal_me"),
    path("portal/mis-datos/pedir/", portal_me.portal_ask_data, name="portal_ask_data"),
    path("portal/mis-datos/<slug:purpose>/<slug:answer>/", portal_me.portal_consent, name="portal_consent"),
    path("portal/sesiones/", portal_me.portal_sessions, name="portal_sessions"),
    path("portal/sesiones/<int:number>/terminar/", portal_me.portal_session_end, name="portal_session_end"),
    path("portal/baja/<str:token>/", portal_leaving.portal_leave_mail, name="portal_leave_mail"),
    path("portal/informes/", portal_consumption.portal_reports, name="portal_reports"),
    path("portal/informes/<int:number>/", portal_consumption.portal_report, name="portal_report"),
    path("portal/informes/<int:number>/<str:kind>", portal_consumption.portal_report_file, name="portal_report_file"),
    path("portal/consumo/", portal_consumption.portal_consumption, name="portal_consumption"),
    path("portal/salir/", portal_door.portal_leave, name="portal_leave"),
    path("portal/novedades/", portal_novelties.portal_novelties, name="portal_novelties"),
    path("portal/novedades/<int:number>/", portal_novelties.portal_novelty, name="portal_novelty"),
    path("portal/novedades/<int:number>/ficha/", portal_novelties.portal_novelty_file, name="portal_novelty_file"),
    path(
        "portal/novedades/<int:number>/aprobar/", portal_novelties.portal_novelty_approve, name="portal_novelty_approve"
    ),
    path(
        "portal/novedades/<int:number>/pedir/<str:kind>/",
        portal_novelties.portal_novelty_wish,
        name="portal_novelty_wish",
    ),
    path("portal/encuestas/", portal_surveys.portal_surveys, name="portal_surveys"),
    path("portal/encuestas/<int:number>/", portal_surveys.portal_survey, name="portal_survey"),
    path("portal/idioma/", portal_door.portal_language, name="portal_language"),
]
