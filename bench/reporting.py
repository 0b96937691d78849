"""Two hundred half-yearly reports as PDF, beside WeasyPrint with the same words, tables, charts and letters.

    python -m bench.reporting [reports] [runs]

Both are given the same reports (60 months of ten families, generated) and write tagged PDF/UA-1 on A4, all in one process, after
their first one. What is measured is the paper alone: the figures of a report are the same for both. The number of pages and the
memory after the first, the hundredth and the last report stand below.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

import numpy as np
from pypdf import PdfReader

from bench.side import once
from clave.policy.reading import default
from clave.report.consumption.ahead import taught
from clave.report.consumption.bought import Bought
from clave.report.consumption.content import Content
from clave.report.consumption.figures import READ
from clave.report.consumption.made import Beside, content_of
from clave.report.consumption.paper import report_data, report_pdf
from clave.report.consumption.period import Period
from clave.report.typesetting import FONTS, plain

PERIOD = Period(date(2026, 1, 1))
START = date(2021, 7, 1)
FAMILIES = (
    "Suelas PU",
    "Suelas TR",
    "Plantillas",
    "Entresuelas EVA",
    "Tacones",
    "Adhesivos",
    "Cueros",
    "Hilos",
    "Cajas",
    "Otros",
)
NOTE = "Gracias por este semestre. Lo que acordamos en marzo ya está en el plan, y lo revisamos juntos en agosto."
SHEET = """
@font-face { font-family: Inter; font-weight: 400; src: url("inter-regular.ttf"); }
@font-face { font-family: Inter; font-weight: 600; src: url("inter-semibold.ttf"); }
@page { size: A4; margin: 20mm 18mm 18mm; @bottom-left { content: "ONLY"; font: 8pt Inter; color: #46534f; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt Inter; color: #46534f; } }
body { font: 9.2pt/1.3 Inter; color: #15201e; font-variant-numeric: tabular-nums; margin: 0; }
.head { background: #e2f1ee; border-radius: 6pt; padding: 11pt; margin-bottom: 9pt; }
.head small { font-weight: 600; color: #0b5e57; text-transform: uppercase; } h1 { font: 600 20pt Inter; margin: 4pt 0; }
.strip { display: flex; gap: 7pt; }
.strip div { flex: 1; border: .6pt solid #d5dcda; border-radius: 5pt; padding: 8pt; height: 46pt; }
.strip b { display: block; font-size: 14pt; } .strip small, .little { font-size: 8pt; color: #46534f; }
.note { background: #fbf1dc; border-radius: 5pt; padding: 11pt; margin-top: 11pt; }
h2 { font: 600 12pt Inter; color: #0b5e57; margin: 10pt 0 5pt; break-after: avoid; }
h3 { font: 600 9.2pt Inter; margin: 0 0 5pt; }
p { margin: 0 0 .4em; } table { border-collapse: collapse; width: 100%; margin: 6pt 0; break-inside: avoid; }
th { font: 600 8pt Inter; color: #46534f; border-bottom: .9pt solid #0b5e57; text-align: left; padding: 3.9pt 4pt; }
td { border-bottom: .4pt solid #d5dcda; padding: 3.9pt 4pt; line-height: 1; vertical-align: top; } .n { text-align: right; }
tr.total td { font-weight: 600; } .lists { display: flex; flex-wrap: wrap; gap: 10pt 16pt; } .lists div { width: 45%; }
svg, img { width: 100%; } ul { margin: 0; padding-left: 10pt; }
"""


@cache
def reports(count: int) -> tuple[Content, ...]:
    """So many reports, with everything in them that a report may have from invoices."""
    rng, limits = np.random.default_rng(7), default().at(date(2026, 7, 1))
    bought = [_bought(rng) for _report in range(max(count, 30))]
    known = taught(bought, PERIOD.months, limits)
    return tuple(_content(one, at, known, limits) for at, one in enumerate(bought[:count]))


def _content(one: Bought, at: int, known: object, limits: object) -> Content:
    from clave.measures.consumed import Consumed

    found = Consumed(one.start, one.months, "COP", one.money, one.kilos)
    return content_of(
        found, PERIOD, limits, Beside(), known, company="Componentes del Norte", customer=f"Calzado {at} S.A.S.",  # type: ignore[arg-type]
        made_on=date(2026, 7, 3), invoices_until=PERIOD.last,
    )  # fmt: skip


def _bought(rng: np.random.Generator) -> Bought:
    season = 1 + 0.2 * np.sin(np.arange(READ) * np.pi / 6)
    money = {name: rng.lognormal(16, 1) * season * rng.gamma(4, 0.25, READ) for name in FAMILIES}
    return Bought(
        START, READ, {name: tuple(one.tolist()) for name, one in money.items()},
        {name: tuple((one / 9000).tolist()) for name, one in money.items()},
    )  # fmt: skip


def clave(count: str) -> dict[str, object]:
    """As the job of the reports does it."""
    return _written(reports(int(count)), lambda content: report_pdf(content, "es", note=NOTE))


def weasyprint(count: str) -> dict[str, object]:
    """The same words in HTML and CSS; letters and style sheet are read once."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    letters = FontConfiguration()
    sheet = CSS(string=SHEET, base_url=f"{FONTS}/", font_config=letters)

    def written(content: Content) -> bytes:
        found: bytes = HTML(string=_html(content)).write_pdf(
            stylesheets=[sheet], font_config=letters, pdf_variant="pdf/ua-1", presentational_hints=False
        )
        return found

    return _written(reports(int(count)), written)


def _html(content: Content) -> str:
    d = plain(report_data(content, "es", note=NOTE), "es")
    assert isinstance(d, dict)
    strip = "".join(
        f"<div><small>{escape(a)}</small><b>{escape(b)}</b><small>{escape(c)}</small></div>" for a, b, c in d["strip"]
    )
    parts = "".join(map(_part, d["parts"]))
    return (
        f'<!DOCTYPE html><html lang="es"><head><title>{escape(d["doc"])}</title></head><body><div class="head">'
        f"<small>{escape(d['title'])}</small><h1>{escape(d['customer'])}</h1>{escape(d['intro'])} {escape(d['made'])}</div>"
        f'<div class="strip">{strip}</div><div class="note">{escape(d["note"])}</div>{parts}'
        f'<div class="little">{escape(d["reach"])}</div></body></html>'
    )


def _part(one: dict[str, object]) -> str:
    numbers = one["numbers"] or []
    kind = [' class="n"' if at < len(numbers) and numbers[at] else "" for at in range(len(one["heads"]))]  # type: ignore[arg-type, index]
    head = "".join(f"<th{k}>{escape(str(cell))}</th>" for k, cell in zip(kind, one["heads"], strict=True))  # type: ignore[call-overload]
    rows = "".join(
        "<tr>" + "".join(f"<td{k}>{escape(str(cell))}</td>" for k, cell in zip(kind, row, strict=True)) + "</tr>"
        for row in one["rows"]  # type: ignore[attr-defined]
    )
    says = "".join(f"<p>{escape(str(said))}</p>" for said in one["says"])  # type: ignore[attr-defined]
    lists = "".join(
        f"<div><h3>{escape(named['head'])}</h3><ul>"
        + "".join(f"<li>{escape(item)}</li>" for item in named["items"])
        + "</ul></div>"
        for named in one["lists"]  # type: ignore[attr-defined]
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if head and rows else ""
    drawing = f'{one["drawing"]}<p class="little">{escape(str(one["legend"]))}</p>' if one["drawing"] else ""
    title, note = escape(str(one["title"])), escape(str(one["note"]))
    return f'<h2>{title}</h2>{says}{drawing}{table}<div class="lists">{lists}</div><p>{note}</p>'


def _written(contents: tuple[Content, ...], write: Callable[[Content], bytes]) -> dict[str, object]:
    first = write(contents[0])
    wall, cpu, memory, sizes = time.perf_counter(), time.process_time(), [_memory()], [len(first)]
    for at, content in enumerate(contents[1:], 1):
        sizes.append(len(write(content)))
        if at in (len(contents) // 2, len(contents) - 1):
            memory.append(_memory())
    took = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    pages = len(PdfReader(BytesIO(first)).pages)
    return {**took, "memory": memory, "pages": pages, "kilobytes": round(sum(sizes) / len(sizes) / 1024)}


def _memory() -> int:
    """What the process holds now, in MB."""
    return int(Path("/proc/self/status").read_text("ascii").partition("VmRSS:")[2].split()[0]) // 1024


def main(count: str = "200", runs: str = "3") -> None:
    """Print the table."""
    best: dict[str, dict[str, object]] = {}
    for _run in range(int(runs)):
        for name in ("clave", "weasyprint"):
            found = once(f"bench.reporting:{name}", count).result
            if name not in best or found["cpu"] < best[name]["cpu"]:
                best[name] = found
    each = int(count) - 1
    print(
        f"{'milliseconds a report':<24}{'processor':>10}{'wall':>8}{'pages':>7}{'KB':>6}   MB after the first, half, all"
    )
    for name, found in best.items():
        cpu, wall = (1000 * float(str(found[kind])) / each for kind in ("cpu", "wall"))
        print(
            f"{name:<24}{cpu:>10.1f}{wall:>8.1f}{found['pages']:>7}{found['kilobytes']:>6}   {json.dumps(found['memory'])}"
        )
    for kind in ("cpu", "wall"):
        print(f"× {kind}: {float(str(best['weasyprint'][kind])) / float(str(best['clave'][kind])):.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
