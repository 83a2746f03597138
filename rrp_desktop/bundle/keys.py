"""Keys that sign (Ed25519, in OpenSSH's form) and keys that open (age, X25519)."""

import base64
import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)
from pyrage import IdentityError, RecipientError
from pyrage.x25519 import Identity, Recipient

from rrp_desktop.errors import Damaged, Refused

ALGORITHM = b"ssh-ed25519"
_WORDS = 8
_BITS_PER_WORD = 11


def ssh_string(content: bytes) -> bytes:
    """*content* with its length in front, as SSH writes it."""
    return struct.pack(">I", len(content)) + content


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures. Two are equal when their 32 bytes are."""

    raw: bytes

    @property
    def blob(self) -> bytes:
        """The key as SSH sends it, and as fingerprints are taken of it."""
        return ssh_string(ALGORITHM) + ssh_string(self.raw)

    @property
    def text(self) -> str:
        """The key as a line of an OpenSSH key file, without a comment."""
        return f"{ALGORITHM.decode()} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key in hex; `ssh-keygen -l` shows the same bytes in base64."""
        return hashlib.sha256(self.blob).hexdigest()

    @property
    def words(self) -> str:
        """The first 88 bits of the fingerprint as eight words to be read out on the telephone."""
        return in_words(bytes.fromhex(self.fingerprint))

    def signed(self, signature: bytes, message: bytes) -> bool:
        """Whether *signature* is this key's over *message*."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """A key that signs. Never printed, never logged."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def new(cls) -> "SigningKey":
        """A fresh key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def read(cls, openssh: bytes) -> "SigningKey":
        """The key in an unencrypted OpenSSH private key file; Damaged with `key-file` when there is none."""
        try:
            key = load_ssh_private_key(openssh, password=None)
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise Damaged("key-file", "This is not an Ed25519 key file. Put back the copy that was kept.")
        return cls(key.private_bytes_raw())

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for a store that is itself encrypted."""
        return self._key.private_bytes_raw()

    @property
    def openssh(self) -> bytes:
        """The key as an OpenSSH private key file without a passphrase."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """64 bytes that `public` accepts for *message* and for nothing else."""
        return self._key.sign(message)


def read_public(text: str) -> PublicKey:
    """The key written in *text* as OpenSSH writes it; Refused with `key-text` when it is another kind."""
    algorithm, _, encoded = text.partition(" ")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except ValueError:
        blob = b""
    key = PublicKey(blob[-32:])
    if key.text != f"{algorithm} {encoded}" or len(key.raw) != 32:
        raise Refused("key-text", "This is not an Ed25519 public key. Ask for the key again.")
    return key


def read_recipient(text: str) -> Recipient:
    """The age public key written in *text*; Refused with `recipient-text` when it is anything else."""
    try:
        recipient = Recipient.from_str(text)
    except RecipientError:
        recipient = None
    if recipient is None or str(recipient) != text:
        raise Refused("recipient-text", "This is not an age public key (age1…). Ask for the key again.")
    return recipient


def read_identities(text: str) -> tuple[Identity, ...]:
    """Every key in an age identity file; Damaged with `key-file` when a line is neither key nor comment."""
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = tuple(Identity.from_str(line) for line in lines if line and not line.startswith("#"))
    except IdentityError:
        found = ()
    if not found:
        raise Damaged("key-file", "This is not an age identity file. Put back the copy that was kept.")
    return found


def recipients_of(identities: Iterable[Identity]) -> tuple[str, ...]:
    """The public keys that belong to *identities*."""
    return tuple(str(identity.to_public()) for identity in identities)


def in_words(digest: bytes) -> str:
    """The first 88 bits of *digest* as eight words of the BIP-39 English list (2,048 words, 11 bits each)."""
    number = int.from_bytes(digest[:_WORDS], "big") << 24 | int.from_bytes(digest[_WORDS : _WORDS + 3], "big")
    words = _word_list()
    return " ".join(
        words[number >> _BITS_PER_WORD * place & len(words) - 1] for place in reversed(range(_WORDS))
    )


@cache
def _word_list() -> tuple[str, ...]:
    from mnemonic import Mnemonic

    return tuple(Mnemonic("english").wordlist)
