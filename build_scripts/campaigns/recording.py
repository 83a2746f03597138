"""All that a process does to the files of a folder, and every state that a power cut may leave of them.

A preloaded library of our own (`recorder.c`, built when it is needed) writes down each write, cut, sync,
rename and removal. Played back, what was synced is on the disk for good. Of what a file was not yet synced
for, all, nothing, a beginning or any part may be there, in sectors; of the names, a beginning.
"""

import ctypes
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.outcome import NotHere

SOURCE = Path(__file__).with_name("recorder.c")
SECTOR = 512
_HEAD = struct.Struct("<cQQI")
_NEVER_KEPT = "-shm"
"""What is only ever shared memory under a name."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a process did. `file` is the inode; `content` what was written, the names, or the words."""

    what: bytes
    file: int
    at: int
    content: bytes

    @property
    def names(self) -> list[str]:
        return self.content.decode().split("\0")


@dataclass(frozen=True, slots=True)
class Recording:
    """What lay below a folder, by inode and by name, and what was then done to it."""

    files: Mapping[int, bytes]
    names: Mapping[str, int]
    steps: Sequence[Step]


def record(work: str, folder: Path) -> Recording:
    """What a process of its own does below *folder*: *work*, a call of something in `cut`."""
    files, names = {}, {}
    for file in (each for each in folder.rglob("*") if each.is_file()):
        names[str(file)] = file.stat().st_ino
        files[file.stat().st_ino] = file.read_bytes()
    log = folder.with_name(f"{folder.name}.record")
    log.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", f"from pathlib import Path; from campaigns import cut; cut.{work}"],
        env={
            **os.environ,
            "LD_PRELOAD": str(library_in(folder.parent)),
            "RECORD_BELOW": str(folder),
            "RECORD_IN": str(log),
            "PYTHONPATH": os.pathsep.join([str(SOURCE.parents[1]), *sys.path]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return Recording(files, names, tuple(_steps(log.read_bytes())))


def say(words: str) -> None:
    """Note in the recording of this process that it has promised *words*."""
    ctypes.CDLL(None).record_says(words.encode())


def library_in(folder: Path) -> Path:
    """The library to preload, built in *folder* unless it is there."""
    built = folder / "recorder.so"
    if sys.platform != "linux" or shutil.which("cc") is None:
        raise NotHere("this test needs a C compiler on Linux: sudo apt-get install gcc libc6-dev")
    if not built.exists():
        subprocess.run(
            [
                "cc",
                "-shared",
                "-fPIC",
                "-O2",
                "-Wall",
                "-Werror",
                "-o",
                str(built),
                str(SOURCE),
            ],
            check=True,
        )
    return built


def _steps(log: bytes) -> Iterator[Step]:
    at = 0
    while at < len(log):
        what, file, place, length = _HEAD.unpack_from(log, at)
        at += _HEAD.size
        yield Step(what, file, place, log[at : at + length])
        at += length


@dataclass(slots=True)
class _File:
    """What of a file is on the disk for good, and what was done to it since."""

    kept: bytes
    waiting: list[Step] = field(default_factory=list)

    def sync(self) -> None:
        if self.waiting:
            self.kept, self.waiting = _done(self.kept, self.waiting), []


class Disk:
    """A disk on which the steps of a recording are taken one by one."""

    def __init__(self, recording: Recording) -> None:
        self._files = {inode: _File(content) for inode, content in recording.files.items()}
        self._names = {name: self._files[inode] for name, inode in recording.names.items()}
        self._moves: list[tuple[Step, _File | None]] = []

    def take(self, step: Step) -> None:
        """Do what *step* says."""
        match step.what:
            case b"m":
                # An inode is given again to another file once nothing has its name.
                self._files[step.file] = _File(b"")
                self._moves.append((step, self._files[step.file]))
            case b"g" | b"r":
                self._moves.append((step, None))
            case b"w" | b"c":
                self._files[step.file].waiting.append(step)
            case b"s" if step.file:
                self._files[step.file].sync()
            case _:
                self._names = _moved(self._names, self._moves)
                self._moves = []

    def left(self, chance: random.Random) -> dict[str, bytes]:
        """What may be on the disk if the power went now."""
        moves = self._moves[: chance.randint(0, len(self._moves))]
        names = _moved(self._names, moves) if moves else self._names
        return {name: _left(file, chance) for name, file in names.items() if not name.endswith(_NEVER_KEPT)}


def _moved(names: Mapping[str, _File], moves: Iterable[tuple[Step, _File | None]]) -> dict[str, _File]:
    moved = dict(names)
    for step, made in moves:
        first, *second = step.names
        if made is not None:
            moved[first] = made
        elif second:
            moved[second[0]] = moved.pop(first)
        else:
            moved.pop(first, None)
    return moved


def _left(file: _File, chance: random.Random) -> bytes:
    waiting = file.waiting
    if not waiting:
        return file.kept
    match chance.randrange(5):
        case 0:
            return file.kept
        case 1:
            return _done(file.kept, waiting)
        case 2:
            return _done(file.kept, waiting[: chance.randint(0, len(waiting))])
        case 3:
            return _done(file.kept, [step for step in waiting if chance.random() < 0.5])
        case _:
            *begun, last = waiting[: chance.randint(1, len(waiting))]
            return _done(file.kept, [*begun, *_torn(last, chance)])


def _torn(step: Step, chance: random.Random) -> Iterator[Step]:
    """Some sectors of what *step* wrote."""
    start = step.at
    while start < step.at + len(step.content):
        end = start // SECTOR * SECTOR + SECTOR
        if chance.random() < 0.5:
            part = step.content[start - step.at : end - step.at]
            yield Step(step.what, step.file, start, part)
        start = end


def _done(kept: bytes, steps: Iterable[Step]) -> bytes:
    content = bytearray(kept)
    for step in steps:
        if step.what == b"c":
            del content[step.at :]
            content.extend(bytes(step.at - len(content)))
        else:
            content.extend(bytes(max(0, step.at - len(content))))
            content[step.at : step.at + len(step.content)] = step.content
    return bytes(content)
