"""What may be shown of numbers that are small: rounded to the nearest 5, or not at all.

A number of several wards is shown when at least 5 events remain once any one ward's own are taken away: each
ward knows its own, and would otherwise know what little the others had. So what is not shown may be small or
may be nearly all one ward's, and nobody can tell which. A single ward's number is shown from 5 events on,
either from 100 bed days on. What is shown is always rounded, and so is every total, so that no difference
between two pages, two months or a page and a pack is ever of exact numbers. Of wards or groups that make up
a whole, more are left out where too few would be left to hide among, by the rule that `hidden` keeps.
"""

from collections.abc import Iterable, Mapping, Sequence

from rrp_desktop.central.report.gathered import Tally
from rrp_desktop.reports.hidden import FEWEST, FEWEST_NIGHTS, Cell, hidden, rounded

FEWEST_WARDS = 5
"""How many wards must stand behind a figure that is told of several."""
NEAREST_NIGHTS = 50


def shown_tallies(tallies: Sequence[Tally]) -> list[Tally | None]:
    """The *tallies* of wards as they may be shown beside each other; None for those that may not."""
    cells = [Cell(each.count, each.count, int(each.bed_days)) for each in tallies]
    out = hidden(cells)
    while more := _seen_by_one_of(cells, out) - out:
        out = hidden(cells, out | more)
    return [None if at in out else blurred(each) for at, each in enumerate(tallies)]


def _seen_by_one_of(cells: Sequence[Cell], out: frozenset[int]) -> frozenset[int]:
    """What must be hidden from each of the wards in *out*, which knows its own and takes it away.

    Whoever takes away the most, or the least, leaves the others least to hide among.
    """
    ordered = sorted(out, key=lambda at: cells[at].events)
    found: set[int] = set()
    for own in {*ordered[:1], *ordered[-1:]}:
        others = [at for at in range(len(cells)) if at != own]
        told = hidden([cells[at] for at in others], [at for at, place in enumerate(others) if place in out])
        found |= {others[at] for at in told}
    return frozenset(found)


def shown_parts(parts: Mapping[str, Tally]) -> dict[str, Tally | None]:
    """What may be shown of *parts* beside each other and beside their sum; None where nothing may."""
    sent = {part: tally for part, tally in parts.items() if tally.bed_days}
    others = [(each.count - each.most, int(each.bed_days)) for each in sent.values()]
    out = hidden([Cell(count, count, nights) for count, nights in others])
    told = {part: None if at in out else blurred(sent[part]) for at, part in enumerate(sent)}
    return dict.fromkeys(parts) | told


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of what wards, or kinds of ward, had each."""
    each = tuple(tallies)
    most = max((one.most or one.count for one in each), default=0)
    return Tally(sum(one.count for one in each), sum(one.bed_days for one in each), most)


def blurred(tally: Tally) -> Tally | None:
    """*tally* to the nearest 5 events and 50 bed days; None where it may not be shown."""
    if tally.count - tally.most < FEWEST or tally.bed_days < FEWEST_NIGHTS:
        return None
    nights = NEAREST_NIGHTS * round(tally.bed_days / NEAREST_NIGHTS)
    return Tally(rounded(tally.count), float(nights))
