"""A certificate for a milestone: A4 on its side, to hang on the ward. It names nobody."""

from rrp_desktop.charts import colours
from rrp_desktop.reports.sheet import EDGE, Sheet
from rrp_desktop.reports.streaks import Streak, chance_words

_BLUE = "#005eb8"
_FRAME = 24.0


def certificate(ward: str, what: str, streak: Streak) -> Sheet:
    """The page for the milestone of a *streak* without any *what*; only for one that is earned."""
    assert streak.earned, "a milestone with unconfirmed shifts has no certificate"
    sheet = Sheet(f"{streak.milestone} days without {what}", sideways=True)
    middle = sheet.width / 2
    sheet.box(
        _FRAME, _FRAME, sheet.width - 2 * _FRAME, sheet.height - 2 * _FRAME, colours.PAPER, outline=_BLUE
    )
    sheet.line([(EDGE * 2, 150), (sheet.width - EDGE * 2, 150)], _BLUE, 3)
    sheet.words(ward, middle, 116, 40, anchor="middle", bold=True)
    sheet.words(str(streak.milestone), middle, 390, 230, colour=_BLUE, anchor="middle", bold=True)
    sheet.words(f"days without {what}", middle, 460, 48, anchor="middle", bold=True)
    since = f"{streak.began.day} {streak.began:%B %Y}"
    until = f"{streak.reached.day} {streak.reached:%B %Y}"
    sheet.words(f"{since} to {until}", middle, 520, 28, anchor="middle")
    y = 580.0
    for words in (f"All {streak.shifts} shifts are confirmed.", chance_words(streak)):
        y = sheet.lines(words, middle, y, 20, 900, colour=colours.QUIET, anchor="middle") + 6
    for x, words in ((EDGE * 2, "Ward manager"), (sheet.width - EDGE * 2 - 360, "Date")):
        sheet.line([(x, 730), (x + 360, 730)], colours.INK)
        sheet.words(words, x, 756, 18, colour=colours.QUIET)
    return sheet
