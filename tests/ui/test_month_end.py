"""Month-end, driven by keys against a real ward and a real centre."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rrp_desktop.bundle.armour import as_file
from rrp_desktop.bundle.enrol import read_card
from rrp_desktop.bundle.keys import SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.receipt import code as code_of
from rrp_desktop.bundle.returned import write_return
from rrp_desktop.central.cli import main
from rrp_desktop.clock import DAY, at
from rrp_desktop.month_end import card, take_pack
from rrp_desktop.people import Role
from rrp_desktop.reports.enrolment import enrolment_page
from rrp_desktop.settings import SECOND
from rrp_ui.screens.month_end import MonthEnd, make
from rrp_ui.screens.month_end_drive import Drive, drives, in_words
from rrp_ui.screens.month_end_notice import unanswered_notices
from rrp_ui.screens.month_end_view import MonthEndView, Point
from tests.core.bundle.test_returned import RETURNED
from tests.ui.rig import TODAY, Rig

MONTH = date(2026, 11, 1)
CANARY = "Zebedee Canary"


def collate(*words: str | Path) -> Any:
    answer = CliRunner().invoke(main, [*map(str, words), "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    """A centre's folder, with a pack in it."""
    folder = tmp_path / "centre"
    collate("init", folder)
    return folder


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot, centre: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot, Role.MANAGER)
    incident = {
        "kinds": ("restraint",),
        "interventions": ({"type": "07"},),
        "note": CANARY,
        "incident_number": CANARY,
    }
    rig.save("incident", incident | {"started_at": at(TODAY - DAY, time(8))})
    pack = Path(collate("pack", "--at", centre, "--programme", "Practice")["file"]).read_bytes()
    words = collate("pack", "--at", centre, "--programme", "Practice")["words"]
    rig.store(lambda store: take_pack(store, pack, words, by=rig.manager))
    yield rig
    rig.close()


@pytest.fixture
def post(tmp_path: Path) -> Path:
    folder = tmp_path / "post"
    folder.mkdir()
    return folder


def open_month(rig: Rig) -> MonthEnd:
    page: MonthEnd = rig.show(make, month=MONTH)
    return page


def shown(page: MonthEnd) -> str:
    table = page.widget.table
    cells = (
        table.item(row, column) for row in range(table.rowCount()) for column in range(table.columnCount())
    )
    return " ".join(cell.text() for cell in cells if cell is not None)


def test_the_rows_that_leave_are_shown_in_words_without_free_text(rig: Rig) -> None:
    page = open_month(rig)
    assert "Restraint" in shown(page)
    for section in page.widget.sections.chips():
        section.click()
        rig.settle()
        assert CANARY not in shown(page)
    page.widget.table.setFocus()
    rig.press(Qt.Key.Key_Tab)
    assert not page.widget.table.hasFocus(), "Tab goes on from the table, not from cell to cell"


def test_a_month_that_is_still_running_is_pointed_out(rig: Rig) -> None:
    page = open_month(rig)
    assert ("The month is not over yet", "warn") in {
        (point.title, point.state) for point in page.widget.points
    }


