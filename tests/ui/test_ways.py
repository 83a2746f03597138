"""The ways from one screen to another."""

import re
from pathlib import Path

import rrp_ui
from rrp_ui.app import makers

_BY_THE_DESK = {"locked", "meeting", "restored", "sealed"}
_WAY = re.compile(r'\bgo\(\s*"([a-z_]+)"')


def test_every_way_leads_to_a_screen_there_is():
    pages = Path(rrp_ui.__file__).parent.rglob("*.py")
    ways = {(page.name, name) for page in pages for name in _WAY.findall(page.read_text(encoding="utf-8"))}
    assert len(ways) > 10
    assert {way for way in ways if way[1] not in {*makers(), *_BY_THE_DESK}} == set()
