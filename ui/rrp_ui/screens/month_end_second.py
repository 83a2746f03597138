"""A second person agrees to what leaves the ward: chosen by name, proved by PIN."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rrp_desktop.people import StaffMember
from rrp_ui.screens import Session
from rrp_ui.work import Failed

if TYPE_CHECKING:
    from rrp_desktop.store import Store


def ask_second(
    session: Session, *, owner: QObject, done: Callable[[StaffMember], None], failed: Failed
) -> None:
    """Ask somebody other than whoever is signed in to agree; *done* gets them once their PIN is right."""
    me = session.who()

    def choose(staff: tuple[StaffMember, ...]) -> None:
        others = [member for member in staff if me is not None and member.key != me.key]
        title = "Who else has looked at what leaves?"
        chosen = session.ask.one_of(
            title, "A second person agrees with their own PIN.", [each.shown for each in others]
        )
        if chosen is None:
            return
        other = others[chosen]
        pin = session.ask.words(
            f"PIN of {other.shown}", f"{other.shown} types their PIN.", yes="Agree", hidden=True
        )
        if pin is not None:
            session.work.store(
                lambda store: store.known_by_pin(other.key, pin), owner=owner, done=done, failed=failed
            )

    def read(store: "Store") -> tuple[StaffMember, ...]:
        return store.staff()

    session.work.store(read, owner=owner, done=choose, failed=failed)
