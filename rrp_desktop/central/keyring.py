"""The centre's keys: one signs packs, one signs receipts, one opens bundles, and one lies elsewhere.

Signing keys are OpenSSH files and identities are age files, so that every one of them can be used without
this programme. All are readable by their owner only.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from pyrage.x25519 import Identity

from rrp_desktop.bundle.keys import SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.link import SIZE
from rrp_desktop.errors import Unavailable
from rrp_desktop.place import place

SIGNING, RECEIPT, WORKING, ESCROW = "signing_key", "receipt_key", "working_identity", "escrow_identity"
LINK = "link_key"
_PRIVATE, _PUBLIC = 0o600, 0o644


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that the centre works with every day, and the public half of the one it does not."""

    signing: SigningKey
    receipt: SigningKey
    identity: Identity
    escrow: str

    @property
    def recipients(self) -> tuple[str, str]:
        """The two public keys that every ward seals to."""
        return recipients_of([self.identity])[0], self.escrow


def make_keyring(folder: Path, escrow: Path) -> Keyring:
    """A fresh set of keys in *folder*; the identity that must be kept elsewhere goes to *escrow*."""
    keep = Identity.generate()
    keyring = Keyring(SigningKey.new(), SigningKey.new(), Identity.generate(), str(keep.to_public()))
    place(_age_file(keep), escrow, mode=_PRIVATE)
    place(_age_file(keyring.identity), folder / WORKING, mode=_PRIVATE)
    place(f"{keyring.escrow}\n".encode(), folder / f"{ESCROW}.pub", mode=_PUBLIC)
    for name, key in ((RECEIPT, keyring.receipt), (SIGNING, keyring.signing)):
        place(key.openssh, folder / name, mode=_PRIVATE)
        place(f"{key.public.text}\n".encode(), folder / f"{name}.pub", mode=_PUBLIC)
    return keyring


def link_key(folder: Path) -> bytes:
    """The key that the programme's wards make pseudonyms with; made when it is first wanted.

    Who removes its file gives the wards a new one with the next pack, and ends the link to what was before.
    """
    path = folder / LINK
    if not path.exists():
        place(secrets.token_bytes(SIZE), path, mode=_PRIVATE)
    return path.read_bytes()


def read_keyring(folder: Path) -> Keyring:
    """The keys in *folder*; Unavailable with `no-centre` when this is not a centre's folder."""
    try:
        return Keyring(
            signing=SigningKey.read((folder / SIGNING).read_bytes()),
            receipt=SigningKey.read((folder / RECEIPT).read_bytes()),
            identity=read_identities((folder / WORKING).read_text(encoding="utf-8"))[0],
            escrow=(folder / f"{ESCROW}.pub").read_text(encoding="utf-8").strip(),
        )
    except OSError:
        raise Unavailable(
            "no-centre",
            "There is no centre in this folder. Make one with “rrp-collate init”, or name another.",
        ) from None


def _age_file(identity: Identity) -> bytes:
    return f"# public key: {identity.to_public()}\n{identity}\n".encode()
