"""A file with people of a customer: which column is what, and what each row would do before anything is kept. (G12)

Nothing is lost: a cell that is empty never empties what we knew, a row that cannot be kept is said with its line and reason,
and whoever we knew already is told apart from the new ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

from clave.base.errors import ClaveError
from clave.base.folding import folded
from clave.base.words import Joined, Text, _, joined
from clave.facts.intake.headers import likeness
from clave.operations.contacts import AREAS, CHANNELS, LANGUAGES, ContactSaid, checked_contact

COLUMNS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "name": (_("Name"), ("nombre", "nombre completo", "nombre y apellido", "contacto", "persona", "name", "full name")),
    "position": (_("Position"), ("cargo", "puesto", "posicion", "position", "job title", "title")),
    "area": (_("Area"), ("area", "departamento", "dependencia", "department")),
    "email": (_("E-mail"), ("correo", "correo electronico", "email", "e-mail", "mail")),
    "phone": (_("Phone"), ("telefono", "celular", "movil", "tel", "phone", "mobile", "whatsapp")),
    "channel": (_("Channel"), ("canal", "medio", "canal preferido", "channel")),
    "language": (_("Language"), ("idioma", "lengua", "language")),
    "customer": (_("Customer"), ("cliente", "codigo cliente", "cod cliente", "customer", "account", "cuenta")),
}
"""What a column of the file may hold, and how it may be headed."""
PERSONAL_DATES = ("cumpleanos", "fecha de nacimiento", "nacimiento", "birthday", "birth date")
WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "area": {
        "management": ("gerencia", "direccion", "gerente general", "management"),
        "purchasing": ("compras", "abastecimiento", "adquisiciones", "purchasing", "procurement"),
        "technical": ("tecnica", "desarrollo", "ingenieria", "tecnica y desarrollo", "technical", "r&d"),
        "production": ("produccion", "planta", "manufactura", "production", "plant"),
        "quality": ("calidad", "laboratorio", "quality"),
        "finance": ("finanzas", "tesoreria", "cartera", "pagos", "contabilidad", "finance"),
        "logistics": ("logistica", "bodega", "almacen", "despachos", "logistics", "warehouse"),
        "sales": ("ventas", "mercadeo", "comercial", "sales", "marketing"),
        "other": ("otra", "otro", "other"),
    },
    "channel": {
        "visit": ("visita", "presencial", "visit"), "call": ("llamada", "telefono", "celular", "call", "phone"),
        "video": ("videollamada", "video", "teams", "zoom", "video call"), "mail": ("correo", "email", "e-mail", "mail"),
        "message": ("mensaje", "whatsapp", "chat", "message"),
    },
    "language": {"es": ("espanol", "es", "castellano", "spanish"), "en": ("ingles", "en", "english"),
                 "pt": ("portugues", "pt", "portuguese"), "other": ("otro", "other")},
}  # fmt: skip
SURE = 0.6  # likeness from which a header is taken for a column
Kind = Literal["new", "changed", "same", "refused"]


@dataclass(frozen=True)
class Line:
    """What a row of the file would do: its line, what it says, whose contact it changes (None: a new one), in which fields;
    `because` says why it is refused, or what was left out."""

    line: int
    kind: Kind
    said: ContactSaid
    number: int | None = None
    changes: tuple[str, ...] = ()
    because: Text | Joined | None = None


def guessed(headers: Sequence[str]) -> dict[str, int]:
    """The place of each column that is recognised, each header used once, the surest first."""
    fits = sorted(
        (
            (-max(likeness(header, synonym) for synonym in synonyms), place, column)
            for place, header in enumerate(headers)
            for column, (_label, synonyms) in COLUMNS.items()
        ),
        key=lambda fit: fit[:2],
    )
    found: dict[str, int] = {}
    for minus, place, column in fits:
        if -minus >= SURE and column not in found and place not in found.values():
            found[column] = place
    return found


def recognised(cells: Sequence[str]) -> int:
    """How many cells of a record are headers of people; 0 without the name."""
    found = guessed(cells)
    return len(found) if "name" in found else 0


def personal_dates(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers of birthdays, which are not brought: they need what the person says themselves."""
    return tuple(header for header in headers if any(likeness(header, word) >= SURE for word in PERSONAL_DATES))


