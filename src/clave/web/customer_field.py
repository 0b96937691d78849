"""The customer that a form is about: chosen already (`cliente`), or searched by a part of its name or its code (`who`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from clave.base.folding import folded
from clave.base.typed import quoted
from clave.base.words import Text, _
from clave.store.nominations import Named, customers_named, known_customer
from clave.web.words import told

OFFERED, LONGEST = 8, 200


@dataclass(frozen=True)
class CustomerAsked:
    """What was sent of a customer: its `code` and `name` (None where nobody was meant), what is `offered` for the words
    `who`, and what is `wrong`, said only of a form that was sent."""

    who: str
    code: str
    name: str | None
    offered: list[Named]
    wrong: str = ""


def customer_asked(request: HttpRequest) -> CustomerAsked:
    """The customer in the address or in the form that was sent."""
    sent = request.POST if request.method == "POST" else request.GET
    who, code = sent.get("who", "").strip()[:LONGEST], sent.get("cliente", "").strip()[:LONGEST]
    offered = offered_for(who)
    code = code or meant(who, offered)
    name = known_customer(code) if code else None
    if name is None and not code and who and (name := known_customer(who)):
        code = who
    wrong = told(unclear(who or code, offered)) if request.method == "POST" and name is None else ""
    return CustomerAsked(who or code, code if name else "", name, offered, wrong)


def offered_for(who: str) -> list[Named]:
    """The first customers that fit what is typed; none while nothing is."""
    return customers_named(who, OFFERED) if who else []


def meant(who: str, offered: list[Named]) -> str:
    """The code of the one that was meant: typed in full, or the only one that fits; empty where several may be."""
    typed = folded(who)
    exact = [one.code for one in offered if typed in (folded(one.name), folded(one.code))]
    return exact[0] if len(exact) == 1 else offered[0].code if len(offered) == 1 else ""


def unclear(who: str, offered: list[Named]) -> Text:
    """Why nobody knows which customer was meant, and what to do."""
    if not who:
        return _("Say which customer: write a part of its name, or its code.")
    if not offered:
        return _("No customer is called «{who}». Write another part of its name, or its code.").fill(who=quoted(who))
    return _("Several customers are called so: choose one of them.")
