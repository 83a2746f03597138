"""Confirm a shift from any screen, and take it back."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rrp_ui.screens import Session
from rrp_ui.work import Failed

if TYPE_CHECKING:
    from rrp_desktop.store import Saved

UNDONE = "undone"


def confirm_shift(
    session: Session, day: date, shift: str, words: str, *, owner: QObject, failed: Failed
) -> None:
    """Confirm the *shift* that began on *day*, called *words*, and offer to undo that."""
    by = session.who()
    if by is None:
        return

    def undo(saved: "Saved") -> None:
        session.work.store(
            lambda store: store.void("confirmation", saved.key, UNDONE, by=by), owner=owner, failed=failed
        )

    def confirmed(saved: "Saved") -> None:
        session.say(f"{words}: confirmed.", undo=lambda: undo(saved))

    session.work.store(
        lambda store: store.confirm_shift(day, shift, by=by), owner=owner, done=confirmed, failed=failed
    )
