"""Whose pseudonym is made of what: of the ward's own random key of a person, or of their NHS number.

The number is used only under a link key that came with the programme's pack, so that whoever moves between
its wards stays one person. Once a bundle under that key may have named somebody, what it was made of then
holds: were a number entered or mended later to count, the centre would take one person for two. It holds
as well when the ward no longer asks for numbers.
"""

import json
import sys

from sqlalchemy import Connection, select

from rrp_desktop.store.ledger import PURGED
from rrp_desktop.store.tables import EXPORT, REVISION


def linking_numbers(connection: Connection, since: int) -> dict[str, str]:
    """The NHS number of each person whose pseudonym is made of it, under the link key of event *since*."""
    sent = select(EXPORT.c.cutoff).where(EXPORT.c.cutoff >= since).order_by(EXPORT.c.cutoff)
    cutoffs = connection.execute(sent).scalars().all()
    told = select(REVISION.c.key, REVISION.c.number, REVISION.c.answers).where(
        REVISION.c.form == "person", REVISION.c.answers != PURGED
    )
    numbers: dict[str, str] = {}
    settled: dict[str, int] = {}
    for row in connection.execute(told.order_by(REVISION.c.number)):
        first = next((cutoff for cutoff in cutoffs if cutoff >= row.number), sys.maxsize)
        if row.number <= settled.setdefault(row.key, first):
            numbers[row.key] = json.loads(row.answers).get("nhs_number", "")
    return {key: number for key, number in numbers.items() if number}
