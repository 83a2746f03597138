"""A chart out of the window: to the clipboard, to paper, to a picture, to a spreadsheet."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from rrp_desktop.charts.figure import Figure
from rrp_ui.ask import Ask

_FILES = {
    "pdf": ("Print to PDF", "PDF (*.pdf)"),
    "png": ("Save the picture", "PNG (*.png)"),
    "svg": ("Save the drawing", "SVG (*.svg)"),
    "csv": ("Save the points", "CSV (*.csv)"),
}
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', " "))


def send_out(figure: Figure, way: str, ask: Ask) -> str:
    """Do as *way* says; what was done in words, nothing when the person thought better of it."""
    if way == "copy":
        from rrp_ui.charts.paper import image_of

        QGuiApplication.clipboard().setImage(image_of(figure))
        return "The picture of the chart is on the clipboard."
    title, kind = _FILES[way]
    name = " ".join(figure.title.translate(_NOT_IN_NAMES).split())
    path = ask.where_to_save(title, f"{name}.{way}", kind)
    if path is None:
        return ""
    _write(figure, way, path)
    return f"Saved as {path.name}."


def _write(figure: Figure, way: str, path: Path) -> None:
    from rrp_desktop.charts.svg import svg_of
    from rrp_desktop.place import place
    from rrp_desktop.reports.points import csv_of
    from rrp_ui.charts.paper import write_pdf, write_png

    if way == "pdf":
        write_pdf(figure, path)
    elif way == "png":
        write_png(figure, path)
    elif way == "svg":
        place(svg_of(figure).encode(), path, over=True)
    else:
        place(csv_of(figure), path, over=True)
