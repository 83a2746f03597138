"""Write the operations that bring a ward file of the last migration to the tables as they are drawn now."""

import sys
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Connection, TypeDecorator, create_engine
from sqlcipher3 import dbapi2

from rrp_desktop.store import tables, upgrade

FIRST = Path(upgrade.MIGRATIONS, "versions", "0001_first.py")


def operations(connection: Connection) -> str:
    """The body of an `upgrade` function."""
    context = MigrationContext.configure(
        connection, opts={"render_item": _plainly, "include_object": _ours, "render_as_batch": True}
    )
    script = produce_migrations(context, tables.METADATA)
    assert script.upgrade_ops is not None
    return render_python_code(script.upgrade_ops, render_item=_plainly)


def _plainly(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    return (
        f"sa.{type(thing.impl).__name__}()" if kind == "type" and isinstance(thing, TypeDecorator) else False
    )


def _ours(_thing: Any, name: str | None, *_others: Any) -> bool:
    return name != "alembic_version"


def main() -> None:
    """Print the operations; with --first, write the first migration anew (before there is a release)."""
    engine = create_engine("sqlite://", module=dbapi2)
    with engine.begin() as connection:
        if "--first" in sys.argv:
            names = ", ".join(f'"{name}"' for name in sorted(tables.RECORDS))
            head, _, rest = FIRST.read_text("utf-8").partition("def upgrade() -> None:\n")
            tail = rest[rest.index("    for name in") :]
            body = operations(connection).partition("\n")[2].rpartition("\n")[0]
            opening = head.partition("RECORDS = ")[0]
            FIRST.write_text(
                f"{opening}RECORDS = ({names})\n\n\ndef upgrade() -> None:\n{body}\n{tail}", "utf-8"
            )
        else:
            upgrade.migrate(connection)
            print(operations(connection))


if __name__ == "__main__":
    main()
