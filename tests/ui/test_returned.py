"""What came back from the centre, on the page of the ward."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pyrage.x25519 import Identity
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.bundle.keys import SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
from rrp_desktop.bundle.returned import Returned, write_return
from rrp_desktop.month_end import take_pack, take_return
from rrp_desktop.people import Role
from rrp_ui.screens.returned import ReturnedScreen, make
from tests.core.bundle.test_returned import RETURNED
from tests.ui.rig import Rig

KEY = SigningKey(b"signing key of the programme, 32")


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path / "ward", qtbot, Role.MANAGER)
    keys = recipients_of(Identity.generate() for _ in range(2))
    named = tuple(Recipient(key, "Centre") for key in keys)
    pack = write_pack(Pack("South London", 1, date(2026, 10, 1), named, KEY.public), KEY)
    rig.store(lambda store: take_pack(store, pack, KEY.public.words, by=rig.manager))
    yield rig
    rig.close()


def test_before_anything_came_back_the_page_says_where_to_open_it(rig: Rig) -> None:
    screen: ReturnedScreen = rig.show(make)
    assert "Open a return pack on the month-end page" in screen.widget.problem.text()
    assert not screen.widget.list.isVisible()
    screen.back()
    assert rig.went == [("month_end", {})]


def test_every_page_is_reached_by_keys_read_out_and_printed(rig: Rig, tmp_path: Path) -> None:
    [recipient] = recipients_of(read_identities(rig.store(lambda store: store.opening_key())))
    fields = {name: getattr(RETURNED, name) for name in RETURNED.__slots__}
    mine = Returned(**(fields | {"ward": rig.session.ward().code}))
    rig.store(lambda store: take_return(store, write_return(mine, recipient, KEY), by=rig.manager))
    screen: ReturnedScreen = rig.show(make)
    picture = screen.widget.picture
    assert screen.widget.title.text() == "What came back for October 2026"
    assert "41 in 5,213 bed days are 7.9 per 1,000; all wards have 9.1." in picture.accessibleDescription()
    assert "2 wards are not drawn" in picture.accessibleDescription()
    rig.press(Qt.Key.Key_Down)
    assert "this ward's alone" in picture.accessibleDescription()
    rig.press(Qt.Key.Key_Down)
    assert "Evening activities, Restraint, 9, 6, 5." in picture.accessibleDescription()
    rig.press(Qt.Key.Key_Down)
    assert "steadiest in the region" in picture.accessibleDescription()
    rig.session.ask.answer_next(tmp_path / "page.pdf")
    screen.widget.paper.click()
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
