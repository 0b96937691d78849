"""What people of Farallones judge of their customers: rating, reason and evidence, in their own words."""

from __future__ import annotations

from dataclasses import dataclass

from clave.demo.cast import ANDREA, CAMILO, JULIAN, MARCELA

PATRICIA, DIANA, ISABEL, WILSON = "Patricia Salcedo", "Diana Vergara", "Isabel Mora", "Wilson Mena"


@dataclass(frozen=True)
class Judgement:
    """One rating of one person; `ago` days before the last date, valid for `holds` days (0 = policy decides), of one
    `kind` of an extraordinary benefit."""

    customer: str
    criterion: str
    rater: str
    ago: int
    rating: int
    reason: str
    evidence: str = ""
    holds: int = 365
    kind: str = ""


JUDGEMENTS: tuple[Judgement, ...] = (
    Judgement("Plastilab Ensayos S.A.S.", "knowledge", CAMILO, 60, 4,
              "Prueba con nosotros todo adhesivo nuevo antes de sacarlo",
              "9 ensayos en 2026; el informe de desprendimiento cambió la fórmula del PU-440"),
    Judgement("Plastilab Ensayos S.A.S.", "knowledge", ISABEL, 45, 4,
              "Sus equipos miden lo que nuestro laboratorio no puede",
              "Curvas de envejecimiento UV de marzo y julio"),
    Judgement("Plastilab Ensayos S.A.S.", "knowledge", DIANA, 80, 3, "Nos enseña cómo se pega en línea rápida",
              "Visita del 14 de agosto"),
    Judgement("Taller Escuela Calzar", "knowledge", ANDREA, 90, 4,
              "Forma a quienes mañana deciden el adhesivo en las fábricas",
              "6 talleres con 22 operarios cada uno"),
    Judgement("Taller Escuela Calzar", "knowledge", ISABEL, 50, 4,
              "Ensaya a diario con cueros distintos y nos cuenta todo",
              "Bitácora de ensayos compartida"),
    Judgement("Taller Escuela Calzar", "knowledge", WILSON, 70, 2,
              "Aprendemos, pero pocas veces llega a producción", "Comité de julio"),
    Judgement("Construcel Sistemas S.A.", "prestige", JULIAN, 100, 4,
              "El gremio pregunta qué usa Construcel antes de comprar",
              "Premio Construcción Sostenible 2025"),
    Judgement("Construcel Sistemas S.A.", "prestige", DIANA, 95, 3, "Su obra de la calle 100 se visita como modelo",
              "Caso publicado en marzo"),
    Judgement("Construcel Sistemas S.A.", "prestige", PATRICIA, 40, 4, "Su gerente preside la cámara del sector",
              "Acta de la cámara"),
    Judgement("Ensambles Pacífico S.A.", "prestige", CAMILO, 130, 4, "Provee a las dos ensambladoras del país",
              "Certificación IATF 16949"),
    Judgement("Ensambles Pacífico S.A.", "prestige", DIANA, 120, 3, "Nos pide como referencia en sus auditorías",
              "Correo del 2 de julio"),
    Judgement("Ensambles Pacífico S.A.", "prestige", WILSON, 60, 3,
              "Su calidad de recibo obliga a mejorar la nuestra", "Auditoría de mayo"),
    Judgement("Kessel Andina S.A.", "prestige", MARCELA, 75, 3, "Marca alemana que todos reconocen",
              "Catálogo mundial 2026"),
    Judgement("Kessel Andina S.A.", "prestige", JULIAN, 75, 3, "Su logo en nuestra feria trae visitas",
              "Feria de septiembre"),
    Judgement("Kessel Andina S.A.", "multinational", MARCELA, 75, 4, "Compra en tres países y decide desde Cartagena",
              "Pedidos de Panamá y San José"),
    Judgement("Kessel Andina S.A.", "multinational", PATRICIA, 30, 3, "Quiere un solo proveedor para Centroamérica",
              "Reunión del 1 de octubre"),
    Judgement("Nordhaus Packaging Colombia S.A.S.", "multinational", MARCELA, 64, 4,
              "Pequeña aquí, pero con plantas en Quito y Lima que ya nos compran", "Facturas de Ecuador y Perú"),
    Judgement("Nordhaus Packaging Colombia S.A.S.", "multinational", PATRICIA, 64, 4,
              "La casa matriz homologa proveedores por región",
              "Carta de homologación regional"),
    Judgement("Nordhaus Packaging Colombia S.A.S.", "multinational", DIANA, 20, 3,
              "Lima pidió muestras de laminación", "Guía de envío de octubre"),
    Judgement("Vidrios Chicalá S.A.", "multinational", JULIAN, 200, 3, "Dice que abrirá en Panamá",
              "Conversación con la gerencia"),
    Judgement("Vidrios Chicalá S.A.", "multinational", DIANA, 190, 0,
              "No hay registro mercantil ni compra fuera del país", "Consulta de registro"),
    Judgement("Vidrios Chicalá S.A.", "multinational", MARCELA, 180, 1, "Por ahora solo es una intención", ""),
    Judgement("Curtiembres Nemocón S.A.S.", "extraordinary", JULIAN, 85, 4,
              "Su demanda de curtido limpio nos abrió la línea sin solvente",
              "De ahí nació el PU-440 sin tolueno", kind="product"),
    Judgement("Curtiembres Nemocón S.A.S.", "extraordinary", JULIAN, 85, 4, "Exige lo que la norma pedirá en 2028",
              "Su ficha de residuos, hoy meta de toda la planta", kind="demand"),
    Judgement("Curtiembres Nemocón S.A.S.", "extraordinary", ISABEL, 60, 3, "Nadie más exige ese nivel de residuo",
              "Norma interna del cliente; cambiamos el lavado del reactor", kind="demand"),
    Judgement("Curtiembres Nemocón S.A.S.", "extraordinary", ISABEL, 60, 3, "Mide la migración mejor que nosotros",
              "Tabla de migración usada en el PU-460", kind="product"),
    Judgement("Curtiembres Nemocón S.A.S.", "extraordinary", MARCELA, 40, 1, "Lo suyo es muy suyo: pocos curten así",
              "Visita de septiembre", kind="product"),
    Judgement("Rodamax Industrial S.A.S.", "extraordinary", CAMILO, 110, 3,
              "Nos enseñó el servicio de llenado en su planta",
              "Piloto usado hoy en otras 4 cuentas", kind="service"),
    Judgement("Rodamax Industrial S.A.S.", "extraordinary", CAMILO, 110, 2, "Cuenta qué le ofrecen los demás",
              "Correos de cotización de mayo", kind="market"),
    Judgement("Rodamax Industrial S.A.S.", "extraordinary", WILSON, 100, 4,
              "Su muelle nos mostró cómo cargar en 20 minutos", "Método adoptado en Yumbo", kind="service"),
    Judgement("Rodamax Industrial S.A.S.", "extraordinary", DIANA, 100, 3,
              "Conoce la competencia mejor que nosotros", "Informe trimestral compartido", kind="market"),
    Judgement("Suelas Tayrona S.A.S.", "prestige", ANDREA, 500, 4, "Marca fuerte en la costa", "Feria de 2025", 365),
    Judgement("Textiles Guatapurí S.A.", "extraordinary", JULIAN, 640, 3, "Ideas de empaque textil",
              "Sesión de enero de 2025", 365),
    Judgement("Calzado La Sabana S.A.S.", "prestige", ANDREA, 30, 2, "Conocida en Bogotá, poco fuera", "", 0),
    Judgement("Calzado La Sabana S.A.S.", "knowledge", ISABEL, 27, 3,
              "Ensayo de desprendimiento 4 de 9 en su planta", "Cumple 3,1 N/mm"),
    Judgement("Calzado La Sabana S.A.S.", "knowledge", ANDREA, 25, 2,
              "Prueba, pero todavía no nos cuenta resultados", ""),
)  # fmt: skip
