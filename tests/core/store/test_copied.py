"""The ward's folder on another machine: words open it, and nothing else."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from rrp_desktop.errors import Refused
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Home, Store, new_recovery_code
from tests.core.store.conftest import CODE, PIN, Ward

WORDS = "orbit lantern quarry mango"


@pytest.fixture
def copied(ward: Ward, store: Store, manager: StaffMember, tmp_path: Path) -> Ward:
    """Everything in the ward's folder, backups included, on a machine that never saw the ward."""
    at = ward.clock.now() - timedelta(hours=1)
    store.save("incident", {"kinds": ("violence",), "started_at": at}, by=manager)
    store.set_passphrase(WORDS, by=manager)
    store.back_up()
    ward.close()
    shutil.copytree(ward.home.folder, tmp_path / "other" / "ward")
    return Ward(Home(tmp_path / "other" / "ward", tmp_path / "other-keys"))


@pytest.mark.parametrize("words", [WORDS, CODE], ids=["passphrase", "recovery code"])
def test_a_copied_folder_opens_with_the_passphrase_and_with_the_recovery_code(copied: Ward, words: str):
    store = copied.open(words=words)
    assert len(store.find("incident")) == 1
    store.check_chain()
    copied.close()


@pytest.mark.parametrize(
    "words",
    [None, "", PIN, "L. W.", "orbit lantern quarry", new_recovery_code()],
    ids=["nothing", "empty", "a PIN", "a name", "some of the words", "another code"],
)
def test_a_copied_folder_opens_with_nothing_else(copied: Ward, words: str | None):
    before = {file: file.read_bytes() for file in copied.home.folder.rglob("*") if file.is_file()}
    with pytest.raises(Refused, match=r"key-wrong|recovery-"):
        copied.open(words=words)
    assert not copied.home.keys.exists() or not any(copied.home.keys.iterdir())
    after = {file: file.read_bytes() for file in before}
    changed = {file.name for file in before if before[file] != after[file]} - {"open.lock"}
    assert not changed


def test_the_pins_of_everybody_lie_inside_the_encrypted_file_only(copied: Ward):
    for file in copied.home.folder.rglob("*"):
        if file.is_file():
            assert b"$argon2id$" not in file.read_bytes(), file.name
