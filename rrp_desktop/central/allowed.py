"""The allow-list: whose keys the centre trusts, and from when until when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from rrp_desktop.bundle.keys import PublicKey, read_public
from rrp_desktop.central.held import moment
from rrp_desktop.central.tables import SIGNERS


@dataclass(frozen=True, slots=True)
class Signer:
    """A key on the allow-list, and the key that what is for its ward alone is sealed to."""

    ward: str
    name: str
    key: PublicKey
    recipient: str
    valid_from: datetime
    valid_until: datetime
    revoked_at: datetime | None


def signers_where(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Signer, ...]:
    """What the allow-list says, by ward and then by date."""
    rows = connection.execute(
        sa.select(SIGNERS).where(which).order_by(SIGNERS.c.ward, SIGNERS.c.valid_from)
    ).all()
    return tuple(
        Signer(
            ward=row.ward,
            name=row.name,
            key=read_public(row.key),
            recipient=row.recipient,
            valid_from=moment(row.valid_from),
            valid_until=moment(row.valid_until),
            revoked_at=None if row.revoked_at is None else moment(row.revoked_at),
        )
        for row in rows
    )
