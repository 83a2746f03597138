"""The link key: what a programme's wards make pseudonyms with, sealed to one ward at a time.

With a key of its own each ward's pseudonyms mean nothing elsewhere. A programme that has agreed it gives
its wards one key, so that whoever moves between them stays one person where the wards hold their NHS
number, and gives a new one to end that.
"""

import base64
from typing import Any

import pyrage
from pyrage.x25519 import Identity

from rrp_desktop.bundle.keys import read_recipient
from rrp_desktop.bundle.seal import recipients
from rrp_desktop.errors import Damaged

SIZE = 32
_LONGEST = 1_024


def seal_link(link: bytes, recipient: str) -> str:
    """*link* for the ward that holds *recipient*, as a pack carries it."""
    if len(link) != SIZE:
        raise ValueError("a link key has 32 bytes")
    return base64.b64encode(pyrage.encrypt(link, [read_recipient(recipient)])).decode()


def open_link(sealed: str, identity: Identity) -> bytes:
    """The link key in *sealed*; Damaged with `link-key` when it is not for this *identity*."""
    try:
        link = pyrage.decrypt(base64.b64decode(sealed, validate=True), [identity])
    except (pyrage.DecryptError, ValueError):
        link = b""
    if len(link) != SIZE:
        raise Damaged(
            "link-key", "The link key in this pack is not for this ward. Send the centre a new card."
        )
    return link


def is_sealed(said: Any) -> bool:
    """Whether *said* looks like something that `seal_link` made."""
    if not isinstance(said, str) or len(said) > _LONGEST:
        return False
    try:
        return recipients(base64.b64decode(said, validate=True)) == 1
    except ValueError:
        return False
