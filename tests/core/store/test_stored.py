"""Every release's ward file opens in this one, with everything that was in it."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from rrp_desktop import __version__
from rrp_desktop.store import Home
from rrp_desktop.store.upgrade import HEAD
from tests.core.store.conftest import Ward
from tests.stored import keep

FOLDERS = sorted(file.parent for file in keep.HERE.glob("*/facts.json"))


def test_this_release_has_left_its_file():
    assert keep.HERE / __version__ in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_ward_of_every_release_opens_with_all_that_was_in_it(folder: Path, tmp_path: Path):
    """T28"""
    told = json.loads((folder / "facts.json").read_text("utf-8"))
    shutil.copytree(folder, tmp_path / "ward")
    ward = Ward(Home(tmp_path / "ward", tmp_path / "keys"))
    ward.clock.at = datetime.fromisoformat(told.pop("now"))
    before = told.pop("events")
    store = ward.open(words=told.pop("recovery_code"))
    found = keep.facts(store)
    recovered = found.pop("events")
    assert found == told
    assert recovered == before + 1
    [person] = [member for member in store.staff() if member.shown == "J. P."]
    assert store.sign_in(person.key, keep.PIN) == person
    ward.close()


def test_the_first_release_is_copied_before_it_is_brought_up_to_date(tmp_path: Path):
    shutil.copytree(keep.HERE / "0.1.0", tmp_path / "ward")
    ward = Ward(Home(tmp_path / "ward", tmp_path / "keys"))
    told = json.loads((tmp_path / "ward" / "facts.json").read_text("utf-8"))
    store = ward.open(words=told["recovery_code"])
    assert store.check_chain() == told["events"] + 1
    ward.close()
    assert (tmp_path / "ward" / f"ward.before-{HEAD}.rrp").stat().st_size > 0
