"""Backups: taken while the ward works, looked over, named, thinned out, and carried to a second place.

    copy out → open with the key → check pages, indexes, rows, last event → fsync → rename → a signed line

A backup is a pair of files, the ward's and its key ring's. Only closed files go to the second place.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from rrp_desktop.clock import local
from rrp_desktop.errors import Damaged, RrpError
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.place import make_folder, place, unavailable
from rrp_desktop.store.copies import Contents, copy_out, settle_copy
from rrp_desktop.store.home import Home
from rrp_desktop.store.leaving import SIGNING
from rrp_desktop.store.month import MonthEnd
from rrp_desktop.store.plain import moment_from, moment_text, spell
from rrp_desktop.store.ring import Key, Ring, load_ring, written
from rrp_desktop.store.tables import DRAFT
from rrp_desktop.store.told import Away, Backup, Rehearsed

T = TypeVar("T")
EVERY = timedelta(hours=1)
AT_CLOSE = timedelta(minutes=15)
LIST, AWAY, REHEARSED = "backups.jsonl", "away.json", "rehearsed.json"
HOURLY, DAILY, WEEKLY, MONTHLY = 6, 14, 8, 12
_NAME = re.compile(r"ward-(\d{8}T\d{6}Z)-\d+\.rrp")
_SIGNED = b"rrp-backup@v1\n"
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Taken:
    """A copy that nobody has looked over yet. `keep` may be called on any thread, once."""

    home: Home
    part: Path
    key: Key = field(repr=False)
    signing: bytes = field(repr=False)
    ring: Ring
    held: Contents
    made_at: datetime

    def keep(self) -> Backup:
        """Make a backup of it, and let go of those that are no longer needed."""
        file = self.home.backups / f"{_stem(self.made_at, self.held.number)}.rrp"
        settle_copy(self.part, file, self.key, self.held)
        place(written(self.ring), ring_beside(file), mode=0o600, over=True)
        backup = Backup(
            file.name,
            self.made_at,
            _sha256(file),
            file.stat().st_size,
            self.held.number,
            self.held.head,
            self.ring.generation,
        )
        every = (*listed(self.home.backups, self.signing), backup)
        wanted = to_keep(each.made_at for each in every)
        lines = [_line(each, self.signing) for each in every if each.made_at in wanted]
        place("".join(lines).encode(), self.home.backups / LIST, mode=0o600, over=True)
        _thin_out(self.home.backups)
        return backup


class Backups(MonthEnd):
    """The ward's records, and copies of them."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for leftover in self._home.backups.glob("*.part*"):
            leftover.unlink(missing_ok=True)

    def home(self) -> Home:
        """Where the ward's files are."""
        return self._home

    def take(self, *, by: StaffMember | None = None) -> Taken:
        """Copy the ward's file. Nobody else need wait while the copy is looked over: see `Taken.keep`."""
        if by is not None:
            self._actor(by, Act.BACK_UP)
        now = self._clock.now()
        self._here()
        try:
            make_folder(self._home.backups)
        except OSError as error:
            raise unavailable(error) from error
        part = self._home.backups / f"{_stem(now, 0)}.part"
        signing, ring = self._told_secret(SIGNING), load_ring(self._home.ring)
        held = copy_out(self._connection, part)
        return Taken(self._home, part, self._key, signing, ring, held, now)

    def back_up(self, *, by: StaffMember | None = None) -> Backup:
        """Make a backup now, and give it when it is whole, checked and on the disk."""
        return self.take(by=by).keep()

    def backup_due(self, after: timedelta = EVERY) -> bool:
        """Whether something was written since the last backup, and that is *after* ago."""
        last = next(iter(self.backups()), None)
        if last is None:
            return True
        with self.reading() as connection:
            drafted = connection.execute(select(func.max(DRAFT.c.kept_at))).scalar()
            number, _ = self._last_in(connection)
        changed = number != last.number or (drafted is not None and drafted > last.made_at)
        return changed and not last.made_at <= self._clock.now() < last.made_at + after

    def backups(self) -> tuple[Backup, ...]:
        """Every backup on this PC, the latest first."""
        return tuple(reversed(listed(self._home.backups, self._told_secret(SIGNING))))


def listed(folder: Path, signing: bytes) -> tuple[Backup, ...]:
    """The backups in *folder* whose line is signed by the ward and whose file is there, oldest first."""
    try:
        lines = (folder / LIST).read_bytes().splitlines()
    except OSError:
        return ()
    found = (_backup(line, signing) for line in lines)
    return tuple(each for each in found if each is not None and (folder / each.name).exists())


