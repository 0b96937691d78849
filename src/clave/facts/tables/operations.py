"""Orders, deliveries, stock and work: what dispatch and plant decide on."""

from __future__ import annotations

from clave.base.words import _
from clave.facts.tables.shape import Column, Kind, Table

order_line = Table(
    name="order_line",
    title=_("Order lines"),
    meaning=_("What customers asked for, for when, and what became of it; no shipping date = open."),
    identity=("order", "line"),
    period="ordered_date",
    document="order",
    columns=(
        Column(
            "order",
            Kind.TEXT,
            _("Number of the order"),
            required=True,
            headers=("pedido", "numero pedido", "orden", "order", "order number", "ordernumber"),
        ),
        Column(
            "line",
            Kind.TEXT,
            _("Line of the order; the order in the file where there is none"),
            headers=("linea", "renglon", "posicion", "line", "orderlinenumber"),
        ),
        Column(
            "customer",
            Kind.TEXT,
            _("Customer who ordered"),
            required=True,
            headers=("cliente", "codigo cliente", "nit", "customer", "customer number", "customernumber"),
        ),
        Column(
            "product",
            Kind.TEXT,
            _("Product code"),
            required=True,
            headers=("producto", "referencia", "articulo", "item", "product", "productcode"),
        ),
        Column(
            "ordered_date",
            Kind.DATE,
            _("Day of the order"),
            required=True,
            headers=("fecha", "fecha pedido", "order date", "orderdate"),
        ),
        Column(
            "required_date",
            Kind.DATE,
            _("Day the customer needs it"),
            headers=("fecha requerida", "fecha entrega", "fecha compromiso", "required date", "requireddate"),
        ),
        Column("promised_date", Kind.DATE, _("Day we promised"), headers=("fecha prometida", "promised date")),
        Column(
            "quantity",
            Kind.QUANTITY,
            _("Quantity asked for"),
            required=True,
            headers=("cantidad", "cantidad pedida", "quantity", "quantityordered"),
        ),
        Column("unit_price", Kind.MONEY, _("Agreed price of one unit"), headers=("precio", "price", "priceeach")),
        Column(
            "shipped_date",
            Kind.DATE,
            _("Day it was shipped; empty = open"),
            headers=("fecha despacho", "despachado", "shipped date", "shippeddate"),
        ),
        Column(
            "shipped_quantity",
            Kind.QUANTITY,
            _("Quantity shipped; all of it where empty"),
            headers=("cantidad despachada", "shipped quantity"),
        ),
        Column("warehouse", Kind.TEXT, _("Warehouse that serves it"), headers=("bodega", "almacen", "warehouse")),
        Column("status", Kind.TEXT, _("State of the order in the ERP's own words"), headers=("estado", "status")),
        Column("currency", Kind.TEXT, _("Currency of the price (ISO 4217)"), headers=("moneda", "currency")),
        Column(
            "pack_quantity",
            Kind.QUANTITY,
            _("It leaves in multiples of this"),
            minimum=0,
            headers=("multiplo empaque", "unidad empaque", "multiplo", "pack quantity", "pack size"),
        ),
        Column(
            "released_quantity",
            Kind.QUANTITY,
            _("Quantity already released to the warehouse and not shipped yet"),
            minimum=0,
            headers=("cantidad liberada", "liberado", "en alistamiento", "released quantity"),
        ),
        Column(
            "early",
            Kind.FLAG,
            _("Whether it may leave before its day"),
            headers=("admite anticipo", "despacho anticipado", "early delivery", "early ship ok"),
        ),
        Column(
            "complete",
            Kind.FLAG,
            _("Whether the order leaves only complete"),
            headers=("pedido completo", "entrega completa", "ship complete", "complete delivery"),
        ),
        Column(
            "max_deliveries",
            Kind.INTEGER,
            _("In how many deliveries the order may leave at most; any where empty"),
            minimum=1,
            headers=("max entregas", "maximo entregas", "entregas maximas", "max deliveries", "max partials"),
        ),
        Column(
            "allowed_warehouses",
            Kind.TEXT,
            _("Warehouses that may serve it, the first one first, separated by commas"),
            headers=("bodegas permitidas", "bodegas", "allowed warehouses"),
        ),
        Column(
            "credit_hold",
            Kind.FLAG,
            _("Whether credit holds the order back"),
            headers=("retenido por credito", "retenido", "bloqueo credito", "credit hold", "on hold"),
        ),
        Column(
            "hold_reason",
            Kind.TEXT,
            _("Why credit holds it back"),
            headers=("motivo retencion", "motivo bloqueo", "hold reason"),
        ),
    ),
)

