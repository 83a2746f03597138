"""How huddles go, on screen and on paper."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_ui.screens.huddle_measures import make
from tests.ui.rig import TODAY, Rig

HELD = {
    "day": TODAY,
    "slot": "morning",
    "state": "held",
    "here": ("nurse_in_charge", "housekeeper"),
    "started_at": at(TODAY, time(7, 31)),
    "minutes": 6,
    "actions": ({"action": "Ring Zephyrine", "owner": "Zephyrine"},),
    "good_thing": "Zephyrine sang",
}


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot)
    yield rig
    rig.close()


def test_the_page_moves_with_what_is_saved_and_prints_no_words_of_anybody(rig: Rig, tmp_path: Path):
    screen = rig.show(make)
    assert screen.widget.words.text().startswith("0 of 62, 0% held.")
    rig.save("huddle", HELD)
    rig.qtbot.waitUntil(lambda: screen.widget.words.text().startswith("1 of 62, 2% held."))
    path = tmp_path / "huddles.pdf"
    rig.session.ask.answer_next(path)
    screen.widget.print.setFocus()
    rig.press(Qt.Key.Key_Return)
    said = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert "1 of 62, 2% held." in said
    assert "Zephyrine" not in said


def test_escape_leads_back_to_the_huddle(rig: Rig):
    rig.show(make).back()
    assert rig.went == [("huddle", {})]