def lines(
    rows: Sequence[Sequence[str]], at: Sequence[int], columns: Mapping[str, int], known: Mapping[int, ContactSaid],
    customer: tuple[str, str], country: str,
) -> tuple[Line, ...]:  # fmt: skip
    """What every row would do; `known` are the people of the customer by number, `customer` its code and name."""
    mails = {one.email.casefold(): number for number, one in known.items() if one.email}
    names = _single((folded(one.name), number) for number, one in known.items())
    seen: dict[str, int] = {}
    found = []
    for row, line in zip(rows, at, strict=True):
        one = _line(_cells(row, columns), line, known, mails, names, customer, country)
        for key in _keys(one) if one.kind != "refused" else ():
            if key in seen and one.kind != "refused":
                because = _("line {line} says it already.").fill(line=seen[key])
                one = replace(one, kind="refused", because=because, number=None, changes=())
            seen.setdefault(key, line)
        found.append(one)
    return tuple(found)


def _line(
    cells: Mapping[str, str], line: int, known: Mapping[int, ContactSaid], mails: Mapping[str, int],
    names: Mapping[str, int], customer: tuple[str, str], country: str,
) -> Line:  # fmt: skip
    raw = ContactSaid(name=cells.get("name", ""), position=cells.get("position", ""), email=cells.get("email", ""),
                      phone=cells.get("phone", ""))  # fmt: skip
    whose = cells.get("customer", "")
    if whose and folded(whose) not in {folded(word) for word in customer}:
        return Line(line, "refused", raw, because=_("it is of another customer: «{whose}».").fill(whose=whose))
    read, strange = _choices(cells)
    try:
        said = checked_contact(replace(raw, email=raw.email.lower()), country)
    except ClaveError as refused:
        return Line(
            line, "refused", raw, because=joined([refused.what, *([refused.remedy] if refused.remedy else [])], " ")
        )
    number = mails.get(said.email) if said.email else None
    if number is None:
        number = names.get(folded(said.name))
    if number is None:
        return Line(line, "new", replace(said, **read), because=strange)  # type: ignore[arg-type]
    given = {one.name: getattr(said, one.name) for one in fields(said) if cells.get(one.name)} | read
    merged = replace(known[number], **given)
    changes = tuple(name for name, value in given.items() if getattr(known[number], name) != value)
    return Line(line, "changed" if changes else "same", merged, number, changes, strange)


def _keys(one: Line) -> list[str]:
    """What may stand only once in a file: a person that we know, or an address."""
    return [key for key in (f"#{one.number}" if one.number else "", one.said.email.casefold()) if key]


def _cells(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {name: row[place].strip() for name, place in columns.items() if place < len(row) and row[place].strip()}


def _choices(cells: Mapping[str, str]) -> tuple[dict[str, str], Text | None]:
    """Areas, channels and languages as they are kept; a word that nobody knows is left out, and said."""
    found, strange = {}, []
    for name, known in (("area", AREAS), ("channel", CHANNELS), ("language", LANGUAGES)):
        if word := folded(cells.get(name, "")):
            meant = next((key for key in known if word == key or word in WORDS[name][key]), None)
            if meant is None:
                strange.append(cells[name])
            else:
                found[name] = meant
    return found, _("nobody knows what «{word}» is: it is left out.").fill(word=", ".join(strange)) if strange else None


def _single(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Names that only one of the known people has."""
    found: dict[str, list[int]] = {}
    for name, number in pairs:
        found.setdefault(name, []).append(number)
    return {name: numbers[0] for name, numbers in found.items() if len(numbers) == 1}
