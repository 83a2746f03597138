"""What the manager of a ward writes, day by day."""

from datetime import date

from rrp_desktop.clock import DAY
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Store

ALL = ("morning", "afternoon", "night")


def who(store: Store) -> StaffMember:
    """The manager."""
    return next(member for member in store.staff() if member.role is Role.MANAGER)


def confirm(store: Store, since: date, until: date) -> None:
    """Confirm every shift from *since* to *until*."""
    with store.many():
        for number in range((until - since).days + 1):
            for shift in ALL:
                store.confirm_shift(since + number * DAY, shift, by=who(store))
