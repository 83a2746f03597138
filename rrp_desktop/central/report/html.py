"""A report as one HTML file that prints: no scripts, nothing fetched, charts and their letters inside."""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from rrp_desktop.central.report.pages import Block, Numbers, Page, Picture, Quote, Report, Sheet, Words, said
from rrp_desktop.charts.svg import svg_of

WIDE, SMALL, TALL = (880, 400, 13), (440, 280, 12), (880, 540, 13)
_STYLE = """
:root { color: #212b32; font-family: "Source Sans 3", "Source Sans Pro", Frutiger, Arial, sans-serif; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem; line-height: 1.4; }
h1 { margin-bottom: 0; } h2 { border-bottom: 3px solid #005eb8; padding-bottom: .2rem; }
.page { break-before: page; break-inside: auto; } .page:first-of-type { break-before: auto; }
.quiet, caption small { color: #4c6272; } .small { display: inline-block; width: 49%; }
figure { margin: 1rem 0; } svg { width: 100%; height: auto; overflow: visible; } nav a { margin-right: 1rem; }
.numbers { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
.numbers div { flex: 1 1 9rem; border-left: 4px solid #005eb8; padding-left: .7rem; }
.numbers b { display: block; font-size: 1.8rem; line-height: 1.2; white-space: nowrap; }
blockquote { border-left: 4px solid #005eb8; font-size: 1.4rem; margin: 1.5rem 0; padding-left: 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; }
caption small { display: block; font-weight: normal; }
th, td { border-bottom: 1px solid #d8dde0; padding: .25rem .5rem; text-align: right; vertical-align: top; }
.words { text-align: left; } thead th { border-bottom: 2px solid #4c6272; }
@page { size: A4; margin: 14mm; }
@page wide { size: A4 landscape; }
.wide { page: wide; }
@media print {
  nav { display: none; }
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  .short, tr, figure { break-inside: avoid; }
  table { font-size: .9rem; margin: .7rem 0; }
  th, td { padding: .12rem .5rem; }
  h2 { margin-top: 0; }
  .numbers div { flex-basis: 7rem; }
}
"""
_SHORT = 25
_NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
_FACES = {400: "Regular", 700: "Bold"}


def html_of(report: Report) -> str:
    """The whole file."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    title = escape(report.title)
    yield '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">'
    yield f"<title>{title}</title>\n<style>{_letters()}{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1>{title}</h1>\n<p class="quiet">{escape(report.subtitle)}. {escape(report.foot)}</p>'
    links = (f'<a href="#{page.name}">{escape(page.title)}</a>' for page in report.pages)
    yield f'<nav aria-label="Pages">{"".join(links)}</nav>'
    for page in report.pages:
        yield from _page(page)
    yield "</main>\n</body>\n</html>"


@cache
def _letters() -> str:
    """The letters that the charts are measured by, so that no PC draws them wider."""
    import font_source_sans_pro

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    faces = {
        weight: b64encode((folder / f"SourceSansPro-{name}.otf").read_bytes()).decode()
        for weight, name in _FACES.items()
    }
    return "".join(
        f'@font-face {{ font-family: "Source Sans Pro"; font-weight: {weight}; src: '
        f'url("data:font/otf;base64,{face}"); }}\n'
        for weight, face in faces.items()
    )


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
        case Quote():
            yield f"<blockquote>{'<br>'.join(map(escape, block.lines))}</blockquote>"
        case Numbers():
            each = (f"<div><b>{escape(one.value)}</b>{escape(one.caption)}</div>" for one in block.each)
            yield f'<div class="numbers">{"".join(each)}</div>'
        case Picture():
            width, height, size = SMALL if block.small else TALL if block.tall else WIDE
            kind = ' class="small"' if block.small else ""
            yield f"<figure{kind}>{svg_of(block.figure, width, height, size=size)}</figure>"
        case Sheet():
            yield from _table(block)


def _table(sheet: Sheet) -> Iterator[str]:
    note = f"<small>{escape(sheet.note)}</small>" if sheet.note else ""
    short = ' class="short"' if len(sheet.rows) < _SHORT else ""
    yield f"<table{short}>\n<caption>{escape(sheet.title)}{note}</caption>"
    kinds = [' class="words"' if sheet.is_words(at) else "" for at in range(len(sheet.header))]
    heads = map(_head, kinds, sheet.header)
    yield f"<thead><tr>{''.join(heads)}</tr></thead>\n<tbody>"
    for row in sheet.rows:
        yield f"<tr>{''.join(map(_cell, kinds, row))}</tr>"
    yield "</tbody>\n</table>"


def _head(kind: str, name: str) -> str:
    return f'<th scope="col"{kind}>{escape(name)}</th>'


def _cell(kind: str, value: str | int | float) -> str:
    return f"<td{kind}>{escape(said(value))}</td>"
