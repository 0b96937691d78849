"""The list of accounts as a file: all that is filtered, in its order, with the columns chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from clave.actions.views import note_export
from clave.base.figures import Figure
from clave.base.words import Text, _
from clave.report.sheet import excel, separated
from clave.store.accounts import Wanted, accounts, whole
from clave.store.models import SelectionRun
from clave.store.ownership import owners
from clave.store.queries import latest_run
from clave.store.status import states_of
from clave.web.columns import chosen, unseen
from clave.web.pages.accounts import asked_of, choice_of, owning
from clave.web.permitted import permitted
from clave.web.shown.accounts import table
from clave.web.shown.accounts_sheet import heads as sheet_heads
from clave.web.shown.accounts_sheet import rows
from clave.web.shown.filters import VIEWS, chips, filters
from clave.web.shown.selection import heads
from clave.web.who import sight, signed_in
from clave.web.words import reader, told

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE, FILE = _("Accounts"), _("accounts")
CHUNK = 500


def export(request: HttpRequest) -> HttpResponseBase:
    """`formato=xlsx` or `csv`; the rest of the address as on the page. 404 where there is no list, or no such format."""
    run, asked, form = latest_run(), asked_of(request), request.GET.get("formato", "xlsx")
    if run is None or not run.overview or form not in ("xlsx", "csv"):
        raise Http404
    seen = sight(request)
    wanted, _refused = permitted(asked.wanted, seen)
    columns = chosen(asked.columns, choice_of(request).columns, unknown=whole(run).unknown | unseen(seen))
    answering = owners(timezone.localdate()) if any(column.key == "owner" for column in columns) else {}
    named = {code: one.name for code, one in answering.items()}
    drawn = replace(table(run, heads(run), columns, seen, states_of()), owners=named)
    found = rows(drawn, columns, accounts(run, wanted).iterator(chunk_size=CHUNK))
    above = sheet_heads(run, columns)
    note_export(run=run, columns=[column.key for column in columns], by=signed_in(request), now=timezone.now())
    name = f"{told(FILE)}-{run.as_of:%Y-%m-%d}.{form}"
    if form == "csv":
        response = StreamingHttpResponse(separated(above, found, reader()), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    about = [(told(label), value) for label, value in _about(request, run, wanted)]
    file = excel(told(TITLE), above, found, about, reader())
    return FileResponse(file, as_attachment=True, filename=name, content_type=EXCEL)


def _about(request: HttpRequest, run: SelectionRun, wanted: Wanted) -> Sequence[tuple[Text, str]]:
    """What the second sheet says: of which day, which accounts, from which facts and policy."""
    taken = [chip.text for chip in chips(run, filters(heads(run), {}, wanted, owning(wanted)), request.GET, wanted)]
    return (
        (_("As of"), told(Figure(run.as_of, "date"))),
        (_("View"), told(VIEWS[wanted.view])),
        (_("Filters"), " · ".join(taken) or told(_("none"))),
        (_("Currency"), run.currency),
        (_("Version of the facts"), run.facts_version or "–"),
        (_("Policy version"), run.policy_version),
    )
