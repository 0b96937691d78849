"""Words of which customers are made: places, registered names, people."""

from __future__ import annotations

import numpy as np
from stdnum.co import nit

# city, department, share of the customers
CITIES: tuple[tuple[str, str, float], ...] = (
    ("Cali", "Valle del Cauca", 20), ("Bogotá", "Bogotá D. C.", 20), ("Medellín", "Antioquia", 11),
    ("Bucaramanga", "Santander", 7), ("Barranquilla", "Atlántico", 6), ("Pereira", "Risaralda", 4),
    ("Yumbo", "Valle del Cauca", 4), ("Itagüí", "Antioquia", 4), ("Palmira", "Valle del Cauca", 3),
    ("Soacha", "Cundinamarca", 3), ("Cúcuta", "Norte de Santander", 3), ("Manizales", "Caldas", 2),
    ("Armenia", "Quindío", 2), ("Pasto", "Nariño", 2), ("Ibagué", "Tolima", 2), ("Cartagena", "Bolívar", 2),
    ("Popayán", "Cauca", 1.5), ("Tuluá", "Valle del Cauca", 1.5), ("Neiva", "Huila", 1), ("Villavicencio", "Meta", 1),
    ("Tunja", "Boyacá", 1), ("Santa Marta", "Magdalena", 0.5), ("Valledupar", "Cesar", 0.5), ("Funza",
    "Cundinamarca", 1),
    ("Zipaquirá", "Cundinamarca", 0.5), ("Tocancipá", "Cundinamarca", 0.5), ("Florencia", "Caquetá", 0.3),
)  # fmt: skip
ABROAD = {
    "Quito": "Ecuador",
    "Guayaquil": "Ecuador",
    "Lima": "Perú",
    "Ciudad de Panamá": "Panamá",
    "San José": "Costa Rica",
}
REGION = {city: region for city, region, _share in CITIES}
NORTH = {
    "Bogotá D. C.",
    "Cundinamarca",
    "Boyacá",
    "Santander",
    "Norte de Santander",
    "Meta",
    "Atlántico",
    "Magdalena",
    "Cesar",
    "Bolívar",
}
WAREHOUSES = ("Yumbo", "Tocancipá")

STARTS: dict[str, tuple[str, ...]] = {
    "Calzado": ("Calzado", "Suelas", "Marroquinería", "Manufacturas de Cuero", "Tacones y Plantillas", "Botas"),
    "Muebles": ("Muebles", "Maderas", "Tapicería", "Carpintería", "Tableros", "Cocinas Integrales"),
    "Colchones": ("Colchones", "Espumas", "Espumados", "Descanso"),
    "Empaque": ("Empaques", "Cartones", "Corrugados", "Plegadizas", "Embalajes", "Etiquetas"),
    "Artes gráficas": ("Litografía", "Artes Gráficas", "Impresos", "Editorial", "Encuadernaciones"),
    "Construcción": ("Construcciones", "Pisos", "Acabados", "Constructora", "Impermeabilizaciones"),
    "Automotriz": ("Autopartes", "Carrocerías", "Frenos", "Ensambles", "Tapizados Automotrices"),
    "Distribuidor": ("Distribuidora", "Distribuciones", "Comercializadora", "Almacén", "Representaciones", "Peletería"),
    "Ferretería": ("Ferretería", "Ferredepósito", "Pinturas y Pegantes", "Depósito"),
}
ENDS = (
    "El Cóndor", "Los Andes", "La Ceiba", "Santa Elena", "San Fernando", "El Samán", "La Castellana", "Chiminangos",
    "Cristales", "Pance", "El Lago", "Versalles", "Obrero", "La Flora", "Aguablanca", "Versátil", "Tequila", "Nariño",
    "Guambía", "Calima", "Sinú", "Catatumbo", "Vaupés", "Orinoco", "Nevado", "Galeras", "Puracé", "Tolú", "Macarena",
    "Ruiz", "Tatacoa", "Chicaque", "Monserrate", "Guatavita", "Iguaque", "Chingaza", "Cocuy", "Sumapaz", "Combeima",
    "Quimbaya", "Tairona", "Muisca", "Pijao", "Zenú", "Wayúu", "Emberá", "Nutibara", "Aburrá", "Patía", "Atrato",
    "Baudó", "Cauca", "Risaralda", "Otún", "Consota", "La Merced", "San Antonio", "El Peñón", "Granada",
    "Ciudad Jardín",
    "Bolívar", "Sucre", "Caldas", "Girardot", "Ricaurte", "Córdoba", "Murillo", "Cabal", "Garcés", "Lloreda",
    "Caicedo",
    "Arango", "Restrepo", "Uribe", "Londoño", "Mejía", "Jaramillo", "Ospina", "Vélez", "Botero", "Gaviria", "Escobar",
    "Cárdenas", "Moreno", "Rincón", "Pardo", "Rojas", "Castaño", "Giraldo", "Hoyos", "Salazar", "Duque", "Zuluaga",
    "del Valle", "del Norte", "del Sur", "del Pacífico", "de Occidente", "de Oriente", "del Eje", "de la Sabana",
    "Internacional", "Nacional", "Moderna", "Futuro", "Progreso", "Alianza", "Unión", "Universal", "Central",
)  # fmt: skip
FORMS = ("S.A.S.", "S.A.S.", "S.A.S.", "S.A.", "Ltda.", "S. en C.", "")
FIRST = ("Jairo", "Luz Marina", "Hernán", "Gloria", "Fabio", "Nidia", "Wilson", "Yolanda", "Édgar", "Marta", "Óscar",
         "Inés", "Ramiro", "Beatriz", "Darío", "Amparo", "Néstor", "Pilar", "Gustavo", "Consuelo")  # fmt: skip
LAST = ("Quintero", "Muñoz", "Castaño", "Giraldo", "Rengifo", "Caicedo", "Ordóñez", "Medina", "Tapias", "Lemus",
        "Galvis", "Pardo", "Arciniegas", "Gutiérrez", "Zea", "Tovar", "Bustos", "Parra", "Lozano",
        "Mena")  # fmt: skip
REPS = ("Liliana Cano", "Edwin Rojas", "Mauricio Prado", "Paola Rengifo", "Jorge Ibarra", "Sandra Mesa",
"Iván Duarte",
        "Claudia Henao")  # fmt: skip


def company_names(draw: np.random.Generator, kinds: list[str], taken: set[str]) -> list[str]:
    """A registered name for each kind (a sector, channel, or 'person'), none of them twice and none in `taken`."""
    used, made = set(taken), []
    for kind in kinds:
        name = _one(draw, kind)
        while name in used:
            name = _one(draw, kind)
        used.add(name)
        made.append(name)
    return made


def _one(draw: np.random.Generator, kind: str) -> str:
    if kind == "person":
        return f"{_pick(draw, FIRST)} {_pick(draw, LAST)} {_pick(draw, LAST)}"
    name = f"{_pick(draw, STARTS[kind])} {_pick(draw, ENDS)} {_pick(draw, FORMS)}"
    return name.strip()


def _pick(draw: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(draw.integers(len(choices)))]


def tax_numbers(draw: np.random.Generator, count: int) -> list[str]:
    """NITs with their check digit, all different: 900.482.117-3."""
    bodies = 800_000_000 + draw.choice(199_999_999, count, replace=False)
    return [str(nit.format(f"{body}{nit.calc_check_digit(str(body))}")) for body in bodies]
