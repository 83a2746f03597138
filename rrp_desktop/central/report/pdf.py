"""A report as PDF, without Qt and without any program of the server's: ReportLab sets it, svglib draws."""

import io
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from rrp_desktop.central.report.html import SMALL, TALL, WIDE
from rrp_desktop.central.report.pages import Block, Numbers, Page, Picture, Quote, Report, Sheet, Words, said
from rrp_desktop.charts.svg import FONT, svg_of

_BLUE, _QUIET, _GRID = "#005eb8", "#4c6272", "#d8dde0"
_MARGIN = 40
_FACES = {"": "Regular", "-Bold": "Bold"}
_PLAIN = "Source"
_SHORT = 25


def write_pdf(report: Report, path: Path) -> None:
    """Write *report*, a page of the PDF or more for each of its pages."""
    from reportlab.platypus import NextPageTemplate, PageBreak

    document, width = _document(report, path)
    story: list[Any] = []
    for number, page in enumerate(report.pages):
        story += [NextPageTemplate("wide" if page.wide else "tall")] + ([PageBreak()] if number else [])
        story += _head(report) if not number else []
        story += _page(page, width["wide" if page.wide else "tall"])
    document.build(story)


def _document(report: Report, path: Path) -> tuple[Any, dict[str, float]]:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    _fonts()
    document = BaseDocTemplate(str(path), pagesize=A4, title=report.title, author="RRP Desktop", invariant=1)
    templates, width = [], {}
    for name, size in (("tall", A4), ("wide", landscape(A4))):
        width[name] = size[0] - 2 * _MARGIN
        frame = Frame(_MARGIN, _MARGIN + 16, width[name], size[1] - 2 * _MARGIN - 16, 0, 0, 0, 0)

        def foot(canvas: Any, _document: Any, right: float = size[0] - _MARGIN) -> None:
            canvas.setFont(_PLAIN, 8)
            canvas.setFillColor(_QUIET)
            canvas.drawString(_MARGIN, _MARGIN, report.foot)
            canvas.drawRightString(right, _MARGIN, f"{report.title}   {canvas.getPageNumber()}")

        templates.append(PageTemplate(name, [frame], onPage=foot, pagesize=size))
    document.addPageTemplates(templates)
    return document, width


@cache
def _fonts() -> None:
    """Teach both libraries the charts' own letters, which have every sign that reports use."""
    import font_source_sans_pro
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from svglib.fonts import register_font

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for ending, face in _FACES.items():
        file = folder / f"SourceSansPro-{face}.ttf"
        pdfmetrics.registerFont(TTFont(f"{_PLAIN}{ending}", file))
        register_font(_PLAIN, str(file), "bold" if ending else "normal", rlgFontName=f"{_PLAIN}{ending}")
    pdfmetrics.registerFontFamily(_PLAIN, _PLAIN, f"{_PLAIN}-Bold", _PLAIN, f"{_PLAIN}-Bold")


def _style(size: float, **more: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    return ParagraphStyle("", fontName=_PLAIN, fontSize=size, leading=1.3 * size, **more)


def _words(text: str, size: float = 10, **more: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(text, _style(size, **more))


def _head(report: Report) -> list[Any]:
    return [
        _words(f"<b>{escape(report.title)}</b>", 20, spaceAfter=2),
        _words(escape(report.subtitle), 10, textColor=_QUIET, spaceAfter=10),
    ]


def _page(page: Page, width: float) -> Iterator[Any]:
    from reportlab.platypus import HRFlowable, Spacer

    yield _words(f"<b>{escape(page.title)}</b>", 15, spaceAfter=3)
    yield HRFlowable("100%", 2, color=_BLUE, spaceAfter=8)
    small: list[Any] = []
    for block in page.blocks:
        if isinstance(block, Picture) and block.small:
            small.append(_drawing(block, width / 2 - 6))
        else:
            yield from _block(block, width)
    for at in range(0, len(small), 2):
        yield _side_by_side(small[at : at + 2], width)
        yield Spacer(0, 6)


def _block(block: Block, width: float) -> Iterator[Any]:
    from reportlab.platypus import Spacer

    match block:
        case Words():
            yield _words(escape(block.text), spaceAfter=8)
        case Quote():
            yield Spacer(0, 12)
            yield _quote(block, width)
        case Numbers():
            yield _numbers(block, width)
            yield Spacer(0, 10)
        case Picture():
            yield _drawing(block, width)
            yield Spacer(0, 8)
        case Sheet():
            yield Spacer(0, 6)
            yield from _table(block, width)


def _drawing(picture: Picture, width: float) -> Any:
    from svglib.svglib import svg2rlg

    wide, high, size = SMALL if picture.small else TALL if picture.tall else WIDE
    # svglib takes the first family only, and asks the machine for it
    text = svg_of(picture.figure, wide, high, size=size).replace(FONT, _PLAIN)
    drawing: Any = svg2rlg(io.BytesIO(text.encode()))
    scale = width / drawing.width
    drawing.width, drawing.height = drawing.width * scale, drawing.height * scale
    drawing.scale(scale, scale)
    return drawing


def _side_by_side(drawings: list[Any], width: float) -> Any:
    from reportlab.platypus import Table

    row = drawings + [""] * (2 - len(drawings))
    return Table([row], colWidths=[width / 2] * 2, style=[("LEFTPADDING", (0, 0), (-1, -1), 0)])


def _numbers(numbers: Numbers, width: float) -> Any:
    from reportlab.platypus import Table

    cells = [
        [_words(f"<b>{escape(each.value)}</b>", 20), _words(escape(each.caption), 9, textColor=_QUIET)]
        for each in numbers.each
    ]
    style = [("LINEBEFORE", (0, 0), (-1, -1), 3, _BLUE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table([cells], colWidths=[width / len(cells)] * len(cells), style=style)


def _quote(quote: Quote, width: float) -> Any:
    from reportlab.platypus import Table

    words = _words("<br/>".join(map(escape, quote.lines)), 15)
    return Table([[words]], colWidths=[width], style=[("LINEBEFORE", (0, 0), (0, 0), 3, _BLUE)])


def _table(sheet: Sheet, width: float) -> Iterator[Any]:
    from reportlab.platypus import Table

    yield _words(
        f"<b>{escape(sheet.title)}</b>", 11, spaceAfter=1, keepWithNext=int(len(sheet.rows) < _SHORT)
    )
    if sheet.note:
        yield _words(escape(sheet.note), 8.5, textColor=_QUIET, spaceAfter=3)
    shares = _shares(sheet)
    left = [0 if sheet.is_words(at) else 2 for at in range(len(sheet.header))]
    head = [
        _words(f"<b>{escape(name)}</b>", 9, alignment=at) for name, at in zip(sheet.header, left, strict=True)
    ]
    cells = [
        head,
        *(
            [_words(escape(said(cell)), 9, alignment=at) for cell, at in zip(row, left, strict=True)]
            for row in sheet.rows
        ),
    ]
    style = [
        ("LINEBELOW", (0, 0), (-1, 0), 1.2, _QUIET),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, _GRID),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    widths = [share * width for share in shares]
    yield Table(cells, colWidths=widths, repeatRows=1, style=style)


def _shares(sheet: Sheet) -> list[float]:
    """How much of the width each column needs: by its longest cell, within reason."""
    longest = [
        max(8, min(44, max(len(name), *(len(said(row[column])) for row in sheet.rows)))) if sheet.rows else 10
        for column, name in enumerate(sheet.header)
    ]
    return [each / sum(longest) for each in longest]
