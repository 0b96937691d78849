"""Who the customers are, what the products are, and what foreign money is worth."""

from __future__ import annotations

from clave.base.words import _
from clave.facts.tables.shape import Column, Kind, Table

customer = Table(
    name="customer",
    title=_("Customers"),
    meaning=_("Who the customers are: name, group, channel, sector, place and size."),
    identity=("customer",),
    columns=(
        Column(
            "customer",
            Kind.TEXT,
            _("Customer code, as the invoices have it"),
            required=True,
            headers=(
                "cliente",
                "codigo cliente",
                "codigo",
                "nit",
                "tercero",
                "customer",
                "customer id",
                "customernumber",
                "customer number",
                "store",
                "id",
            ),
        ),
        Column(
            "name",
            Kind.TEXT,
            _("Name or registered name"),
            personal=True,
            headers=("nombre", "razon social", "nombre cliente", "name", "customer name", "customername"),
        ),
        Column(
            "tax_id",
            Kind.TEXT,
            _("Tax number"),
            personal=True,
            headers=("nit", "identificacion", "rut", "ruc", "rfc", "cif", "tax id", "vat"),
        ),
        Column(
            "person_kind",
            Kind.TEXT,
            _(
                "'person' = a natural person, whom the law protects when a payment is asked for; 'company' = a legal person"
            ),
            choices=("person", "company"),
            headers=(
                "tipo persona",
                "tipo de persona",
                "clase persona",
                "naturaleza juridica",
                "persona natural o juridica",
                "person type",
                "kind of person",
                "entity type",
            ),
        ),
        Column(
            "group",
            Kind.TEXT,
            _("Group or parent to which it belongs"),
            headers=("grupo", "grupo empresarial", "matriz", "casa matriz", "cadena", "group", "parent", "chain"),
        ),
        Column(
            "channel",
            Kind.TEXT,
            _("How it buys: 'distributor', 'industry', 'retail' or any other word"),
            headers=("canal", "tipo cliente", "clase cliente", "channel", "customer type"),
        ),
        Column(
            "sector", Kind.TEXT, _("Line of business"), headers=("sector", "actividad", "industria", "ciiu", "industry")
        ),
        Column("city", Kind.TEXT, _("City"), headers=("ciudad", "municipio", "city")),
        Column(
            "region",
            Kind.TEXT,
            _("Region or department"),
            headers=("departamento", "region", "zona", "state", "province", "county"),
        ),
        Column("country", Kind.TEXT, _("Country"), headers=("pais", "country")),
        Column(
            "size",
            Kind.TEXT,
            _("Size of the customer's company, in the words the ERP uses"),
            headers=("tamano", "tamano empresa", "segmento", "size", "segment"),
        ),
        Column(
            "terms_days",
            Kind.INTEGER,
            _("Days of credit agreed"),
            unit="days",
            headers=("plazo", "dias credito", "terms", "payment terms"),
        ),
        Column(
            "credit_limit",
            Kind.MONEY,
            _("Credit limit"),
            minimum=0,
            headers=("cupo", "cupo credito", "credit limit", "creditlimit"),
        ),
        Column(
            "owner",
            Kind.TEXT,
            _("Sales person or key account manager"),
            personal=True,
            headers=("vendedor", "asesor", "kam", "ejecutivo", "sales rep", "salesrepemployeenumber", "owner"),
        ),
        Column(
            "since",
            Kind.DATE,
            _("Customer since"),
            headers=("fecha creacion", "cliente desde", "fecha ingreso", "since", "created"),
        ),
        Column(
            "partial_rule",
            Kind.TEXT,
            _("What it takes: 'any' part of a line, only each 'line' whole, or only the 'order' whole"),
            choices=("any", "line", "order"),
            headers=("entregas parciales", "regla entrega", "partial deliveries", "partial rule"),
        ),
        Column(
            "max_deliveries",
            Kind.INTEGER,
            _("In how many deliveries it takes an order at most; any where empty"),
            minimum=1,
            headers=("max entregas", "maximo entregas", "entregas maximas", "max deliveries", "max partials"),
        ),
        Column(
            "credit_hold",
            Kind.FLAG,
            _("Whether credit holds all its orders back"),
            headers=("bloqueado cartera", "bloqueado", "retenido", "credit hold", "blocked"),
        ),
        Column(
            "hold_reason",
            Kind.TEXT,
            _("Why credit holds them back"),
            headers=("motivo bloqueo", "motivo retencion", "hold reason"),
        ),
    ),
)

product = Table(
    name="product",
    title=_("Products"),
    meaning=_("What the products are: family, weight, quality and rotation."),
    identity=("product",),
    columns=(
        Column(
            "product",
            Kind.TEXT,
            _("Product code, as the invoices have it"),
            required=True,
            headers=(
                "producto",
                "codigo producto",
                "codigo",
                "referencia",
                "articulo",
                "item",
                "sku",
                "product",
                "product code",
                "productcode",
                "stock code",
            ),
        ),
        Column(
            "name",
            Kind.TEXT,
            _("Name of the product"),
            headers=("nombre", "descripcion", "nombre producto", "name", "product name", "productname", "description"),
        ),
        Column(
            "family",
            Kind.TEXT,
            _("Family"),
            headers=(
                "familia",
                "linea",
                "linea de producto",
                "categoria",
                "grupo",
                "family",
                "product line",
                "productline",
                "category",
            ),
        ),
        Column(
            "weight",
            Kind.KILOS,
            _("Kilos of one unit of sale"),
            unit="kg",
            minimum=0,
            headers=("peso", "peso unitario", "kilos", "kg", "weight", "unit weight"),
        ),
        Column(
            "pallet_quantity",
            Kind.QUANTITY,
            _("Units of sale on a full pallet"),
            minimum=0,
            headers=("unidades por estiba", "cantidad por estiba", "estiba", "pallet quantity", "units per pallet"),
        ),
        Column(
            "quality", Kind.TEXT, _("'first' or 'second'"), choices=("first", "second"), headers=("calidad", "quality")
        ),
        Column(
            "rotation",
            Kind.TEXT,
            _("'normal', 'slow' or 'dead'"),
            choices=("normal", "slow", "dead"),
            headers=("rotacion", "rotation"),
        ),
        Column(
            "unit_cost",
            Kind.MONEY,
            _("Standard cost of one unit"),
            minimum=0,
            headers=("costo", "costo unitario", "costo estandar", "cost", "buy price", "buyprice", "unit cost"),
        ),
    ),
)

exchange_rate = Table(
    name="exchange_rate",
    title=_("Exchange rates"),
    meaning=_("What one unit of a foreign currency was worth in the company's own; the last one before a day holds."),
    identity=("currency", "date"),
    columns=(
        Column(
            "currency", Kind.TEXT, _("Currency (ISO 4217)"), required=True, headers=("moneda", "divisa", "currency")
        ),
        Column("date", Kind.DATE, _("From this day on"), required=True, headers=("fecha", "date")),
        Column(
            "rate",
            Kind.RATE,
            _("Units of the company's currency for one"),
            required=True,
            minimum=0,
            headers=("tasa", "trm", "tasa cambio", "rate", "exchange rate"),
        ),
    ),
)
