"""What has arrived, in one file of the centre's own or in PostgreSQL.

Every version of every row is kept, under (section, ward, place, rank). The current row of a place is the
one with the highest rank that has a single content, or one that a person chose: rank is the revision for
records and the time of making for the rest. Two contents of one rank are contested, and neither counts
until a person decides. So what the shelf says depends on what has arrived, never on the order.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.enrol import Card
from rrp_desktop.bundle.keys import PublicKey, read_public
from rrp_desktop.bundle.manifest import Manifest
from rrp_desktop.bundle.schema import RECORDS, Row
from rrp_desktop.central import database, facts
from rrp_desktop.central.current import CONTESTED, CURRENT
from rrp_desktop.central.tables import (
    BUNDLES,
    CHOICES,
    META,
    REFUSALS,
    SIGNERS,
    STORE,
    STORE_VERSION,
    VERSIONS,
    WARDS,
)
from rrp_desktop.central.versions import Arrival, Version, rows_of
from rrp_desktop.errors import Newer, Refused, RrpError, Unavailable

_MISSING_SHOWN = 100


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


@dataclass(frozen=True, slots=True)
class Held:
    """A bundle on the shelf. `problem` is what was noted when it came: nothing, gap, superseded or fork."""

    sha256: str
    content_sha256: str
    ward: str
    epoch: str
    seq: int
    period: date
    created: datetime
    rows: dict[str, int]
    received_at: datetime
    problem: str
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """A place of which a ward has sent several contents under one rank."""

    ward: str
    section: str
    place: str
    rank: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A ward on the programme's own list."""

    ward: str
    name: str
    organisation: str
    region: str
    specialty: str


