"""A page of the improvement work out of the window, as PDF or as a picture."""

from rrp_desktop.errors import RrpError
from rrp_desktop.reports.sheet import Sheet
from rrp_desktop.reports.slide import Board
from rrp_ui.screens import Session
from rrp_ui.work import Failed

_WAYS = {"pdf": ("Print to PDF", "PDF (*.pdf)"), "png": ("Save the picture", "PNG (*.png)")}


def send_sheet(session: Session, sheet: Sheet, way: str, *, failed: Failed) -> None:
    """Ask where to put *sheet*, write it there as *way* says, and say so."""
    from rrp_ui.charts.paper import write_sheet, write_sheet_png

    title, kind = _WAYS[way]
    path = session.ask.where_to_save(title, f"{sheet.title}.{way}", kind)
    if path is None:
        return
    try:
        if way == "png":
            write_sheet_png(sheet, path)
        else:
            write_sheet(sheet, path, size="slide" if isinstance(sheet, Board) and sheet.slide else "A4")
    except RrpError as error:
        failed(error)
    else:
        session.say(f"Saved as {path.name}.")
