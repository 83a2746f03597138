"""What a ward's file needs: a backup every hour, a copy elsewhere every day, a rehearsal every month.

And always some room on the disk for what is being typed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from rrp_desktop.store.backup import EVERY, carry, last_away
from rrp_desktop.store.home import Home
from rrp_desktop.store.reserve import keep_back
from rrp_desktop.store.restore import rehearsal, rehearsal_due
from rrp_desktop.store.told import Backup
from rrp_desktop.store.ward_file import Store

_AWAY_EVERY = timedelta(days=1)


def due(store: Store, now: datetime, *, after: timedelta = EVERY) -> Callable[[], Backup | None] | None:
    """What is to be done now, to be called on any thread; None when nothing is.

    It gives the latest backup, and raises what kept it from being made.
    """
    home, latest = store.home(), next(iter(store.backups()), None)
    keep_back(home)
    rehearse = rehearsal(store) if latest is not None and rehearsal_due(home, now) else None
    taken = store.take() if store.backup_due(after) else None
    second = str(store.values()["backup.second"])
    if taken is None and rehearse is None and not (second and latest and _away_due(home, latest, now)):
        return None

    def do() -> Backup | None:
        backup = taken.keep() if taken is not None else latest
        if second and backup and _away_due(home, backup, now):
            carry(home, backup, Path(second), now)
        if rehearse is not None:
            rehearse.run()
        return backup

    return do


def _away_due(home: Home, backup: Backup, now: datetime) -> bool:
    """Whether *backup* is to be copied to the second place: daily, and again an hour after a failure."""
    last = last_away(home)
    if last is None or not last.at <= now:
        return True
    if last.code:
        return now >= last.at + EVERY
    return now >= last.at + _AWAY_EVERY and last.name != backup.name
