"""Signatures in OpenSSH's own form, so that `ssh-keygen -Y verify` can check them without us.

Only Ed25519 with SHA-512 is read. A signature is taken apart, put together again and compared, so one
signature has one spelling and every other one is refused.
"""

import base64
import hashlib
import struct
from typing import Literal

from rrp_desktop.bundle.keys import ALGORITHM, PublicKey, SigningKey, ssh_string
from rrp_desktop.errors import Damaged

Namespace = Literal["rrp-bundle@v1", "rrp-config@v1", "rrp-enrol@v1", "rrp-receipt@v1", "rrp-return@v1"]

_MAGIC = b"SSHSIG"
_HASH = b"sha512"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----\n"
_END = b"-----END SSH SIGNATURE-----\n"
_WIDTH = 70
_SIGNATURE = 64
_RAW_KEY = slice(33, 65)


def sign(message: bytes, key: SigningKey, namespace: Namespace) -> bytes:
    """The armoured signature of *message*, always `length(namespace)` bytes long."""
    return _armour(key.public, key.sign(_signed(message, namespace)), namespace)


def length(namespace: Namespace) -> int:
    """How long every signature in *namespace* is."""
    return len(_armour(PublicKey(bytes(32)), bytes(_SIGNATURE), namespace))


def signer(armour: bytes, message: bytes, namespace: Namespace) -> PublicKey:
    """The key whose signature of *message* the *armour* is; Damaged with `signature` when it is nobody's.

    Whether that key is one to be trusted is for the caller to say.
    """
    try:
        blob = base64.b64decode(armour[len(_BEGIN) : -len(_END)])
    except ValueError:
        blob = b""
    key, signature = PublicKey(blob[_RAW_KEY]), blob[-_SIGNATURE:]
    if _armour(key, signature, namespace) != armour or not key.signed(signature, _signed(message, namespace)):
        raise Damaged("signature", "The file is not as it was when it was signed. Ask for it again.")
    return key


def _armour(key: PublicKey, signature: bytes, namespace: Namespace) -> bytes:
    blob = b"".join(
        (
            _MAGIC,
            struct.pack(">I", 1),
            ssh_string(key.blob),
            _preamble(namespace),
            ssh_string(ssh_string(ALGORITHM) + ssh_string(signature)),
        )
    )
    text = base64.b64encode(blob)
    lines = (text[start : start + _WIDTH] + b"\n" for start in range(0, len(text), _WIDTH))
    return _BEGIN + b"".join(lines) + _END


def _signed(message: bytes, namespace: Namespace) -> bytes:
    return _MAGIC + _preamble(namespace) + ssh_string(hashlib.sha512(message).digest())


def _preamble(namespace: Namespace) -> bytes:
    return ssh_string(namespace.encode()) + ssh_string(b"") + ssh_string(_HASH)
