"""One ward as it describes itself: name, beds, places, shifts, huddle slots."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from rrp_desktop.clock import Shift


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day at which the ward holds a huddle."""

    code: str
    title: str
    starts: time


@dataclass(frozen=True, slots=True)
class Ward:
    """The ward's settings, read once. `live_from` is the first day that any shift is expected."""

    name: str
    code: str
    organisation: str
    specialty: str
    beds: int
    live_from: date
    places: tuple[tuple[str, str], ...]
    shifts: tuple[Shift, ...]
    slots: tuple[Slot, ...]


def looks_like_ods(code: str) -> bool:
    """Whether *code* has the shape of an ODS code. One that has not is doubted, never refused."""
    return re.fullmatch(r"[A-Z0-9]{3,9}", code) is not None


def ward_from(values: Mapping[str, Any]) -> Ward:
    """The ward that a full set of setting *values* (by setting name) describes."""
    return Ward(
        name=values["ward.name"],
        code=values["ward.code"],
        organisation=values["ward.organisation"],
        specialty=values["ward.specialty"],
        beds=values["ward.beds"],
        live_from=date.fromisoformat(values["ward.live_from"]),
        places=tuple((code, title) for code, title in values["ward.places"]),
        shifts=tuple(
            Shift(code, title, time.fromisoformat(starts)) for code, title, starts in values["ward.shifts"]
        ),
        slots=tuple(
            Slot(code, title, time.fromisoformat(starts)) for code, title, starts in values["ward.slots"]
        ),
    )
