"""What a plant can do and when: shifts, the machines that can make a product, and what a change of family costs."""

from __future__ import annotations

from clave.base.words import _
from clave.facts.tables.shape import Column, Kind, Table

shift = Table(
    name="shift",
    title=_("Shifts of the machines"),
    meaning=_("When each machine works, by weekday or on one day; a day of its own counts instead of its weekday."),
    identity=("machine", "weekday", "date", "starts"),
    columns=(
        Column(
            "machine",
            Kind.TEXT,
            _("Machine or line; * = every one that has no shifts of its own"),
            headers=("maquina", "linea", "equipo", "machine"),
        ),
        Column(
            "weekday",
            Kind.INTEGER,
            _("Day of the week, 1 = Monday to 7 = Sunday; empty where the shift is of one day"),
            minimum=1,
            maximum=7,
            headers=("dia semana", "dia de la semana", "weekday"),
        ),
        Column(
            "date",
            Kind.DATE,
            _("The one day of the shift, such as a holiday or a Sunday that is worked; empty = every week"),
            headers=("fecha", "date"),
        ),
        Column(
            "starts",
            Kind.RATE,
            _("Hour at which it begins: 6.5 = 6:30; 0 where it is not said"),
            unit="hours",
            minimum=0,
            maximum=24,
            headers=("hora inicio", "inicia", "starts"),
        ),
        Column(
            "hours",
            Kind.RATE,
            _("Hours worked from then on; 0 = closed; it may pass midnight"),
            unit="hours",
            required=True,
            minimum=0,
            maximum=24,
            headers=("horas turno", "horas disponibles", "shift hours", "available hours"),
        ),
    ),
)

eligible_machine = Table(
    name="eligible_machine",
    title=_("Machines that can make it"),
    meaning=_(
        "Which machines can make a product or a setup family; what is not here is made on the machine of its order."
    ),
    identity=("product", "setup_family", "machine"),
    columns=(
        Column(
            "product",
            Kind.TEXT,
            _("Product code; empty = every product of the family"),
            headers=("producto", "referencia", "product"),
        ),
        Column(
            "setup_family",
            Kind.TEXT,
            _("Setup family, where no product is named"),
            headers=("familia alistamiento", "setup family"),
        ),
        Column(
            "machine",
            Kind.TEXT,
            _("Machine or line that can make it"),
            required=True,
            headers=("maquina posible", "maquina alterna", "eligible machine", "alternative machine"),
        ),
        Column(
            "speed",
            Kind.RATE,
            _("How fast it is there: 1 = in the hours of the order, 2 = in half of them; 1 where empty"),
            unit="times",
            minimum=0,
            headers=("velocidad", "speed"),
        ),
    ),
)

setup_time = Table(
    name="setup_time",
    title=_("Setup times"),
    meaning=_("What a change of setup family takes, by machine; the most telling row counts."),
    identity=("machine", "from_family", "to_family"),
    columns=(
        Column(
            "machine",
            Kind.TEXT,
            _("Machine or line; * = any"),
            headers=("maquina", "linea", "equipo", "machine"),
        ),
        Column(
            "from_family",
            Kind.TEXT,
            _("Setup family before; * = any"),
            headers=("familia anterior", "desde familia", "de familia", "from family"),
        ),
        Column(
            "to_family",
            Kind.TEXT,
            _("Setup family after"),
            required=True,
            headers=("familia siguiente", "hasta familia", "a familia", "to family"),
        ),
        Column(
            "minutes",
            Kind.RATE,
            _("Minutes of the setup"),
            unit="minutes",
            required=True,
            minimum=0,
            headers=("minutos", "minutos alistamiento", "minutes", "setup minutes"),
        ),
    ),
)
