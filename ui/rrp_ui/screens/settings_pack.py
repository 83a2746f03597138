"""The programme pack in the settings: opens one, shows what it would change, and takes it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from rrp_desktop.clock import spoken_day
from rrp_desktop.errors import RrpError, Unavailable
from rrp_ui.screens import Session
from rrp_ui.screens.settings_pack_view import PackOffer

if TYPE_CHECKING:
    from pathlib import Path

    from rrp_desktop.bundle.pack import Offer, Pack
    from rrp_desktop.store import Store


class PackPart(QObject):
    """The presenter of a pack on offer."""

    taken = Signal()
    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._content = b""
        self.widget = PackOffer()
        self.widget.accepted.connect(self._take)
        self.widget.refused.connect(self.put_away)

    @Slot()
    def open(self) -> None:
        """Ask for a pack, and show what it would change."""
        path = self._session.ask.file("Open a programme pack", "Programme packs (*.rrpp);;All files (*)")
        if path is None:
            return
        self.put_away()
        ward, lists = self._session.ward().code, self._session.lists()

        def read(store: "Store") -> "tuple[bytes, Offer, Sequence[str]]":
            from rrp_desktop.bundle.changes import changes
            from rrp_desktop.month_end import held_pack, offered

            content = read_file(path)
            offer, held = offered(store, content), held_pack(store)
            return content, offer, changes(offer.pack, held.pack if held else None, ward, lists)

        self._session.work.store(
            read, owner=self, done=lambda found: self._show(*found), failed=self.failed.emit
        )

    @Slot()
    def put_away(self) -> None:
        """Offer nothing any more."""
        self._content = b""
        self.widget.hide()

    def _show(self, content: bytes, offer: "Offer", changes: Sequence[str]) -> None:
        self._content = content
        title = f"{offer.pack.programme}, version {offer.pack.version}: what would change"
        self.widget.show_offer(title, changes, known=offer.known)

    @Slot(str)
    def _take(self, words: str) -> None:
        by, content = self._session.who(), self._content
        if by is None or not content:
            return

        def take(store: "Store") -> "Pack":
            from rrp_desktop.month_end import take_pack

            return take_pack(store, content, words or None, by=by)

        def done(pack: "Pack") -> None:
            self.put_away()
            self._session.say(f"{pack.programme}, version {pack.version}, is in use.")
            self.taken.emit()

        self._session.work.store(take, owner=self, done=done, failed=self._refused)

    def _refused(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")
        self.widget.words.setFocus()


def read_file(path: "Path") -> bytes:
    """The bytes of a file that somebody chose."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("cannot-read", "This file could not be read. Try another copy of it.") from error


def pack_facts(held: "Offer | None") -> list[tuple[str, str]]:
    """The pack in use, as (what, value)."""
    if held is None:
        return [("Programme", "none yet: get the pack from the centre, and open it here")]
    pack = held.pack
    return [
        ("Programme", pack.programme),
        ("Version", f"{pack.version}, of {spoken_day(pack.issued)}"),
        ("Bundles are sealed for", "\n".join(each.title for each in pack.recipients)),
        ("Signed by the key", held.signer.words),
    ]