def to_keep(made: Iterable[datetime]) -> frozenset[datetime]:
    """The moments of the backups to keep: the last few, and the last of each day, week and month."""
    oldest_first = sorted(made)
    keep = set(oldest_first[-HOURLY:])
    for most, name in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-%V"), (MONTHLY, "%Y-%m")):
        last = {local(moment).strftime(name): moment for moment in oldest_first}
        keep.update(sorted(last.values())[-most:])
    return frozenset(keep)


def carry(home: Home, backup: Backup, second: Path, now: datetime) -> Away:
    """Copy *backup* to the folder *second*, and note how that went. It may be a network, and slow."""
    code = ""
    try:
        _carry(home, backup, second)
    except RrpError as error:
        code = error.code
    except OSError as error:
        code = unavailable(error).code
    away = Away(now, backup.name, code)
    _note(home, AWAY, {"at": moment_text(now), "name": away.name, "code": away.code})
    return away


def last_away(home: Home) -> Away | None:
    """How the last copy to the second place went."""
    return _noted(
        home, AWAY, lambda told: Away(moment_from(told["at"]), str(told["name"]), str(told["code"]))
    )


def note_rehearsal(home: Home, done: Rehearsed) -> None:
    """Remember how a rehearsal went."""
    told = {"at": moment_text(done.at), "name": done.name, "code": done.code, "seconds": done.seconds}
    _note(home, REHEARSED, told)


def last_rehearsed(home: Home) -> Rehearsed | None:
    """How the last rehearsal of a restore went."""
    return _noted(
        home,
        REHEARSED,
        lambda told: Rehearsed(moment_from(told["at"]), told["name"], told["code"], told["seconds"]),
    )


def _note(home: Home, name: str, told: dict[str, Any]) -> None:
    place(spell(told).encode(), home.backups / name, mode=0o600, over=True)


def _noted(home: Home, name: str, read: Callable[[Any], T]) -> T | None:
    try:
        return read(json.loads((home.backups / name).read_bytes()))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def ring_beside(file: Path) -> Path:
    """The key ring that opens the backup *file*."""
    return file.with_suffix(".ring.json")


def _carry(home: Home, backup: Backup, second: Path) -> None:
    source = home.backups / backup.name
    folder = second / f"rrp-{load_ring(home.ring).ward[:8]}"
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != backup.sha256:
        raise Damaged("backup-damaged", "The last backup is not what was written. Make another one.")
    folder.mkdir(exist_ok=True)
    place(content, folder / backup.name, over=True)
    place(ring_beside(source).read_bytes(), ring_beside(folder / backup.name), over=True)
    _thin_out(folder)


def _thin_out(folder: Path) -> None:
    made = {file: moment for file in folder.iterdir() if (moment := _made_at(file.name))}
    keep = to_keep(made.values())
    for file in (file for file, moment in made.items() if moment not in keep):
        ring_beside(file).unlink(missing_ok=True)
        file.unlink(missing_ok=True)


def _stem(made_at: datetime, number: int) -> str:
    return f"ward-{made_at.astimezone(UTC):{_STAMP}}-{number}"


def _made_at(name: str) -> datetime | None:
    match = _NAME.fullmatch(name)
    return datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC) if match else None


def _line(backup: Backup, signing: bytes) -> str:
    told = {
        "name": backup.name,
        "made_at": moment_text(backup.made_at),
        "sha256": backup.sha256,
        "size": backup.size,
        "number": backup.number,
        "head": backup.head,
        "generation": backup.generation,
    }
    signature = Ed25519PrivateKey.from_private_bytes(signing).sign(_SIGNED + spell(told).encode())
    return spell({**told, "signature": signature.hex()}) + "\n"


def _backup(line: bytes, signing: bytes) -> Backup | None:
    """The backup that *line* tells of; None when the ward did not write it."""
    try:
        told: dict[str, Any] = json.loads(line)
        signature = bytes.fromhex(told.pop("signature"))
        public = Ed25519PrivateKey.from_private_bytes(signing).public_key()
        public.verify(signature, _SIGNED + spell(told).encode())
        return Backup(**told | {"made_at": moment_from(told["made_at"])})
    except (ValueError, TypeError, KeyError, AttributeError, InvalidSignature):
        return None


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
