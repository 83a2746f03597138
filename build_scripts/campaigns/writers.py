"""T15 and T27: six processes write to one ward at once, and backups are made meanwhile.

The app lets one process at a time into a ward; here its lock is passed by, so that the file alone must hold.
"""

import contextlib
import itertools
import shutil
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.errors import Damaged, RrpError, Unavailable
from rrp_desktop.store import Home, Store
from rrp_desktop.store.restore import restore
from rrp_desktop.store.ring import Key
from rrp_desktop.store.told import Backup

WRITERS = 6
SECONDS = 20.0
BACKUPS = 5
_ROWS = "SELECT * FROM {table} WHERE key IN (SELECT key FROM revision WHERE number <= :last) ORDER BY key"
_CHAIN = "SELECT * FROM revision WHERE number <= :last ORDER BY number"


def backups_while_writing(asked: Asked) -> Outcome:
    """T15: a backup that is made while six write is restored elsewhere, and compared row by row.

    The longest save is told, not judged: on a PC with nothing else to do it takes less than two seconds.
    """
    faults = {"rows that differ": 0, "broken": 0}
    counts = {"backups restored": 0, "rows compared": 0, "ms for a save at most": 0}
    home, key = _ward(asked.folder / "t15")
    with _Writers(home, key) as writers, contextlib.closing(_beside(home, key)) as store:
        for number in range(asked.times):
            writers.hear_until_each_has_saved()
            backup = _backed_up(store)
            try:
                rows = _restored_rows(home, backup.name, asked.folder / f"t15-{number}", backup.number)
            except RrpError as error:
                print(f"T15: {error.code}", flush=True)
                faults["broken"] += 1
                continue
            mine = _rows(store, backup.number)
            counts["backups restored"] += 1
            counts["rows compared"] += len(mine)
            faults["rows that differ"] += len(set(mine) ^ set(rows))
    counts["ms for a save at most"] = round(1_000 * max(writers.took))
    return Outcome("T15", {**counts, "acknowledged": len(writers.said)}, faults)


def six_at_once(asked: Asked) -> Outcome:
    """T27: six write for twenty seconds, and backups are made; what was acknowledged is what is there."""
    counts = {"rounds": asked.times, "acknowledged": 0, "refused": 0, "backups": 0}
    faults = {"lost": 0, "there and never acknowledged": 0, "broken": 0, "rounds without a save": 0}
    for number in range(asked.times):
        home, key = _ward(asked.folder / f"t27-{number}")
        with _Writers(home, key) as writers, contextlib.closing(_beside(home, key)) as store:
            for _ in range(BACKUPS):
                writers.hear_for(SECONDS / BACKUPS)
                with contextlib.suppress(Unavailable):
                    _backed_up(store)
                    counts["backups"] += 1
        counts["acknowledged"] += len(writers.said)
        counts["refused"] += writers.refused
        faults["rounds without a save"] += not writers.said
        if (there := wards.found_again(home, "T27", faults)) is None:
            continue
        faults["lost"] += len(writers.said - there)
        faults["there and never acknowledged"] += max(0, len(there - writers.said) - writers.refused)
    return Outcome("T27", counts, faults)


def _ward(folder: Path) -> tuple[Home, Key]:
    home = wards.make(folder)
    store = wards.opened(home)
    store.close()
    return home, store._key  # noqa: SLF001


def _beside(home: Home, key: Key) -> Store:
    """The ward, opened though others have it. No process may inherit it: none is forked after this."""
    while True:
        try:
            return Store(home, home.ward, key, took=False, **wards.needs())
        except Unavailable:
            continue


def _backed_up(store: Store) -> Backup:
    """A backup. One is refused when another process has saved between the count and the copy."""
    while True:
        try:
            return store.back_up()
        except Damaged as refused:
            if refused.code != "copy-differs":
                raise


class _Writers:
    """Six processes that save until they are told to stop, and what they have said."""

    def __init__(self, home: Home, key: Key) -> None:
        self.said: set[str] = set()
        self.took: list[float] = [0.0]
        self.refused = 0
        self._heard = [0] * WRITERS
        self._pipes = [wards.CONTEXT.Pipe() for _ in range(WRITERS)]
        self._children: Sequence[BaseProcess] = [
            wards.CONTEXT.Process(target=save_until_told, args=(home.folder, home.keys, key, theirs))
            for _, theirs in self._pipes
        ]

    def __enter__(self) -> "_Writers":
        for child, (_, theirs) in zip(self._children, self._pipes, strict=True):
            child.start()
            theirs.close()
        return self

    def __exit__(self, *_error: object) -> None:
        for ours, _ in self._pipes:
            ours.send(b"stop")
        for number, (ours, _) in enumerate(self._pipes):
            with contextlib.suppress(EOFError, ConnectionResetError):
                while True:
                    self._take(number, ours.recv())
        for child in self._children:
            child.join()

    def hear_for(self, seconds: float) -> None:
        """Hear what is said for so many *seconds*."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._hear(left)

    def hear_until_each_has_saved(self) -> None:
        """Hear what is said until each has saved something more."""
        before = list(self._heard)
        while any(now == then for now, then in zip(self._heard, before, strict=True)):
            self._hear(60.0)

    def _hear(self, patience: float) -> None:
        ours = [pipe for pipe, _ in self._pipes]
        for ready in wait(ours, patience):
            assert isinstance(ready, Connection)
            self._take(ours.index(ready), ready.recv())

    def _take(self, number: int, told: tuple[str, float]) -> None:
        key, took = told
        self._heard[number] += 1
        self.took.append(took)
        if key:
            self.said.add(key)
        else:
            self.refused += 1


def save_until_told(folder: Path, keys: Path, key: Key, pipe: Connection) -> None:
    """The child: save one incident after another, and say each one's key and how long it took."""
    store = _beside(Home(folder, keys), key)
    manager = wards.manager_of(store)
    for number in itertools.count():
        if pipe.poll():
            break
        begun = time.monotonic()
        try:
            saved = store.save("incident", wards.incident(number), by=manager).key
        except Unavailable:
            saved = ""
        pipe.send((saved, time.monotonic() - begun))
    pipe.close()


def _restored_rows(home: Home, name: str, folder: Path, last: int) -> list[tuple[Any, ...]]:
    """What the backup of that *name* holds once it was restored to a new *folder*."""
    new = wards.home_in(folder)
    store = restore(new, home.backups / name, words=wards.CODE, **wards.needs())
    with contextlib.closing(store):
        store.check_chain()
        rows = _rows(store, last)
    shutil.rmtree(folder)
    return rows


def _rows(store: Store, last: int) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [
            tuple(row)
            for asked in (_CHAIN, _ROWS.format(table="incident"), _ROWS.format(table="staff"))
            for row in connection.exec_driver_sql(asked, {"last": last})
        ]
