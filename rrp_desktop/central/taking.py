"""Bundles that arrive together go on the shelf together, in a few statements for however many there are.

Each is judged as if those before it had been put there first, so how many come at once makes no difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from rrp_desktop.bundle.schema import RECORDS
from rrp_desktop.central import database, facts
from rrp_desktop.central.facts import Place
from rrp_desktop.central.held import Held, Sequences, held_of, row_of
from rrp_desktop.central.tables import BUNDLES, CHOICES, REFUSALS, VERSIONS
from rrp_desktop.central.versions import Arrival, Version

_NAMES = VERSIONS.columns.keys()
_PLACE = ("section", "ward", "place")
_Content = tuple[int, str]
"""The rank and the digest of a content."""
_UNKNOWN: _Content = (-1, "")


def put_up(connection: sa.Connection, arrivals: Mapping[str, Arrival], now: datetime) -> dict[str, Held]:
    """Keep the bundles with these SHA-256, in this order, and all their rows; those that are new."""
    wards = {each.manifest.ward for each in arrivals.values()}
    database.hold_wards(connection, wards)
    sequences = Sequences(connection, wards)
    new = {sha256: each for sha256, each in arrivals.items() if sha256 not in sequences}
    if not new:
        return {}
    staged = [
        (version.section, arrival.manifest.ward, version.place, version.rank, version.digest, version.body)
        for arrival in new.values()
        for version in arrival.versions
    ]
    standing = Standing(wards, connection)
    with database.staged(connection, VERSIONS, sorted(staged)) as staging:
        standing.read(database.alike(connection, VERSIONS, staging, _PLACE))
        database.settle(connection, VERSIONS, staging)
    before = {place: standing.counts(place) for place in {row[:3] for row in staged}}
    added: dict[str, Held] = {}
    for sha256, arrival in new.items():
        clash = standing.add(arrival.manifest.ward, arrival.versions)
        problem, missing = sequences.add(arrival.manifest, sha256)
        added[sha256] = held_of(arrival, sha256, now, "fork" if clash else problem, missing)
    _tell(connection, standing, before, {row[4]: row[5] for row in staged})
    database.put(connection, BUNDLES, [row_of(each, new[sha256].manifest) for sha256, each in added.items()])
    connection.execute(sa.delete(REFUSALS).where(REFUSALS.c.sha256.in_(new)))
    return added


def settle(connection: sa.Connection, place: Place) -> None:
    """Bring what is told of *place* in step with what counts of it, after a person has chosen."""
    standing = Standing({place[1]}, connection)
    same = (VERSIONS.c[name] == value for name, value in zip(_PLACE, place, strict=True))
    columns = (VERSIONS.c[name] for name in (*_PLACE, "rank", "digest"))
    standing.read(map(tuple, connection.execute(sa.select(*columns).where(*same))))
    _tell(connection, standing, {place: _UNKNOWN}, {})


class Standing:
    """What has arrived of some places, by rank and digest, and which of it counts."""

    def __init__(self, wards: Iterable[str], connection: sa.Connection) -> None:
        self._contents: dict[Place, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        chosen = connection.execute(sa.select(CHOICES).where(CHOICES.c.ward.in_(wards)))
        self._chosen = {(row.section, row.ward, row.place, row.rank): row.digest for row in chosen}

    def read(self, rows: Iterable[tuple[str, str, str, int, str]]) -> None:
        """Add what was here before."""
        for section, ward, place, rank, digest in rows:
            self._contents[section, ward, place][rank].add(digest)

    def add(self, ward: str, versions: Iterable[Version]) -> bool:
        """Add what a bundle of *ward* brings; whether a record in it contradicts another."""
        brought = [((each.section, ward, each.place), each.rank, each.digest) for each in versions]
        for place, rank, digest in brought:
            self._contents[place][rank].add(digest)
        return any(
            place[0] in RECORDS
            and len(self._contents[place][rank]) > 1
            and (*place, rank) not in self._chosen
            for place, rank, _ in brought
        )

    def counts(self, place: Place) -> _Content | None:
        """The content of the highest rank with a single one, or a chosen one."""
        best: _Content | None = None
        for rank, digests in self._contents.get(place, {}).items():
            if best is None or rank > best[0]:
                digest = next(iter(digests)) if len(digests) == 1 else self._chosen.get((*place, rank))
                best = best if digest is None else (rank, digest)
        return best


def _tell(
    connection: sa.Connection,
    standing: Standing,
    before: Mapping[Place, _Content | None],
    bodies: Mapping[str, bytes],
) -> None:
    """Bring the facts in step at the places where something else counts than *before*."""
    changed: dict[Place, bytes | None] = {}
    for place, counted in before.items():
        counts = standing.counts(place)
        if counts != counted:
            changed[place] = (
                None if counts is None else bodies.get(counts[1]) or _body(connection, place, counts)
            )
    facts.refresh(connection, changed, {place for place in changed if before[place] is None})


def _body(connection: sa.Connection, place: Place, content: _Content) -> bytes:
    key = dict(zip((*_PLACE, "rank", "digest"), (*place, *content), strict=True))
    body = connection.scalar(sa.select(VERSIONS.c.body).filter_by(**key))
    return bytes(body or b"")
