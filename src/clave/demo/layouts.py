"""How an ERP in Cali would print each table: file, title, what it is, and the header of every column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """One export: `headers` by declared column, `total` the column summed in a last line (none where empty)."""

    file: str
    title: str
    what: str
    headers: Mapping[str, str]
    total: str = ""


LAYOUTS: Mapping[str, Layout] = {
    "invoice_line": Layout(
        "ventas.csv", "Ventas por línea",
        "Facturas y notas crédito, línea por línea, sin IVA; FLETE es un cargo, no un producto.",
        {"date": "Fecha", "document": "Factura", "document_kind": "Tipo documento", "line": "Renglón",
         "customer": "Código cliente", "customer_name": "Razón social", "product": "Referencia",
         "product_name": "Descripción", "family": "Familia", "kind": "Tipo línea", "quantity": "Cantidad",
         "kilos": "Kilos", "unit_price": "Precio unitario", "discount": "Descuento", "net": "Valor neto",
         "cost": "Costo", "unit_cost": "Costo unitario", "currency": "Moneda", "terms_days": "Días plazo",
         "order": "Pedido"},
        total="net",
    ),
    "receivable": Layout(
        "cartera.csv", "Cartera por documento",
        "Lo que se debía por factura, con IVA, y cuándo se pagó; sin fecha de pago = abierta.",
        {"document": "Factura", "line": "Cuota", "customer": "Código cliente", "issued_date": "Fecha factura",
         "due_date": "Vencimiento", "amount": "Valor factura", "paid_date": "Fecha pago",
         "paid_amount": "Valor pagado",
         "currency": "Moneda"},
        total="amount",
    ),
    "customer": Layout(
        "clientes.xlsx", "Clientes",
        "Quiénes son los clientes: grupo, canal, sector, ciudad, plazo, cupo y vendedor.",
        {"customer": "Código cliente", "name": "Razón social", "tax_id": "NIT", "person_kind": "Tipo de persona",
         "group": "Grupo empresarial",
         "channel": "Canal", "sector": "Sector", "city": "Ciudad", "region": "Departamento", "country": "País",
         "size": "Tamaño", "terms_days": "Plazo", "credit_limit": "Cupo crédito", "owner": "Vendedor",
         "since": "Cliente desde", "partial_rule": "Entregas parciales", "max_deliveries": "Máx entregas",
         "credit_hold": "Bloqueado cartera", "hold_reason": "Motivo bloqueo"},
    ),
    "product": Layout(
        "productos.csv", "Productos", "Qué son los productos: familia, peso, calidad, rotación y costo.",
        {"product": "Código producto", "name": "Descripción", "family": "Familia", "weight": "Peso unitario",
         "pallet_quantity": "Unidades por estiba", "quality": "Calidad", "rotation": "Rotación", "unit_cost": "Costo unitario"},
    ),
    "exchange_rate": Layout(
        "tasas.csv", "Tasas de cambio", "Pesos por un dólar desde el primer día de cada mes.",
        {"currency": "Moneda", "date": "Fecha", "rate": "Tasa cambio"},
    ),
    "order_line": Layout(
        "pedidos.csv", "Pedidos por línea",
        "Qué pidieron, para cuándo y cuándo salió; sin fecha de despacho = abierto.",
        {"order": "Pedido", "line": "Renglón", "customer": "Código cliente", "product": "Referencia",
         "ordered_date": "Fecha pedido", "required_date": "Fecha requerida", "promised_date": "Fecha prometida",
         "quantity": "Cantidad pedida", "unit_price": "Precio", "shipped_date": "Fecha despacho",
         "shipped_quantity": "Cantidad despachada", "warehouse": "Bodega", "status": "Estado",
         "currency": "Moneda", "pack_quantity": "Múltiplo empaque", "released_quantity": "Cantidad liberada",
         "early": "Admite anticipo", "complete": "Pedido completo", "max_deliveries": "Máx entregas",
         "allowed_warehouses": "Bodegas permitidas",
         "credit_hold": "Retenido por crédito", "hold_reason": "Motivo retención"},
    ),
    "delivery": Layout(
        "entregas.csv", "Entregas", "Qué salió del muelle, cuándo se había prometido y cuándo llegó.",
        {"document": "Remisión", "line": "Línea", "order": "Pedido", "customer": "Cliente", "product": "Referencia",
         "shipped_date": "Fecha despacho", "promised_date": "Fecha prometida", "delivered_date": "Fecha entrega",
         "quantity": "Cantidad", "urgent": "Urgente"},
    ),
    "stock": Layout(
        "existencias.csv", "Existencias", "Lo que hay de cada producto en cada bodega al cierre.",
        {"product": "Referencia", "warehouse": "Bodega", "date": "Fecha corte", "quantity": "Existencias", "lot": "Lote",
         "grade": "Grado", "blocked_quantity": "Bloqueado", "released_quantity": "Comprometido",
         "expiry_date": "Vencimiento"},
    ),
    "expected_receipt": Layout(
        "llegadas.csv", "Llegadas esperadas", "Lo que producción entregará a cada bodega, con su orden.",
        {"product": "Referencia", "warehouse": "Bodega", "date": "Fecha esperada", "quantity": "Cantidad",
         "document": "Documento", "confirmed": "Confirmado"},
    ),
    "dispatch_capacity": Layout(
        "capacidad_muelle.csv", "Capacidad de despacho", "Cuántos kilos pueden salir de cada bodega cada día.",
        {"warehouse": "Bodega", "date": "Fecha", "kilos": "Capacidad kg", "pallets": "Capacidad estibas",
         "cut_off": "Hora corte"},
    ),
    "work_order": Layout(
        "ordenes_produccion.csv", "Órdenes de producción",
        "Qué tiene que hacer la planta, en qué máquina y para cuándo.",
        {"order": "Orden producción", "product": "Referencia", "customer": "Cliente", "machine": "Máquina",
         "setup_family": "Familia alistamiento", "quantity": "Cantidad", "hours": "Horas",
         "released_date": "Fecha inicio", "started_date": "Fecha arranque", "due_date": "Fecha entrega",
         "finished_date": "Fecha fin"},
    ),
    "shift": Layout(
        "turnos.csv", "Turnos de las máquinas", "Cuándo trabaja cada máquina, por día de la semana o en un día solo.",
        {"machine": "Máquina", "weekday": "Día semana", "date": "Fecha", "starts": "Hora inicio",
         "hours": "Horas turno"},
    ),
    "eligible_machine": Layout(
        "maquinas_posibles.csv", "Máquinas posibles", "Qué otras máquinas pueden hacer un producto o una familia.",
        {"product": "Referencia", "setup_family": "Familia alistamiento", "machine": "Máquina posible",
         "speed": "Velocidad"},
    ),
    "setup_time": Layout(
        "alistamientos.csv", "Tiempos de alistamiento", "Cuánto toma cambiar de una familia a otra, por máquina.",
        {"machine": "Máquina", "from_family": "Familia anterior", "to_family": "Familia siguiente",
         "minutes": "Minutos"},
    ),
    "touchpoint": Layout(
        "contactos.csv", "Contactos con clientes",
        "Llamadas, visitas y mensajes, del cliente (entrada) y nuestros (salida).",
        {"customer": "Cliente", "date": "Fecha", "direction": "Sentido", "kind": "Medio", "by": "Quién",
         "cost": "Costo", "recorded_date": "Fecha registro"},
    ),
    "service": Layout(
        "servicios.csv", "Servicios especiales",
        "Laboratorio, devoluciones de cortesía, urgencias, muestras y capacitación.",
        {"customer": "Cliente", "date": "Fecha", "kind": "Tipo", "hours": "Horas", "cost": "Costo",
         "document": "Documento", "recorded_date": "Fecha registro"},
    ),
    "rating": Layout(
        "calificaciones.csv", "Calificaciones",
        "Lo que cada persona juzga de un cliente, de 0 a 4, con razón y evidencia.",
        {"customer": "Cliente", "criterion": "Criterio", "kind": "Clase", "rater": "Evaluador", "date": "Fecha",
         "rating": "Calificación", "reason": "Razón", "evidence": "Evidencia", "expires_date": "Vence"},
    ),
    "profile_date": Layout(
        "perfiles.csv", "Perfiles confirmados", "Cuándo confirmó alguien lo que sabemos de cada cliente.",
        {"customer": "Cliente", "confirmed_date": "Confirmado"},
    ),
    "declared_wallet": Layout(
        "potencial.csv", "Potencial declarado",
        "Lo que cada cliente compra al año, a nosotros y a otros, y cómo lo sabemos.",
        {"customer": "Cliente", "date": "Fecha", "amount": "Potencial", "source": "Fuente", "expires_date": "Vence"},
    ),
}  # fmt: skip

# The ERP's words for declared choices and for the words clave understands, by table and column.
SAID: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("invoice_line", "document_kind"): {"invoice": "Factura", "credit": "Nota crédito"},
    ("invoice_line", "kind"): {"product": "Producto", "charge": "Cargo"},
    ("product", "quality"): {"first": "Primera", "second": "Segunda"},
    ("product", "rotation"): {"normal": "Normal", "slow": "Lenta", "dead": "Muerta"},
    ("customer", "person_kind"): {"person": "Natural", "company": "Jurídica"},
    ("customer", "partial_rule"): {"any": "Parcial", "line": "Línea completa", "order": "Pedido completo"},
    ("touchpoint", "direction"): {"in": "Entrada", "out": "Salida"},
    ("touchpoint", "kind"): {
        "call": "Llamada",
        "message": "Mensaje",
        "mail": "Correo",
        "visit": "Visita",
        "hospitality": "Atención",
    },
    ("service", "kind"): {
        "lab": "Laboratorio",
        "return": "Devolución",
        "urgent": "Urgente",
        "sample": "Muestra",
        "training": "Capacitación",
    },
    ("rating", "criterion"): {
        "knowledge": "Conocimiento",
        "prestige": "Prestigio",
        "multinational": "Multinacional",
        "extraordinary": "Extraordinario",
    },
    ("rating", "kind"): {
        "product": "Producto",
        "service": "Servicio",
        "market": "Mercado",
        "demand": "Exigencia",
        "singularity": "Singularidad",
    },
}
