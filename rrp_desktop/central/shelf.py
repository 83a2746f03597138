"""What has arrived, in one file of the centre's own or in PostgreSQL.

Every version of every row is kept, under (section, ward, place, rank). The current row of a place is the
one with the highest rank that has a single content, or one that a person chose: rank is the revision for
records and the time of making for the rest. Two contents of one rank are contested, and neither counts
until a person decides. So what the shelf says depends on what has arrived, never on the order.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.enrol import Card
from rrp_desktop.bundle.keys import PublicKey
from rrp_desktop.bundle.schema import Row
from rrp_desktop.central import database, taking
from rrp_desktop.central.allowed import Signer, signers_where
from rrp_desktop.central.contested import Contest, contents, contests
from rrp_desktop.central.current import CURRENT
from rrp_desktop.central.held import Held, held_where, seconds
from rrp_desktop.central.tables import (
    BUNDLES,
    CHOICES,
    META,
    READ_BY_ANALYSTS,
    REFUSALS,
    SIGNERS,
    STORE,
    VERSIONS,
    WARDS,
)
from rrp_desktop.central.upgrade import bring_up_to_date
from rrp_desktop.central.versions import Arrival, rows_of
from rrp_desktop.errors import Refused, RrpError, Unavailable


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was refused: `code` says it to everybody, `detail` to support."""

    sha256: str
    file: str
    code: str
    detail: str


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
        # what is copied goes past SQLAlchemy, and so do its errors
        self._driver = self._engine.dialect.loaded_dbapi
        try:
            with self.transaction() as connection:
                bring_up_to_date(connection)
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
        except (sa.exc.OperationalError, self._driver.OperationalError):
            raise Unavailable(
                "shelf-busy", "The centre's store could not be used just now. Nothing was changed: try again."
            ) from None
        except sa.exc.ProgrammingError:
            raise
        except (sa.exc.DatabaseError, self._driver.DatabaseError):
            raise Unavailable(
                "shelf-damaged", "The centre's store is damaged. Put back the last backup of it."
            ) from None

    def enrol(self, card: Card, valid_from: datetime, valid_until: datetime) -> None:
        """Put the card's key on the allow-list; Refused with `already-enrolled` when it is there."""
        with self.transaction() as connection:
            database.hold_wards(connection, [card.ward])
            if signers_where(connection, SIGNERS.c.fingerprint == card.key.fingerprint):
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
                "valid_from": seconds(valid_from),
                "valid_until": seconds(valid_until),
                "revoked_at": None,
            }
            database.put(connection, SIGNERS, [row])

    def revoke(self, ward: str, at: datetime) -> int:
        """Refuse whatever arrives from *ward*'s present keys after *at*; how many keys that is."""
        with self.transaction() as connection:
            done = connection.execute(
                sa.update(SIGNERS)
                .where(SIGNERS.c.ward == ward, SIGNERS.c.revoked_at.is_(None))
                .values(revoked_at=seconds(at))
            )
            return done.rowcount

    def signers(self, among: Collection[PublicKey] | None = None) -> tuple[Signer, ...]:
        """The whole allow-list, by ward, or what it says of those *among* these keys."""
        which = sa.true() if among is None else SIGNERS.c.fingerprint.in_({key.fingerprint for key in among})
        with self.transaction() as connection:
            return signers_where(connection, which)

    def take(self, arrival: Arrival, sha256: str, now: datetime) -> Held | None:
        """Keep a bundle and all its rows, or, when it is here already, change nothing and give None."""
        return self.take_all({sha256: arrival}, (), now).get(sha256)

    def take_all(
        self, arrivals: Mapping[str, Arrival], refused: Iterable[Refusal], now: datetime
    ) -> dict[str, Held]:
        """Keep the bundles with these SHA-256, one after the other, and all their rows; those that are new.

        Of a *refused* file, it is remembered that it was, and nothing of what is in it.
        """
        refusals = [asdict(each) | {"at": seconds(now)} for each in refused]
        with self.transaction() as connection:
            held = taking.put_up(connection, arrivals, now)
            database.put(connection, REFUSALS, sorted(refusals, key=itemgetter("sha256")))
        return held

    def taken(self) -> None:
        """Let the server count what a folder brought: it plans badly for tables it believes empty."""
        with self.transaction() as connection:
            database.analyse(connection, (VERSIONS, *READ_BY_ANALYSTS))

    def refusals(self) -> tuple[tuple[str, str], ...]:
        """Every refused file, as name and code, oldest first."""
        with self.transaction() as connection:
            rows = connection.execute(sa.select(REFUSALS).order_by(REFUSALS.c.at, REFUSALS.c.file)).all()
        return tuple((row.file, row.code) for row in rows)

    def held(self, among: Collection[str] | None = None) -> tuple[Held, ...]:
        """The bundles on the shelf in order of ward, epoch and number, or those *among* these SHA-256."""
        with self.transaction() as connection:
            return held_where(connection, sa.true() if among is None else BUNDLES.c.sha256.in_(among))

    def without_receipt(self) -> tuple[Held, ...]:
        """The bundles that no receipt was written for yet."""
        with self.transaction() as connection:
            return held_where(connection, BUNDLES.c.receipted_at.is_(None))

    def receipted(self, sha256: str, now: datetime) -> None:
        """Note that a receipt for a bundle was written."""
        with self.transaction() as connection:
            connection.execute(
                sa.update(BUNDLES).where(BUNDLES.c.sha256 == sha256).values(receipted_at=seconds(now))
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
            return contests(connection)

    def contents(self, contest: Contest) -> tuple[tuple[str, str], ...]:
        """The contents that stand against each other, as digest and text, in order of digest."""
        with self.transaction() as connection:
            return contents(connection, contest)

    def choose(self, contest: Contest, digest: str, now: datetime) -> None:
        """Let the content with *digest* count from now on. A person must have asked the ward."""
        with self.transaction() as connection:
            database.hold_wards(connection, [contest.ward])
            if contest not in contests(connection) or digest not in dict(contents(connection, contest)):
                raise Refused(
                    "not-contested",
                    "This row is not contested, or has no such content. Look at the list again.",
                )
            place = {"ward": contest.ward, "section": contest.section, "place": contest.place}
            row = place | {"rank": contest.rank, "digest": digest, "at": seconds(now)}
            database.put(connection, CHOICES, [row], over=True)
            taking.settle(connection, (contest.section, contest.ward, contest.place))

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
            for signer in signers_where(connection, sa.true()):
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
            for contest in contests(connection):
                told = [contest.section, contest.ward, contest.place, contest.rank]
                digest.update(canonical.spell(told) + b"\n")
        return digest.hexdigest()
