"""What a support person asks first about an installation."""

from pathlib import Path

from rrp_desktop.store import Store
from tests.core.store.conftest import Ward


def test_an_installation_says_how_it_is(store: Store, ward: Ward):
    health = store.health()
    assert health.cipher.startswith("4.")
    assert tuple(map(int, health.sqlite.split("."))) >= (3, 51, 3)
    assert Path(health.folder) == ward.home.folder
    assert (health.size, health.events) == (ward.home.ward.stat().st_size, store.check_chain())
