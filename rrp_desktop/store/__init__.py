"""The ward's own file: encrypted, on this PC, written by one thread.

`open` holds the connection, `tables` draws the tables from the forms, `upgrade` brings older files up
to date, `ring` keeps the key. A `Store` is a `Ledger` (one transaction at a time, one chain of events)
that learns, class by class, who is who, how the ward is set up, its records, and what they add up to.
What comes out are the frozen values of `told`.
"""

from typing import TYPE_CHECKING, Any

from rrp_desktop.recovery import new_recovery_code, read_recovery_code
from rrp_desktop.store.home import Home, default_folder
from rrp_desktop.store.told import (
    UNDONE,
    ClockBack,
    DaysSince,
    DayState,
    Draft,
    Export,
    Identity,
    MonthPoint,
    NotSaved,
    PeriodCount,
    Record,
    Revision,
    Saved,
    ShiftState,
    ToFinish,
)

if TYPE_CHECKING:
    from rrp_desktop.store.ward_file import Store, make_ward, open_ward

__all__ = [
    "UNDONE",
    "ClockBack",
    "DayState",
    "DaysSince",
    "Draft",
    "Export",
    "Home",
    "Identity",
    "MonthPoint",
    "NotSaved",
    "PeriodCount",
    "Record",
    "Revision",
    "Saved",
    "ShiftState",
    "Store",
    "ToFinish",
    "default_folder",
    "make_ward",
    "new_recovery_code",
    "open_ward",
    "read_recovery_code",
]


def __getattr__(name: str) -> Any:
    # SQLAlchemy takes longer to import than the window may take to appear.
    if name in ("Store", "make_ward", "open_ward"):
        from rrp_desktop.store import ward_file

        return getattr(ward_file, name)
    raise AttributeError(name)
