"""The library, Safewards, the team, patients' voice, the score, the story, and a test with its charts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
import pytest
from pyrage import x25519
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rrp_desktop.bundle.asked import Asked, AskedAim, AskedDriver, AskedIdea
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
from rrp_desktop.clock import DAY, week_of
from rrp_desktop.month_end import take_pack
from rrp_desktop.people import Role
from rrp_ui.screens import record
from rrp_ui.screens.cycles import StudyCard
from rrp_ui.screens.drivers import Drivers
from rrp_ui.screens.ideas import Ideas, make
from rrp_ui.screens.ideas_now import IdeasNow
from rrp_ui.screens.ideas_rows import RowPart, Rows
from rrp_ui.screens.library import Library
from rrp_ui.screens.story import StoryPart
from rrp_ui.screens.team import Team
from tests.ui.rig import TODAY, Rig, focused

P = TypeVar("P")
DOWN, ENTER = Qt.Key.Key_Down, Qt.Key.Key_Return
CYCLE = {"number": 1, "measure": "restraint", "prediction": "Fewer", "predicted": 5, "scale": "one_week"}


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


def page(rig: Rig, part: str, kind: type[P]) -> P:
    screen: Ideas = rig.show(make, part=part)
    shown = screen.part()
    assert isinstance(shown, kind)
    return shown


def titles(card: Rows) -> list[str]:
    return [part.row.title for part in card.parts]


def row(card: Rows, title: str) -> RowPart:
    return next(part for part in card.parts if part.row.title == title)


def test_an_idea_of_the_library_is_found_and_begun_in_a_few_keys(rig: Rig):
    driver = rig.save("driver", {"title": "Few and fair rules"})
    shelf = page(rig, "library", Library)
    assert focused() is shelf.widget.search
    rig.press("unwritten", DOWN, ENTER)
    assert rig.keys == len("unwritten") + 2
    [(name, where)] = rig.went
    assert (name, where["form"]) == ("record", "idea")
    assert where["preset"] == {
        "title": "Unwritten rules looked at together",
        "measures": ("restrictive", "violence"),
        "status": "planned",
        "library": "unwritten",
        "driver": driver,
    }


def test_the_shelf_shows_what_the_ward_has_begun_and_opens_it(rig: Rig):
    idea = {"title": "Garden", "status": "testing", "started": TODAY, "library": "garden"}
    key = rig.save("idea", idea)
    shelf = page(rig, "library", Library)
    rig.press("garden open", DOWN)
    assert shelf.widget.shelf.currentItem().text() == "Garden open   ✓ being tested"
    rig.press(ENTER)
    assert rig.went[-1][1]["key"] == key


def test_words_that_are_nowhere_leave_an_empty_shelf_and_start_nothing(rig: Rig):
    shelf = page(rig, "library", Library)
    rig.press("xyzzy", DOWN, ENTER)
    assert shelf.widget.shelf.count() == 0
    assert rig.went == []
    assert not shelf.widget.start.isEnabled()


def test_one_of_the_ten_becomes_this_week_s_focus_by_keys_and_then_another(rig: Rig):
    ten = page(rig, "library", Library)
    ten.widget.ten.setFocus()
    rig.press(DOWN, ENTER, DOWN, ENTER)
    assert ten.widget.focus.text() == "This week's focus: Soft words"
    ten.widget.ten.setFocus()
    rig.press(DOWN, ENTER, DOWN, ENTER)
    rig.settle()
    assert ten.widget.focus.text() == "This week's focus: Talk down"
    held = {
        each.answers["intervention"]: each.answers
        for each in rig.store(lambda store: store.find("safewards"))
    }
    assert held["sw_talk_down"]["focus"] == week_of(TODAY)
    assert "focus" not in held["sw_soft_words"]
    assert held["sw_soft_words"]["state"] == "trying"


def test_the_four_roles_stand_there_before_anybody_fills_them(rig: Rig):
    rig.save("team_member", {"role": "lead", "who": "L. W.", "since": TODAY})
    rig.save("team_member", {"role": "data", "who": "Gone", "since": TODAY - DAY, "until": TODAY})
    team = page(rig, "team", Team)
    assert titles(team.widget.team) == [
        "Project lead: L. W.",
        "Senior sponsor",
        "Data champion",
        "Patient or patient representative",
    ]
    button = row(team.widget.team, "Senior sponsor").button("fill")
    assert button is not None
    button.click()
    assert rig.went[-1][1]["preset"] == {"role": "sponsor", "since": TODAY}


def test_a_meeting_is_logged_and_told(rig: Rig):
    rig.save("team_meeting", {"day": TODAY, "here": ("lead", "patient"), "next_step": "Ask about tea"})
    team = page(rig, "team", Team)
    assert row(team.widget.meetings, "21 Nov 2026").row.detail == (
        "project lead, patient or patient representative · Next step: Ask about tea"
    )
    assert focused() is team.widget.add_meeting
    rig.press(ENTER)
    assert rig.went[-1][1] == {
        "form": "team_meeting",
        "then": "ideas",
        "there": {"part": "team"},
        "preset": {"day": TODAY},
    }


def test_words_from_a_debrief_wait_until_somebody_keeps_them(rig: Rig):
    incident = rig.save("incident", {"kinds": ("violence",), "started_at": rig.ago(90)})
    told = {"incident": incident, "party": "patient", "state": "accepted", "offered_at": rig.ago(60)}
    rig.save("debrief", told | {"held_at": rig.ago(30), "helped": "Going outside."})
    staff = {"incident": incident, "party": "staff", "state": "accepted", "offered_at": rig.ago(60)}
    rig.save("debrief", staff | {"held_at": rig.ago(30), "helped": "Of staff."})
    team = page(rig, "team", Team)
    assert titles(team.widget.debriefs) == ["“Going outside.”"]
    button = row(team.widget.debriefs, "“Going outside.”").button("keep")
    assert button is not None
    button.click()
    preset = rig.went[-1][1]["preset"]
    assert preset == {"day": TODAY, "heard": "debrief", "words": "Going outside."}
    rig.save("voice", preset)
    assert rig.screen is not None
    rig.screen.open()
    rig.settle()
    assert titles(team.widget.debriefs) == []
    assert titles(team.widget.voices) == ["“Going outside.”"]


def test_a_shift_worker_may_write_down_what_was_said_and_not_who_is_on_the_team(rig: Rig):
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, "1357", by=rig.manager))
    team = page(rig, "team", Team)
    assert not team.widget.add_meeting.isVisible()
    assert team.widget.add_voice.isVisible()


def test_the_floor_of_the_score_is_told_with_what_the_next_step_takes(rig: Rig):
    story = page(rig, "story", StoryPart)
    assert story.widget.floor.text() == "The record speaks for 0.5"
    assert "an aim with a number and a day" in story.widget.following.text()
    assert focused() is story.widget.score
    rig.press(ENTER)
    preset = rig.went[-1][1]["preset"]
    assert preset == {"day": TODAY.replace(day=1), "suggested": "0.5", "ward_score": "0.5"}


def test_ward_and_coach_stand_side_by_side_and_a_month_is_entered_once(rig: Rig):
    told = {"day": TODAY.replace(day=1), "ward_score": "2.5", "coach_score": "2.0", "suggested": "1.5"}
    key = rig.save("progress", told | {"learned": "Ask earlier"})
    story = page(rig, "story", StoryPart)
    assert (
        row(story.widget.months, "November 2026").row.detail
        == "Ward 2.5 · Coach 2.0 · Record 1.5 · Ask earlier"
    )
    story.widget.score.click()
    assert rig.went[-1][1]["key"] == key


@pytest.mark.parametrize(
    ("code", "size"),
    [("slide", (960, 540)), ("a4", (595, 842)), ("coach", (595, 842))],
    ids=["slide", "A4", "coach"],
)
def test_each_page_is_written_as_a_pdf_of_its_size_without_any_picture_of_dots(
    rig: Rig, tmp_path: Path, code: str, size: tuple[int, int]
):
    story = page(rig, "story", StoryPart)
    story.widget.pages.show_codes([code])
    story.widget.page_chosen.emit()
    rig.settle()
    rig.session.ask.answer_next(tmp_path / "page.pdf")
    story.widget.way_chosen.emit("pdf")
    document = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    [only] = document
    assert tuple(round(side) for side in only.get_size()) == size
    assert not [each for each in only.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    document.close()


def test_the_story_is_written_as_a_picture(rig: Rig, tmp_path: Path):
    story = page(rig, "story", StoryPart)
    rig.session.ask.answer_next(tmp_path / "page.png")
    story.widget.way_chosen.emit("png")
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


def test_a_page_that_cannot_be_written_says_so(rig: Rig, tmp_path: Path):
    story = page(rig, "story", StoryPart)
    rig.session.ask.answer_next(tmp_path / "no such folder" / "page.pdf")
    story.widget.way_chosen.emit("pdf")
    assert story.widget.problem.isVisible()


def _cycle(rig: Rig, **more: Any) -> str:
    linked = {"title": "Garden", "status": "testing", "measures": ("restraint", "violence")}
    idea = rig.save("idea", linked | {"started": TODAY - 14 * DAY})
    return rig.save("cycle", CYCLE | {"idea": idea, "started": TODAY - 7 * DAY, "ends": TODAY - DAY} | more)


def test_a_test_of_change_has_its_charts_inserted_by_themselves(rig: Rig):
    screen = rig.show(record.make, form="cycle", key=_cycle(rig))
    card = screen.widget.findChild(StudyCard)
    assert card.isVisible()
    assert card.words.text().startswith("Predicted: 5 incidents a week. Measured 14 Nov 2026 to 20 Nov 2026:")
    shown = [label.text() for label in card.findChildren(QLabel) if label.isVisible()]
    assert [chart.figure.title.partition(" —")[0] for chart in card.charts] == ["Restraint", "Violence"]
    assert any("Restraint" in words for words in shown)


def test_the_charts_follow_the_measure_that_is_chosen(rig: Rig):
    screen = rig.show(record.make, form="cycle", key=_cycle(rig))
    card = screen.widget.findChild(StudyCard)
    screen.widget.form.block("measure").editor.show_answer("seclusion")
    screen.widget.edited.emit()
    rig.settle()
    assert [chart.figure.title.partition(" —")[0] for chart in card.charts] == [
        "Seclusion",
        "Restraint",
        "Violence",
    ]


def test_another_form_has_no_charts_below_it(rig: Rig):
    screen = rig.show(record.make, form="cycle", key=_cycle(rig))
    screen.open(form="voice", preset={"day": TODAY})
    rig.settle()
    assert not screen.widget.findChild(StudyCard).isVisible()


def test_what_the_programme_asks_for_stands_first_among_aims_and_on_the_shelf(rig: Rig):
    key = SigningKey(b"signing key of the programme, 32")
    asked = Asked(
        aims=(AskedAim("Huddles every day", "huddles_held", 20, 180),),
        drivers=(AskedDriver("day", "A day worth living", ""), AskedDriver("meals", "Meals together", "day")),
        ideas=(
            AskedIdea("tea", "Tea at nine", "Tea for everybody at nine.", "Ours", "", ("violence",), "Here"),
        ),
    )
    recipients = tuple(Recipient(str(x25519.Identity.generate().to_public()), f"{n}") for n in range(2))
    pack = write_pack(Pack("South London", 1, TODAY, recipients, key.public, asked), key)
    rig.store(lambda store: take_pack(store, pack, key.public.words, by=rig.manager))
    now = page(rig, "now", IdeasNow)
    offered = now.widget.add_aim.codes()
    now.widget.aim_asked.emit(offered[0])
    preset = rig.went[-1][1]["preset"]
    assert (preset["measure"], preset["better"], preset["percent"]) == ("huddles_held", "higher", 20)
    assert isinstance(rig.screen, Ideas)
    rig.screen.open(part="drivers")
    rig.settle()
    diagram = rig.screen.part()
    assert isinstance(diagram, Drivers)
    assert diagram.widget.tree.titles() == ["A day worth living", "  Meals together"]
    rig.screen.open(part="library")
    rig.settle()
    rig.press("tea at nine", DOWN, ENTER)
    preset = rig.went[-1][1]["preset"]
    assert preset["title"] == "Tea at nine"
    begun = rig.save("idea", preset)
    assert rig.store(lambda store: store.read("idea", begun)).answers["library"] == "tea"


def test_a_coach_who_has_signed_in_sees_the_page_made_for_the_visit(rig: Rig):
    coach = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    rig.me = rig.store(lambda store: store.sign_in(coach.key, "1357"))
    story = page(rig, "story", StoryPart)
    story.widget.pages.show_codes(["coach"])
    story.widget.page_chosen.emit()
    rig.settle()
    assert not story.widget.problem.isVisible()
    assert story.widget.picture.sheet is not None
    assert story.widget.picture.sheet.title == "For a coach's visit"
    assert not story.widget.score.isVisible()
