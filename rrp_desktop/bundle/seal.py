r"""Encrypt and sign; open and verify.

    "RRPB 1\n"   signature (SSHSIG, `rrp-bundle@v1`)   age file for 2 to 8 X25519 keys

The signature is over the age file, so a stranger's bytes are turned away before anything is decrypted.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyrage
from pyrage.x25519 import Identity

from rrp_desktop.bundle import frame, sshsig
from rrp_desktop.bundle.keys import PublicKey, SigningKey, read_recipient
from rrp_desktop.errors import Damaged, Newer, Refused

FEWEST_RECIPIENTS, MOST_RECIPIENTS = 2, 8
FILE_CAP = 64 << 20
_NAMESPACE: sshsig.Namespace = "rrp-bundle@v1"
_MAGIC = b"RRPB 1\n"
_ANY_VERSION = re.compile(rb"RRPB [0-9]{1,4}\n")
_BODY = len(_MAGIC) + sshsig.length(_NAMESPACE)
_AGE = b"age-encryption.org/v1\n"
_AGE_HEAD_CAP = 8 << 10


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle whose signature holds. Who the signer is, and whether to open it, is for the caller."""

    signer: PublicKey
    sha256: str
    body: bytes


def seal(content: bytes, recipients: Sequence[str], key: SigningKey) -> bytes:
    """*content* for the *recipients* (age public keys), signed with *key*."""
    if not FEWEST_RECIPIENTS <= len(set(recipients)) == len(recipients) <= MOST_RECIPIENTS:
        raise Refused(
            "recipients",
            "A bundle is sealed to two to eight different keys. Ask the centre for a new pack.",
        )
    # pyrage's file functions report success on a full disk: see tests/core/test_place.py
    body = pyrage.encrypt(frame.pack(content), [read_recipient(recipient) for recipient in recipients])
    if _BODY + len(body) > FILE_CAP:
        raise Refused("bundle-too-large", "This is more than one bundle holds. Send fewer months at a time.")
    return _MAGIC + sshsig.sign(body, key, _NAMESPACE) + body


def verify(data: bytes) -> Sealed:
    """The bundle in *data*, if its signature holds. Nothing in it is decrypted or decompressed."""
    if not data:
        raise Damaged("bundle-empty", "The file is empty. Copy it again from the ward's PC.")
    if len(data) > FILE_CAP:
        raise Refused("bundle-too-large", "The file is larger than any bundle. It was not opened.")
    if not data.startswith(_MAGIC):
        if _ANY_VERSION.match(data):
            raise Newer(
                "bundle-newer",
                "This bundle was made by a newer release. Update this one, then take it in.",
            )
        raise Damaged("bundle-foreign", "This is not a bundle. Check that the right file was copied.")
    body = data[_BODY:]
    signer = sshsig.signer(data[len(_MAGIC) : _BODY], body, _NAMESPACE)
    return Sealed(signer, hashlib.sha256(data).hexdigest(), body)


def unseal(sealed: Sealed, identities: Sequence[Identity]) -> tuple[bytes, int]:
    """The content of *sealed*, and for how many keys it was sealed."""
    count = recipients(sealed.body)
    if not FEWEST_RECIPIENTS <= count <= MOST_RECIPIENTS:
        raise Damaged(
            "age-head",
            "The bundle is not encrypted as this programme does it. Ask the ward for it again.",
        )
    try:
        packed = pyrage.decrypt(sealed.body, list(identities))
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise Refused(
                "wrong-recipient",
                "This bundle was sealed to other keys than this centre's. Send the ward the current pack.",
            ) from None
        raise Damaged(
            "age-damaged", "The encrypted part is damaged. Ask the ward to make it again."
        ) from None
    return frame.unpack(packed), count


def recipients(body: bytes) -> int:
    """How many X25519 keys the age file *body* names; none when its head allows any other way in."""
    end = body.find(b"\n--- ", 0, _AGE_HEAD_CAP)
    kinds = [line.split(b" ") for line in body[:end].split(b"\n") if line.startswith(b"-> ")]
    x25519 = sum(kind[1] == b"X25519" for kind in kinds)
    # Encrypting libraries add a stanza of noise so that readers stay able to skip unknown ones.
    other = sum(kind[1] != b"X25519" and not kind[1].endswith(b"-grease") for kind in kinds)
    return 0 if not body.startswith(_AGE) or end < 0 or other else x25519
