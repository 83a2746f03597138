"""What is typed is kept within a second, whether or not the person typing ever stops."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

import faults
from campaigns import typed
from rrp_desktop.errors import Unavailable
from rrp_desktop.store.ward_file import Store
from rrp_ui.screens.drafting import Drafting
from tests.ui.rig import Rig


def test_somebody_who_types_without_a_pause_is_kept_all_the_same(tmp_path: Path, qtbot: QtBot):
    rig, owner, letters, kept = Rig(tmp_path, qtbot), QObject(), [""], list[bool]()
    drafting = Drafting(rig.work, "incident", lambda: {"kinds": ("violence",), "note": letters[0]}, owner)
    drafting.kept.connect(lambda: kept.append(True))
    drafting.begin(rig.manager)

    def type_on() -> bool:
        letters[0] += "a"
        drafting.touch()
        return bool(kept)

    qtbot.waitUntil(type_on, timeout=30_000)
    drafting.end()
    rig.settle()
    [draft] = rig.store(lambda store: store.drafts())
    assert set(draft.answers["note"]) == {"a"}
    rig.close()


def test_what_could_not_be_written_is_written_as_soon_as_it_can_be(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    """A disk that is full when somebody stops typing has room again when the screen is locked, or later."""
    monkeypatch.setattr("rrp_ui.screens.drafting._AGAIN_MS", 50)
    rig, owner, told = Rig(tmp_path, qtbot), QObject(), list[str]()
    drafting = Drafting(rig.work, "incident", lambda: {"kinds": ("violence",), "note": "made up"}, owner)
    drafting.failed.connect(lambda error: told.append(error.code))
    drafting.begin(rig.manager)
    with monkeypatch.context() as full:
        full.setattr(Store, "keep_draft", _no_room)
        drafting.touch()
        qtbot.waitUntil(lambda: len(told) > 1)
    qtbot.waitSignal(drafting.kept).wait()
    assert set(told) == {"disk-full"}
    [draft] = rig.store(lambda store: store.drafts())
    assert draft.answers["note"] == "made up"
    rig.close()


def _no_room(*_given: object, **_named: object) -> None:
    raise Unavailable("disk-full", "There is no room.")


def test_a_draft_survives_a_kill_but_for_the_last_second():
    """The whole campaign is `build_scripts/faults.py --only T8-drafts --profile nightly`."""
    # A process of its own: it forks, and must not do so once there is a QApplication
    told = [sys.executable, "-m", "faults", "--only", "T8-drafts", "--times", "2", "--seed", "1"]
    where = Path(faults.__file__).parent
    done = subprocess.run(told, check=False, cwd=where, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("found", "passed"),
    [((9, 0, [0.2]), True), ((9, 0, [0.2, 1.1]), False), ((9, 1, [0.2]), False), ((0, 0, []), False)],
)
def test_drafts_survive_only_when_little_was_lost_and_nothing_broke(
    found: tuple[int, int, list[float]], passed: bool
):
    assert typed.told(1, *found).passed is passed


def test_a_ward_that_does_not_open_ends_a_campaign_of_drafts_in_words(tmp_path: Path):
    script = (
        "import sys; from pathlib import Path; from campaigns import typed\n"
        "from rrp_desktop.store import Home\n"
        "typed._load(); folder = Path(sys.argv[1])\n"
        "heard = typed._type_and_kill(Home(folder / 'ward', folder / 'keys'), None, 1.0, 1)\n"
        "print(heard.at, heard.alive)"
    )
    where = Path(faults.__file__).parent
    told = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(told, check=False, cwd=where, capture_output=True, text=True, timeout=120)
    assert done.stdout == "{} False\n"
    assert "no-ward" in done.stderr
