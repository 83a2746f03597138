"""What may be shown of numbers that are small: rounded to the nearest 5, or not at all.

A ward's number is shown from 5 events and 100 bed days on. It is always rounded, and so is every total, so
that no difference between two pages, two months or a page and a pack is ever of exact numbers. Where too few
wards are left to hide among, more of them are left out, by the rule that `hidden` keeps.
"""

from collections.abc import Sequence

from rrp_desktop.central.report.gathered import Tally
from rrp_desktop.reports.hidden import FEWEST, FEWEST_NIGHTS, Cell, hidden, rounded

FEWEST_WARDS = 5
"""How many wards must stand behind a figure that is told of several."""
NEAREST_NIGHTS = 50


def shown_tallies(tallies: Sequence[Tally]) -> list[Tally | None]:
    """The *tallies* of one page as they may be shown beside each other; None for those that may not."""
    cells = [Cell(each.count, each.count, int(each.bed_days)) for each in tallies]
    out = hidden(cells)
    return [None if at in out else blurred(each) for at, each in enumerate(tallies)]


def blurred(tally: Tally) -> Tally | None:
    """*tally* to the nearest 5 events and 50 bed days; None where it is too small."""
    if tally.count < FEWEST or tally.bed_days < FEWEST_NIGHTS:
        return None
    nights = NEAREST_NIGHTS * round(tally.bed_days / NEAREST_NIGHTS)
    return Tally(rounded(tally.count), float(nights))


def said(count: int) -> str:
    """A count as it is published."""
    return "*" if count < FEWEST else f"{rounded(count):,}"
