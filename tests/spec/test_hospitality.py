"""Hospitality, the manual · Atenciones, el manual: what may be given, what waits for somebody, what is refused, and why.

Limits of the default policy: 150.000 for a person at a time and 600.000 in a year; 900.000 for an account at a time and
4.000.000 in a year; 50.000 and 100.000 for who works for a public body; acts up to 30 days apart count as one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clave.base.errors import ClaveError
from clave.operations.consent import Consent, allowed
from clave.operations.hospitality.approval import Ours, why_not
from clave.operations.hospitality.kinds import ALLOWED, APPROVED, KINDS, REFUSED, WAITING
from clave.operations.hospitality.rules import rules_of
from clave.operations.hospitality.said import HospitalitySaid, checked_hospitality
from clave.operations.hospitality.standing import stands, with_cost
from clave.operations.hospitality.suggestions import Celebrant, Remembered, suggestions, unasked
from clave.operations.hospitality.verdict import Act, Blackout, Head, Verdict, decide
from clave.policy.reading import default

TODAY = date(2026, 11, 20)
RULES = rules_of(default().at(TODAY))
YES = allowed("hospitality", [Consent("hospitality", True, date(2026, 1, 5))], TODAY)
NO = allowed("hospitality", [Consent("hospitality", False, date(2026, 1, 5))], TODAY)
NEVER = allowed("hospitality", [], TODAY)
PEOPLE = {
    "ana": Head("ana", "Ana", official=False, consent=YES),
    "beto": Head("beto", "Beto", official=False, consent=YES),
    "carla": Head("carla", "Carla", official=None, consent=YES),
    "dora": Head("dora", "Dora", official=True, consent=YES),
    "elena": Head("elena", "Elena", official=False, consent=NO),
    "fabio": Head("fabio", "Fabio", official=False, consent=NEVER),
    "gil": Head("gil", "Gil", official=False, consent=YES, here=False),
    "ours": Head("ours", "Andrea"),
}


def act(cost: int | None, *heads: str, days: int = 0, kind: str = "gift", way: str = "out", number: int = 0) -> Act:
    """Something `days` before today, for these people."""
    money = None if cost is None else Decimal(cost)
    return Act("norte", TODAY - timedelta(days=days), kind, way, money, heads or ("ana",), number)


def said(one: Act, *others: Act, tenders: tuple[Blackout, ...] = ()) -> Verdict:
    return decide(one, PEOPLE, others, tenders, RULES, "COP")


def codes(verdict: Verdict) -> list[str]:
    return [one.code for one in verdict.reasons]


def words(verdict: Verdict) -> list[str]:
    return [one.text.say("en").replace("\u00a0", " ") for one in verdict.reasons]


def test_what_is_below_every_limit_needs_nobody() -> None:
    """Un regalo de 150.000 para Ana: dentro de los límites, nadie tiene que aprobarlo."""
    assert said(act(150_000)).answer == ALLOWED
    assert [(one.code, one.used, one.limit) for one in said(act(150_000)).totals] == [
        ("person_once", 150_000, 150_000), ("person_year", 150_000, 600_000),
        ("account_once", 150_000, 900_000), ("account_year", 150_000, 4_000_000),
    ]  # fmt: skip


def test_a_peso_more_waits_for_somebody() -> None:
    """150.001 espera a que alguien lo apruebe, y dice por qué."""
    found = said(act(150_001))
    assert found.answer == WAITING
    assert words(found) == ["Ana would get $ 150.001, and the limit at a time is $ 150.000".replace(".", ",")]


def test_the_cost_is_of_all_and_the_limit_of_each() -> None:
    """Un almuerzo de 400.000 para tres son 133.334 por cabeza (se redondea hacia arriba): dentro. Para dos, 200.000: espera."""
    assert said(act(400_000, "ana", "beto", "carla", kind="lunch")).answer == WAITING, (
        "nobody knows whether Carla is one"
    )
    assert said(act(300_000, "ana", "beto", kind="lunch")).answer == ALLOWED
    assert codes(said(act(400_000, "ana", "beto", kind="lunch"))) == ["person_once", "person_once"]
    assert act(400_000, "ana", "beto", "dora").share == Decimal("133333.34")


def test_a_gift_in_two_parts_is_one_gift() -> None:
    """100.000 hace 20 días y 100.000 hoy son 200.000: se descubre la división y espera. Hace 31 días ya no cuentan juntos."""
    before = act(100_000, days=20, number=7)
    found = said(act(100_000), before)
    assert (found.answer, found.together) == (WAITING, (7,))
    assert words(found) == [
        "it is one of 2 in 30 days that count together: Ana would get $ 200,000, and the limit is $ 150,000"
    ]
    assert said(act(100_000), act(100_000, days=30, number=7)).together == (7,)
    assert said(act(100_000), act(100_000, days=31)).answer == ALLOWED
    assert said(act(100_000), act(100_000, "beto", days=2)).answer == ALLOWED, "of somebody else"


def test_a_gift_split_among_the_people_of_an_account_is_found_too() -> None:
    """Siete regalos de 130.000 a siete personas en un mes: 910.000 para la cuenta, que tiene 900.000 por vez."""
    others = [
        Act("norte", TODAY - timedelta(days=at), "gift", "out", Decimal(130_000), (f"p{at}",), at) for at in range(1, 7)
    ]
    found = said(act(130_000), *others)
    assert (found.answer, codes(found), found.together) == (WAITING, ["account_split"], (1, 2, 3, 4, 5, 6))


def test_a_year_has_its_own_limit() -> None:
    """Cuatro atenciones de 150.000, lejos una de otra, llenan el año de Ana; la quinta, de 1 peso, espera. En enero, no."""
    year = [act(150_000, days=at, number=at) for at in (60, 120, 180, 240)]
    assert codes(said(act(1), *year)) == ["person_year"]
    january = Act("norte", date(2027, 1, 15), "gift", "out", Decimal(150_000), ("ana",))
    assert said(january, *year).answer == ALLOWED


def test_unknown_is_not_zero() -> None:
    """Un almuerzo sin costo no se sabe si cabe: espera. Y mientras nadie escriba cuánto costó, tampoco se sabe de los demás."""
    assert codes(said(act(None, kind="lunch"))) == ["unknown_cost"]
    found = said(act(10_000), act(None, days=90, kind="lunch", number=3))
    assert codes(found) == ["person_unknown", "account_unknown"]
    assert words(found)[0] == "1 earlier one for Ana has no cost: what was got already is not known"
    assert said(act(None, kind="birthday")).answer == ALLOWED, "a greeting is worth no money"


@pytest.mark.parametrize(
    ("who", "answer", "reason"),
    [
        ("elena", REFUSED, "Elena has not consented to it: they said no on 5 Jan 2026"),
        ("fabio", REFUSED, "Fabio has not consented to it: nobody has asked them yet"),
        ("gil", REFUSED, "Gil does not work there any more"),
    ],
)
def test_without_consent_it_is_refused(who: str, answer: str, reason: str) -> None:
    """Sin consentimiento no se regala ni se invita: ni «no», ni «nadie preguntó», ni a quien ya no está."""
    found = said(act(1_000, who))
    assert (found.answer, words(found)) == (answer, [reason])


def test_a_public_official_has_a_stricter_limit_and_so_has_who_may_be_one() -> None:
    """Dora trabaja para una entidad pública: 50.000 por vez. De Carla nadie lo ha dicho: cuenta igual, y se dice."""
    assert said(act(50_000, "dora")).answer == ALLOWED
    assert codes(said(act(50_001, "dora"))) == ["official", "person_once"]
    found = said(act(50_001, "carla"))
    assert found.answer == WAITING
    assert words(found)[0].startswith(
        "nobody has said whether Carla works for a public body: the stricter limit counts"
    )


def test_a_tender_refuses_everything_of_worth_both_ways() -> None:
    """Con una licitación abierta no va ni viene nada de valor, lo apruebe quien lo apruebe; un saludo, sí."""
    tender = Blackout(TODAY - timedelta(days=3), None, "Licitación de pegantes 2027")
    for way, who in (("out", "ana"), ("in", "ours")):
        found = said(act(1_000, who, way=way), tenders=(tender,))
        assert (found.answer, codes(found)) == (REFUSED, ["blackout"])
    assert said(act(None, kind="birthday"), tenders=(tender,)).answer == ALLOWED
    assert said(act(5_000, kind="birthday"), tenders=(tender,)).answer == REFUSED, "with a present it is of worth"
    over = Blackout(TODAY - timedelta(days=30), TODAY - timedelta(days=1), "Ya se decidió")
    assert said(act(1_000), tenders=(over,)).answer == ALLOWED


def test_what_customers_give_us_has_limits_too() -> None:
    """Andrea recibe hasta 150.000 por vez y 300.000 al año, de todos los clientes juntos; lo que damos no cuenta ahí."""
    from_other = Act("sur", TODAY - timedelta(days=5), "gift", "in", Decimal(100_000), ("ours",), 4)
    found = said(act(60_000, "ours", way="in"), from_other)
    assert (found.answer, found.together) == (WAITING, (4,))
    assert said(act(60_000, "ours", way="in"), act(150_000, days=5)).answer == ALLOWED


MANAGER, DIRECTOR, KAM, OFFICER = Ours(1, "management"), Ours(2, "director"), Ours(3, "kam"), Ours(4, "compliance")


@pytest.mark.parametrize(
    ("who", "giver", "asked", "why"),
    [
        (DIRECTOR, KAM, 3, None),
        (OFFICER, MANAGER, 1, None),
        (MANAGER, DIRECTOR, 2, None),
        (DIRECTOR, DIRECTOR, 3, "whoever gives or gets it does not approve it"),
        (DIRECTOR, KAM, 2, "whoever asked for it does not approve it"),
        (DIRECTOR, MANAGER, 3, "nobody approves what somebody above them gives or gets"),
        (KAM, DIRECTOR, 2, "policy lets other departments approve it"),
    ],
)
def test_who_may_approve(who: Ours, giver: Ours, asked: int, why: str | None) -> None:
    """Aprueba quien no da, no recibe, no lo pidió y no está por debajo de quien lo da; cumplimiento está aparte."""
    found = why_not(who, giver, asked, RULES)
    assert (found.say("en") if found else None) == why


def test_an_approval_holds_up_to_the_cost_that_was_approved() -> None:
    """Se aprobaron 300.000: si costó 280.000, sigue aprobado; si costó 300.001, vuelve a esperar."""
    dear = said(act(300_001))
    assert with_cost(APPROVED, Decimal(300_000), Decimal(280_000), dear) == APPROVED
    assert with_cost(APPROVED, Decimal(300_000), Decimal(300_001), dear) == WAITING
    assert with_cost(APPROVED, None, Decimal(1_000_000), dear) == WAITING, "nobody knew what was approved"
    assert with_cost(WAITING, None, Decimal(10), said(act(10))) == ALLOWED
    assert stands(said(act(10, "elena"))) == WAITING, "what is there already waits; it is not forgotten"


def test_birthdays_ahead_are_those_of_people_who_said_yes() -> None:
    """Los cumpleaños que vienen, solo de quien aceptó que lo saluden; una vez saludado, no se sugiere otra vez."""
    yes, never = (allowed("greeting", [Consent("greeting", True, TODAY)], TODAY), allowed("greeting", [], TODAY))
    ana = Celebrant("norte", 1, "Ana", 25, 11, yes)
    beto = Celebrant("norte", 2, "Beto", 26, 11, never)
    carla = Celebrant("sur", 3, "Carla", 29, 2, yes)
    dora = Celebrant("sur", 4, "Dora", 20, 11, yes, greeted=(TODAY,))
    key = Remembered("sur", "Sur", date(2024, 12, 1))
    young = Remembered("este", "Este", date(2026, 11, 20))
    found = suggestions([ana, beto, carla, dora], [key, young], TODAY, 30)
    assert [(one.kind, one.on, one.name) for one in found] == [
        ("birthday", date(2026, 11, 25), "Ana"), ("anniversary", date(2026, 12, 1), "Sur"),
    ]  # fmt: skip
    assert found[1].why.say("en") == "it has been a key account for 2 years"
    assert suggestions([carla], [], date(2027, 2, 20), 30)[0].on == date(2027, 2, 28), "no 29th of February in 2027"
    assert unasked([ana, beto, carla]) == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", {"kind": "yacht"}), ("what", {"what": "  "}), ("what", {"what": "x" * 1_001}), ("contacts", {"contacts": ()}),
        ("cost", {"cost": Decimal(-1)}), ("on", {"on": date(2035, 1, 1)}), ("on", {"on": date(1999, 1, 1)}),
        ("declined", {"on": TODAY + timedelta(days=1), "declined": True}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(field: str, wrong: dict[str, object]) -> None:
    right: dict[str, object] = {"on": TODAY, "kind": "gift", "what": "Un libro", "contacts": (1,)}
    with pytest.raises(ClaveError) as refused:
        checked_hospitality(HospitalitySaid(**(right | wrong)), TODAY)  # type: ignore[arg-type]
    assert refused.value.where == field
    assert refused.value.remedy


def test_every_kind_needs_a_consent_of_its_own() -> None:
    """El saludo pide permiso para saludar; el regalo, el almuerzo y la invitación, para atenciones; el correo, para novedades."""
    assert {key: kind.purpose for key, kind in KINDS.items()} == {
        "birthday": "greeting", "lunch": "hospitality", "gift": "hospitality", "mail": "news", "invitation": "hospitality",
    }  # fmt: skip
