"""One file in, one verdict out.

The order is fixed: size, signature, allow-list, decryption, content. A stranger's bytes reach no parser
but the signature's, and of a refused file nothing is kept but its name, its digest and the reason.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rrp_desktop.bundle.keys import PublicKey
from rrp_desktop.bundle.seal import FILE_CAP, Sealed, verify
from rrp_desktop.central.allowed import Signer
from rrp_desktop.central.held import Held
from rrp_desktop.central.shelf import Refusal, Shelf
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


Keep = Callable[[Mapping[str, bytes], Mapping[str, bytes]], None]
"""Whoever keeps originals: those to be taken in, and those to be set aside, by their SHA-256."""


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


def take_in(file: str, data: bytes, shelf: Shelf, opener: Opens, keep: Keep, now: datetime) -> Verdict:
    """Judge *data* by itself, as `judge`."""
    trusted = {each.key: each for each in shelf.signers()}.get
    [verdict] = judge([look(file, data, trusted, opener)], shelf, keep, now)
    return verdict


def judge(looked: Sequence[Looked], shelf: Shelf, keep: Keep, now: datetime) -> list[Verdict]:
    """What becomes of files that were looked at: as if one after the other, but put on the shelf together.

    *keep* has the originals before the shelf has their rows. Raises only when the machine cannot do it; then
    nothing is on the shelf and the files may be given again.
    """
    signers = {
        each.key: each for each in shelf.signers([each.sealed.signer for each in looked if each.sealed])
    }
    held = {each.sha256: each for each in shelf.held({each.sha256 for each in looked})}
    found = [_admitted(each, signers, each.sha256 in held, now) for each in looked]
    arrivals = {
        each.sha256: told for each, told in zip(looked, found, strict=True) if isinstance(told, Arrival)
    }
    refused = {
        each.sha256: Refusal(each.sha256, each.file, _code(told), told.code)
        for each, told in zip(looked, found, strict=True)
        if isinstance(told, RrpError) and each.sha256 not in arrivals
    }
    data = {each.sha256: each.data for each in looked}
    keep(
        {sha256: data[sha256] for sha256 in arrivals},
        {sha256: data[sha256] for sha256, refusal in refused.items() if refusal.code != "too-large"},
    )
    new = shelf.take_all(arrivals, refused.values(), now)
    if others := arrivals.keys() - new.keys() - held.keys():
        held |= {each.sha256: each for each in shelf.held(others)}
    verdicts = []
    for each, told in zip(looked, found, strict=True):
        if isinstance(told, RrpError):
            verdicts.append(Verdict(each.file, _code(told), told.sentence, each.sha256, told.code))
            continue
        here = held.get(each.sha256)
        bundle = here or new[each.sha256]
        held[each.sha256] = bundle
        code = "duplicate" if here else bundle.problem or "accepted"
        verdicts.append(Verdict(each.file, code, _SENTENCES[code], each.sha256, bundle=bundle))
    return verdicts


def _admitted(
    looked: Looked, signers: Mapping[PublicKey, Signer], held: bool, now: datetime
) -> Arrival | RrpError:
    """What *looked* brings, or why it is refused; Unavailable is raised."""
    try:
        if isinstance(looked.found, Unavailable):
            raise looked.found
        if looked.sealed is None:
            assert isinstance(looked.found, RrpError)
            return looked.found
        signer = _signer(signers.get(looked.sealed.signer))
        if not held:
            _check_validity(signer, now)
        if isinstance(looked.found, Arrival) and looked.found.manifest.ward != signer.ward:
            raise Refused(
                "wrong-signer", "One ward's bundle was signed with another ward's key. It was not taken in."
            )
        return looked.found
    except Refused as error:
        return error


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
