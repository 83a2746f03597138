"""The enrolment card: as a file for the centre, and on paper with its words to be read out."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rrp_desktop.clock import day_of
from rrp_ui.screens import Session
from rrp_ui.screens.cross_print import write
from rrp_ui.work import Failed

if TYPE_CHECKING:
    from rrp_desktop.bundle.keys import PublicKey
    from rrp_desktop.store import Store


def give_card(session: Session, *, owner: QObject, failed: Failed) -> None:
    """Show the words of the ward's key, and ask whether the card should be a file or a page."""
    today, ward = day_of(session.clock.now()), session.ward()

    def read(store: "Store") -> "tuple[bytes, PublicKey]":
        from rrp_desktop.bundle.enrol import read_card
        from rrp_desktop.month_end import card

        made = card(store, today)
        return made, read_card(made).key

    def give(made: bytes, key: "PublicKey") -> None:
        sentence = (
            "The centre telephones and reads these eight words. They must be the same:\n\n"
            f"{key.words}\n\nIf they are not, somebody has put another card in the place of this one."
        )
        chosen = session.ask.one_of(
            "Enrolment card", sentence, ("Save the card for the centre…", "Print the card…")
        )
        if chosen == 0:
            _save(session, made, ward.code, owner=owner, failed=failed)
        elif chosen == 1:
            from rrp_desktop.reports.enrolment import enrolment_page

            page = enrolment_page(ward, key.words, key.fingerprint, today)
            path = session.ask.where_to_save(
                "Print the card", f"Enrolment card {ward.code}.pdf", "PDF (*.pdf)"
            )
            if path is not None:
                write(session, page, path, failed=failed)

    session.work.store(read, owner=owner, done=lambda found: give(*found), failed=failed)


def _save(session: Session, made: bytes, code: str, *, owner: QObject, failed: Failed) -> None:
    from rrp_desktop.place import place

    path = session.ask.where_to_save("Save the enrolment card", f"RRP_{code}.rrpe", "Cards (*.rrpe)")
    if path is not None:
        session.work.side(
            lambda: place(made, path, over=True),
            owner=owner,
            done=lambda _none: session.say(f"Saved {path.name}. Send it to the centre."),
            failed=failed,
        )
