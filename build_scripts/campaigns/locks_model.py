"""What must be so at a desk: who is in, what time alone locks, and when the process must have ended."""

from datetime import UTC, datetime

_ENTRY_MINUTES, _END_MINUTES = 2.0, 30.0


class ToldClock:
    """A clock on the wall, which can be put wrong, and one that only goes on."""

    def __init__(self) -> None:
        self.wall, self.gone = datetime(2026, 11, 21, 13, 34, tzinfo=UTC), 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.gone


class Model:
    """What must be so: who is in, and since when nothing was used, by the clock that says more."""

    def __init__(self, clock: ToldClock) -> None:
        self._clock = clock
        self.who, self.writing, self.ended, self.wrong, self.idle_minutes = "", False, False, 0, 2.0
        self._idle_since: tuple[datetime, float] | None = None
        self._end_since: tuple[datetime, float] | None = None

    def enter(self, who: str) -> None:
        self.who, self.wrong = who, 0
        self._idle_since = self._end_since = self._now()

    def set_idle(self, minutes: float) -> None:
        self.idle_minutes = minutes
        self._idle_since = self._end_since = self._now()

    def lock(self) -> None:
        self.who, self.writing, self._idle_since = "", False, None

    def write(self) -> None:
        self.writing, self._idle_since = True, self._now()

    def end(self) -> None:
        self.lock()
        self.ended, self._end_since = True, None

    def look(self) -> None:
        """What time alone brings about."""
        if self._unused(self._idle_since) >= 60 * (_ENTRY_MINUTES if self.writing else self.idle_minutes):
            self.lock()
        if self._unused(self._end_since) >= 60 * _END_MINUTES:
            self.end()

    def use(self) -> bool:
        """A key is pressed. Whether it gets through: one that comes too late only locks."""
        waited = self._idle_since is not None
        self.look()
        if self.ended or (waited and self._idle_since is None):
            return False
        self._idle_since = self._idle_since and self._now()
        self._end_since = self._end_since and self._now()
        return True

    def _now(self) -> tuple[datetime, float]:
        return self._clock.wall, self._clock.gone

    def _unused(self, since: tuple[datetime, float] | None) -> float:
        if since is None:
            return -1.0
        return max((self._clock.wall - since[0]).total_seconds(), self._clock.gone - since[1])
