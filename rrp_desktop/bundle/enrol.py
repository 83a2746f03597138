"""The enrolment card: a ward's code and public keys, signed with one of them, for the centre to approve."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from rrp_desktop.bundle import canonical, signed
from rrp_desktop.bundle.keys import PublicKey, SigningKey, read_public, read_recipient
from rrp_desktop.errors import Damaged, Refused

_WARD = re.compile(r"[A-Z0-9]{2,12}")
_INSTALL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Card:
    """Who asks to take part: the ward, its key, and which installation holds the key.

    `recipient` is the age public key that what is for this ward alone is sealed to.
    """

    ward: str
    name: str
    organisation: str
    install: str
    issued: date
    key: PublicKey
    recipient: str


def write_card(
    ward: str, name: str, organisation: str, install: str, issued: date, key: SigningKey, recipient: str
) -> bytes:
    """A card for the ward that holds *key*; Refused with `card-ward` if settings do not fit."""
    content = {
        "ward": ward,
        "name": name,
        "organisation": organisation,
        "install": install,
        "issued": issued.isoformat(),
        "key": key.public.text,
        "recipient": recipient,
    }
    try:
        _card_from(content, key.public)
    except Damaged:
        raise Refused(
            "card-ward",
            "The ward needs a name, a trust, and a code of 2 to 12 capital letters and digits.",
        ) from None
    return signed.sign(signed.CARD, content, key)


def read_card(data: bytes) -> Card:
    """The card in *data*. That the ward is who it says is proved by telephone, with the words of its key."""
    return _card_from(*signed.read(signed.CARD, data))


def _card_from(content: dict[str, Any], signer: PublicKey) -> Card:
    if content.keys() != {"ward", "name", "organisation", "install", "issued", "key", "recipient"}:
        raise signed.wrong(signed.CARD)
    if not all(isinstance(value, str) for value in content.values()):
        raise signed.wrong(signed.CARD)
    if not _WARD.fullmatch(content["ward"]) or not _INSTALL.fullmatch(content["install"]):
        raise signed.wrong(signed.CARD)
    if not signed.is_text(content["name"], 80) or not signed.is_text(content["organisation"], 80):
        raise signed.wrong(signed.CARD)
    try:
        issued = canonical.day(content["issued"])
        key = read_public(content["key"])
        read_recipient(content["recipient"])
    except (ValueError, Refused):
        raise signed.wrong(signed.CARD) from None
    if key != signer:
        raise signed.wrong(signed.CARD)
    return Card(
        ward=content["ward"],
        name=content["name"],
        organisation=content["organisation"],
        install=content["install"],
        issued=issued,
        key=key,
        recipient=content["recipient"],
    )
