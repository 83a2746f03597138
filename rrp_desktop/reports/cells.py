"""Cells of CSV that no spreadsheet takes for a formula or a link."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence

_STARTS = frozenset("=+-−@|%")
_QUOTES = frozenset("'\"`´‘’‚“”„«»‹›")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing, although Unicode does not count them as space."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NUMBER = re.compile(r"−?[\d,]+(\.\d+)?( %)?|\+\d+ %", re.ASCII)


def csv_text(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """*rows* as CSV with the mark that spreadsheets look for, every cell quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return "\ufeff" + text.getvalue()


def safe(cell: str) -> str:
    """*cell* so that no spreadsheet calculates it; a plain number is left as it is."""
    plain = _CONTROL.sub(" ", cell)
    first = unicodedata.normalize("NFKC", next(filter(_seen, plain), ""))[:1]
    return f"'{plain}" if first in _STARTS and not _NUMBER.fullmatch(plain) else plain


def _seen(sign: str) -> bool:
    """Whether *sign* shows anything but quotes."""
    shows_nothing = unicodedata.category(sign) in ("Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zs")
    return not (shows_nothing or sign in _QUOTES or sign in _BLANK)
