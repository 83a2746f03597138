"""How long nothing has happened, which milestone that is, and how often chance alone does as well.

A milestone is withheld while any shift of the wait is not confirmed: silence is not safety.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.clock import ShiftOn, spoken_day

if TYPE_CHECKING:
    from rrp_desktop.store import DayState, Store

WATCHED = ("restraint", "seclusion", "rapid_tranquillisation", "violence")
"""The kinds whose milestones Today tells of."""
FRESH = 3
"""Days for which a milestone is news."""
_NOT_OVER = frozenset({"running", "future"})
_YEAR = timedelta(days=365)
_ENOUGH = 5
"""Days with an incident that it takes to speak of a ward's own rate."""


@dataclass(frozen=True, slots=True)
class Streak:
    """The wait since the last incident, or since the ward began to record, when `last` is None.

    `days` are those on which the ward was open. `waiting` are the shifts of the wait that are over and
    that nobody has spoken for, of `shifts` in all. `milestone` is the longest one, 0 for none, and
    `reached` its day. `share` is that of the days before on which there was an incident; None when too
    little is known.
    """

    last: date | None
    began: date
    days: int
    shifts: int
    waiting: tuple[ShiftOn, ...]
    milestone: int
    reached: date
    share: float | None

    @property
    def earned(self) -> bool:
        """Whether there is a milestone, and every shift of it is confirmed."""
        return self.milestone > 0 and not self.waiting


def milestone_of(days: int, tiers: Iterable[int]) -> int:
    """The longest of *tiers* that a wait of so many *days* has reached; 0 for none."""
    return max((tier for tier in tiers if 0 < tier <= days), default=0)


def fresh(days: int, tiers: Iterable[int]) -> bool:
    """Whether a wait of so many *days* has reached a milestone just now."""
    milestone = milestone_of(days, tiers)
    return milestone > 0 and days - milestone < FRESH


def streak(days: Sequence["DayState"], kinds: Collection[str], tiers: Iterable[int]) -> Streak:
    """The wait at the end of *days*, of which the last is today, for an incident of any of *kinds*."""
    happened = [place for place, day in enumerate(days) if _any(day, kinds)]
    wait = days[happened[-1] if happened else 0 :]
    free = wait[1:] if happened else wait
    open_days = [day.day for day in wait[1:] if not day.closed]
    shifts = {each.turn: each.state for day in free for each in day.shifts if each.state not in _NOT_OVER}
    milestone = milestone_of(len(open_days), tiers)
    return Streak(
        last=wait[0].day if happened else None,
        began=wait[0].day,
        days=len(open_days),
        shifts=len(shifts),
        waiting=tuple(turn for turn, state in shifts.items() if state == "unconfirmed"),
        milestone=milestone,
        reached=open_days[milestone - 1] if milestone else wait[0].day,
        share=_share(days[: happened[-1]], kinds) if happened else None,
    )


def read_streak(store: "Store", kinds: Collection[str], tiers: Iterable[int], today: date) -> Streak:
    """The wait for an incident of any of *kinds*, as *store* knows it on the day *today*."""
    live = store.ward().live_from
    last = store.days_since(kinds).last or live
    return streak(store.days(max(live, last - _YEAR), today), kinds, tiers)


def chance_of(days: int, share: float) -> float:
    """The chance that a wait lasts *days* or longer where incidents fall on a *share* of days, at random.

    (1 - share) ** days: the number of days without one before the next day with one follows the geometric
    distribution. The share of days with any of r incidents a day at random is 1 - exp(-r), which makes it
    exp(-r * days), the exponential distribution of waits (NIST/SEMATECH e-Handbook, 8.1.6.1): 0.2 % for
    30 days where there is one incident in 5, and 5 % where there is one in 10.
    """
    return (1 - share) ** days


def chance_words(streak: Streak) -> str:
    """How unusual the milestone is, in words; nothing while the ward's own rate is not known."""
    if streak.share is None or not streak.milestone:
        return ""
    chance = chance_of(streak.milestone, streak.share)
    often = f"an incident on 1 day in {1 / streak.share:.1f}"
    if chance > 0.5:
        told = "most waits are as long"
    elif chance < 0.001:
        told = "fewer than 1 wait in 1,000 would be as long by chance"
    else:
        told = f"about 1 wait in {round(1 / chance):,} would be as long by chance"
    return f"Before it there was {often}: {told}."


def waiting_words(streak: Streak) -> str:
    """Why a milestone is withheld: the shifts to be confirmed, the first three by name."""
    named = [f"{turn.shift.title.lower()} of {spoken_day(turn.day)}" for turn in streak.waiting[:3]]
    more = len(streak.waiting) - len(named)
    return "Not confirmed: " + ", ".join(named) + (f" and {more} more" if more else "")


def _any(day: "DayState", kinds: Collection[str]) -> bool:
    return any(day.counts.get(kind) for kind in kinds)


def _share(days: Iterable["DayState"], kinds: Collection[str]) -> float | None:
    """Of the days that are known all through, those with an incident."""
    known = [_any(day, kinds) for day in days if day.known]
    return sum(known) / len(known) if sum(known) >= _ENOUGH else None