class Shelf:
    """What has arrived at the centre. Every public method is one transaction."""

    def __init__(self, where: Path | str) -> None:
        url = where if isinstance(where, str) else f"sqlite+pysqlite:///{where}"
        self._engine = database.open_engine(url)
        try:
            with self.transaction() as connection:
                _bring_up(connection)
        except RrpError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the server."""
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """One transaction; reports write their own questions in it."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.OperationalError:
            raise Unavailable(
                "shelf-busy", "The centre's store could not be used just now. Nothing was changed: try again."
            ) from None
        except sa.exc.ProgrammingError:
            raise
        except sa.exc.DatabaseError:
            raise Unavailable(
                "shelf-damaged", "The centre's store is damaged. Put back the last backup of it."
            ) from None

    def enrol(self, card: Card, valid_from: datetime, valid_until: datetime) -> None:
        """Put the card's key on the allow-list; Refused with `already-enrolled` when it is there."""
        with self.transaction() as connection:
            database.hold_ward(connection, card.ward)
            if _signers(connection, SIGNERS.c.fingerprint == card.key.fingerprint):
                raise Refused(
                    "already-enrolled", "This card's key is on the list already. Nothing was changed."
                )
            row = {
                "fingerprint": card.key.fingerprint,
                "ward": card.ward,
                "name": card.name,
                "organisation": card.organisation,
                "install": card.install,
                "key": card.key.text,
                "recipient": card.recipient,
                "valid_from": _seconds(valid_from),
                "valid_until": _seconds(valid_until),
                "revoked_at": None,
            }
            database.put(connection, SIGNERS, [row])

    def revoke(self, ward: str, at: datetime) -> int:
        """Refuse whatever arrives from *ward*'s present keys after *at*; how many keys that is."""
        with self.transaction() as connection:
            done = connection.execute(
                sa.update(SIGNERS)
                .where(SIGNERS.c.ward == ward, SIGNERS.c.revoked_at.is_(None))
                .values(revoked_at=_seconds(at))
            )
            return done.rowcount

    def signer(self, key: PublicKey) -> Signer | None:
        """What the allow-list says of *key*."""
        with self.transaction() as connection:
            found = _signers(connection, SIGNERS.c.fingerprint == key.fingerprint)
        return found[0] if found else None

    def signers(self) -> tuple[Signer, ...]:
        """The whole allow-list, by ward."""
        with self.transaction() as connection:
            return _signers(connection, sa.true())

    def take(self, arrival: Arrival, sha256: str, now: datetime) -> Held | None:
        """Keep a bundle and all its rows, or, when it is here already, change nothing and give None."""
        manifest = arrival.manifest
        with self.transaction() as connection:
            database.hold_ward(connection, manifest.ward)
            if connection.scalar(sa.select(BUNDLES.c.sha256).where(BUNDLES.c.sha256 == sha256)):
                return None
            connection.execute(sa.delete(REFUSALS).where(REFUSALS.c.sha256 == sha256))
            database.put(connection, VERSIONS, [_row(manifest.ward, each) for each in arrival.versions])
            touched: dict[str, set[str]] = defaultdict(set)
            for version in arrival.versions:
                touched[version.section].add(version.place)
            current, contested = _settled(connection, manifest.ward, touched)
            facts.refresh(connection, manifest.ward, current)
            clash = any(
                each.section in RECORDS and (each.section, each.place, each.rank) in contested
                for each in arrival.versions
            )
            problem = "fork" if clash else _problem(connection, manifest, sha256)
            database.put(connection, BUNDLES, [_bundle(arrival, sha256, now, problem)])
            return _held(connection, BUNDLES.c.sha256 == sha256)[0]

    def refuse(self, sha256: str, file: str, code: str, detail: str, now: datetime) -> None:
        """Remember that a file was refused, and nothing of what is in it."""
        row = {"sha256": sha256, "file": file, "code": code, "detail": detail, "at": _seconds(now)}
        with self.transaction() as connection:
            database.put(connection, REFUSALS, [row])

    def refusals(self) -> tuple[tuple[str, str], ...]:
        """Every refused file, as name and code, oldest first."""
        with self.transaction() as connection:
            rows = connection.execute(sa.select(REFUSALS).order_by(REFUSALS.c.at, REFUSALS.c.file)).all()
        return tuple((row.file, row.code) for row in rows)

    def held(self, sha256: str | None = None) -> tuple[Held, ...]:
        """The bundles on the shelf in order of ward, epoch and number, or the one with *sha256*."""
        with self.transaction() as connection:
            return _held(connection, sa.true() if sha256 is None else BUNDLES.c.sha256 == sha256)

    def without_receipt(self) -> tuple[Held, ...]:
        """The bundles that no receipt was written for yet."""
        with self.transaction() as connection:
            return _held(connection, BUNDLES.c.receipted_at.is_(None))

    def receipted(self, sha256: str, now: datetime) -> None:
        """Note that a receipt for a bundle was written."""
        with self.transaction() as connection:
            connection.execute(
                sa.update(BUNDLES).where(BUNDLES.c.sha256 == sha256).values(receipted_at=_seconds(now))
            )

    def current(self, section: str) -> Iterator[tuple[str, Row]]:
        """Every current row of *section* with its ward. Void and contested rows are left out.

        Of a record, only what was answered is told.
        """
        with self.transaction() as connection:
            rows = connection.execute(CURRENT.where(VERSIONS.c.section == section)).all()
        return ((row.ward, each) for row in rows for each in rows_of(row.body))

    def contests(self) -> tuple[Contest, ...]:
        """Every place that is contested at or above its current rank."""
        with self.transaction() as connection:
            return _contests(connection)

    def contents(self, contest: Contest) -> tuple[tuple[str, str], ...]:
        """The contents that stand against each other, as digest and text, in order of digest."""
        with self.transaction() as connection:
            return _contents(connection, contest)

    def choose(self, contest: Contest, digest: str, now: datetime) -> None:
        """Let the content with *digest* count from now on. A person must have asked the ward."""
        with self.transaction() as connection:
            database.hold_ward(connection, contest.ward)
            if contest not in _contests(connection) or digest not in dict(_contents(connection, contest)):
                raise Refused(
                    "not-contested",
                    "This row is not contested, or has no such content. Look at the list again.",
                )
            place = {"ward": contest.ward, "section": contest.section, "place": contest.place}
            row = place | {"rank": contest.rank, "digest": digest, "at": _seconds(now)}
            database.put(connection, CHOICES, [row], over=True)
            current, _ = _settled(connection, contest.ward, {contest.section: {contest.place}})
            facts.refresh(connection, contest.ward, current)

    def choose_as(self, other: "Shelf") -> None:
        """Take over every choice that was made on *other*."""
        with other.transaction() as there:
            choices = [dict(row) for row in there.execute(sa.select(CHOICES)).mappings()]
        with self.transaction() as connection:
            database.put(connection, CHOICES, choices, over=True)

    def list_wards(self, wards: Iterable[Listed]) -> None:
        """Keep the programme's list of its wards in place of the one before."""
        names = WARDS.columns.keys()
        rows = [{name: getattr(each, name) for name in names} for each in wards]
        with self.transaction() as connection:
            connection.execute(sa.delete(WARDS))
            database.put(connection, WARDS, rows)

    def listed(self) -> tuple[Listed, ...]:
        """The programme's list of its wards; those enrolled but not on it have no region and no specialty."""
        with self.transaction() as connection:
            found = {row.ward: Listed(*row) for row in connection.execute(sa.select(WARDS))}
            for signer in _signers(connection, sa.true()):
                found.setdefault(signer.ward, Listed(signer.ward, signer.name, "", "", ""))
        return tuple(found[ward] for ward in sorted(found))

    def copy_to(self, other: "Shelf") -> int:
        """Copy everything to *other*, which must be empty, in one transaction; how many rows that was."""
        with self.transaction() as here, other.transaction() as there:
            if any(there.scalar(sa.select(sa.func.count()).select_from(each)) for each in (SIGNERS, BUNDLES)):
                raise Refused("store-in-use", "That store is not empty. Name an empty one to move to.")
            total = 0
            for table in (each for each in META.sorted_tables if each is not STORE):
                for batch in database.batches(map(tuple, here.execute(sa.select(table)))):
                    database.load(there, table, batch)
                    total += len(batch)
            return total

    def make_roles(self) -> None:
        """Let two roles of PostgreSQL, which are made if need be, do what collators and analysts do."""
        with self.transaction() as connection:
            if not database.is_server(connection):
                raise Refused("store-file", "Only PostgreSQL has roles. Guard the file by its folder.")
            database.grant(connection)

    def state(self) -> str:
        """A digest of all that the shelf says: equal whenever the same bundles have arrived."""
        digest = hashlib.sha256()
        with self.transaction() as connection:
            for row in connection.execution_options(yield_per=5_000).execute(CURRENT):
                digest.update(
                    canonical.spell([row.section, row.ward, row.place, row.rank, row.digest]) + b"\n"
                )
            for contest in _contests(connection):
                told = [contest.section, contest.ward, contest.place, contest.rank]
                digest.update(canonical.spell(told) + b"\n")
        return digest.hexdigest()


