"""T19: the published test vectors for age."""

import hashlib
import random
import zlib
from pathlib import Path
from zipfile import ZipFile

import pyrage
from pyrage.x25519 import Identity

from campaigns.outcome import Asked, Outcome
from rrp_desktop.bundle import seal, sshsig
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.errors import RrpError

_VECTORS = Path(__file__).parents[2] / "tests/core/bundle/vectors/age.zip"
"""The C2SP test vectors for age, as published (cctv-age 0.2.0, CC0)."""
_DIFFER = {
    "armor_hybrid",
    "armor_whitespace_outside",
    "hybrid",
    "hybrid_and_x25519",
    "hybrid_grease",
    "hybrid_multiple_recipients",
    "stanza_missing_body",
    "stanza_missing_final_line",
}
"""Where the library does otherwise: keys of a kind it does not have, stricter armour, laxer heads."""
_NOT_TRIED = {"scrypt_work_factor_23"}
"""Whether this opens depends on the machine; it takes 8 GiB where it does."""


def age_vectors(asked: Asked) -> Outcome:
    """T19: the C2SP test vectors for age, read by the library that opens bundles, as pinned here."""
    with ZipFile(_VECTORS) as vectors:
        files = {name: vectors.read(name) for name in vectors.namelist()}
    differ = {name for name, file in files.items() if name not in _NOT_TRIED and not _agrees(file)}
    let_in = sum(_gets_into_a_bundle(file, asked.seed) for file in files.values())
    return Outcome(
        "T19",
        {"vectors": len(files), "differ as pinned": len(differ & _DIFFER), "not tried": len(_NOT_TRIED)},
        {"other than pinned": len(differ ^ _DIFFER), "malformed ones let into a bundle": let_in},
    )


def _vector(file: bytes) -> tuple[dict[str, str], list[Identity], bytes]:
    """What an age test vector says of itself, the identities to open it with, and its age file."""
    head, _, body = file.partition(b"\n\n")
    lines = [line.split(": ", 1) for line in head.decode().splitlines()]
    said = dict(lines)
    if said.get("compressed") == "zlib":
        body = zlib.decompress(body)
    return said, [Identity.from_str(key) for name, key in lines if name == "identity" and _ours(key)], body


def _ours(identity: str) -> bool:
    """Whether *identity* is of the one kind that the library has."""
    return identity.startswith("AGE-SECRET-KEY-1")


def _agrees(file: bytes) -> bool:
    """Whether the library does with the vector in *file* what the vector asks for."""
    said, identities, body = _vector(file)
    try:
        if "passphrase" in said:
            plain = pyrage.passphrase.decrypt(body, said["passphrase"])
        else:
            plain = pyrage.decrypt(body, identities)
    except pyrage.DecryptError:
        return said["expect"] != "success"
    return said["expect"] == "success" and hashlib.sha256(plain).hexdigest() == said["payload"]


def _gets_into_a_bundle(file: bytes, seed: int) -> bool:
    """Whether what the vectors say must fail gets past what is asked of a bundle, signed as it should be."""
    said, identities, body = _vector(file)
    key = SigningKey(random.Random(seed).randbytes(32))
    data = b"RRPB 1\n" + sshsig.sign(body, key, "rrp-bundle@v1") + body
    try:
        seal.unseal(seal.verify(data), identities)
    except RrpError:
        return False
    return said["expect"] != "success"
