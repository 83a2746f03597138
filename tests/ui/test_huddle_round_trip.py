"""Every option of the huddle's lists comes back: from the file to the page, and from the page to the file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from rrp_desktop.forms.lists import SHIPPED
from rrp_ui.screens.huddle import Huddle, make
from tests.ui.rig import TODAY, Rig

SLOT = {"day": TODAY, "slot": "midday"}


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    yield rig
    rig.close()


def codes(name: str) -> tuple[str, ...]:
    return tuple(option.code for option in SHIPPED[name].on(TODAY))


def through_the_page(
    rig: Rig, answers: dict[str, Any], **where: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """*answers* as the page shows them, and as it saves them."""
    draft = rig.store(lambda store: store.keep_draft(None, "huddle", answers, by=rig.manager))
    screen: Huddle = rig.show(make, draft=draft, **where)
    shown = screen.widget.answers()
    rig.save_key()
    [record] = rig.store(lambda store: store.find("huddle"))
    return shown, dict(record.answers)


def test_whoever_is_here_whatever_worries_and_whatever_today_brings(rig: Rig):
    worries = codes("worry")
    people = rig.people(*(f"P-{number:03}" for number in range(len(worries) + 1)))
    rows = [{"worries": (code,), "score": number % 8} for number, code in enumerate(worries)]
    rows.append({"worries": worries, "plan": "Time outside", "owner": "Nurse", "by": "11:00"})
    wanted = {
        "here": codes("staff_group"),
        "ward_today": codes("ward_today"),
        "concerns": tuple({"person": key, **row} for key, row in zip(people.values(), rows, strict=True)),
        "actions": ({"action": "Mend the lock", "owner": "Estates", "by": "15:00", "done": False},),
        "good_thing": "Breakfast club",
    }
    for told in through_the_page(rig, {**SLOT, "state": "held", **wanted}):
        assert {name: told.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("reason", codes("not_held"))
def test_whatever_kept_a_huddle_from_happening(rig: Rig, reason: str):
    told = {**SLOT, "state": "not_held", "not_held": reason}
    shown, kept = through_the_page(rig, told, not_held=True)
    assert (shown["not_held"], kept["not_held"], kept["state"]) == (reason, reason, "not_held")
