"""The help: a page for every screen, and every check explained."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import rrp_desktop
import rrp_resources
from rrp_ui.app import makers
from rrp_ui.help import PAGES, Help, page, page_of, title

CHECKS = ("forms/check.py", "forms/rules.py", "forms/telltale.py", "store/checking.py")


def _codes(path: Path) -> set[str]:
    """The codes of the problems and refusals that a module of checks can raise."""
    tree = ast.parse(path.read_text("utf-8"))
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Problem"), args=[_, ast.Constant(value=str(code)), *_]):
                found.add(code)
            case ast.Yield(value=ast.Tuple(elts=[ast.Constant(value=str(code)), _])):
                found.add(code)
            case _:
                pass
    return found


@pytest.mark.parametrize("module", CHECKS)
def test_every_check_is_explained(module: str):
    codes = _codes(Path(rrp_desktop.__file__).parent / module)
    assert codes
    explained = set(re.findall(r"[a-z]+(?:-[a-z]+)+|held|needed|unfinished", page("checks")))
    assert codes - explained == set()


@pytest.mark.parametrize("screen", ["", *makers()])
def test_every_screen_has_its_page(screen: str):
    assert page_of(screen) in PAGES


def test_every_page_is_listed_once_under_its_own_title():
    [folder] = rrp_resources.__path__
    there = {each.stem for each in (Path(folder) / "help").glob("*.md")}
    assert there | {"changes"} == set(PAGES)
    assert len({title(name) for name in PAGES}) == len(PAGES)
    assert all(page(name).startswith("# ") for name in PAGES)


def test_every_link_leads_to_a_page():
    links = {link for name in PAGES for link in re.findall(r"\]\(([^)]*)\)", page(name))}
    assert links
    assert links <= set(PAGES)


def test_the_help_opens_at_its_page_turns_by_key_and_closes_with_escape(qtbot: QtBot):
    over = QWidget()
    qtbot.addWidget(over)
    help_ = Help(over)
    help_.open_at("incident")
    assert "kind and the time are enough" in help_.words.toPlainText()
    QTest.keyClick(help_.topics, Qt.Key.Key_Down)
    assert "Five minutes, standing" in help_.words.toPlainText()
    QTest.keyClick(help_.words, Qt.Key.Key_Escape)
    assert not help_.isVisible()
