"""The PC's clock held against the ward's own entries: one that was set back is noticed."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.accounts import Accounts
from rrp_desktop.store.tables import REVISION
from rrp_desktop.store.told import ClockBack

_SLACK = timedelta(minutes=2)
_FORM = "clock"
_ACCEPTED = select(func.coalesce(func.max(REVISION.c.number), 0)).where(REVISION.c.form == _FORM)
_LATEST = select(func.max(REVISION.c.at)).where(REVISION.c.number >= _ACCEPTED.scalar_subquery())


class ClockKept(Accounts):
    """Whether the time can be as the PC says."""

    def clock_warning(self) -> ClockBack | None:
        """How the clock stands when it is more than two minutes behind the latest entry; else None."""
        latest, now = self.latest_entry(), self._clock.now()
        return ClockBack(latest, now) if latest is not None and now < latest - _SLACK else None

    def latest_entry(self) -> datetime | None:
        """When the latest entry was made that the clock is held against, by the clock of then."""
        with self.reading() as connection:
            return connection.execute(_LATEST).scalar()

    def accept_clock(self, *, by: StaffMember) -> None:
        """Say that the clock is right as it stands: only entries from now on are held against it."""
        actor = self._actor(by, Act.RECORD)
        with self.writing() as connection:
            self.add(connection, _FORM, _FORM, "accept", by=actor.key)
