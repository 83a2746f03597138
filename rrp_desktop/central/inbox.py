"""A folder of bundles: some are looked at ahead, in processes of their own, while others go on the shelf."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

from pyrage.x25519 import Identity

from rrp_desktop.bundle.armour import ENDING, as_file
from rrp_desktop.bundle.seal import FILE_CAP
from rrp_desktop.central.intake import Looked, Verdict, judge, look
from rrp_desktop.central.opener import Opener
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.errors import Damaged, Unavailable
from rrp_desktop.place import place_all

_OPENERS = 2
_FEWEST, _MOST = 16, 64
"""How many bundles go on the shelf together, if there are so many."""
_BYTES_AHEAD = 32 << 20
_READ_ONLY = 0o444


def bundles_in(folder: Path) -> list[Path]:
    """The bundles in *folder*, also those that came as text, in order of name."""
    return sorted(path for path in folder.iterdir() if _is_bundle(path.name.lower()) and path.is_file())


def _is_bundle(name: str) -> bool:
    return name.removesuffix(ENDING).endswith(".rrpb")


class Originals:
    """What arrived, byte for byte: `originals` is for good, `quarantine` holds what was refused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, taken: Mapping[str, bytes], refused: Mapping[str, bytes]) -> None:
        """Keep every one under its SHA-256; what was refused before and is taken now leaves quarantine."""
        for name, files in (("originals", taken), ("quarantine", refused)):
            paths = {self._path(name, sha256): data for sha256, data in files.items()}
            place_all({path: data for path, data in paths.items() if not path.exists()}, mode=_READ_ONLY)
        for sha256 in taken:
            self._path("quarantine", sha256).unlink(missing_ok=True)

    def _path(self, name: str, sha256: str) -> Path:
        return self._folder / name / f"{sha256}.rrpb"


def take_in_all(
    folder: Path, identity: Identity, shelf: Shelf, originals: Originals, now: Callable[[], datetime]
) -> Iterator[Verdict]:
    """Judge every bundle in *folder*, in order of name."""
    signers = {signer.key: signer for signer in shelf.signers()}
    left = deque(bundles_in(folder))
    made = [Opener([identity]) for _ in range(min(_OPENERS, len(left)))]
    openers: SimpleQueue[Opener] = SimpleQueue()
    for opener in made:
        openers.put(opener)

    def look_at(path: Path) -> Looked:
        data, opener = _read(path), openers.get()
        try:
            return look(path.name, data, signers.get, opener)
        finally:
            openers.put(opener)

    ahead: deque[tuple[int, Future[Looked]]] = deque()
    with ThreadPoolExecutor(_OPENERS, "intake") as threads:
        try:
            while left or ahead:
                while left and (not ahead or _room(ahead)):
                    path = left.popleft()
                    ahead.append((path.stat().st_size, threads.submit(look_at, path)))
                yield from judge(_next(ahead), shelf, originals.keep, now())
            shelf.taken()
        finally:
            threads.shutdown(cancel_futures=True)
            for opener in made:
                opener.close()


def _room(ahead: deque[tuple[int, Future[Looked]]]) -> bool:
    return len(ahead) < 2 * _MOST and sum(size for size, _ in ahead) < _BYTES_AHEAD


def _next(ahead: deque[tuple[int, Future[Looked]]]) -> list[Looked]:
    """Some that were looked at: as many as are ready, and not too few."""
    looked: list[Looked] = []
    while ahead and (len(looked) < _FEWEST or (len(looked) < _MOST and ahead[0][1].done())):
        looked.append(ahead.popleft()[1].result())
    return looked


def _read(path: Path) -> bytes:
    """The bundle in *path*, which may have come as text; what cannot be made out is left as it is."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_CAP + 1)
    except OSError:
        raise Unavailable(
            "cannot-read", "A file could not be read. Check the stick, then start again."
        ) from None
    try:
        return as_file(data)
    except Damaged:
        return data
