"""The words ERPs use for the few values a column may hold, in Spanish and English."""

from __future__ import annotations

from collections.abc import Sequence

from clave.facts.intake.headers import plain
from clave.facts.tables import Column, Kind

YES = frozenset(("si", "s", "yes", "y", "true", "t", "1", "x", "verdadero", "v", "cierto"))
NO = frozenset(("no", "n", "false", "f", "0", "falso"))
CREDIT_WORDS = (
    "nota credito", "notas credito", "nota de credito", "credito", "devolucion", "devoluciones", "abono", "credit",
    "credit note", "credit memo", "return", "refund", "nc", "ncr", "cn", "ncv", "nce", "dev", "rinv", "anulacion",
)  # fmt: skip
WORDS: dict[str, tuple[str, ...]] = {
    "credit": CREDIT_WORDS,
    "invoice": ("factura", "facturas", "factura venta", "factura de venta", "fv", "fe", "fa", "fc", "f", "fac", "inv",
                "venta", "sale", "nota debito", "nd"),
    "first": ("primera", "primeras", "1a", "1ra", "1", "i", "a", "prime", "calidad primera"),
    "second": ("segunda", "segundas", "2a", "2da", "2", "ii", "b", "seconds", "saldo", "imperfecto"),
    "normal": ("media", "alta", "rapida", "fast", "a", "b"),
    "slow": ("lenta", "baja", "lento", "c"),
    "dead": ("muerta", "obsoleta", "obsoleto", "inmovilizado", "nula", "sin rotacion", "d"),
    "prime": ("primera", "primeras", "1a", "1", "a", "first"),
    "any": ("parcial", "parciales", "cualquiera", "si", "acepta", "yes"),
    "line": ("linea", "linea completa", "renglon completo"),
    "order": ("pedido", "pedido completo", "completo", "no", "ship complete"),
    "person": ("natural", "persona natural", "natural person", "individual", "individuo", "pn", "n", "2",
               "persona natural y asimiladas"),
    "company": ("juridica", "persona juridica", "empresa", "compania", "sociedad", "legal person", "legal entity", "pj", "j",
                "1", "persona juridica y asimiladas"),
    "in": ("entrada", "entrante", "recibida", "recibido", "inbound", "del cliente"),
    "out": ("salida", "saliente", "enviada", "enviado", "realizada", "realizado", "hecha", "hecho", "outbound",
            "al cliente", "nuestra", "nuestro"),
    "visit": ("visita", "visitas", "reunion", "meeting"),
    "call": ("llamada", "llamadas", "telefono", "telefonica", "telefonico", "phone", "tel"),
    "mail": ("correo", "correos", "email", "e mail", "mailing", "carta"),
    "message": ("mensaje", "mensajes", "whatsapp", "wasap", "chat", "sms", "texto"),
    "hospitality": ("atencion", "atenciones", "hospitalidad", "almuerzo", "cena", "desayuno", "comida", "invitacion",
                    "regalo", "obsequio", "lunch", "dinner"),
    "product": ("producto", "articulo", "mercancia", "item", "bien", "conocimiento de producto",
                "conocimiento del producto"),
    "charge": ("cargo", "flete", "servicio", "gasto", "fee", "freight", "service", "interes"),
    "lab": ("laboratorio", "ensayo", "ensayos", "uso laboratorio"),
    "return": ("devolucion", "devoluciones", "retorno", "devolucion injustificada", "devolucion sin causa"),
    "urgent": ("urgente", "urgencia", "urgencias", "entrega urgente", "despacho urgente"),
    "sample": ("muestra", "muestras"),
    "training": ("capacitacion", "capacitaciones", "formacion", "entrenamiento"),
    "knowledge": ("conocimiento",),
    "prestige": ("prestigio",),
    "multinational": ("multinacional",),
    "extraordinary": ("extraordinario", "beneficio extraordinario"),
    "service": ("servicio", "servicios", "conocimiento de servicio", "conocimiento del servicio"),
    "market": ("mercado", "mercados", "conocimiento de mercado", "conocimiento del mercado"),
    "demand": ("exigencia", "nivel de exigencia", "demanda", "demand level", "level of demand"),
    "singularity": ("singularidad", "singular", "uniqueness"),
}  # fmt: skip


def choice(column: Column, text: str) -> str | None:
    """The declared value that a word means; None where it means none of them."""
    return _meant(column.choices, plain(text))


def understood(column: Column, text: str) -> str | None:
    """The value that a word means to clave, by all of it or by its first word («Visita a planta»); None = another one."""
    word = plain(text)
    return _meant(column.understood, word) or (_meant(column.understood, word.split()[0]) if word else None)


def _meant(values: Sequence[str], word: str) -> str | None:
    squeezed = word.replace(" ", "")
    for value in values:
        if (
            squeezed == plain(value).replace(" ", "")
            or word in WORDS.get(value, ())
            or squeezed in WORDS.get(value, ())
        ):
            return value
    return None


def flag(text: str) -> bool | None:
    """Yes or no as people write it; None where it is neither."""
    word = plain(text)
    return True if word in YES else False if word in NO else None


def is_choice(column: Column, text: str) -> bool:
    """Whether a cell fits the few values of a column."""
    return flag(text) is not None if column.kind is Kind.FLAG else choice(column, text) is not None
