"""The container stands up to strangers, and opens without us."""

import struct
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pyrage
import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import frame, seal, sshsig
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.errors import Damaged, Newer, Refused, RrpError
from tests.core.bundle.conftest import mutants

_VECTORS = Path(__file__).parent / "vectors/age.zip"
_CONTENT = b'{"a":1}\n' * 400
Centre = tuple[Identity, Identity]


@pytest.fixture(scope="module")
def bundle(ward_key: SigningKey, recipients: tuple[str, ...]) -> bytes:
    return seal.seal(_CONTENT, recipients, ward_key)


def _signed(body: bytes, key: SigningKey) -> bytes:
    return b"RRPB 1\n" + sshsig.sign(body, key, "rrp-bundle@v1") + body


def test_either_recipient_opens_it_and_sees_who_signed(
    bundle: bytes, centre: Centre, ward_key: SigningKey
) -> None:
    sealed = seal.verify(bundle)
    assert sealed.signer == ward_key.public
    for identity in centre:
        assert seal.unseal(sealed, [identity]) == (_CONTENT, 2)


def test_debian_alone_opens_a_bundle(
    run: Callable[..., bytes], tmp_path: Path, bundle: bytes, centre: Centre, ward_key: SigningKey
) -> None:
    """T20"""
    (tmp_path / "month.rrpb").write_bytes(bundle)
    (tmp_path / "allowed").write_text(f"W1 {ward_key.public.text}\n")
    (tmp_path / "identity").write_text(f"{centre[0]}\n")
    script = """
        set -e
        test "$(head -c 7 month.rrpb)" = "RRPB 1"
        tail -c +8 month.rrpb | head -c 306 > signature
        tail -c +314 month.rrpb > body.age
        ssh-keygen -Y verify -f allowed -I W1 -n rrp-bundle@v1 -s signature < body.age >&2
        age -d -i identity -o plain body.age
        length=$((16#$(tail -c +9 plain | head -c 8 | od -An -tx1 | tr -d ' \\n')))
        tail -c +17 plain | head -c $length | zstd -dq
    """
    assert run("bash", "-c", script) == _CONTENT


def test_a_bundle_made_by_debian_alone_is_opened(
    bundle_by_debian: Callable[..., bytes], centre: Centre, ward_key: SigningKey, recipients: tuple[str, ...]
) -> None:
    """T20"""
    sealed = seal.verify(bundle_by_debian(_CONTENT, recipients, ward_key.openssh))
    assert sealed.signer == ward_key.public
    assert seal.unseal(sealed, centre) == (_CONTENT, 2)


def test_changed_bundles_are_all_refused_in_words(bundle: bytes) -> None:
    """T16; the campaign is `build_scripts/faults.py --only T16`."""
    for mutant in mutants(bundle, 200, seed=16):
        with pytest.raises(RrpError) as refused:
            seal.verify(mutant)
        assert refused.value.sentence


def test_changed_insides_are_refused_or_hold_the_same(
    bundle: bytes, centre: Centre, ward_key: SigningKey, recipients: tuple[str, ...]
) -> None:
    """T17: signed and encrypted as they should be; the campaign is `build_scripts/faults.py --only T17`."""
    to = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    refused = 0
    for mutant in mutants(frame.pack(_CONTENT), 100, seed=17):
        try:
            content, _ = seal.unseal(seal.verify(_signed(pyrage.encrypt(mutant, to), ward_key)), centre)
        except RrpError:
            refused += 1
        else:
            assert content == _CONTENT
    assert refused > 90


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [
        pytest.param(b"", Damaged, "bundle-empty", id="empty"),
        pytest.param(b"RRPB", Damaged, "bundle-foreign", id="four bytes"),
        pytest.param(b"RRPB 1\n", Damaged, "signature", id="only a head"),
        pytest.param(b"RRPB 2\n" + bytes(500), Newer, "bundle-newer", id="a newer container"),
        pytest.param(b"PK\x03\x04" + bytes(500), Damaged, "bundle-foreign", id="a zip file"),
        pytest.param(bytes((64 << 20) + 1), Refused, "bundle-too-large", id="too large"),
    ],
)
def test_what_is_not_a_bundle_says_what_it_is(data: bytes, kind: type[RrpError], code: str) -> None:
    with pytest.raises(kind, match=code):
        seal.verify(data)


def test_a_bare_age_file_and_a_swapped_signature_are_refused(bundle: bytes, ward_key: SigningKey) -> None:
    other = _signed(b"other", ward_key)
    with pytest.raises(Damaged, match="bundle-foreign"):
        seal.verify(bundle[313:])
    with pytest.raises(Damaged, match="signature"):
        seal.verify(other[:313] + bundle[313:])


def test_a_cut_bundle_is_refused_wherever_it_is_cut(bundle: bytes) -> None:
    for length in (1, 6, 7, 100, 312, 313, 400, len(bundle) // 2, len(bundle) - 1):
        with pytest.raises(Damaged):
            seal.verify(bundle[:length])


def test_a_bundle_for_somebody_else_says_so(bundle: bytes) -> None:
    with pytest.raises(Refused, match="wrong-recipient"):
        seal.unseal(seal.verify(bundle), [Identity.generate()])


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_bundle_has_two_to_eight_recipients(count: int, ward_key: SigningKey) -> None:
    chosen = recipients_of(Identity.generate() for _ in range(count))
    with pytest.raises(Refused, match="recipients"):
        seal.seal(_CONTENT, chosen, ward_key)


def test_the_same_recipient_twice_is_one_too_few(ward_key: SigningKey, recipients: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="recipients"):
        seal.seal(_CONTENT, [recipients[0]] * 2, ward_key)


def test_other_ways_in_are_refused_although_signed(
    run: Callable[..., bytes], ward_key: SigningKey, centre: Centre, recipients: tuple[str, ...]
) -> None:
    packed = frame.pack(_CONTENT)
    one = pyrage.encrypt(packed, [centre[0].to_public()])
    armoured = run("age", "-a", "-r", recipients[0], "-r", recipients[1], stdin=packed)
    with ZipFile(_VECTORS) as vectors:
        passphrase = vectors.read("scrypt").partition(b"\n\n")[2]
    with_ssh = run("age", "-r", recipients[0], "-r", recipients[1], "-r", ward_key.public.text, stdin=packed)
    for body in (one, armoured, passphrase, with_ssh, b"", b"age-encryption.org/v1\n"):
        with pytest.raises(Damaged, match="age-head"):
            seal.unseal(seal.verify(_signed(body, ward_key)), centre)


def test_a_cut_age_file_is_refused_although_signed(
    bundle: bytes, ward_key: SigningKey, centre: Centre
) -> None:
    body = bundle[313:]
    for length in (len(body) - 1, len(body) - 70, len(body) // 2):
        with pytest.raises(Damaged, match="age-damaged"):
            seal.unseal(seal.verify(_signed(body[:length], ward_key)), centre)


def test_the_head_of_the_frame_is_big_endian() -> None:
    assert struct.unpack(">4sIQ", frame.pack(b"a")[:16])[:2] == (b"RRPZ", 1)