def _bring_up(connection: sa.Connection) -> None:
    if database.is_server(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(0)))
    if sa.inspect(connection).has_table(STORE.name):
        if connection.scalar(sa.select(sa.func.max(STORE.c.version))) != STORE_VERSION:
            raise Newer("shelf-newer", "The centre's store is of another release. Update this one first.")
        return
    META.create_all(connection, checkfirst=False)
    connection.execute(sa.insert(STORE).values(version=STORE_VERSION))


def _signers(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Signer, ...]:
    rows = connection.execute(
        sa.select(SIGNERS).where(which).order_by(SIGNERS.c.ward, SIGNERS.c.valid_from)
    ).all()
    return tuple(
        Signer(
            ward=row.ward,
            name=row.name,
            key=read_public(row.key),
            recipient=row.recipient,
            valid_from=_moment(row.valid_from),
            valid_until=_moment(row.valid_until),
            revoked_at=None if row.revoked_at is None else _moment(row.revoked_at),
        )
        for row in rows
    )


def _bundle(arrival: Arrival, sha256: str, now: datetime, problem: str) -> dict[str, Any]:
    manifest = arrival.manifest
    return {
        "sha256": sha256,
        "content_sha256": arrival.content_sha256,
        "ward": manifest.ward,
        "epoch": manifest.epoch,
        "seq": manifest.seq,
        "prev": manifest.prev,
        "kind": manifest.kind,
        "period": manifest.period.isoformat(),
        "created": _seconds(manifest.created),
        "cutoff": manifest.cutoff,
        "app": manifest.app,
        "config": manifest.config,
        "signer": manifest.signer,
        "rows": canonical.spell({part.name: part.rows for part in manifest.sections}).decode(),
        "received_at": _seconds(now),
        "problem": problem,
        "receipted_at": None,
    }


def _row(ward: str, version: Version) -> dict[str, Any]:
    return {
        "section": version.section,
        "ward": ward,
        "place": version.place,
        "rank": version.rank,
        "digest": version.digest,
        "body": version.body,
    }


