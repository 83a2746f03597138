"""The ward's file is looked after while people work."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rrp_desktop.people import Role
from rrp_ui.upkeep import Upkeep, backed_up
from tests.ui.rig import Rig

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)


@pytest.mark.parametrize(
    ("made_at", "words"),
    [
        (None, "Not backed up yet"),
        (NOW.replace(hour=13, minute=0), "Backed up 13:00 today"),
        (NOW.replace(day=20), "Backed up 13:34 20 Nov 2026"),
    ],
)
def test_how_far_the_ward_is_backed_up_is_said_in_words(made_at: datetime | None, words: str):
    assert backed_up(made_at, NOW) == words


def test_a_ward_is_backed_up_beside_the_work_and_when_it_is_left(tmp_path: Path, qtbot: QtBot):
    rig = Rig(tmp_path / "ward", qtbot, Role.MANAGER)
    upkeep = Upkeep(rig.work, rig.clock)
    told: list[str] = []
    upkeep.told.connect(told.append)
    upkeep.start()
    rig.settle()
    assert told == ["Not backed up yet", f"Backed up {rig.clock.moment:%H:%M} today"]
    upkeep.look()
    rig.settle()
    assert len(rig.store(lambda store: store.backups())) == 1
    rig.save("person", {"ward_code": "P-031"})
    rig.clock.moment += timedelta(minutes=20)
    upkeep.finish()
    rig.settle()
    assert len(rig.store(lambda store: store.backups())) == 2
    upkeep.deleteLater()
    rig.close()