delivery = Table(
    name="delivery",
    title=_("Deliveries"),
    meaning=_("What left the dock and when it arrived."),
    identity=("document", "line"),
    period="shipped_date",
    document="document",
    columns=(
        Column(
            "document",
            Kind.TEXT,
            _("Delivery note"),
            required=True,
            headers=("remision", "despacho", "guia", "delivery", "delivery note"),
        ),
        Column("line", Kind.TEXT, _("Line of the note"), headers=("linea", "line")),
        Column("order", Kind.TEXT, _("Order it serves"), headers=("pedido", "order")),
        Column("customer", Kind.TEXT, _("Customer who received it"), required=True, headers=("cliente", "customer")),
        Column("product", Kind.TEXT, _("Product code"), headers=("producto", "referencia", "product")),
        Column(
            "shipped_date",
            Kind.DATE,
            _("Day it left"),
            required=True,
            headers=("fecha", "fecha despacho", "shipped date"),
        ),
        Column("promised_date", Kind.DATE, _("Day we promised it"), headers=("fecha prometida", "promised date")),
        Column("delivered_date", Kind.DATE, _("Day it arrived"), headers=("fecha entrega", "delivered date")),
        Column("quantity", Kind.QUANTITY, _("Quantity"), headers=("cantidad", "quantity")),
        Column("urgent", Kind.FLAG, _("Whether it was an urgent delivery"), headers=("urgente", "urgent")),
    ),
)

stock = Table(
    name="stock",
    title=_("Stock"),
    meaning=_("What is on hand, by product and warehouse, on a day."),
    identity=("product", "warehouse", "date", "lot", "grade"),
    columns=(
        Column(
            "product",
            Kind.TEXT,
            _("Product code"),
            required=True,
            headers=("producto", "referencia", "articulo", "product", "productcode"),
        ),
        Column("warehouse", Kind.TEXT, _("Warehouse"), headers=("bodega", "almacen", "warehouse")),
        Column("date", Kind.DATE, _("Day of the count"), required=True, headers=("fecha", "fecha corte", "date")),
        Column(
            "quantity",
            Kind.QUANTITY,
            _("Quantity on hand"),
            required=True,
            minimum=0,
            headers=("existencia", "existencias", "saldo", "cantidad", "on hand", "quantityinstock", "quantity"),
        ),
        Column("lot", Kind.TEXT, _("Lot"), headers=("lote", "lot", "batch")),
        Column(
            "grade",
            Kind.TEXT,
            _("'prime', 'second' or 'slow'; prime where empty"),
            choices=("prime", "second", "slow"),
            headers=("grado", "calidad", "grade"),
        ),
        Column(
            "blocked_quantity",
            Kind.QUANTITY,
            _("Part of it that may not leave: quality, counting, damage"),
            minimum=0,
            headers=("bloqueado", "cantidad bloqueada", "blocked quantity"),
        ),
        Column(
            "released_quantity",
            Kind.QUANTITY,
            _("Part of it already released to orders"),
            minimum=0,
            headers=("liberado", "comprometido", "separado", "released quantity", "reserved quantity"),
        ),
        Column(
            "expiry_date",
            Kind.DATE,
            _("Last day on which it may leave"),
            headers=("vencimiento", "fecha vencimiento", "expiry date"),
        ),
    ),
)

