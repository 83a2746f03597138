"""A store of an earlier release is brought up to date when it is opened; one of a later release is refused.

A step is written for the tables as they were, imports none of them, and is never edited once released. All
steps and the new version are one transaction, on the embedded file and on PostgreSQL.
"""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from rrp_desktop.central import database
from rrp_desktop.central.tables import META, STORE, STORE_VERSION
from rrp_desktop.errors import Damaged, Newer

Step = Callable[[sa.Connection], None]
STEPS: Mapping[int, Step] = {}
"""What makes the tables of each version into those of the next. There is one version so far, the second."""


def bring_up_to_date(
    connection: sa.Connection, steps: Mapping[int, Step] = STEPS, wanted: int = STORE_VERSION
) -> None:
    """Make the tables of an empty store, or bring those of an earlier version to the *wanted* one."""
    database.hold_store(connection)
    if not sa.inspect(connection).has_table(STORE.name):
        META.create_all(connection, checkfirst=False)
        connection.execute(sa.insert(STORE).values(version=wanted))
        return
    version = connection.scalar(sa.select(sa.func.max(STORE.c.version))) or 0
    if version > wanted:
        raise Newer("shelf-newer", "The centre's store is of a later release. Update this one first.")
    for number in range(version, wanted):
        if number not in steps:
            raise Damaged(
                "shelf-older",
                "The centre's store is older than any release. Take the originals in again, into a new one.",
            )
        steps[number](connection)
        connection.execute(sa.insert(STORE).values(version=number + 1))
