"""A report's tables as a workbook and as CSV. Nothing in them is ever a formula or a link."""

import re
from collections.abc import Iterator
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from rrp_desktop.central.report.pages import Report, Sheet
from rrp_desktop.reports.cells import csv_text

_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 9, 60
_HEAD, _LINE, _A4 = 3, 15, 9
_PER_CENT = re.compile(r"([+−]?)(\d+) %", re.ASCII)
_SIGNED = '+0 %;"−"0 %;0 %'


def csv_of(sheet: Sheet) -> str:
    """The table as CSV for spreadsheets."""
    return csv_text([sheet.header, *sheet.rows])


def write_workbook(report: Report, path: Path) -> None:
    """Every table of *report* as a sheet of one workbook, which prints as wide as a page."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": f"{report.title}, {report.subtitle}"})
        for name, sheet in _named(report):
            page = book.add_worksheet(name)
            _write(book, page, sheet, report.foot)
            page.freeze_panes(_HEAD + 1, 1)
            page.repeat_rows(_HEAD)
            page.set_paper(_A4)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.set_footer("&L&A&R&P / &N")


def _write(book: Any, page: Any, sheet: Sheet, foot: str) -> None:
    widths = [_width(sheet, column) for column in range(len(sheet.header))]
    quiet = book.add_format({"font_color": "#4C6272", "text_wrap": True, "valign": "top"})

    @cache
    def styled(left: bool, **more: str | int) -> Any:
        side = {"align": "left" if left else "right", "valign": "top", "text_wrap": True}
        return book.add_format(side | more)

    page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
    for number, words in enumerate((sheet.note, foot), 1):
        if words:
            page.merge_range(number, 0, number, len(widths) - 1, "", quiet)
            page.write_string(number, 0, words, quiet)
            page.set_row(number, _LINE * ceil(1.1 * len(words) / sum(widths)))
    for column, (text, width) in enumerate(zip(sheet.header, widths, strict=True)):
        left = sheet.is_words(column)
        page.set_column(column, column, width)
        page.write_string(_HEAD, column, text, styled(left, bold=1, bottom=2))
        for number, row in enumerate(sheet.rows, _HEAD + 1):
            value, shown = _cell(row[column])
            page.write(number, column, value, styled(left, num_format=shown))


def _cell(cell: str | int | float) -> tuple[str | int | float, str]:
    """What *cell* is in a workbook, where a share is a number too, and how it is shown."""
    if isinstance(cell, str):
        share = _PER_CENT.fullmatch(cell)
        if share is None:
            return cell, "@"
        return int(share[2]) / (-100 if share[1] == "−" else 100), _SIGNED if share[1] else "0 %"
    return cell, "#,##0" if isinstance(cell, int) else "#,##0.00"


def _named(report: Report) -> Iterator[tuple[str, Sheet]]:
    taken: set[str] = set()
    for number, sheet in enumerate(report.sheets, 1):
        name = sheet.name[:_LONGEST_NAME]
        if name in taken:
            name = f"{name[: _LONGEST_NAME - 3]}_{number}"
        taken.add(name)
        yield name, sheet


def _width(sheet: Sheet, column: int) -> int:
    cells = [sheet.header[column], *(str(row[column]) for row in sheet.rows)]
    return max(_NARROWEST, min(_WIDEST, max(map(len, cells)) + 3))
