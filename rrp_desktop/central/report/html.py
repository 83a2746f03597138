"""A report as one HTML file that prints: no scripts, nothing fetched, charts inside as SVG."""

from collections.abc import Iterator
from html import escape

from rrp_desktop.central.report.pages import Block, Numbers, Page, Picture, Report, Sheet, Words
from rrp_desktop.charts.svg import svg_of

WIDE, SMALL = (880, 400, 13), (440, 280, 12)
_STYLE = """
:root { color: #212b32; font-family: "Source Sans 3", "Source Sans Pro", Frutiger, Arial, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem; line-height: 1.4; }
h1 { margin-bottom: 0; } h2 { border-bottom: 3px solid #005eb8; padding-bottom: .2rem; }
.page { break-before: page; break-inside: auto; } .page:first-of-type { break-before: auto; }
.quiet, caption small { color: #4c6272; } .small { display: inline-block; width: 49%; }
svg { width: 100%; height: auto; } nav a { margin-right: 1rem; }
.numbers { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
.numbers div { flex: 1 1 9rem; border-left: 4px solid #005eb8; padding-left: .7rem; }
.numbers b { display: block; font-size: 2rem; line-height: 1.1; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; }
caption small { display: block; font-weight: normal; }
th, td { border-bottom: 1px solid #d8dde0; padding: .25rem .5rem; text-align: right; vertical-align: top; }
th:first-child, td:first-child, td.words { text-align: left; } thead th { border-bottom: 2px solid #4c6272; }
@page { size: A4; margin: 14mm; }
@page wide { size: A4 landscape; }
.wide { page: wide; }
@media print {
  nav { display: none; }
  body { max-width: none; padding: 0; }
  tr, figure { break-inside: avoid; }
}
"""
_LONG = 24
_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'"


def html_of(report: Report) -> str:
    """The whole file."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    title = escape(report.title)
    yield '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1>{title}</h1>\n<p class="quiet">{escape(report.subtitle)}. {escape(report.foot)}</p>'
    links = (f'<a href="#{page.name}">{escape(page.title)}</a>' for page in report.pages)
    yield f'<nav aria-label="Pages">{"".join(links)}</nav>'
    for page in report.pages:
        yield from _page(page)
    yield "</main>\n</body>\n</html>"


def _page(page: Page) -> Iterator[str]:
    kind = "page wide" if page.wide else "page"
    yield f'<section class="{kind}" id="{page.name}">\n<h2>{escape(page.title)}</h2>'
    for block in page.blocks:
        yield from _block(block)
    yield "</section>"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield f"<p>{escape(block.text)}</p>"
        case Numbers():
            each = (f"<div><b>{escape(one.value)}</b>{escape(one.caption)}</div>" for one in block.each)
            yield f'<div class="numbers">{"".join(each)}</div>'
        case Picture():
            width, height, size = SMALL if block.small else WIDE
            kind = ' class="small"' if block.small else ""
            yield f"<figure{kind}>{svg_of(block.figure, width, height, size=size)}</figure>"
        case Sheet():
            yield from _table(block)


def _table(sheet: Sheet) -> Iterator[str]:
    note = f"<small>{escape(sheet.note)}</small>" if sheet.note else ""
    yield f"<table>\n<caption>{escape(sheet.title)}{note}</caption>"
    yield (
        "<thead><tr>"
        + "".join(f'<th scope="col">{escape(name)}</th>' for name in sheet.header)
        + "</tr></thead>"
    )
    yield "<tbody>"
    for row in sheet.rows:
        yield "<tr>" + "".join(map(_cell, row)) + "</tr>"
    yield "</tbody>\n</table>"


def _cell(value: str | int | float) -> str:
    if isinstance(value, str):
        kind = ' class="words"' if len(value) > _LONG else ""
        return f"<td{kind}>{escape(value)}</td>"
    return f"<td>{value:,}</td>"
