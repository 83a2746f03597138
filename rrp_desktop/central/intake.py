"""One file in, one verdict out.

The order is fixed: size, signature, allow-list, decryption, content. A stranger's bytes reach no parser
but the signature's, and of a refused file nothing is kept but its name, its digest and the reason.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rrp_desktop.bundle.keys import PublicKey
from rrp_desktop.bundle.seal import FILE_CAP, Sealed, verify
from rrp_desktop.central.shelf import Held, Shelf, Signer
from rrp_desktop.central.versions import Arrival
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


class Opens(Protocol):
    """Whoever opens sealed bundles for the centre."""

    def open(self, sealed: Sealed) -> Arrival:
        """What *sealed* holds."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at, but not judged against what the shelf holds; *data* up to the cap."""

    file: str
    sha256: str
    data: bytes
    sealed: Sealed | None
    found: Arrival | RrpError


def look(file: str, data: bytes, trusted: Callable[[PublicKey], Signer | None], opener: Opens) -> Looked:
    """Check the signature of *data*, and have it opened if its signer is *trusted*. Asks no store."""
    sha256 = hashlib.sha256(data).hexdigest()
    sealed: Sealed | None = None
    found: Arrival | RrpError
    try:
        sealed = verify(data)
        _signer(trusted(sealed.signer))
        found = opener.open(sealed)
    except RrpError as error:
        found = error
    return Looked(file, sha256, data if len(data) <= FILE_CAP else b"", sealed, found)


def take_in(
    file: str,
    data: bytes,
    shelf: Shelf,
    opener: Opens,
    keep: Callable[[str, bytes], None],
    now: datetime,
) -> Verdict:
    """Judge *data*; *keep* the original and then its rows, or refuse it; say which.

    Raises only when the machine cannot do it; then nothing is on the shelf and the file may be given again.
    """
    return judge(look(file, data, shelf.signer, opener), shelf, keep, now)


def judge(looked: Looked, shelf: Shelf, keep: Callable[[str, bytes], None], now: datetime) -> Verdict:
    """What becomes of a file that was looked at: as `take_in`."""
    sha256 = looked.sha256
    try:
        arrival = _admitted(looked, shelf, now)
    except Unavailable:
        raise
    except RrpError as error:
        code = _code(error)
        shelf.refuse(sha256, looked.file, code, error.code, now)
        return Verdict(looked.file, code, error.sentence, sha256, error.code)
    keep(sha256, looked.data)
    bundle = shelf.take(arrival, sha256, now)
    code = "duplicate" if bundle is None else bundle.problem or "accepted"
    return Verdict(looked.file, code, _SENTENCES[code], sha256, bundle=bundle or shelf.held(sha256)[0])


def _admitted(looked: Looked, shelf: Shelf, now: datetime) -> Arrival:
    if looked.sealed is None:
        assert isinstance(looked.found, RrpError)
        raise looked.found
    signer = _signer(shelf.signer(looked.sealed.signer))
    if not shelf.held(looked.sha256):
        _check_validity(signer, now)
    if isinstance(looked.found, RrpError):
        raise looked.found
    if looked.found.manifest.ward != signer.ward:
        raise Refused(
            "wrong-signer", "One ward's bundle was signed with another ward's key. It was not taken in."
        )
    return looked.found


def _signer(found: Signer | None) -> Signer:
    if found is None:
        raise Refused(
            "unknown-signer", "Nobody with this key is enrolled. Ask the ward for its enrolment card."
        )
    return found


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
