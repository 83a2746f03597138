"""A clock that is told the time, until it is let go."""

from datetime import datetime

from rrp_desktop.clock import Clock


class ToldClock:
    """Says what it was last told; once let go, what the real *clock* says."""

    def __init__(self, clock: Clock, told: datetime) -> None:
        self._clock = clock
        self._told: datetime | None = told

    def tell(self, moment: datetime) -> None:
        """Stand at *moment* from now on."""
        self._told = moment

    def let_go(self) -> None:
        """Follow the real clock from now on."""
        self._told = None

    def now(self) -> datetime:
        return self._clock.now() if self._told is None else self._told

    def monotonic(self) -> float:
        return self._clock.monotonic()
