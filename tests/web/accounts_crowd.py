"""Thousands of accounts at once, straight into the list: what a large book leaves there, without measuring one."""

from __future__ import annotations

import random

from clave.measures.health import STATES
from clave.store.accounts import overview
from clave.store.models import AccountLine, SelectionRun

CRITERIA = ("volume", "distributor", "kilos", "profit", "potential", "loyalty", "knowledge", "prestige")
CITIES = tuple(f"Ciudad {number}" for number in range(120))
SYLLABLES = ("ca", "le", "mu", "ro", "ta", "ni", "so", "pe", "gu", "dá", "ñe", "bri")


def crowd(run: SelectionRun, size: int, seed: int = 7) -> None:
    """`size` more accounts of a run, all their figures drawn by lot; some are not known."""
    dice = random.Random(seed)
    AccountLine.objects.bulk_create((_one(run, place, dice) for place in range(size)), batch_size=500)
    run.overview = overview(run)
    run.save(update_fields=["overview"])


def _one(run: SelectionRun, place: int, dice: random.Random) -> AccountLine:
    name = "".join(dice.choices(SYLLABLES, k=4)).capitalize() + f" {place} S.A.S."
    reasons = dice.sample(CRITERIA, dice.choice((0, 0, 0, 1, 2, 4)))
    state = dice.choice(list(STATES))
    money = dice.lognormvariate(16, 1.5)

    def maybe(value: float) -> float | None:
        return None if dice.random() < 0.1 else value

    return AccountLine(
        run=run, customer=f"Z{place:06d}", name=name, folded=f"{name.casefold()} z{place:06d}",
        city=dice.choice(CITIES), sector=dice.choice(("Calzado", "Empaque", "Muebles", "")), channel="Industria",
        country="Colombia", group=(group := dice.choice(("", "", "", f"Grupo {place % 300}"))),
        group_folded=group.casefold(), abc=dice.choice("ABC"), rank=place + 1, score=dice.random() * 100,
        sure=dice.random(), firmness="out", member=place < 35, seat="", gate=dice.choice(("passes", "fails", "unknown")),
        but_for_payment=False, category_place=1 if reasons else None,
        reasons="".join(f"|{key}" for key in reasons) + "|" if reasons else "", health=state,
        concern=list(STATES).index(state), money=money, money_before=maybe(money * dice.uniform(0.6, 1.5)),
        growth=maybe(dice.uniform(-0.5, 0.8)), growth_median=maybe(dice.uniform(-0.5, 0.8)), margin=maybe(money * 0.3),
        margin_rate=maybe(dice.uniform(0.1, 0.5)), kilos=maybe(money / 1e4), days_beyond=maybe(dice.uniform(0, 40)),
        within_terms=maybe(dice.random()), share_of_wallet=maybe(dice.random()), headroom=maybe(money / 2),
        months_bought=maybe(12), continuity=maybe(dice.random()), days_since=maybe(float(dice.randint(0, 400))),
        because=[{"text": "stopped buying {family}", "values": {"family": "Solvente"}}] if state != "healthy" else [],
        months=[round(money / 12 * dice.uniform(0, 2), 2) for _month in range(24)],
    )  # fmt: skip
