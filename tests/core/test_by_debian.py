"""Card, pack, bundle and receipt, each made with Debian's tools alone, and taken where it should be."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rrp_desktop.bundle.enrol import read_card
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.seal import unseal, verify
from rrp_desktop.central.centre import Centre
from rrp_desktop.month_end import card, hand_over, prepare, take_pack, take_receipt
from tests.core.store.conftest import ToldClock, Ward
from tests.core.store.conftest import made as made
from tests.core.test_hand_over import OCTOBER, SEPTEMBER, manager_of, taken
from tests.core.test_hand_over import centre as centre
from tests.core.test_hand_over import ward as ward

Run = Callable[..., bytes]


def test_ward_and_centre_understand_each_other_by_debians_tools_alone(
    run: Run, bundle_by_debian: Run, ward: Ward, centre: Centre, tmp_path: Path
) -> None:
    """T20"""
    store = ward.open()
    manager = manager_of(store)
    keys = centre.folder / "keys"
    openssh = SigningKey(store.identity().signing_key).openssh
    (tmp_path / "key").write_bytes(openssh)
    (tmp_path / "key").chmod(0o600)

    store.change_setting("ward.organisation", "RV5", by=manager)
    centre.enrol(read_card(_paper(run, card(store, OCTOBER), tmp_path / "key", "rrp-enrol@v1")))
    _, path = centre.pack("South London")
    pack = _paper(run, path.read_bytes(), keys / "signing_key", "rrp-config@v1")
    take_pack(store, pack, centre.keys.signing.public.words, by=manager)

    bundle, export = hand_over(prepare(store, SEPTEMBER), tmp_path, ToldClock(store._clock.now()))
    content, _ = unseal(verify(bundle.data), [centre.keys.identity])
    again = bundle_by_debian(content, centre.keys.recipients, openssh)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / bundle.name).write_bytes(again)
    assert taken(centre, tmp_path / "in").code == "accepted"
    store.record_export(replace(export, sha256=hashlib.sha256(again).hexdigest()), by=manager)

    [issued] = centre.receipts()
    receipt = _paper(run, issued.path.read_bytes(), keys / "receipt_key", "rrp-receipt@v1")
    take_receipt(store, receipt, by=manager)
    assert [kept.received is not None for kept in store.exports()] == [True]


def _paper(run: Run, made: bytes, key: Path, namespace: str) -> bytes:
    """The same words as in *made*, signed again."""
    head, body = made.splitlines()[0], made.splitlines()[-1]
    signature = run("ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", namespace, stdin=body)
    return head + b"\n" + signature + body + b"\n"
