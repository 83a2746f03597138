"""Rows of which a ward sent several contents under one rank: none counts until a person has chosen."""

from dataclasses import asdict, dataclass

import sqlalchemy as sa

from rrp_desktop.central.current import CONTESTED
from rrp_desktop.central.tables import VERSIONS


@dataclass(frozen=True, slots=True)
class Contest:
    """A place of which a ward has sent several contents under one rank."""

    ward: str
    section: str
    place: str
    rank: int


def contests(connection: sa.Connection) -> tuple[Contest, ...]:
    """Every place that is contested at or above its current rank."""
    rows = connection.execute(CONTESTED).all()
    return tuple(Contest(row.ward, row.section, row.place, row.rank) for row in rows)


def contents(connection: sa.Connection, contest: Contest) -> tuple[tuple[str, str], ...]:
    """The contents that stand against each other, as digest and text, in order of digest."""
    columns = (VERSIONS.c.digest, VERSIONS.c.body)
    rows = connection.execute(sa.select(*columns).filter_by(**asdict(contest)))
    return tuple(sorted((row.digest, bytes(row.body).decode()) for row in rows))
