"""Brontë Ward: a made-up ward, its made-up staff, and the PIN that lets all of them in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rrp_desktop.people import Role

PIN = "2468"
BEDS = 18


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody on the ward: as the locked screen shows them, and their role."""

    shown: str
    role: Role


CHARGE = Post("S. O. · nurse in charge", Role.FACILITATOR)
NURSE = Post("J. P. · nurse", Role.SHIFT)
MANAGER = Post("L. W. · ward manager", Role.MANAGER)
HCA = Post("A. C. · HCA", Role.SHIFT)
BANK = Post("Bank nurse, this shift", Role.SHIFT)
"""The bank nurse's PIN ends after a shift's length; the others' do not end."""

STAFF = (CHARGE, NURSE, MANAGER, HCA)


def values(live_from: date) -> dict[str, Any]:
    """What the ward sets about itself; everything else keeps its default."""
    return {
        "ward.name": "Brontë Ward",
        "ward.code": "BRONTE",
        "ward.organisation": "ZZZ",
        "ward.specialty": "200",
        "ward.beds": BEDS,
        "ward.live_from": live_from.isoformat(),
    }
