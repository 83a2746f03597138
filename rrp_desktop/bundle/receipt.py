"""The centre's answer to a bundle: a signed file, or twelve characters typed by hand.

The file is signed and says everything. The code says one thing: whoever gave it could open this very
bundle and gave this decision. It is a 50-bit MAC keyed with the digest of the bundle's content, which
only the ward and those it sealed to can know; the last two characters catch every mistyped character and
every swap of two neighbours. It names no rows and no missing numbers, and it is not proof to a third party.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from rrp_desktop.bundle import signed
from rrp_desktop.bundle.keys import PublicKey, SigningKey
from rrp_desktop.errors import Refused
from rrp_desktop.forms.export import SECTIONS

Decision = Literal["accepted", "held"]

_WARD = re.compile(r"[A-Z0-9]{2,12}")
_EPOCH = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z-]{0,39}")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_MAC_BITS = 50
_PRIME = 1021
"""The largest prime that two characters can hold."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the centre did with one bundle. `missing` are numbers of this epoch it has never seen."""

    ward: str
    epoch: str
    seq: int
    sha256: str
    decision: Decision
    problem: str
    rows: Mapping[str, int]
    missing: tuple[int, ...]
    issued: datetime


def write_receipt(receipt: Receipt, key: SigningKey) -> bytes:
    """*receipt* as a file signed with the centre's receipt key."""
    content = {
        "ward": receipt.ward,
        "epoch": receipt.epoch,
        "seq": receipt.seq,
        "sha256": receipt.sha256,
        "decision": receipt.decision,
        "problem": receipt.problem,
        "rows": dict(receipt.rows),
        "missing": list(receipt.missing),
        "issued": f"{receipt.issued:{_MOMENT}}",
    }
    _receipt_from(content)
    return signed.sign(signed.RECEIPT, content, key)


def read_receipt(data: bytes, trusted: PublicKey) -> Receipt:
    """The receipt in *data*, if the programme's receipt key signed it; else Refused with `receipt-signer`."""
    content, signer = signed.read(signed.RECEIPT, data)
    if signer != trusted:
        raise Refused("receipt-signer", "This receipt was not signed by the centre of the programme in use.")
    return _receipt_from(content)


def code(content_sha256: str, sha256: str, decision: Decision) -> str:
    """The twelve characters for *decision* on the bundle with these digests (of content, and of file)."""
    message = f"rrp-receipt-code@v1\n{sha256}\n{decision}".encode()
    mac = hmac.digest(bytes.fromhex(content_sha256), message, hashlib.sha256)
    number = int.from_bytes(mac[:7], "big") >> 56 - _MAC_BITS
    text = _characters(number, 10) + _characters(number % _PRIME, 2)
    return "-".join((text[:4], text[4:8], text[8:]))


def read_code(typed: str, content_sha256: str, sha256: str) -> Decision:
    """The decision that *typed* proves for the bundle with these digests.

    Refused with `code-mistyped` when the characters contradict each other, and with `code-other` when they
    do not but belong to another bundle.
    """
    text = typed.upper().translate(_ALIKE)
    if (
        len(text) != 12
        or not set(text) <= set(_ALPHABET)
        or _number(text[:10]) % _PRIME != _number(text[10:])
    ):
        raise Refused("code-mistyped", "The code has a slip in it. Read it again, character by character.")
    decisions: tuple[Decision, ...] = ("accepted", "held")
    for decision in decisions:
        if hmac.compare_digest(code(content_sha256, sha256, decision).replace("-", ""), text):
            return decision
    raise Refused(
        "code-other", "This code is for another bundle. Check which month the centre is reading out."
    )


def _characters(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))


def _number(text: str) -> int:
    number = 0
    for character in text:
        number = number << 5 | _ALPHABET.index(character)
    return number


def _receipt_from(said: dict[str, Any]) -> Receipt:
    names = {"ward", "epoch", "seq", "sha256", "decision", "problem", "rows", "missing", "issued"}
    if said.keys() != names or not _texts_fit(said) or not _numbers_fit(said):
        raise signed.wrong(signed.RECEIPT)
    try:
        issued = datetime.strptime(said["issued"], _MOMENT).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        raise signed.wrong(signed.RECEIPT) from None
    return Receipt(
        ward=said["ward"],
        epoch=said["epoch"],
        seq=said["seq"],
        sha256=said["sha256"],
        decision=said["decision"],
        problem=said["problem"],
        rows=said["rows"],
        missing=tuple(said["missing"]),
        issued=issued,
    )


def _texts_fit(said: dict[str, Any]) -> bool:
    patterns = {"ward": _WARD, "epoch": _EPOCH, "sha256": _DIGEST}
    return (
        all(isinstance(said[name], str) and each.fullmatch(said[name]) for name, each in patterns.items())
        and said["decision"] in ("accepted", "held")
        and isinstance(said["problem"], str)
        and (said["problem"] == "" or _CODE.fullmatch(said["problem"]) is not None)
    )


def _numbers_fit(said: dict[str, Any]) -> bool:
    rows, missing = said["rows"], said["missing"]
    return (
        _whole(said["seq"])
        and isinstance(rows, dict)
        and (not rows or tuple(sorted(rows)) == tuple(sorted(SECTIONS)))
        and all(type(count) is int and count >= 0 for count in rows.values())
        and isinstance(missing, list)
        and all(map(_whole, missing))
        and missing == sorted(set(missing))
    )


def _whole(value: Any) -> bool:
    return type(value) is int and 1 <= value <= 1_000_000
