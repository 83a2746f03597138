"""Keys in the forms OpenSSH and age use."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import keys
from rrp_desktop.bundle.keys import PublicKey, SigningKey
from rrp_desktop.errors import Damaged, Refused


def test_ssh_keygen_reads_our_key_and_shows_the_same_fingerprint(
    run: Callable[..., bytes], tmp_path: Path, ward_key: SigningKey
) -> None:
    (tmp_path / "key").write_bytes(ward_key.openssh)
    (tmp_path / "key").chmod(0o600)
    assert run("ssh-keygen", "-y", "-f", "key").decode().split()[:2] == ward_key.public.text.split()
    shown = run("ssh-keygen", "-l", "-f", "key").decode().split()[1]
    assert shown == "SHA256:" + base64.b64encode(bytes.fromhex(ward_key.public.fingerprint)).decode().rstrip(
        "="
    )


def test_a_key_made_by_ssh_keygen_can_sign_for_us(run: Callable[..., bytes], tmp_path: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "key")
    key = SigningKey.read((tmp_path / "key").read_bytes())
    assert keys.read_public(" ".join((tmp_path / "key.pub").read_text().split()[:2])) == key.public
    assert key.public.signed(key.sign(b"words"), b"words")
    assert not key.public.signed(key.sign(b"words"), b"other words")


def test_a_key_file_of_another_kind_is_refused(run: Callable[..., bytes], tmp_path: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "key")
    for content in ((tmp_path / "key").read_bytes(), b"", b"words"):
        with pytest.raises(Damaged, match="key-file"):
            SigningKey.read(content)


def test_a_signing_key_survives_its_seed_and_its_file(ward_key: SigningKey) -> None:
    assert SigningKey(ward_key.seed).public == ward_key.public == SigningKey.read(ward_key.openssh).public


def test_public_keys_are_read_in_one_spelling_only(ward_key: SigningKey) -> None:
    text = ward_key.public.text
    assert keys.read_public(text) == ward_key.public
    for wrong in (
        text + " ",
        text[:-1],
        text.replace("ed25519", "rsa"),
        "ssh-ed25519 AAAA",
        "",
        text + " a comment",
    ):
        with pytest.raises(Refused, match="key-text"):
            keys.read_public(wrong)


def test_a_fingerprint_is_eight_words_that_change_with_the_key(ward_key: SigningKey) -> None:
    words = ward_key.public.words.split()
    assert len(words) == 8
    assert words != PublicKey(bytes(32)).words.split()
    assert keys.in_words(bytes(11)) == " ".join(["abandon"] * 8)
    assert keys.in_words(b"\xff" * 11) == " ".join(["zoo"] * 8)


def test_age_keys_are_read_in_one_spelling_only(run: Callable[..., bytes]) -> None:
    made = run("age-keygen").decode()
    (recipient,) = keys.recipients_of(keys.read_identities(made))
    assert f"# public key: {recipient}" in made
    assert str(keys.read_recipient(recipient)) == recipient
    for wrong in (recipient.upper(), recipient[:-1], " " + recipient, "ssh-ed25519 AAAA", ""):
        with pytest.raises(Refused, match="recipient-text"):
            keys.read_recipient(wrong)
    for wrong in ("", "# only a comment", str(Identity.generate()) + "\nwords"):
        with pytest.raises(Damaged, match="key-file"):
            keys.read_identities(wrong)
