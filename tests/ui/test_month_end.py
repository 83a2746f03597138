"""Month-end, driven by keys against a real ward and a real centre."""

import json
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.central.cli import main
from rrp_desktop.clock import DAY, at
from rrp_desktop.month_end import take_pack
from rrp_desktop.people import Role
from rrp_ui.screens.month_end import MonthEnd, make
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


def test_a_month_that_is_still_running_is_pointed_out(rig: Rig) -> None:
    page = open_month(rig)
    assert ("The month is not over yet", "warn") in {
        (point.title, point.state) for point in page.widget.points
    }


def test_a_month_goes_out_and_its_receipt_comes_back(rig: Rig, centre: Path, post: Path) -> None:
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(post / "card.rrpe", post)
    page.widget.card_asked.emit()
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
    rig.session.ask.answer_next(post / "card.rrpe", post)
    page.widget.card_asked.emit()
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


def test_without_a_pack_the_bundle_is_refused_in_words(tmp_path: Path, qtbot: QtBot, post: Path) -> None:
    rig = Rig(tmp_path / "other", qtbot, Role.MANAGER)
    rig.clock.moment = at(date(2026, 12, 1), time(10))
    page = open_month(rig)
    rig.session.ask.answer_next(post)
    page.save()
    rig.settle()
    assert "no-pack" in page.widget.problem.text()
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