def _settled(
    connection: sa.Connection, ward: str, touched: Mapping[str, Collection[str]]
) -> tuple[dict[tuple[str, str], bytes | None], set[tuple[str, str, int]]]:
    """Of the *touched* places of a ward: what counts of each, and the ranks that are contested."""
    current: dict[tuple[str, str], bytes | None] = {}
    contested: set[tuple[str, str, int]] = set()
    choices = _choices(connection, ward)
    for section, places in touched.items():
        for batch in database.batches(sorted(places)):
            contents: dict[str, dict[int, dict[str, bytes]]] = defaultdict(lambda: defaultdict(dict))
            for row in database.of_places(connection, VERSIONS, ward, section, batch):
                contents[row.place][row.rank][row.digest] = row.body
            for place, ranks in contents.items():
                current[section, place] = None
                for rank in sorted(ranks):
                    bodies = ranks[rank]
                    digest = next(iter(bodies)) if len(bodies) == 1 else choices.get((section, place, rank))
                    if digest is None:
                        contested.add((section, place, rank))
                    else:
                        current[section, place] = bytes(bodies[digest])
    return current, contested


_CHOSEN = sa.select(CHOICES).where(CHOICES.c.ward == sa.bindparam("ward"))


def _choices(connection: sa.Connection, ward: str) -> dict[tuple[str, str, int], str]:
    chosen = connection.execute(_CHOSEN, {"ward": ward})
    return {(row.section, row.place, row.rank): row.digest for row in chosen}


def _contests(connection: sa.Connection) -> tuple[Contest, ...]:
    rows = connection.execute(CONTESTED).all()
    return tuple(Contest(row.ward, row.section, row.place, row.rank) for row in rows)


def _contents(connection: sa.Connection, contest: Contest) -> tuple[tuple[str, str], ...]:
    found = database.of_places(connection, VERSIONS, contest.ward, contest.section, [contest.place])
    told = ((row.digest, bytes(row.body).decode()) for row in found if row.rank == contest.rank)
    return tuple(sorted(told))


def _problem(connection: sa.Connection, manifest: Manifest, sha256: str) -> str:
    """What there is to note about a bundle beside those that came before it."""
    of_epoch = sa.select(BUNDLES).where(BUNDLES.c.ward == manifest.ward, BUNDLES.c.epoch == manifest.epoch)
    others = connection.execute(of_epoch).all()
    if any(_forked(manifest, sha256, row) for row in others):
        return "fork"
    period = manifest.period.isoformat()
    if any(row.period == period and row.kind == manifest.kind and row.seq > manifest.seq for row in others):
        return "superseded"
    numbers = {row.seq for row in others} | {manifest.seq}
    return "gap" if any(number not in numbers for number in range(1, manifest.seq)) else ""


def _forked(manifest: Manifest, sha256: str, other: sa.Row[Any]) -> bool:
    """Whether two bundles cannot both belong to one unbroken sequence."""
    return bool(
        other.seq == manifest.seq
        or (other.seq == manifest.seq - 1 and manifest.prev != other.sha256)
        or (other.seq == manifest.seq + 1 and other.prev != sha256)
    )


def _held(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Held, ...]:
    rows = connection.execute(
        sa.select(BUNDLES)
        .where(which)
        .order_by(BUNDLES.c.ward, BUNDLES.c.epoch, BUNDLES.c.seq, BUNDLES.c.sha256)
    ).all()
    numbers: dict[tuple[str, str], set[int]] = {}
    of_wards = BUNDLES.c.ward.in_({row.ward for row in rows})
    for each in connection.execute(sa.select(BUNDLES.c.ward, BUNDLES.c.epoch, BUNDLES.c.seq).where(of_wards)):
        numbers.setdefault((each.ward, each.epoch), set()).add(each.seq)
    return tuple(
        Held(
            sha256=row.sha256,
            content_sha256=row.content_sha256,
            ward=row.ward,
            epoch=row.epoch,
            seq=row.seq,
            period=date.fromisoformat(row.period),
            created=_moment(row.created),
            rows=canonical.read(row.rows.encode()),
            received_at=_moment(row.received_at),
            problem=row.problem,
            missing=_missing(numbers[row.ward, row.epoch]),
        )
        for row in rows
    )


def _missing(numbers: set[int]) -> tuple[int, ...]:
    absent = (number for number in range(1, max(numbers)) if number not in numbers)
    return tuple(islice(absent, _MISSING_SHOWN))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
