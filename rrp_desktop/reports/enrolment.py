"""The enrolment card on paper: who asks to take part, and the words to compare by telephone."""

from datetime import date

from rrp_desktop.charts import colours
from rrp_desktop.clock import spoken_day
from rrp_desktop.reports.sheet import EDGE, SHORT, Sheet
from rrp_desktop.ward import Ward

_BLUE = "#005eb8"
_WIDTH = SHORT - 2 * EDGE
_IN_A_ROW = 4
_QUARTER = 16
_HOW = """\
The programme's centre telephones the ward on a number from its own list. The ward reads its eight words \
from this page, and the centre compares them with the card it was sent.
Only when all eight are the same, in the same order, is this the ward's own card. If one differs, stop, and \
say so to information governance on both sides.
This page is not secret. The key that signs the ward's bundles stays in the ward's encrypted file.\
"""


def enrolment_page(ward: Ward, words: str, fingerprint: str, today: date) -> Sheet:
    """The page for the ward's key with these *words* and this *fingerprint* (hex)."""
    sheet = Sheet(f"Enrolment card, {ward.name}")
    sheet.words("Enrolment card", EDGE, 100, 40, bold=True)
    y = 160.0
    for title, value in (
        ("Ward", ward.name),
        ("Ward code", ward.code),
        ("Trust", ward.organisation),
        ("Date", spoken_day(today)),
    ):
        sheet.words(title, EDGE, y, 20, colour=colours.QUIET)
        sheet.words(value, EDGE + 170, y, 20, bold=True)
        y += 34
    sheet.box(EDGE, y + 10, _WIDTH, 190, colours.PAPER, outline=_BLUE)
    sheet.words("The eight words of this ward's key", EDGE + 24, y + 52, 20, colour=colours.QUIET)
    each = words.split()
    for row, start in enumerate(range(0, len(each), _IN_A_ROW)):
        line = "   ".join(
            f"{start + place + 1} {word}" for place, word in enumerate(each[start : start + _IN_A_ROW])
        )
        sheet.words(line, EDGE + 24, y + 102 + row * 50, 26, bold=True)
    y += 250
    for text in _HOW.splitlines():
        y = sheet.lines(text, EDGE, y, 19, _WIDTH) + 14
    sheet.words("Fingerprint of the key (SHA-256)", EDGE, y + 20, 17, colour=colours.QUIET)
    for place, start in enumerate(range(0, len(fingerprint), _QUARTER * 2)):
        sheet.words(_spaced(fingerprint[start : start + _QUARTER * 2]), EDGE, y + 50 + place * 28, 18)
    y += 170
    for title in ("Read out by (ward)", "Compared by (centre)", "Second person (centre)"):
        sheet.words(title, EDGE, y, 17, colour=colours.QUIET)
        sheet.line([(EDGE + 220, y), (SHORT - EDGE, y)], colours.INK)
        y += 52
    return sheet


def _spaced(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
