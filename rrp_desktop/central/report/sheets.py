"""A report's tables as a workbook and as CSV. Nothing in them is ever a formula or a link."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from rrp_desktop.central.report.pages import Report, Sheet

_LIVE = re.compile(r"[\s'\"\u200b-\u200f\u2060\ufeff]*[=+\-@|%＝＋－＠｜％]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[−+]?[\d,]+(\.\d+)?( %)?")
_LONGEST_NAME = 31
_WIDEST = 60


def csv_of(sheet: Sheet) -> str:
    """The table as CSV for spreadsheets, every cell quoted."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(safe, sheet.header))
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows)
    return "\ufeff" + text.getvalue()


def safe(cell: str) -> str:
    """*cell* so that no spreadsheet takes it for a formula; a plain number is left as it is."""
    plain = _CONTROL.sub(" ", cell)
    return plain if _NUMBER.fullmatch(plain) or not _LIVE.match(plain) else f"'{plain}"


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
