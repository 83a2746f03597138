"""One file in, one verdict out.

The order is fixed: size, signature, allow-list, decryption, content. A stranger's bytes reach no parser
but the signature's, and of a refused file nothing is kept but its name, its digest and the reason.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyrage.x25519 import Identity

from rrp_desktop.bundle.make import Opened, open_sealed
from rrp_desktop.bundle.seal import verify
from rrp_desktop.central.shelf import Held, Shelf, Signer
from rrp_desktop.errors import Newer, Refused, RrpError, Unavailable

TAKEN = ("accepted", "gap", "superseded", "duplicate", "fork")
"""The verdicts on a bundle whose rows are on the shelf. All others are refusals."""

_SENTENCES = {
    "accepted": "Taken in.",
    "gap": "Taken in. Earlier bundles of this ward have not arrived; the receipt names them.",
    "superseded": "Taken in. A later bundle of the same month is here already, and counts.",
    "duplicate": "Here already. Nothing was changed.",
    "fork": "Kept, but it contradicts what this ward sent before: a restored or copied PC. "
    "Rows that differ are set aside. Telephone the ward.",
}
_VERDICTS = {
    "signature": "tampered",
    "signer-binding": "wrong-signer",
    "recipient-binding": "wrong-recipient",
    "bundle-too-large": "too-large",
    "frame-too-large": "too-large",
}
_OWN = {"unknown-signer", "wrong-signer", "wrong-recipient", "revoked", "expired"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file. `detail` is the exact reason of a refusal, for support."""

    file: str
    code: str
    sentence: str
    sha256: str
    detail: str = ""
    bundle: Held | None = None

    @property
    def taken(self) -> bool:
        """Whether the bundle's rows are on the shelf."""
        return self.code in TAKEN


def take_in(
    file: str,
    data: bytes,
    shelf: Shelf,
    identities: Sequence[Identity],
    keep: Callable[[str, bytes], None],
    now: datetime,
) -> Verdict:
    """Judge *data*; *keep* the original and then its rows, or refuse it; say which.

    Raises only when the machine cannot do it; then nothing is on the shelf and the file may be given again.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        opened = _judge(data, shelf, identities, now)
    except Unavailable:
        raise
    except RrpError as error:
        code = _code(error)
        shelf.refuse(sha256, file, code, error.code, now)
        return Verdict(file, code, error.sentence, sha256, error.code)
    keep(sha256, data)
    bundle = shelf.take(opened, sha256, now)
    code = "duplicate" if bundle is None else bundle.problem or "accepted"
    return Verdict(file, code, _SENTENCES[code], sha256, bundle=bundle or shelf.held(sha256)[0])


def _judge(data: bytes, shelf: Shelf, identities: Sequence[Identity], now: datetime) -> Opened:
    sealed = verify(data)
    signer = shelf.signer(sealed.signer)
    if signer is None:
        raise Refused(
            "unknown-signer", "Nobody with this key is enrolled. Ask the ward for its enrolment card."
        )
    if not shelf.held(sealed.sha256):
        _check_validity(signer, now)
    opened = open_sealed(sealed, identities)
    if opened.manifest.ward != signer.ward:
        raise Refused(
            "wrong-signer", "One ward's bundle was signed with another ward's key. It was not taken in."
        )
    return opened


def _check_validity(signer: Signer, now: datetime) -> None:
    if signer.revoked_at is not None and signer.revoked_at <= now:
        raise Refused(
            "revoked", "This ward's key was withdrawn. Enrol its new key, then ask for the month again."
        )
    if not signer.valid_from <= now < signer.valid_until:
        raise Refused(
            "expired", "This ward's key is past its date. Enrol its new key, then ask for it again."
        )


def _code(error: RrpError) -> str:
    if isinstance(error, Newer):
        return "newer-version"
    if error.code in _OWN:
        return error.code
    return _VERDICTS.get(error.code, "malformed")
