"""Bring an older ward file up to date: copy it, check the copy, migrate in one transaction."""

from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from rrp_desktop.errors import Damaged, Newer
from rrp_desktop.store.open import engine_for, patiently, raw
from rrp_desktop.store.ring import Key

HEAD = "0001"
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(connection: Connection, file: Path, key: Key, *, head: str = HEAD) -> None:
    """Make the ward file behind *connection* one of this release.

    A file of this release is left alone; a newer one is refused with `file-newer`. Before anything is
    changed a checked copy stands beside the file; if a step fails, the file is as it was.
    """
    version = version_of(connection)
    if version == head:
        return
    if version is None or version not in _known():
        raise Newer(
            "file-newer",
            "This ward was last opened by a newer release of the app. Install that release, or a later one.",
        )
    keep_copy(connection, file.with_name(f"{file.stem}.before-{head}{file.suffix}"), key)
    migrate(connection)


def version_of(connection: Connection) -> str | None:
    """The migration the file was last brought to; Damaged with `file-empty` when it holds no ward."""
    with connection.begin():
        if connection.execute(text("SELECT count(*) FROM sqlite_schema")).scalar_one() == 0:
            raise Damaged(
                "file-empty", "The ward's file is empty. Nothing was changed. Restore the last backup."
            )
        try:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DatabaseError:
            return None


def migrate(connection: Connection, migrations: Path = MIGRATIONS) -> None:
    """Run every migration that *connection*'s file has not had, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if connection.in_transaction():
        command.upgrade(config, "head")
    else:
        with connection.begin():
            command.upgrade(config, "head")


def keep_copy(connection: Connection, target: Path, key: Key) -> None:
    """A whole, checked copy of the file behind *connection* as *target*."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    raw(connection).execute("VACUUM INTO ?", (str(part),))
    copy = engine_for(part, key)
    try:
        with patiently(copy) as checking:
            found = checking.exec_driver_sql("PRAGMA integrity_check").scalar()
            spoilt = checking.exec_driver_sql("PRAGMA cipher_integrity_check").first()
    finally:
        copy.dispose()
    if found != "ok" or spoilt is not None:
        part.unlink(missing_ok=True)
        raise Damaged(
            "file-damaged", "The ward's file is damaged. Nothing was changed. Restore the last backup."
        )
    part.replace(target)


def _known() -> set[str]:
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}
