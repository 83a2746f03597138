"""The practice year: 53 whole weeks and the one that is under way.

Long enough that both clock changes lie in it, whatever day it ends on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rrp_desktop.clock import DAY, week_of

WEEKS = 53
UNUSUAL_WEEK = 19
WORKING_IDEA = 26
OTHER_IDEA = 39
"""Weeks, counted from the first, in which something begins."""


@dataclass(frozen=True, slots=True)
class Span:
    """A year that ends on *end*, and the landmarks in it."""

    end: date

    @property
    def first(self) -> date:
        """The Monday on which the ward began to record."""
        return week_of(self.end) - timedelta(weeks=WEEKS)

    @property
    def last_restraint(self) -> date:
        """The day of the last restraint; nothing at all is logged after it."""
        return self.end - 5 * DAY

    @property
    def last_seclusion(self) -> date:
        """The day on which a segregation began that still runs."""
        return self.end - 12 * DAY

    def monday(self, week: int) -> date:
        """The first day of *week*."""
        return self.first + timedelta(weeks=week)

    def days(self) -> Iterator[date]:
        """Every day, the last included."""
        day = self.first
        while day <= self.end:
            yield day
            day += DAY


def clock_changes(span: Span) -> Iterator[date]:
    """The Sundays in *span* on which London clocks change: last in March, last in October."""
    for day in span.days():
        if day.month in (3, 10) and day.weekday() == 6 and (day + 7 * DAY).month != day.month:
            yield day
