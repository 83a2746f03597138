"""Incidents read page by page."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from rrp_ui.screens.records_read import Filter, read_detail, read_lines
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


def test_an_incident_says_in_which_version_each_of_its_code_lists_was(tmp_path: Path, qtbot: QtBot):
    rig = Rig(tmp_path, qtbot)
    force = {"kinds": ("restraint",), "interventions": ({"type": "11"},), "started_at": rig.ago(60)}
    key = rig.save("incident", force)
    detail = rig.store(lambda store: read_detail(store, store.lists(), key, restricted=True))
    assert (detail.parts[-1].title, dict(detail.parts[-1].answers)) == (
        "Code lists",
        {"What happened": "version 1", "Restrictive intervention type": "version MHSDS v6.0"},
    )
    rig.close()
