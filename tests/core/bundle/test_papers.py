"""Packs, cards and receipts: signed, readable, and believed only from the right hand."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import enrol, pack, receipt, signed
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.bundle.pack import Pack, Recipient
from rrp_desktop.bundle.receipt import Receipt
from rrp_desktop.errors import Damaged, Newer, Refused, RrpError
from rrp_desktop.forms.export import SECTIONS
from tests.core.bundle.conftest import mutants
from tests.core.bundle.sample import INSTALL, pack_for

_CONTENT, _FILE = "c" * 64, "f" * 64
_RECEIPT = Receipt(
    ward="RV5A1",
    epoch="e" * 32,
    seq=17,
    sha256=_FILE,
    decision="accepted",
    problem="gap",
    rows=dict.fromkeys(SECTIONS, 3),
    missing=(15, 16),
    issued=datetime(2026, 11, 5, 10, 0, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def offered(recipients: tuple[str, ...], ward_key: SigningKey) -> Pack:
    return pack_for(recipients, ward_key.public, version=3)


@pytest.fixture(scope="module")
def root() -> SigningKey:
    return SigningKey(b"root key of the programme, 32 by")


def test_a_pack_from_the_key_the_ward_trusts_is_accepted(offered: Pack, root: SigningKey) -> None:
    offer = pack.read_pack(pack.write_pack(offered, root), root.public, held=3)
    assert offer.known
    assert pack.accept(offer) == offered


def test_a_pack_from_another_key_needs_its_eight_words(offered: Pack, root: SigningKey) -> None:
    for pinned in (None, SigningKey.new().public):
        offer = pack.read_pack(pack.write_pack(offered, root), pinned, held=9)
        assert not offer.known
        for words in (None, "", "abandon " * 8, root.public.words + " zoo"):
            with pytest.raises(Refused, match="pack-signer"):
                pack.accept(offer, words)
        assert pack.accept(offer, root.public.words.upper()) == offered


def test_a_lower_version_is_refused(offered: Pack, root: SigningKey) -> None:
    with pytest.raises(Refused, match="pack-older"):
        pack.read_pack(pack.write_pack(offered, root), root.public, held=4)


def test_a_pack_names_at_least_two_keys_to_seal_to(offered: Pack, root: SigningKey) -> None:
    one = offered.recipients[:1]
    for recipients in ((), one, one * 2):
        with pytest.raises(Refused, match="recipients"):
            pack.write_pack(dataclasses.replace(offered, recipients=recipients), root)
    with pytest.raises(Refused, match="recipient-text"):
        pack.write_pack(dataclasses.replace(offered, recipients=(*one, Recipient("age1x", "x"))), root)


@pytest.mark.parametrize(
    "change",
    [
        {"programme": ""},
        {"programme": "two\nlines"},
        {"version": 0},
        {"version": "3"},
        {"asks": {"profile": "everything"}},
        {"asks": {"fewest": 99}},
        {"asks": {"aims": [{"title": "Less"}]}},
        {"asks": {"measures": [{"name": "restraint", "definition": 0}]}},
        {"asks": {"more": 1}},
        {"asks": []},
        {"links": {"RV5A1": "not sealed"}},
        {"links": {"Brontë": ""}},
        {"links": []},
        {"issued": "2026-W40-4"},
        {"receipt_key": "ssh-rsa AAAA"},
        {"recipients": [1, 2]},
        {"recipients": {}},
        {"more": 1},
    ],
    ids=str,
)
def test_a_signed_pack_with_anything_odd_is_refused(
    change: dict[str, Any], offered: Pack, root: SigningKey
) -> None:
    content, _ = signed.read(signed.PACK, pack.write_pack(offered, root))
    with pytest.raises(Damaged, match="paper-content"):
        pack.read_pack(signed.sign(signed.PACK, content | change, root), root.public)


def test_debian_alone_verifies_a_pack(
    run: Callable[..., bytes], tmp_path: Path, offered: Pack, root: SigningKey
) -> None:
    (tmp_path / "pack").write_bytes(pack.write_pack(offered, root))
    (tmp_path / "allowed").write_text(f"centre {root.public.text}\n")
    script = """
        set -e
        tail -n +2 pack | sed '/END SSH SIGNATURE/q' > signature
        tail -n 1 pack | tr -d '\\n' |
            ssh-keygen -Y verify -f allowed -I centre -n rrp-config@v1 -s signature >&2
        tail -n 1 pack
    """
    assert b'"programme":"South London"' in run("bash", "-c", script)


def test_a_pack_signed_by_debian_alone_is_read(
    run: Callable[..., bytes], tmp_path: Path, offered: Pack, root: SigningKey
) -> None:
    body = pack.write_pack(offered, root).splitlines()[-1]
    (tmp_path / "key").write_bytes(root.openssh)
    (tmp_path / "key").chmod(0o600)
    made = run("ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "rrp-config@v1", stdin=body)
    assert pack.read_pack(b"RRPP 1\n" + made + body + b"\n", root.public).pack == offered


def _card(key: SigningKey, ward: str = "RV5A1") -> bytes:
    (recipient,) = recipients_of([Identity.generate()])
    return enrol.write_card(ward, "Brontë Ward", "RV5", INSTALL, date(2026, 10, 1), key, recipient)


def test_a_card_says_who_asks_and_proves_they_hold_the_key(ward_key: SigningKey) -> None:
    card = enrol.read_card(_card(ward_key))
    assert (card.ward, card.name, card.key) == ("RV5A1", "Brontë Ward", ward_key.public)


def test_a_card_signed_by_another_key_than_it_names_is_refused(ward_key: SigningKey) -> None:
    content, _ = signed.read(signed.CARD, _card(ward_key))
    with pytest.raises(Damaged, match="paper-content"):
        enrol.read_card(signed.sign(signed.CARD, content, SigningKey.new()))


def test_a_ward_code_that_no_file_name_could_carry_gets_no_card(ward_key: SigningKey) -> None:
    with pytest.raises(Refused, match="card-ward"):
        _card(ward_key, "Brontë")


def test_a_receipt_is_believed_from_the_programme_only(root: SigningKey) -> None:
    data = receipt.write_receipt(_RECEIPT, root)
    assert receipt.read_receipt(data, root.public) == _RECEIPT
    with pytest.raises(Refused, match="receipt-signer"):
        receipt.read_receipt(data, SigningKey.new().public)


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"decision": "lost"},
        {"problem": "Two words"},
        {"rows": {"incidents": 3}},
        {"missing": [16, 15]},
        {"missing": None},
        {"issued": "2026-11-05"},
        {"issued": 5},
        {"sha256": "f"},
        {"more": 1},
    ],
    ids=str,
)
def test_a_signed_receipt_with_anything_odd_is_refused(change: dict[str, Any], root: SigningKey) -> None:
    content, _ = signed.read(signed.RECEIPT, receipt.write_receipt(_RECEIPT, root))
    with pytest.raises(Damaged, match="paper-content"):
        receipt.read_receipt(signed.sign(signed.RECEIPT, content | change, root), root.public)


def test_one_paper_is_never_taken_for_another(ward_key: SigningKey, root: SigningKey) -> None:
    card = _card(ward_key)
    with pytest.raises(Damaged, match="paper-foreign"):
        pack.read_pack(card, None)
    with pytest.raises(Damaged, match="signature"):
        pack.read_pack(card.replace(b"RRPE", b"RRPP"), None)
    with pytest.raises(Newer, match="paper-newer"):
        enrol.read_card(card.replace(b"RRPE 1", b"RRPE 2"))
    with pytest.raises(Damaged, match="paper-foreign"):
        enrol.read_card(b"")


def test_a_thousand_changed_papers_are_all_refused(root: SigningKey) -> None:
    for mutant in mutants(receipt.write_receipt(_RECEIPT, root), 1_000, seed=4):
        with pytest.raises(RrpError):
            receipt.read_receipt(mutant, root.public)


def test_a_short_code_proves_the_decision_on_this_bundle_only() -> None:
    accepted, held = (receipt.code(_CONTENT, _FILE, each) for each in ("accepted", "held"))
    assert receipt.read_code(accepted, _CONTENT, _FILE) == "accepted"
    assert receipt.read_code(held, _CONTENT, _FILE) == "held"
    for content, file in ((_FILE, _FILE), (_CONTENT, _CONTENT)):
        with pytest.raises(Refused, match="code-other"):
            receipt.read_code(accepted, content, file)


def test_a_code_may_be_typed_as_people_type() -> None:
    code = receipt.code(_CONTENT, _FILE, "accepted")
    loose = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert receipt.read_code(loose, _CONTENT, _FILE) == "accepted"


def test_every_single_slip_and_every_swap_in_a_code_is_noticed() -> None:
    text = receipt.code(_CONTENT, _FILE, "accepted").replace("-", "")
    slips = {
        text[:at] + other + text[at + 1 :] for at in range(12) for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    }
    swaps = {text[:at] + text[at + 1] + text[at] + text[at + 2 :] for at in range(11)}
    for typed in (slips | swaps | {"", text[:-1], text + "0", "U" * 12, "é" * 12}) - {text}:
        with pytest.raises(Refused, match="code-mistyped"):
            receipt.read_code(typed, _CONTENT, _FILE)


def test_two_recipients_are_two_people(root: SigningKey) -> None:
    keys = recipients_of(Identity.generate() for _ in range(2))
    offer = pack.read_pack(pack.write_pack(pack_for(keys, root.public), root), root.public)
    assert offer.pack.keys == keys
