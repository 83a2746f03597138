"""Incidents read page by page."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from rrp_ui.screens.records_read import Filter, read_lines
from tests.ui.rig import Rig


def test_the_words_of_one_page_serve_the_next(tmp_path: Path, qtbot: QtBot):
    """Reading everybody anew for each page took longer than the page."""
    rig = Rig(tmp_path, qtbot)
    person = rig.people("P-031")["P-031"]
    rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(60), "person": person})
    first = rig.store(lambda store: read_lines(store, store.lists(), Filter(), None))
    assert first.words is not None
    kept = replace(first.words, codes={person: "P-777"})
    again = rig.store(lambda store: read_lines(store, store.lists(), Filter(), None, kept))
    assert (first.lines[0].cells[3], again.lines[0].cells[3]) == ("P-031", "P-777")
    rig.close()
