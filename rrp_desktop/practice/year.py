"""The practice year as a diary: everything anybody typed in, in the order they did.

The same seed and the same end always give the same diary. It knows nothing of a store.
"""

from datetime import date, datetime
from random import Random

from rrp_desktop.practice.afterwards import written
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.huddles import huddles
from rrp_desktop.practice.improvement import improvement
from rrp_desktop.practice.incidents import happenings
from rrp_desktop.practice.leave import board, tallies
from rrp_desktop.practice.registers import registers
from rrp_desktop.practice.routine import census, confirmations
from rrp_desktop.practice.span import Span
from rrp_desktop.practice.stays import entries, stays
from rrp_desktop.practice.team import team
from rrp_desktop.ward import Ward

SEED = 1847


def year(ward: Ward, end: date, now: datetime, seed: int = SEED) -> tuple[Entry, ...]:
    """The diary of *ward* for the year to *end*, as far as it had been written by *now*."""

    def chance(part: str) -> Random:
        return Random(f"{seed} {part}")

    span = Span(end)
    people = stays(chance("people"), span)
    happened = happenings(chance("incidents"), span, people)
    after = chance("afterwards")
    diary = [
        *entries(chance("admissions"), span, people),
        *(entry for each in happened for entry in written(after, each, now)),
        *census(chance("census"), span, people),
        *confirmations(chance("confirmations"), span, ward.shifts, happened),
        *huddles(chance("huddles"), span, ward.slots, people),
        *tallies(chance("leave"), span, ward.shifts),
        *board(chance("leave board"), span, people, now),
        *registers(chance("registers"), span),
        *improvement(chance("improvement"), span),
        *team(chance("team"), span),
    ]
    return tuple(sorted((entry for entry in diary if entry.at <= now), key=lambda entry: entry.at))
