"""The hand-over sheet, printed from Today with a real ward behind it."""

import re
from collections.abc import Iterator
from datetime import time, timedelta
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.people import Role
from rrp_desktop.reports.handover import MARK, handover_page, read_handover
from rrp_ui.screens.today import make
from tests.ui.rig import TODAY, Rig


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot)
    yield rig
    rig.close()


def said_by(rig: Rig) -> str:
    """What the page says, on one line."""
    page = rig.store(lambda store: handover_page(read_handover(store, rig.clock.now())))
    return " ".join(unescape(each) for each in re.findall("<text[^>]*>([^<]*)<", page.svg()))


def huddle(rig: Rig, concerns: int, person: str) -> None:
    worry = rig.session.lists()["worry"]
    row = {"person": person, "worries": (next(iter(worry)).code,), "plan": "Walk at ten", "owner": "K. B."}
    actions = ({"action": "Mend the door", "owner": "L. W."}, {"action": "Long done", "done": True})
    told = {"day": TODAY, "slot": rig.session.ward().slots[0].code, "state": "held", "here": ("nurse",)}
    more = {"started_at": rig.ago(120), "concerns": (row,) * concerns, "actions": actions}
    rig.save("huddle", told | more)


def test_it_tells_what_the_next_shift_must_know(rig: Rig):
    person = rig.people("P-031", "P-044")
    episode = {"kind": "seclusion", "started_at": rig.ago(95)}
    rig.save("episode", episode | {"person": person["P-044"]})
    rig.save("episode", episode | {"person": person["P-031"], "ended_at": rig.ago(15)})
    huddle(rig, 1, person["P-031"])
    said = said_by(rig)
    for wanted in (
        MARK,
        "Brontë Ward, 21 Nov 2026 13:34",
        "open: 1 P-044: Seclusion, since 21 Nov 2026 11:59",
        "▲ Medical review due 21 Nov 2026 12:59",
        "People of concern: 1",
        "P-031: ",
        "Walk at ten · K. B.",
        "Actions open: 1",
        "Mend the door",
        "Night, 20 Nov 2026, 21:00 to 07:00",
        "not confirmed, a blank is not a zero",
        "running, nothing logged so far",
        "To finish, ▲ overdue",
    ):
        assert wanted in said
    assert "Long done" not in said


def test_a_seclusion_without_its_end_is_open_until_its_episode_is_entered(rig: Rig):
    person = rig.people("P-031")["P-031"]
    told = {"kinds": ("seclusion",), "started_at": rig.ago(60), "person": person}
    incident = rig.save("incident", told | {"interventions": ({"type": "05"},)})
    assert "P-031: Seclusion, since 21 Nov 2026 12:34 its end is not entered" in said_by(rig)
    episode = {"kind": "seclusion", "started_at": rig.ago(60), "ended_at": rig.ago(5)}
    rig.save("episode", episode | {"person": person, "incident": incident})
    assert "open: none" in said_by(rig)


def test_a_bad_week_still_is_one_page_that_says_how_much_is_not_on_it(rig: Rig):
    person = rig.people("P-031")["P-031"]
    for hours in range(40):
        moment = at(TODAY, time(12)) - timedelta(hours=hours)
        rig.save(
            "incident", {"kinds": ("restraint",), "started_at": moment, "interventions": ({"type": "07"},)}
        )
    huddle(rig, 30, person)
    said = said_by(rig)
    assert said.count("more, in the program") == 2
    assert "People of concern: 30" in said


def test_a_ward_that_has_nothing_yet_says_none(rig: Rig):
    said = said_by(rig)
    assert "People of concern: none no huddle held yet" in said


def test_today_prints_it_as_one_page(rig: Rig, tmp_path: Path):
    rig.session.ask.answer_next(tmp_path / "sheet.pdf")
    rig.show(make).widget.finish.handover.click()
    rig.settle()
    [page] = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    assert "Brontë Ward, 21 Nov 2026 13:34" in page.get_textpage().get_text_range()
    assert rig.said == ["Saved as sheet.pdf."]


def test_a_coach_cannot_print_it(tmp_path: Path, qtbot: QtBot):
    rig = Rig(tmp_path / "ward", qtbot, role=Role.COACH)
    assert not rig.show(make).widget.finish.handover.isVisible()
    rig.close()
