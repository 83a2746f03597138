"""Opening a ward: what goes wrong has a code and a sentence, and changes nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rrp_desktop.errors import Damaged, Newer, Refused, RrpError, Unavailable
from rrp_desktop.people import Role
from rrp_desktop.store import Home, make_ward, new_recovery_code, open_ward
from rrp_desktop.store.open import engine_for, patiently, raw
from rrp_desktop.store.ring import Key, load_ring, new_key
from tests.core.store.conftest import CODE, PIN, VALUES, Ward


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "open.lock"
    }


def _make(ward: Ward, **changed: object) -> object:
    given = {"values": VALUES, "manager": "L. W.", "pin": PIN, "recovery_code": CODE} | changed
    values = given.pop("values")
    return make_ward(ward.home, values, **given, **ward.needs())  # type: ignore[arg-type]


def test_a_ward_is_as_it_was_when_it_is_opened_again(ward: Ward):
    store = ward.open()
    staff = store.staff()
    assert store.ward().name == "Brontë Ward"
    assert ward.again().staff() == staff


def test_the_file_holds_nothing_that_can_be_read(ward: Ward):
    """T14, for a ward that was just made."""
    ward.open()
    ward.close()
    for name, content in _contents(ward.home.folder).items():
        assert "Brontë".encode() not in content, name
        assert b"L. W." not in content, name
    assert not ward.home.ward.read_bytes().startswith(b"SQLite format")


def test_the_recovery_code_opens_a_ward_on_another_pc_and_gives_it_a_key(ward: Ward):
    shutil.rmtree(ward.home.keys)
    store = ward.open(words=CODE.lower())
    store_staff = store.staff()
    store.check_chain()
    assert ward.again().staff() == store_staff


def test_without_the_pcs_key_only_the_recovery_code_helps(ward: Ward):
    shutil.rmtree(ward.home.keys)
    before = _contents(ward.home.folder)
    with pytest.raises(Refused, match="key-wrong"):
        ward.open()
    with pytest.raises(Refused, match="key-wrong"):
        ward.open(words=new_recovery_code())
    with pytest.raises(Refused, match="recovery-mistyped"):
        ward.open(words="ABCD")
    assert _contents(ward.home.folder) == before


def _flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def _newer(home: Home, key: Key) -> None:
    engine = engine_for(home.ward, key)
    with patiently(engine) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()


def _another(home: Home) -> None:
    key = new_key()
    home.ward.unlink()
    engine = engine_for(home.ward, key, create=True)
    engine.connect().close()
    engine.dispose()


FAULTS = {
    "nothing there": (lambda home: shutil.rmtree(home.folder), Unavailable, "no-ward"),
    "ring gone": (lambda home: home.ring.unlink(), Damaged, "ring-missing"),
    "half a ring": (
        lambda home: home.ring.write_bytes(home.ring.read_bytes()[:200]),
        Damaged,
        "ring-damaged",
    ),
    "ward gone": (lambda home: home.ward.unlink(), Damaged, "file-missing"),
    "empty": (lambda home: home.ward.write_bytes(b""), Damaged, "file-empty"),
    "cut": (lambda home: os.truncate(home.ward, 10_000), Damaged, "file-damaged"),
    "header": (lambda home: _flip(home.ward, 20), Damaged, "file-damaged"),
    "a bit in the middle": (lambda home: _flip(home.ward, 30_000), Damaged, "file-damaged"),
    "more at the end": (
        lambda home: home.ward.write_bytes(home.ward.read_bytes() + b"x" * 4096),
        Damaged,
        "file-damaged",
    ),
    "under another key": (_another, Damaged, "file-damaged"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_own_code_and_nothing_is_changed(
    ward: Ward, fault: str, monkeypatch: pytest.MonkeyPatch
):
    """T9"""
    monkeypatch.setattr("rrp_desktop.store.open.PAUSE", 0.01)
    spoil, kind, code = FAULTS[fault]
    spoil(ward.home)
    before = _contents(ward.home.folder)
    with pytest.raises(RrpError) as caught:
        ward.open()
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert _contents(ward.home.folder) == before


def test_a_file_of_a_newer_release_is_left_alone(ward: Ward):
    key = ward.open()._key
    ward.close()
    _newer(ward.home, key)
    before = _contents(ward.home.folder)
    with pytest.raises(Newer, match="file-newer"):
        ward.open()
    assert _contents(ward.home.folder) == before


def test_the_ring_of_another_ward_does_not_open_this_one(ward: Ward, tmp_path: Path):
    other = Ward(Home(tmp_path / "other", ward.home.keys))
    _make(other).close()  # type: ignore[attr-defined]
    shutil.copy(other.home.ring, ward.home.ring)
    with pytest.raises(Damaged, match="file-damaged"):
        ward.open()


def test_a_key_file_from_before_a_change_of_key_is_not_called_a_damaged_ward(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
):
    """T9: nobody is sent to restore a backup when the ward is sound."""
    monkeypatch.setattr("rrp_desktop.store.open.PAUSE", 0.01)
    store, old = ward.open(), ward.home.ring.read_bytes()
    [manager] = [member for member in store.staff() if member.role is Role.MANAGER]
    store.change_key(new_recovery_code(), by=manager)
    ward.close()
    new = ward.home.ring.read_bytes()
    ward.home.ring.write_bytes(old)
    with pytest.raises(Damaged, match="ring-old"):
        ward.open()
    ward.home.ring.write_bytes(new)
    assert ward.open().staff()


def test_a_second_window_is_told_who_has_the_ward(ward: Ward):
    ward.open()
    other = Ward(Home(ward.home.folder, ward.home.keys))
    with pytest.raises(Unavailable, match=f"already-open.*{os.getpid()}"):
        other.open()
    ward.close()
    other.open()
    other.close()


def test_a_window_that_was_killed_leaves_nothing_locked(ward: Ward):
    hold = (
        "import sys, pathlib; from rrp_desktop.store import Home;"
        "Home(pathlib.Path(sys.argv[1])).lock(); print('held', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", hold, str(ward.home.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(Unavailable, match=f"already-open.*{child.pid}"):
            ward.open()
        child.kill()
    assert ward.open().staff()


def test_the_folder_stays_locked_while_whoever_locked_it_first_wants_it(ward: Ward):
    assert ward.home.lock()
    ward.open()
    ward.close()
    with pytest.raises(Unavailable, match="already-open"):
        Home(ward.home.folder).lock()
    ward.home.unlock()


def test_a_ward_is_not_made_over_another(ward: Ward):
    before = _contents(ward.home.folder)
    with pytest.raises(Refused, match="ward-exists"):
        _make(ward)
    ward.home.ward.unlink()
    with pytest.raises(Refused, match="ward-exists"):
        _make(ward)
    shutil.rmtree(ward.home.folder)
    assert before


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"values": VALUES | {"ward.name": " "}}, "setting-wrong"),
        ({"values": VALUES | {"ward.code": "not a code"}}, "setting-wrong"),
        ({"values": VALUES | {"ward.live_from": "yesterday"}}, "setting-wrong"),
        ({"values": VALUES | {"ward.beds": 0}}, "setting-wrong"),
        ({"values": VALUES | {"ward.shifts": []}}, "setting-wrong"),
        ({"values": VALUES | {"ward.shifts": [["a", "A", "07:00"], ["b", "B", "07:00"]]}}, "setting-wrong"),
        ({"values": VALUES | {"ward.places": [["a", "A"], ["a", "B"]]}}, "setting-wrong"),
        ({"values": VALUES | {"ward.colour": "blue"}}, "setting-unknown"),
        ({"pin": "123"}, "pin-unfit"),
        ({"pin": "١٢٣٤"}, "pin-unfit"),
        ({"manager": "  "}, "staff-unnamed"),
        ({"recovery_code": "ABCD"}, "recovery-mistyped"),
    ],
)
def test_a_ward_that_cannot_be_leaves_nothing_behind(tmp_path: Path, changed: dict[str, object], code: str):
    ward = Ward(Home(tmp_path / "ward", tmp_path / "keys"))
    with pytest.raises(Refused, match=code):
        _make(ward, **changed)
    assert not ward.home.exists()
    with pytest.raises(Unavailable, match="no-ward"):
        ward.open()
    _make(ward).close()  # type: ignore[attr-defined]
    assert ward.home.exists()


def test_a_ward_whose_making_was_cut_off_after_its_ring_is_whole(ward: Ward):
    ward.home.ward.rename(ward.home.new_ward)
    assert ward.open().staff()
    assert not ward.home.new_ward.exists()


def test_a_key_one_digit_short_is_refused():
    """SQLCipher would take it for a passphrase."""
    with pytest.raises(Damaged, match="ring-damaged"):
        engine_for(Path("ward.rrp"), Key(b"x" * 31, b"y" * 16))


def test_the_connection_is_as_safe_as_it_must_be(ward: Ward):
    store = ward.open()
    connection = raw(store._connection)
    asked = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "mmap_size", "temp_store")
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    assert found == ["wal", 2, 1, 0, 0, 2]


def test_a_file_that_is_not_there_is_never_made(tmp_path: Path):
    engine = engine_for(tmp_path / "none.rrp", new_key())
    with pytest.raises(Unavailable, match="file-closed"):
        patiently(engine)
    assert list(tmp_path.iterdir()) == []


def test_what_a_statement_held_never_reaches_an_error(ward: Ward):
    store = ward.open()
    with pytest.raises(Exception, match="no such table") as caught, store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("P-031 secret",))
    assert "P-031" not in str(caught.value)


def test_a_closed_ward_is_one_file_with_its_ring(ward: Ward):
    ward.open()
    ward.close()
    names = {file.name for file in ward.home.folder.iterdir()}
    assert names == {"ward.rrp", "ring.json", "open.lock", "draft.pub"}


def test_load_ring_names_the_ward_of_the_file(ward: Ward):
    assert ward.open().secret("ward") == load_ring(ward.home.ring).ward.encode()


def test_open_ward_refuses_a_folder_it_may_not_write(ward: Ward, monkeypatch: pytest.MonkeyPatch):
    def closed(*_given: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", closed)
    with pytest.raises(Unavailable, match="folder-closed"):
        open_ward(ward.home, **ward.needs())


def test_the_way_to_a_ward_is_found_without_loading_what_opens_it():
    """P2: the window is painted before anything slow is imported."""
    asked = (
        "import sys, rrp_desktop.store.home;"
        "print([name for name in ('sqlalchemy', 'sqlcipher3', 'alembic', 'argon2', 'cryptography')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
