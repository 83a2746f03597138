"""What has arrived, in one file of the centre's own.

Every version of every row is kept, under (ward, section, place, rank). The current row of a place is the
one with the highest rank that has a single content: rank is the revision for records and the time of
making for the rest. Two contents of one rank are contested, and neither counts until a person decides.
So what the shelf says depends on what has arrived, never on the order.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.enrol import Card
from rrp_desktop.bundle.keys import PublicKey, read_public
from rrp_desktop.bundle.make import Opened
from rrp_desktop.bundle.manifest import Manifest
from rrp_desktop.bundle.schema import RECORDS, Row, place_of
from rrp_desktop.central.tables import (
    BUNDLES,
    CONTESTED,
    CURRENT,
    FILE_VERSION,
    META,
    REFUSALS,
    SIGNERS,
    VERSIONS,
)
from rrp_desktop.errors import Newer, Refused, RrpError, Unavailable

_VOID = b"void"
_MISSING_SHOWN = 100
_SECTION_OF = {form: section for section, form in RECORDS.items()}


@dataclass(frozen=True, slots=True)
class Signer:
    """A key on the allow-list."""

    ward: str
    name: str
    key: PublicKey
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
    """A row of which a ward has sent two different contents under one revision."""

    ward: str
    section: str
    place: str


class Shelf:
    """The centre's file. Every public method is one transaction."""

    def __init__(self, path: Path) -> None:
        self._engine = sa.create_engine(f"sqlite+pysqlite:///{path}", connect_args={"isolation_level": None})
        sa.event.listen(self._engine, "connect", _set_up)
        sa.event.listen(self._engine, "begin", _begin)
        try:
            with self._transaction() as connection:
                _bring_up(connection)
        except RrpError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.OperationalError:
            raise Unavailable(
                "shelf-busy", "The centre's file could not be used just now. Nothing was changed: try again."
            ) from None
        except sa.exc.DatabaseError:
            raise Unavailable(
                "shelf-damaged", "The centre's file is damaged. Put back the last backup of it."
            ) from None

    def enrol(self, card: Card, valid_from: datetime, valid_until: datetime) -> None:
        """Put the card's key on the allow-list; Refused with `already-enrolled` when it is there."""
        with self._transaction() as connection:
            added = connection.execute(
                insert(SIGNERS)
                .values(
                    fingerprint=card.key.fingerprint,
                    ward=card.ward,
                    name=card.name,
                    organisation=card.organisation,
                    install=card.install,
                    key=card.key.text,
                    valid_from=_seconds(valid_from),
                    valid_until=_seconds(valid_until),
                )
                .on_conflict_do_nothing()
            )
            if added.rowcount == 0:
                raise Refused(
                    "already-enrolled", "This card's key is on the list already. Nothing was changed."
                )

    def revoke(self, ward: str, at: datetime) -> int:
        """Refuse whatever arrives from *ward*'s present keys after *at*; how many keys that is."""
        with self._transaction() as connection:
            done = connection.execute(
                sa.update(SIGNERS)
                .where(SIGNERS.c.ward == ward, SIGNERS.c.revoked_at.is_(None))
                .values(revoked_at=_seconds(at))
            )
            return done.rowcount

    def signer(self, key: PublicKey) -> Signer | None:
        """What the allow-list says of *key*."""
        with self._transaction() as connection:
            found = _signers(connection, SIGNERS.c.fingerprint == key.fingerprint)
        return found[0] if found else None

    def signers(self) -> tuple[Signer, ...]:
        """The whole allow-list, by ward."""
        with self._transaction() as connection:
            return _signers(connection, sa.true())

    def take(self, opened: Opened, sha256: str, now: datetime) -> Held | None:
        """Keep a bundle and all its rows, or, when it is here already, change nothing and give None."""
        with self._transaction() as connection:
            if connection.scalar(sa.select(BUNDLES.c.sha256).where(BUNDLES.c.sha256 == sha256)):
                return None
            connection.execute(sa.delete(REFUSALS).where(REFUSALS.c.sha256 == sha256))
            versions = _versions(opened)
            connection.execute(insert(BUNDLES).values(_bundle(opened, sha256, now)))
            if versions:
                connection.execute(insert(VERSIONS).on_conflict_do_nothing(), versions)
            problem = _problem(connection, opened.manifest, sha256, versions)
            connection.execute(sa.update(BUNDLES).where(BUNDLES.c.sha256 == sha256).values(problem=problem))
            return _held(connection, BUNDLES.c.sha256 == sha256)[0]

    def refuse(self, sha256: str, file: str, code: str, detail: str, now: datetime) -> None:
        """Remember that a file was refused, and nothing of what is in it."""
        row = {"sha256": sha256, "file": file, "code": code, "detail": detail, "at": _seconds(now)}
        with self._transaction() as connection:
            connection.execute(insert(REFUSALS).values(row).on_conflict_do_nothing())

    def refusals(self) -> tuple[tuple[str, str], ...]:
        """Every refused file, as name and code, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute(sa.select(REFUSALS).order_by(REFUSALS.c.at, REFUSALS.c.file)).all()
        return tuple((row.file, row.code) for row in rows)

    def held(self, sha256: str | None = None) -> tuple[Held, ...]:
        """The bundles on the shelf in order of ward, epoch and number, or the one with *sha256*."""
        with self._transaction() as connection:
            return _held(connection, sa.true() if sha256 is None else BUNDLES.c.sha256 == sha256)

    def without_receipt(self) -> tuple[Held, ...]:
        """The bundles that no receipt was written for yet."""
        with self._transaction() as connection:
            return _held(connection, BUNDLES.c.receipted_at.is_(None))

    def receipted(self, sha256: str, now: datetime) -> None:
        """Note that a receipt for a bundle was written."""
        with self._transaction() as connection:
            connection.execute(
                sa.update(BUNDLES).where(BUNDLES.c.sha256 == sha256).values(receipted_at=_seconds(now))
            )

    def current(self, section: str) -> Iterator[tuple[str, Row]]:
        """Every current row of *section* with its ward. Void and contested rows are left out.

        Of a record, only what was answered is told.
        """
        with self._transaction() as connection:
            rows = connection.execute(CURRENT.where(VERSIONS.c.section == section)).all()
        return ((row.ward, canonical.read(row.body)) for row in rows if row.body != _VOID)

    def contests(self) -> tuple[Contest, ...]:
        """Every place that is contested at or above its current rank."""
        with self._transaction() as connection:
            return _contests(connection)

    def state(self) -> str:
        """A digest of all that the shelf says: equal whenever the same bundles have arrived."""
        digest = hashlib.sha256()
        with self._transaction() as connection:
            for row in connection.execute(CURRENT):
                digest.update(
                    canonical.spell([row.ward, row.section, row.place, row.rank, row.digest]) + b"\n"
                )
            for contest in _contests(connection):
                digest.update(canonical.spell([contest.ward, contest.section, contest.place]) + b"\n")
        return digest.hexdigest()


def _set_up(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up(connection: sa.Connection) -> None:
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > FILE_VERSION:
        raise Newer("shelf-newer", "The centre's file was written by a newer release. Update this one first.")
    if version == 0:
        META.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={FILE_VERSION}")


def _signers(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Signer, ...]:
    rows = connection.execute(
        sa.select(SIGNERS).where(which).order_by(SIGNERS.c.ward, SIGNERS.c.valid_from)
    ).all()
    return tuple(
        Signer(
            ward=row.ward,
            name=row.name,
            key=read_public(row.key),
            valid_from=_moment(row.valid_from),
            valid_until=_moment(row.valid_until),
            revoked_at=None if row.revoked_at is None else _moment(row.revoked_at),
        )
        for row in rows
    )


def _bundle(opened: Opened, sha256: str, now: datetime) -> dict[str, Any]:
    manifest = opened.manifest
    return {
        "sha256": sha256,
        "content_sha256": opened.content_sha256,
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
        "problem": "",
    }


def _versions(opened: Opened) -> list[dict[str, Any]]:
    """Each row of a bundle as a version: amendments and tombstones under the section they belong to."""
    made = _seconds(opened.manifest.created)
    return [
        _version(opened.manifest.ward, section, row, made)
        for section, rows in opened.sections.items()
        for row in rows
    ]


def _version(ward: str, section: str, row: Row, made: int) -> dict[str, Any]:
    if section in ("amendments", "tombstones"):
        record = (
            {name: row[name] for name in row.keys() - {"form", "month"}} if section == "amendments" else None
        )
        return _record(ward, _SECTION_OF[row["form"]], row, record)
    if section in RECORDS:
        return _record(ward, section, row, row)
    place = canonical.spell(list(place_of(section, row))).decode()
    return _kept(ward, section, place, made, canonical.spell(row))


def _record(ward: str, section: str, head: Row, row: Row | None) -> dict[str, Any]:
    body = _VOID if row is None else canonical.spell(_answered(row))
    return _kept(ward, section, head["key"], head["revision"], body)


def _answered(answer: Any) -> Any:
    """*answer* without what was left open: a release that asks more must not contradict an earlier one."""
    if isinstance(answer, dict):
        return {name: _answered(each) for name, each in answer.items() if each is not None and each != []}
    return [_answered(each) for each in answer] if isinstance(answer, list) else answer


def _kept(ward: str, section: str, place: str, rank: int, body: bytes) -> dict[str, Any]:
    return {
        "ward": ward,
        "section": section,
        "place": place,
        "rank": rank,
        "digest": hashlib.sha256(body).hexdigest(),
        "body": body,
    }


def _contests(connection: sa.Connection) -> tuple[Contest, ...]:
    rows = connection.execute(CONTESTED).all()
    return tuple(Contest(row.ward, row.section, row.place) for row in rows)


def _problem(
    connection: sa.Connection, manifest: Manifest, sha256: str, versions: list[dict[str, Any]]
) -> str:
    """What there is to note about a bundle beside those that came before it."""
    of_epoch = sa.select(BUNDLES).where(BUNDLES.c.ward == manifest.ward, BUNDLES.c.epoch == manifest.epoch)
    others = [row for row in connection.execute(of_epoch).all() if row.sha256 != sha256]
    if any(_forked(manifest, sha256, row) for row in others) or _contested(
        connection, manifest.ward, versions
    ):
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


def _contested(connection: sa.Connection, ward: str, versions: list[dict[str, Any]]) -> bool:
    double = (
        sa.select(VERSIONS.c.section, VERSIONS.c.place, VERSIONS.c.rank)
        .where(VERSIONS.c.ward == ward, VERSIONS.c.section.in_(RECORDS))
        .group_by(VERSIONS.c.section, VERSIONS.c.place, VERSIONS.c.rank)
        .having(sa.func.count() > 1)
    )
    contested = {tuple(row) for row in connection.execute(double)}
    return any((each["section"], each["place"], each["rank"]) in contested for each in versions)


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
