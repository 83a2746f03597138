"""A report's tables as a workbook and as CSV. Nothing in them is ever a formula or a link."""

from collections.abc import Iterator
from pathlib import Path

from rrp_desktop.central.report.pages import Report, Sheet
from rrp_desktop.reports.cells import csv_text

_LONGEST_NAME = 31
_WIDEST = 60


def csv_of(sheet: Sheet) -> str:
    """The table as CSV for spreadsheets."""
    return csv_text([sheet.header, *sheet.rows])


def write_workbook(report: Report, path: Path) -> None:
    """Every table of *report* as a sheet of one workbook."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        title, quiet = book.add_format({"bold": True}), book.add_format({"font_color": "#4C6272"})
        for name, sheet in _named(report):
            page = book.add_worksheet(name)
            page.write_string(0, 0, sheet.title, title)
            page.write_string(1, 0, sheet.note or report.foot, quiet)
            for column, text in enumerate(sheet.header):
                page.write_string(3, column, text, head)
                page.set_column(column, column, _width(sheet, column))
            for number, row in enumerate(sheet.rows, 4):
                for column, cell in enumerate(row):
                    page.write(number, column, cell)
            page.freeze_panes(4, 1)


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
    return min(_WIDEST, max(map(len, cells)) + 2)
