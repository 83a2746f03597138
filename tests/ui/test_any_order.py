"""T13, in small: whatever happens at the desk, in whatever order. The whole is a campaign."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns import locks
from campaigns.locks_play import LOST, OPEN, Found, Play
from rrp_ui.guard import IdleWatch
from rrp_ui.screens.drafting import Drafting


def _played(folder: Path, times: int, seed: int = 1) -> Found:
    found = Found()
    locks.play(folder, random.Random(seed), times, found)
    return found


@pytest.mark.usefixtures("qapp")
def test_whatever_happens_locked_is_locked_and_nothing_typed_is_lost(tmp_path: Path):
    """T13: the whole campaign is `build_scripts/faults.py --only T13`."""
    found = _played(tmp_path, 4)
    assert not any(found.faults.values()), found.faults
    assert min(found.counts["locks"], found.counts["words"]) > 3


@pytest.mark.usefixtures("qapp")
def test_a_lock_that_does_not_lock_and_a_word_that_is_not_kept_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The controls: a watch that never says that it is time, and a draft that is never written."""
    monkeypatch.setattr(IdleWatch, "look", lambda _watch: None)
    monkeypatch.setattr(IdleWatch, "eventFilter", lambda *_given: False)
    monkeypatch.setattr(Drafting, "flush", lambda _drafting: None)
    monkeypatch.setattr(
        Play, "_next", _in_turn(Play.enter, Play.type, Play.lock, Play.enter, _let_an_hour_pass)
    )
    found = _played(tmp_path, 1)
    assert found.faults[OPEN] > 0
    assert found.faults[LOST] > 0


def _in_turn(*events: Callable[[Play], None]) -> Callable[[Play], Callable[[Play], None]]:
    left = [*events]
    return lambda _play: left.pop(0) if left else Play.put_down


def _let_an_hour_pass(play: Play) -> None:
    play._pass(3_600)
    play._remind()
