"""The hand-over sheet: asks where to put it, and writes it as things stand."""

from PySide6.QtCore import QObject

from rrp_desktop.clock import day_of
from rrp_desktop.reports.handover import handover_page, read_handover
from rrp_ui.screens import Session
from rrp_ui.screens.cross_print import write
from rrp_ui.work import Failed


def print_handover(session: Session, *, owner: QObject, failed: Failed) -> None:
    """Ask for a place, then write the sheet there as PDF."""
    now = session.clock.now()
    name = f"Hand-over sheet {day_of(now):%Y-%m-%d}.pdf"
    path = session.ask.where_to_save("Print the hand-over sheet", name, "PDF (*.pdf)")
    if path is not None:
        session.work.store(
            lambda store: handover_page(read_handover(store, now)),
            owner=owner,
            done=lambda sheet: write(session, sheet, path, failed=failed),
            failed=failed,
        )
