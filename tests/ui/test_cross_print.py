"""The safety cross on paper and before an audience, from a real ward."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at, day_of
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form, Kind
from rrp_desktop.people import Role
from rrp_desktop.store import Store
from rrp_ui.screens.cross import make
from rrp_ui.screens.cross_print import EVERYTHING
from tests.ui.rig import TODAY, Rig
from tests.ui.test_forms_round_trip import Kept, asking, places, save, with_answer

CANARY = "Zephyrine"
_MM = 72 / 25.4


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot)
    yield rig
    rig.close()


def printed(rig: Rig, path: Path, choice: int, **where: Any) -> pypdfium2.PdfDocument:
    """The page that the keys make."""
    rig.session.ask.answer_next(choice, path)
    rig.show(make, **where)
    rig.press(Qt.Key.Key_P, ctrl=True)
    return pypdfium2.PdfDocument(path)


def words(document: pypdfium2.PdfDocument) -> str:
    return str(document[0].get_textpage().get_text_range())


def plant(store: Store, rig: Rig) -> int:
    """A name in every place of every form where something can be typed; how many there are."""
    moment = rig.ago(180)
    by = rig.manager
    person = store.save("person", {"ward_code": "P-031"}, by=by).key
    named = {
        "person": person,
        "incident": store.save("incident", {"kinds": ("violence",), "started_at": moment}, by=by).key,
        "leave": store.save("leave", {"person": person, "started_at": moment}, by=by).key,
        "idea": store.save("idea", {"title": "Mutual help", "status": "testing"}, by=by).key,
    }
    ward = Kept(store, store.lists(), by, named)
    planted = 0
    for form in FORMS.values():
        for path, field in places(form):
            if field.kind in (Kind.TEXT, Kind.NOTE):
                planted += 1
                save(form, _with(asking(form, path, ward, moment), form, path, planted), ward)
    return planted


def _with(answers: dict[str, Any], form: Form, path: str, number: int) -> dict[str, Any]:
    told = with_answer(answers, path, f"{CANARY}{number}")
    if form.name == "person":
        told["ward_code"] = f"{CANARY}{number}"
    return told | ({"quick": True} if form.name == "huddle" else {})


@pytest.mark.parametrize("choice", range(4), ids=["public A4", "public A3", "staff A4", "staff A3"])
def test_nothing_that_was_typed_is_on_any_page(rig: Rig, tmp_path: Path, choice: int):
    assert rig.store(lambda store: plant(store, rig)) >= 20
    said = words(printed(rig, tmp_path / "cross.pdf", choice))
    assert "Safety cross, November 2026" in said
    for unwanted in (CANARY.lower(), "p-031", "l. w."):
        assert unwanted not in said.lower()


def test_a_page_for_everybody_tells_numbers_and_no_kinds_or_times(rig: Rig, tmp_path: Path):
    moment = at(TODAY.replace(day=5), time(10, 17))
    rig.save("incident", {"kinds": ("violence", "self_harm"), "started_at": moment})
    public = words(printed(rig, tmp_path / "public.pdf", 0))
    staff = words(printed(rig, tmp_path / "staff.pdf", 2))
    assert "1 violence; 1 self-harm" in staff
    assert EVERYTHING in public
    for word in ("violence", "self-harm", "10:17", "shift"):
        assert word not in public.lower().replace("shifts not confirmed", "")


def test_pages_are_vectors_of_the_size_asked_for(rig: Rig, tmp_path: Path):
    sizes = {0: (210, 297), 1: (297, 420), 2: (297, 210), 3: (420, 297)}
    for choice, size in sizes.items():
        document = printed(rig, tmp_path / f"{choice}.pdf", choice)
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx([side * _MM for side in size], abs=1)
        assert not list(document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
        document.close()


def test_one_kind_is_printed_by_its_name_and_without_the_others(rig: Rig, tmp_path: Path):
    rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(30)})
    screen = rig.show(make)
    screen.widget.kind_chosen.emit("seclusion")
    rig.settle()
    said = words(printed(rig, tmp_path / "cross.pdf", 0))
    assert "Seclusion" in said
    assert "Not physical" not in said


def test_a_coach_gets_no_page_for_staff(rig: Rig, tmp_path: Path):
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    offered: list[Any] = []
    rig.show(make)
    rig.session.ask.one_of = lambda *asked: offered.append(asked[2])  # type: ignore[method-assign]
    rig.press(Qt.Key.Key_P, ctrl=True)
    assert offered == [["For everybody, A4", "For everybody, A3"]]


def test_a_page_that_cannot_be_written_says_so(rig: Rig, tmp_path: Path):
    rig.session.ask.answer_next(0, tmp_path / "gone" / "cross.pdf")
    screen = rig.show(make)
    rig.press(Qt.Key.Key_P, ctrl=True)
    assert screen.widget.problem.isVisible()
    assert not rig.said


def test_a_month_is_closed_two_days_after_its_end(rig: Rig):
    screen = rig.show(make)
    for moment, title in (
        (at(date(2026, 12, 2), time(23, 59)), "November 2026"),
        (at(date(2026, 12, 3), time(0)), "November 2026, closed month"),
    ):
        rig.clock.moment = moment
        screen.open(day=date(2026, 11, 30))
        rig.settle()
        assert (screen.widget.month.heading.text(), day_of(moment).month) == (title, 12)


def test_a_meeting_is_shown_the_cross_that_was_open(rig: Rig):
    screen = rig.show(make)
    screen.widget.kind_chosen.emit("restraint")
    rig.settle()
    rig.press(Qt.Key.Key_M, ctrl=True)
    [(name, where)] = rig.went
    assert (name, where["of"].kind, where["of"].month) == ("meeting", "restraint", TODAY.replace(day=1))