def test_a_month_goes_out_and_its_receipt_comes_back(rig: Rig, centre: Path, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(0, post / "card.rrpe", post)
    page.widget.card_asked.emit()
    rig.settle()
    rig.settle()
    collate("enrol", post / "card.rrpe", "--at", centre, "--yes")
    page.save()
    rig.settle()
    rig.settle()
    assert "Sent, no receipt yet" in page.widget.before.accessibleName()
    [verdict] = collate("intake", post, "--at", centre)
    assert verdict["code"] == "accepted"
    [receipt] = collate("receipt", "--at", centre)
    rig.session.ask.answer_next(Path(receipt["file"]))
    page.widget.receipt_file.click()
    rig.settle()
    assert "Received 1 Dec 2026" in page.widget.before.accessibleName()


def test_the_receipt_code_can_be_typed_and_a_slip_is_caught(rig: Rig, centre: Path, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(0, post / "card.rrpe", post)
    page.widget.card_asked.emit()
    rig.settle()
    rig.settle()
    collate("enrol", post / "card.rrpe", "--at", centre, "--yes")
    page.save()
    rig.settle()
    rig.settle()
    collate("intake", post, "--at", centre)
    code = collate("receipt", "--at", centre)[0]["code"]
    wrong = ("A" if code[0] != "A" else "B") + code[1:]
    page.widget.code.setFocus()
    rig.press(wrong, Qt.Key.Key_Return)
    assert "code-mistyped" in page.widget.problem.text()
    assert page.widget.code.text() == wrong
    page.widget.code.selectAll()
    rig.press(code.lower(), Qt.Key.Key_Return)
    assert "Received" in page.widget.before.accessibleName()


def test_without_a_pack_nothing_is_sent_and_the_check_leads_to_the_settings(
    tmp_path: Path, qtbot: QtBot, post: Path
) -> None:
    rig = Rig(tmp_path / "other", qtbot, Role.MANAGER)
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    page.save()
    rig.settle()
    assert "There is no programme pack yet" in page.widget.problem.text()
    link = page.widget.check.findChild(QPushButton, "pack")
    assert link is not None
    link.click()
    assert rig.went[-1] == ("settings", {"part": "programme"})
    assert list(post.iterdir()) == []
    rig.close()


def test_a_folder_that_cannot_be_written_says_so_and_records_nothing(rig: Rig, tmp_path: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(tmp_path / "not" / "there")
    page.save()
    rig.settle()
    rig.settle()
    assert page.widget.problem.text()
    assert rig.store(lambda store: store.exports()) == ()


def test_every_point_of_the_check_leads_to_what_mends_it(rig: Rig) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    for code, (screen, where) in {
        "beds": ("cross", {"day": MONTH}),
        "shifts": ("cross", {"day": MONTH}),
        "huddles": ("huddle", {"day": MONTH, "slot": "morning"}),
        "incidents": ("incidents", {"since": MONTH, "until": date(2026, 11, 30)}),
    }.items():
        link = page.widget.check.findChild(QPushButton, code)
        assert link is not None, code
        link.click()
        assert rig.went[-1] == (screen, where)


def test_the_first_huddle_that_nobody_logged_is_opened(rig: Rig) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    rig.save("huddle", {"day": MONTH, "slot": "morning", "state": "held", "here": ("nurse",)})
    page = open_month(rig)
    link = page.widget.check.findChild(QPushButton, "huddles")
    assert link is not None
    link.click()
    assert rig.went[-1] == ("huddle", {"day": MONTH, "slot": "afternoon"})


def test_a_bundle_that_the_centre_holds_back_is_not_received(rig: Rig, centre: Path, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(post)
    page.save()
    rig.settle()
    rig.settle()
    [export] = rig.store(lambda store: store.exports())
    page.widget.code.setFocus()
    rig.press(code_of(export.content_sha256, export.sha256, "held"), Qt.Key.Key_Return)
    assert "has not accepted it" in rig.said[-1]
    assert "Held at the centre 1 Dec 2026" in page.widget.before.accessibleName()
    [point] = [each for each in page.widget.points if each.code == "receipt"]
    assert point.title == "The centre holds November 2026 back"
    rig.press(code_of(export.content_sha256, export.sha256, "accepted"), Qt.Key.Key_Return)
    assert "Received 1 Dec 2026" in page.widget.before.accessibleName()
    assert not [each for each in page.widget.points if each.code == "receipt"]


def test_before_saving_the_page_says_what_may_be_written_to(rig: Rig) -> None:
    page = open_month(rig)
    assert page.widget.where.text() == in_words(drives())
    assert in_words(()) == "No removable drive is plugged in."
    assert in_words([Drive("E:/", 14_200_000_000)]) == "Removable drive E:/ · 14.2 GB free"


def test_the_words_below_the_rows_do_not_lie_over_them(qtbot: QtBot) -> None:
    view = MonthEndView()
    qtbot.addWidget(view)
    view.resize(1170, 716)
    view.offer_sections((f"part_{number}", f"Part {number} of it") for number in range(18))
    view.show_rows("part_1", ["When"], [["Yesterday"]] * 20)
    view.show_points("Check", [Point("ok", "In order", "", "")] * 9)
    view.sealed.setText("Sealed for the centre and for the safe of the trust. " * 5)
    view.show()
    qtbot.waitUntil(lambda: view.table.geometry().bottom() < view.sealed.geometry().top())
    assert view.minimumSizeHint().width() <= 605, "it fits a small screen at 200 %, between two bars"


def test_a_bundle_as_text_is_the_same_bundle(rig: Rig, centre: Path, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    page.widget.as_text.click()
    rig.session.ask.answer_next(post)
    page.save()
    rig.settle()
    rig.settle()
    [file] = post.iterdir()
    text = file.read_bytes()
    assert file.name.endswith("_001.rrpb.txt")
    assert text.isascii()
    [export] = rig.store(lambda store: store.exports())
    assert hashlib.sha256(as_file(text.replace(b"\n", b"\r\n"))).hexdigest() == export.sha256


def test_where_two_must_agree_the_second_proves_it_by_pin(rig: Rig, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    rig.store(lambda store: store.change_setting(SECOND, True, by=rig.manager))
    rig.store(lambda store: store.add_staff("Z. Z.", Role.FACILITATOR, "9753", by=rig.manager))
    values = rig.store(lambda store: store.values())
    rig.session = dataclasses.replace(rig.session, values=lambda: values)
    page = open_month(rig)
    rig.session.ask.answer_next(0, "0000")
    page.save()
    rig.settle()
    rig.settle()
    assert "pin-wrong" in page.widget.problem.text()
    assert list(post.iterdir()) == []
    rig.session.ask.answer_next(0, "9753", post)
    page.save()
    for _ in range(3):
        rig.settle()
    assert len(list(post.iterdir())) == 1


def test_the_card_is_printed_with_its_eight_words(rig: Rig, post: Path) -> None:
    page = open_month(rig)
    rig.session.ask.answer_next(1, post / "card.pdf")
    page.widget.card_asked.emit()
    rig.settle()
    assert (post / "card.pdf").read_bytes().startswith(b"%PDF")
    made = rig.store(lambda store: card(store, date(2026, 12, 1)))
    key = read_card(made).key
    sheet = enrolment_page(rig.session.ward(), key.words, key.fingerprint, date(2026, 12, 1))
    assert all(f"{number} {word}" in sheet.svg() for number, word in enumerate(key.words.split(), 1))


def test_a_month_without_an_answer_is_pointed_out_after_two_weeks(rig: Rig, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(post)
    page.save()
    rig.settle()
    rig.settle()
    rig.clock.moment = at(date(2026, 12, 15), time(9))
    assert "receipt" not in {point.code for point in open_month(rig).widget.points}
    rig.clock.moment = at(date(2026, 12, 16), time(9))
    [silent] = [point for point in open_month(rig).widget.points if point.code == "receipt"]
    assert silent.title == "No receipt for November 2026"
    [notice] = rig.store(lambda store: list(unanswered_notices(store, rig.manager)))
    assert notice.words == "No receipt for November 2026, sent on 1 Dec 2026. Telephone the centre."
    nurse = dataclasses.replace(rig.manager, role=Role.SHIFT)
    assert rig.store(lambda store: list(unanswered_notices(store, nurse))) == []


def test_what_came_back_is_taken_in_and_shown(rig: Rig, centre: Path, post: Path) -> None:
    page = open_month(rig)
    [recipient] = recipients_of(read_identities(rig.store(lambda store: store.opening_key())))
    key = SigningKey.read((centre / "keys" / "receipt_key").read_bytes())
    ward = rig.session.ward().code
    mine = dataclasses.replace(RETURNED, ward=ward)
    for name, pack in {"mine": mine, "older": dataclasses.replace(mine, number=3)}.items():
        (post / name).write_bytes(write_return(pack, recipient, key))
    (post / "theirs").write_bytes(write_return(dataclasses.replace(mine, ward="RV5A9"), recipient, key))
    for name, problem in (("theirs", "return-ward"), ("mine", ""), ("older", "return-older")):
        rig.session.ask.answer_next(post / name)
        page.widget.return_file_asked.emit()
        rig.settle()
        rig.settle()
        assert page.widget.problem.text().endswith(f"({problem})" if problem else "")
    assert rig.went == [("returned", {})]
    assert "October 2026, from South London" in open_month(rig).widget.came.text()
