"""Who was on the ward, and for how many nights."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from rrp_desktop.clock import DAY
from rrp_desktop.store.tables import RECORDS, standing

KNOWN_OF_PEOPLE = ("ethnic_category", "gender", "age_band", "learning_disability", "autism")
_PERSON = RECORDS["person"]


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody's codes by field, and the midnights they spent here; None when nobody said from when."""

    key: str
    codes: Mapping[str, str | None]
    nights: int | None


def presence(connection: Connection, since: date, until: date) -> Iterator[Presence]:
    """Everybody on record. Who came and went on one day spent no midnight here."""
    for row in connection.execute(select(_PERSON).where(standing(_PERSON))):
        codes = {name: getattr(row, name) for name in KNOWN_OF_PEOPLE}
        yield Presence(row.key, codes, _nights(row.admitted, row.discharged, since, until))


def _nights(admitted: date | None, discharged: date | None, since: date, until: date) -> int | None:
    if admitted is None:
        return None
    after = until + DAY
    return max(0, (min(discharged or after, after) - max(admitted, since)).days)
