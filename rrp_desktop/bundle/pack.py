"""The programme pack: what the centre asks of a ward, and the keys a ward seals to and trusts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rrp_desktop.bundle import canonical, signed
from rrp_desktop.bundle.asked import NOTHING_ASKED, Asked, asked_from, plain
from rrp_desktop.bundle.keys import PublicKey, SigningKey, read_public, read_recipient
from rrp_desktop.bundle.link import is_sealed
from rrp_desktop.bundle.seal import FEWEST_RECIPIENTS, MOST_RECIPIENTS
from rrp_desktop.errors import Refused

_WARD = re.compile(r"[A-Z0-9]{2,12}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a bundle is sealed to: an age public key and whose it is."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Pack:
    """What a ward is asked to work with. Later versions replace earlier ones, never the other way.

    `links` holds, by ward code, a link key that only that ward can open: see `link`.
    """

    programme: str
    version: int
    issued: date
    recipients: tuple[Recipient, ...]
    receipt_key: PublicKey
    asks: Asked = NOTHING_ASKED
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """The age public keys that bundles are sealed to."""
        return tuple(recipient.key for recipient in self.recipients)


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack as it came: not accepted yet. `known` is whether its signer is the one already trusted."""

    pack: Pack
    signer: PublicKey
    known: bool


def write_pack(pack: Pack, key: SigningKey) -> bytes:
    """*pack* as a file signed with the centre's *key*; Refused with `recipients` if too few."""
    _check_recipients(pack.keys)
    content = {
        "programme": pack.programme,
        "version": pack.version,
        "issued": pack.issued.isoformat(),
        "recipients": [{"key": each.key, "title": each.title} for each in pack.recipients],
        "receipt_key": pack.receipt_key.text,
        "asks": plain(pack.asks),
        "links": dict(pack.links),
    }
    _pack_from(content)
    return signed.sign(signed.PACK, content, key)


def read_pack(data: bytes, pinned: PublicKey | None, held: int = 0) -> Offer:
    """The pack in *data*, for a ward that trusts *pinned* and has accepted version *held*.

    A lower version than the one held is Refused with `pack-older`. A pack signed by another key comes back
    with `known` false: the ward must compare the words of `signer` with the centre before accepting it.
    """
    content, signer = signed.read(signed.PACK, data)
    pack = _pack_from(content)
    if signer == pinned and pack.version < held:
        raise Refused(
            "pack-older", "A later programme pack is already in use. Ask the centre for the current one."
        )
    return Offer(pack, signer, signer == pinned)


def accept(offer: Offer, words: str | None = None) -> Pack:
    """The pack of *offer*. From a signer not known yet, only with the eight *words* the centre reads out."""
    if not offer.known and (words or "").lower().split() != offer.signer.words.split():
        raise Refused(
            "pack-signer",
            "This ward does not know the key that signed this pack. Compare its eight words by telephone.",
        )
    return offer.pack


def _pack_from(content: dict[str, Any]) -> Pack:
    fields = {"programme", "version", "issued", "recipients", "receipt_key", "asks", "links"}
    recipients = content.get("recipients")
    if content.keys() != fields or not isinstance(recipients, list) or not _are_links(content["links"]):
        raise signed.wrong(signed.PACK)
    if not signed.is_text(content["programme"], 80) or not all(map(_is_recipient, recipients)):
        raise signed.wrong(signed.PACK)
    if type(content["version"]) is not int or not 1 <= content["version"] <= 1_000_000:
        raise signed.wrong(signed.PACK)
    try:
        issued = canonical.day(content["issued"])
        receipt_key = read_public(content["receipt_key"])
        asks = asked_from(content["asks"])
    except (TypeError, ValueError, AttributeError, KeyError, Refused):
        raise signed.wrong(signed.PACK) from None
    pack = Pack(
        programme=content["programme"],
        version=content["version"],
        issued=issued,
        recipients=tuple(Recipient(each["key"], each["title"]) for each in recipients),
        receipt_key=receipt_key,
        asks=asks,
        links=content["links"],
    )
    _check_recipients(pack.keys)
    return pack


def _is_recipient(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and said.keys() == {"key", "title"}
        and isinstance(said["key"], str)
        and signed.is_text(said["title"], 80)
    )


def _are_links(said: Any) -> bool:
    return isinstance(said, dict) and all(
        _WARD.fullmatch(ward) is not None and is_sealed(link) for ward, link in said.items()
    )


def _check_recipients(keys: Sequence[str]) -> None:
    if not FEWEST_RECIPIENTS <= len(set(keys)) == len(keys) <= MOST_RECIPIENTS:
        raise Refused(
            "recipients",
            "A pack names two to eight different keys to seal to: the centre's, and one kept elsewhere.",
        )
    for key in keys:
        read_recipient(key)
