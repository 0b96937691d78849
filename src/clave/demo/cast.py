"""The customers that everybody meets in the demo: who they are and for which reason each of them is key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY: Mapping[str, float] = {}


@dataclass(frozen=True)
class Role:
    """A named customer; `money` millions of pesos a year, `orders` a year, `key` the criteria it was made for.

    `taste` multiplies the appetite for families; `quiet` are stretches without purchase, as (days ago, days ago)."""

    name: str
    city: str
    sector: str
    channel: str
    owner: str
    money: float
    key: tuple[str, ...] = ()
    orders: float = 48
    terms: int = 30
    payer: str = "excellent"
    growth: float = 0.03
    discount: float = 0.05
    regular: float = 6.0
    taste: Mapping[str, float] = field(default_factory=lambda: NOBODY)
    idle: float = 0.0
    group: str = ""
    quiet: tuple[tuple[int, int], ...] = ()
    stopped: str = ""
    wallet: float = 0.0
    contacts: tuple[float, float] = (6, 10)  # a year: in, out
    confirmed: int = 120  # days since the profile was last confirmed
    trials: int = 0  # lab services over two years


ANDREA, JULIAN, MARCELA, CAMILO = "Andrea Quintero", "Julián Ospina", "Marcela Ríos", "Camilo Bedoya"
KAMS = (ANDREA, JULIAN, MARCELA, CAMILO)
INDUSTRY, DISTRIBUTOR, HARDWARE, CONTRACTOR = "Industria", "Distribuidor", "Ferretería", "Contratista"
BLOCKED = ((1010, 900), (700, 600), (330, 225))  # orders held by credit: gaps of three months

CAST: tuple[Role, ...] = (
    Role("Calzado La Sabana S.A.S.", "Bogotá", "Calzado", INDUSTRY, ANDREA, 1349, ("volume", "loyalty"), orders=120,
         growth=0.06, regular=20, contacts=(26, 30), confirmed=12, wallet=2180, trials=9),
    Role("Colchones Sierra Nevada S.A.", "Barranquilla", "Colchones", INDUSTRY, ANDREA, 1118, ("volume", "kilos"),
         orders=96, growth=0.04, contacts=(12, 16), taste={"Base agua": 4}),
    Role("Corrugados Chicamocha S.A.", "Bucaramanga", "Empaque", INDUSTRY, MARCELA, 1012, ("volume", "kilos"),
         orders=80, terms=45, growth=0.01, discount=0.09, taste={"Dextrinas": 3, "PVA": 2}),
    Role("Muebles Tequendama S.A.", "Soacha", "Muebles", INDUSTRY, ANDREA, 734, (), orders=60, payer="bad",
         growth=0.01, quiet=BLOCKED, discount=0.02, wallet=700, contacts=(3, 14), confirmed=300),
    Role("Tapizados del Pacífico S.A.", "Palmira", "Muebles", INDUSTRY, CAMILO, 520, (), orders=40, payer="bad",
         growth=0.0, quiet=BLOCKED, discount=0.03, wallet=500, contacts=(2, 8), confirmed=340),
    Role("Distribuciones Otún Ltda.", "Pereira", "Calzado", DISTRIBUTOR, JULIAN, 962, ("distributor", "volume"),
         orders=21, growth=-0.05, regular=14, discount=0.10, quiet=((42, -20),)),
    Role("Ferrepuente Mayorista S.A.S.", "Medellín", "Construcción", DISTRIBUTOR, CAMILO, 905, ("distributor",),
         orders=70, growth=0.05, discount=0.11),
    Role("Maderas Amazonía", "Florencia", "Muebles", DISTRIBUTOR, JULIAN, 214, ("distributor",), orders=30,
         discount=0.10),
    Role("Empaques del Cauca S.A.", "Yumbo", "Empaque", INDUSTRY, MARCELA, 1540, ("kilos", "volume"), orders=130,
         growth=0.10, discount=0.08, taste={"Dextrinas": 4, "Hotmelt": 2}, contacts=(20, 24), confirmed=40,
         wallet=2400),
    Role("Láminas del Norte S.A.S.", "Barranquilla", "Muebles", INDUSTRY, MARCELA, 640, ("kilos",), orders=50,
         growth=0.09, discount=0.09, taste={"PVA": 8, "Base agua": 2}),
    Role("Marroquinería Quindío S.A.S.", "Armenia", "Calzado", INDUSTRY, ANDREA, 318, ("profit",), orders=44,
         growth=0.12, discount=0.0, taste={"Imprimantes": 6, "Activadores": 6}),
    Role("Autopartes Suroccidente S.A.", "Cali", "Automotriz", INDUSTRY, CAMILO, 455, ("profit",), orders=52,
         growth=0.08, discount=0.0, taste={"Imprimantes": 5, "Activadores": 6}),
    Role("Andina de Pisos S.A.", "Bogotá", "Construcción", INDUSTRY, JULIAN, 402, ("potential",), orders=50,
         growth=0.22, regular=12, wallet=2300),
    Role("Filtros Atrato S.A.S.", "Itagüí", "Automotriz", INDUSTRY, CAMILO, 187, ("potential",), orders=40,
         growth=0.20, regular=12, wallet=1450),
    Role("Curtiembres Nemocón S.A.S.", "Zipaquirá", "Calzado", INDUSTRY, JULIAN, 240, ("potential", "extraordinary"),
         orders=36, growth=0.24, wallet=1600),
    Role("Textiles Guatapurí S.A.", "Valledupar", "Muebles", INDUSTRY, JULIAN, 276, ("loyalty",), orders=60,
         growth=-0.01, regular=30, contacts=(20, 22), confirmed=20),
    Role("Artes Gráficas Boyacá Ltda.", "Tunja", "Artes gráficas", INDUSTRY, JULIAN, 208, ("loyalty",), orders=52,
         growth=-0.01, regular=30, contacts=(16, 18), confirmed=35),
    Role("Tapas y Envases Aburrá S.A.", "Itagüí", "Empaque", INDUSTRY, CAMILO, 521, ("loyalty",), orders=64,
         growth=0.0, regular=30, contacts=(14, 20), confirmed=15),
    Role("Plastilab Ensayos S.A.S.", "Cali", "Automotriz", INDUSTRY, CAMILO, 48, ("knowledge",), orders=16, terms=30,
         discount=0.02, trials=14, contacts=(14, 12), confirmed=60),
    Role("Taller Escuela Calzar", "Cali", "Calzado", INDUSTRY, ANDREA, 22, ("knowledge",), orders=14, terms=15,
         discount=0.02, trials=18, contacts=(18, 14), confirmed=30),
    Role("Remates Industriales Caldas S.A.S.", "Manizales", "Calzado", DISTRIBUTOR, CAMILO, 164, ("idle_stock",),
         orders=30, terms=8, payer="good", discount=0.15, idle=60),
    Role("Embalajes Magdalena Ltda.", "Barranquilla", "Empaque", INDUSTRY, MARCELA, 119, ("idle_stock", "cash"),
         orders=26, terms=0, payer="cash", discount=0.14, idle=60),
    Role("Construcel Sistemas S.A.", "Bogotá", "Construcción", INDUSTRY, JULIAN, 231, ("prestige",), orders=34,
         terms=45, growth=0.14),
    Role("Ensambles Pacífico S.A.", "Cali", "Automotriz", INDUSTRY, CAMILO, 102, ("prestige",), orders=28, terms=45),
    Role("Nordhaus Packaging Colombia S.A.S.", "Tocancipá", "Empaque", INDUSTRY, MARCELA, 143, ("multinational",),
         orders=26, terms=45, growth=0.24, group="Nordhaus Packaging"),
    Role("Nordhaus Packaging Ecuador S.A.", "Quito", "Empaque", INDUSTRY, MARCELA, 46, orders=10, terms=60,
         group="Nordhaus Packaging"),
    Role("Nordhaus Packaging Perú S.A.", "Lima", "Empaque", INDUSTRY, MARCELA, 31, orders=8, terms=60,
         group="Nordhaus Packaging"),
    Role("Kessel Andina S.A.", "Cartagena", "Automotriz", INDUSTRY, MARCELA, 96, ("multinational", "prestige"),
         orders=24, terms=45, growth=0.18, group="Kessel"),
    Role("Kessel Centroamérica S.A.", "Ciudad de Panamá", "Automotriz", INDUSTRY, MARCELA, 38, orders=9, terms=60,
         group="Kessel"),
    Role("Kessel Costa Rica S.A.", "San José", "Automotriz", INDUSTRY, MARCELA, 22, orders=7, terms=60,
         group="Kessel"),
    Role("Rodamax Industrial S.A.S.", "Cali", "Automotriz", INDUSTRY, CAMILO, 190, ("extraordinary",), orders=32,
         trials=5),
    Role("Peletería Restrepo Hnos.", "Bogotá", "Calzado", DISTRIBUTOR, ANDREA, 388, ("cash", "distributor"),
         orders=46, terms=-1, payer="cash", discount=0.08),
    Role("Sandalias del Caribe S.A.S.", "Cartagena", "Calzado", INDUSTRY, ANDREA, 64, ("cash",), orders=24, terms=0,
         payer="cash", discount=0.06),
    Role("Suelas Tayrona S.A.S.", "Santa Marta", "Calzado", INDUSTRY, ANDREA, 296, (), orders=38, payer="slow",
         stopped="Hotmelt", wallet=1100, contacts=(5, 8)),
    Role("Vidrios Chicalá S.A.", "Neiva", "Construcción", INDUSTRY, JULIAN, 128, (), orders=26, payer="good"),
    Role("Pegamax Centro S.A.S.", "Bogotá", "Calzado", DISTRIBUTOR, "Liliana Cano", 260, (), orders=40, payer="slow",
         discount=0.09),
    Role("Cartones del Sur S.A.", "Pasto", "Empaque", INDUSTRY, "Edwin Rojas", 175, (), orders=30, payer="good"),
    Role("Ferretería Nápoles", "Cali", "Construcción", HARDWARE, "Edwin Rojas", 58, (), orders=30, payer="good"),
    Role("Tapicería Funza", "Funza", "Muebles", CONTRACTOR, "Liliana Cano", 14, (), orders=20, payer="good"),
)  # fmt: skip
