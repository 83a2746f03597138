"""A ward of an earlier release is copied, checked and brought up to date, or left exactly as it was."""

import shutil
from pathlib import Path

import pytest

from rrp_desktop.errors import Damaged
from rrp_desktop.store import upgrade
from rrp_desktop.store.open import engine_for, patiently
from rrp_desktop.store.upgrade import HEAD
from tests.core.store.conftest import Ward

_NEXT = '''
"""A migration that is not there yet."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None

def upgrade() -> None:
    op.add_column("incident", sa.Column("weather", sa.String()))
    op.execute("UPDATE incident SET weather = 'fog'")
    {last}
'''


def _with_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_next.py").write_text(_NEXT.format(last=last, head=HEAD), "utf-8")
    monkeypatch.setattr(upgrade, "MIGRATIONS", folder)
    monkeypatch.setattr(upgrade, "HEAD", "9999")


def _columns(ward: Ward) -> tuple[str, ...]:
    with ward.store.reading() as connection:
        return tuple(row[1] for row in connection.exec_driver_sql("PRAGMA table_info(incident)"))


def test_a_file_of_an_earlier_release_is_brought_up_to_date_after_a_checked_copy(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    staff = ward.open().staff()
    key = ward.store._key
    ward.close()
    _with_next(tmp_path, monkeypatch, "")
    assert ward.open().staff() == staff
    assert "weather" in _columns(ward)
    copy = ward.home.folder / "ward.before-9999.rrp"
    engine = engine_for(copy, key)
    with patiently(engine) as connection:
        assert upgrade.version_of(connection) == HEAD
    engine.dispose()
    ward.store.check_chain()


def test_a_failed_migration_leaves_nothing(ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patched:
        _with_next(tmp_path, patched, 'op.execute("SELECT nothing FROM nowhere")')
        with pytest.raises(Exception, match="nowhere"):
            ward.open()
    ward.open()
    assert "weather" not in _columns(ward)
    with ward.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == HEAD


def test_a_file_that_is_up_to_date_is_opened_without_the_migrations(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
):
    def unexpected(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(upgrade, "migrate", unexpected)
    ward.open()


def test_a_copy_that_is_damaged_is_not_kept(ward: Ward, monkeypatch: pytest.MonkeyPatch):
    store = ward.open()
    target = ward.home.folder / "copy.rrp"
    real = engine_for

    def spoilt(file: Path, key: object) -> object:
        content = bytearray(file.read_bytes())
        content[-100] ^= 1
        file.write_bytes(content)
        return real(file, key)  # type: ignore[arg-type]

    monkeypatch.setattr("rrp_desktop.store.copies.engine_for", spoilt)
    with pytest.raises(Damaged, match="file-damaged"):
        upgrade.keep_copy(store._connection, target, store._key)
    assert not list(ward.home.folder.glob("copy*"))
