"""A file is whole under its name, or not there."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rrp_desktop.errors import Damaged, Unavailable
from rrp_desktop.place import make_folder, place, place_all


def test_a_file_is_placed_whole_and_alone(tmp_path: Path) -> None:
    place(b"month" * 1000, tmp_path / "a.rrpb", mode=0o600)
    assert (tmp_path / "a.rrpb").read_bytes() == b"month" * 1000
    assert (tmp_path / "a.rrpb").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.rrpb"]


def test_a_file_that_is_there_is_kept_unless_asked(tmp_path: Path) -> None:
    place(b"first", tmp_path / "a")
    with pytest.raises(Unavailable, match="file-exists"):
        place(b"second", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"first"
    place(b"second", tmp_path / "a", over=True)
    assert (tmp_path / "a").read_bytes() == b"second"


def test_a_part_left_by_a_crash_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "a.part").write_bytes(b"half")
    place(b"whole", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"whole"


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot-write"):
        place(b"month", tmp_path / "gone" / "a")


def test_a_disk_that_fills_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really, room = os.write, [3]

    def write(descriptor: int, content: memoryview) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "full")
        room[0] -= 1
        return really(descriptor, content[:1])

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(Unavailable, match="disk-full"):
        place(b"month", tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
    room[0] = 5
    place(b"month", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"month"


def test_what_reads_back_differently_is_not_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"other")
    with pytest.raises(Damaged, match="read-back"):
        place(b"month", tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_several_who_place_the_same_files_are_not_in_each_others_way(tmp_path: Path) -> None:
    files = {tmp_path / f"{number}.rrpb": bytes(10_000 + number) for number in range(40)}
    with ThreadPoolExecutor(4) as writers:
        list(writers.map(lambda _: place_all(files, mode=0o444), range(4)))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


@pytest.mark.parametrize(("system", "mode"), [("linux", 0o700), ("win32", None)])
def test_a_folder_is_for_its_maker_alone_but_on_windows_for_all_whom_it_lies_open_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, mode: int | None
):
    """product.md, section 2: a ward PC is shared, and perhaps by Windows accounts."""
    asked: list[int | None] = []
    monkeypatch.setattr("rrp_desktop.place.sys.platform", system)
    monkeypatch.setattr(Path, "mkdir", lambda _folder, **named: asked.append(named.get("mode")))
    make_folder(tmp_path / "backups")
    assert asked == [mode]
