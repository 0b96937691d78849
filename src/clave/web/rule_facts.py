"""The facts behind conditions and minimums: what they may name, and whether what was typed exists."""

from __future__ import annotations

from django import forms

from clave.base.errors import ClaveError
from clave.base.typed import quoted
from clave.base.words import _
from clave.facts.book import Book
from clave.facts.offered import Offered, knows_product, offered
from clave.store.facts import book_of
from clave.store.queries import latest_run
from clave.web.words import told


def newest_book() -> Book | None:
    """The facts of the latest list; None where there are none or they cannot be opened."""
    run = latest_run()
    try:
        return book_of(run.facts_version) if run else None
    except ClaveError:
        return None


def choices(book: Book | None) -> Offered:
    """Families and channels to choose from; none where the facts cannot be read."""
    try:
        return offered(book) if book else Offered()
    except ClaveError:
        return Offered()


def known_product(form: forms.Form, book: Book | None) -> bool:
    """Whether the product typed into a form exists; what does not is said beside its field."""
    product = form.cleaned_data.get("product", "").strip().upper()
    if not product or book is None or knows_product(book, product):
        return True
    said = _("No product has the code «{code}»: write it as the invoices do.").fill(code=quoted(product))
    form.add_error("product", told(said))
    return False