expected_receipt = Table(
    name="expected_receipt",
    title=_("Expected receipts"),
    meaning=_("What will come in: purchases and production already agreed."),
    identity=("product", "warehouse", "date", "document"),
    whole=True,
    columns=(
        Column("product", Kind.TEXT, _("Product code"), required=True, headers=("producto", "referencia", "product")),
        Column("warehouse", Kind.TEXT, _("Warehouse that receives"), headers=("bodega", "warehouse")),
        Column(
            "date",
            Kind.DATE,
            _("Day it is expected"),
            required=True,
            headers=("fecha", "fecha llegada", "fecha esperada", "expected date", "date"),
        ),
        Column(
            "quantity",
            Kind.QUANTITY,
            _("Quantity expected"),
            required=True,
            minimum=0,
            headers=("cantidad", "quantity"),
        ),
        Column(
            "document",
            Kind.TEXT,
            _("Purchase or work order it comes from"),
            headers=("orden compra", "documento", "purchase order", "document"),
        ),
        Column(
            "confirmed",
            Kind.FLAG,
            _("Whether its day is confirmed; yes where empty"),
            headers=("confirmado", "confirmada", "confirmed"),
        ),
    ),
)

dispatch_capacity = Table(
    name="dispatch_capacity",
    title=_("Dispatch capacity"),
    meaning=_(
        "How much may leave a warehouse on a day, in kilos, in pallets or in both; what is not said has no limit."
    ),
    identity=("warehouse", "date"),
    columns=(
        Column("warehouse", Kind.TEXT, _("Warehouse"), required=True, headers=("bodega", "almacen", "warehouse")),
        Column("date", Kind.DATE, _("Day"), required=True, headers=("fecha", "date")),
        Column(
            "kilos",
            Kind.KILOS,
            _("Kilos that may leave on that day"),
            unit="kg",
            minimum=0,
            headers=("capacidad kg", "capacidad kilos", "capacidad muelle", "dock capacity", "capacity kg"),
        ),
        Column(
            "pallets",
            Kind.QUANTITY,
            _("Pallets that may leave on that day"),
            minimum=0,
            headers=("estibas", "capacidad estibas", "capacidad pallets", "pallets", "pallet capacity"),
        ),
        Column(
            "cut_off",
            Kind.TEXT,
            _("Hour of the last departure"),
            headers=("hora corte", "hora de corte", "hora salida", "cut off"),
        ),
    ),
)

work_order = Table(
    name="work_order",
    title=_("Work orders"),
    meaning=_("What the plant has to make, on which machine and for when."),
    identity=("order",),
    columns=(
        Column(
            "order",
            Kind.TEXT,
            _("Work order"),
            required=True,
            headers=("orden produccion", "op", "orden de produccion", "work order", "order"),
        ),
        Column("product", Kind.TEXT, _("Product code"), required=True, headers=("producto", "referencia", "product")),
        Column("customer", Kind.TEXT, _("Customer for whom it is made, if for one"), headers=("cliente", "customer")),
        Column("machine", Kind.TEXT, _("Machine or line"), headers=("maquina", "linea", "equipo", "machine")),
        Column(
            "setup_family",
            Kind.TEXT,
            _("Setup family: a change of family costs a setup"),
            headers=("familia alistamiento", "alistamiento", "setup family", "setup"),
        ),
        Column(
            "quantity", Kind.QUANTITY, _("Quantity to make"), required=True, minimum=0, headers=("cantidad", "quantity")
        ),
        Column("hours", Kind.RATE, _("Hours of machine it takes"), unit="hours", minimum=0, headers=("horas", "hours")),
        Column("released_date", Kind.DATE, _("Day it can start"), headers=("fecha inicio", "released date")),
        Column(
            "started_date",
            Kind.DATE,
            _("Day it was begun; empty = not yet, or nobody enters it"),
            headers=("fecha arranque", "iniciada", "started date"),
        ),
        Column(
            "due_date", Kind.DATE, _("Day it is due"), required=True, headers=("fecha entrega", "vence", "due date")
        ),
        Column(
            "finished_date",
            Kind.DATE,
            _("Day it was finished; empty = open"),
            headers=("fecha fin", "terminada", "finished date"),
        ),
    ),
)
