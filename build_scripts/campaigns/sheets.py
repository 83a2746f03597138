"""T24: whatever stands in a cell, no spreadsheet calculates it: every CSV and workbook that is written."""

import csv
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from campaigns.outcome import Asked, Outcome
from rrp_desktop.central.report.funnels import caterpillar
from rrp_desktop.central.report.pages import Page, Report, Sheet
from rrp_desktop.central.report.sheets import csv_of, write_workbook
from rrp_desktop.reports.affected import Affected, Group, Split
from rrp_desktop.reports.points import affected_csv
from rrp_desktop.reports.points import csv_of as points_of

_STARTS = "=+-@|%＝＋－＠｜％﹦﹢﹣﹪﹫⁼₌⁺₊"
_UNSEEN = (
    " \t\n\r\v\f\x00\x1b\x85\xa0\xad\u034f\u061c\u115f\u180e"
    "\u2002\u200b\u200e\u2028\u2060\u2063\u3000\u3164\ufe0f\ufeff"
)
_QUOTES = "'\"`’“«"
_BODIES = (
    "1+1",
    "SUM(A1:A9)",
    'HYPERLINK("http://x.invalid","see")',
    "cmd|' /C calc'!A0",
    "http://x.invalid",
    "mailto:x@x.invalid",
    "internal:Sheet1!A1",
    "5",
    "{1}",
    "ward",
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")
_AT_ONCE = 500
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Told = tuple[str, str]
"""What was to stand in a cell, and what stands there."""


def no_cell_is_live(asked: Asked) -> Outcome:
    """Write made-up texts with every writer there is, and look at every cell of what was written."""
    chance = random.Random(asked.seed)
    counts = Counter({"texts": asked.times})
    faults = Counter({"live cells": 0, "formulas or links": 0, "texts changed": 0})
    for start in range(0, asked.times, _AT_ONCE):
        texts = [_text(chance) for _ in range(min(_AT_ONCE, asked.times - start))]
        counts["that would have been live"] += sum(map(is_live, texts))
        for meant, told in (*_report(texts), *_points(texts), *_affected(texts)):
            counts["cells of CSV"] += 1
            plain = _CONTROL.sub(" ", meant)
            faults["live cells"] += is_live(meant) and told != f"'{plain}"
            faults["texts changed"] += told not in (plain, f"'{plain}")
        for meant, told in _workbook(texts, asked.folder / "report.xlsx", faults):
            counts["cells of workbooks"] += 1
            faults["texts changed"] += _CONTROL.sub("", meant) != _CONTROL.sub("", told)
    return Outcome("T24", counts, faults)


def is_live(cell: str) -> bool:
    """Whether the first sign of *cell* that can be seen starts a formula."""
    return cell.lstrip(_UNSEEN + _QUOTES)[:1] in set(_STARTS)


def _text(chance: random.Random) -> str:
    """What starts a formula, behind what cannot be seen; or does not."""
    before = "".join(chance.choices(_UNSEEN + _QUOTES, k=chance.choice((0, 0, 1, 2, 4))))
    between = "".join(chance.choices(_UNSEEN, k=chance.choice((0, 0, 0, 1))))
    start: str = chance.choice((*_STARTS, "w", "7"))
    return before + start + between + chance.choice(_BODIES)


def _report(texts: Sequence[str]) -> Iterator[Told]:
    """A table of the centre's report."""
    sheet = Sheet("s", "", (texts[0], "Wards"), tuple((text, 5) for text in texts))
    rows = _read(csv_of(sheet))
    return zip((texts[0], *texts), (row[0] for row in rows), strict=True)


def _points(texts: Sequence[str]) -> Iterator[Told]:
    """The points of a ward's chart."""
    figure = caterpillar(texts[0], [0.0] * len(texts), 0)
    points = (replace(point, label=text, says=text) for point, text in zip(figure.points, texts, strict=True))
    rows = _read(points_of(replace(figure, unit=texts[-1], points=tuple(points))).decode())
    yield from zip((texts[0], texts[-1]), rows[0], strict=True)
    for text, row in zip(texts, rows[2:], strict=True):
        yield from ((text, row[1]), (text, row[-1]))


def _affected(texts: Sequence[str]) -> Iterator[Told]:
    """A ward's table of who is affected."""
    groups = tuple(Group(text, 20, 900, 9, 7, 10.0, None, known=True) for text in texts)
    split, day = Split(texts[0], groups, 100), date(2026, 10, 1)
    told = Affected("restraint", texts[0], "incidents", day, day, (split,), 0, 0, 90, 0)
    rows = _read(affected_csv(told).decode())
    yield texts[0], rows[0][0]
    for text, row in zip(texts, rows[2:], strict=True):
        yield from ((texts[0], row[0]), (text, row[1]))


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def _workbook(texts: Sequence[str], path: Path, faults: Counter[str]) -> Iterator[Told]:
    """The same in a workbook, as it stands in the file."""
    sheet = Sheet("s", texts[0], (texts[0], "Wards"), tuple((text, 5) for text in texts), texts[-1])
    write_workbook(Report("", "", "", (Page("p", "", (sheet,)),)), path)
    with zipfile.ZipFile(path) as parts:
        shared = [_string(each) for each in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]
        page = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        faults["formulas or links"] += sum("_rels/sheet" in name for name in parts.namelist())
    faults["formulas or links"] += sum(any(page.iter(f"{_SPREADSHEET}{tag}")) for tag in ("f", "hyperlink"))
    first = (each for each in page.iter(f"{_SPREADSHEET}c") if each.attrib["r"].startswith("A"))
    told = [shared[int(each.findtext(f"{_SPREADSHEET}v", "-1"))] for each in first]
    return zip((texts[0], texts[-1], texts[0], *texts), told, strict=True)


def _string(shared: ElementTree.Element) -> str:
    text = "".join(shared.itertext())
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
