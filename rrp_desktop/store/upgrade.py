"""Bring an older ward file up to date: copy it, check the copy, migrate in one transaction."""

from pathlib import Path

from sqlalchemy import Connection, text

from rrp_desktop.errors import Damaged, Newer
from rrp_desktop.store.copies import copy_out, settle_copy
from rrp_desktop.store.ring import Key

HEAD = "0008"
MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(connection: Connection, file: Path, key: Key) -> None:
    """Make the ward file behind *connection* one of this release.

    A file of this release is left alone; a newer one is refused with `file-newer`. Before anything is
    changed a checked copy stands beside the file; if a step fails, the file is as it was.
    """
    version = version_of(connection)
    if version == HEAD:
        return
    if version is None or version not in known():
        raise Newer(
            "file-newer",
            "This ward was last opened by a newer release of the app. Install that release, or a later one.",
        )
    keep_copy(connection, file.with_name(f"{file.stem}.before-{HEAD}{file.suffix}"), key)
    migrate(connection)


def version_of(connection: Connection) -> str | None:
    """The migration the file was last brought to; Damaged with `file-empty` when it holds no ward."""
    with connection.begin():
        tables = connection.execute(text("SELECT name FROM sqlite_schema")).scalars().all()
        if not tables:
            raise Damaged(
                "file-empty", "The ward's file is empty. Nothing was changed. Restore the last backup."
            )
        if "alembic_version" not in tables:
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection) -> None:
    """Run every migration that *connection*'s file has not had, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
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
    settle_copy(part, target, key, copy_out(connection, part))


def known() -> set[str]:
    """The versions this release can bring up to date."""
    return {file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")}
