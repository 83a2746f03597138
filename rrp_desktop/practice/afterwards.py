"""What follows on the practice ward: seclusion with its reviews, and the debrief."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rrp_desktop.practice.bronte import CHARGE, MANAGER, NURSE, Post
from rrp_desktop.practice.chance import minutes, new_key, weighted
from rrp_desktop.practice.details import Happening
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.telling import known_at, settled_at

_DEBRIEF = {"accepted": 56, "declined": 24, "offered": 6, "not_appropriate": 4, "": 10}
_HELPED = ("Being asked what I needed.", "The nurse who stayed.", "Music.", "Going outside.", "Time alone.")
_WORSE = ("Too many people.", "Not being told why.", "The alarm.", "Waiting for an answer.")
_SET_OFF = ("My visit was cancelled.", "I could not go out.", "Somebody shouted.", "I had not slept.")
_NEXT_TIME = ("Ask me first.", "Give me ten minutes.", "Let me ring home.", "Send one person, not five.")
_KINDS = {"05": "seclusion", "06": "segregation"}
_MEETS_AFTER = 6
_REVIEWED_EVERY = {"seclusion": timedelta(hours=2), "segregation": timedelta(hours=24)}


def written(rng: Random, happening: Happening, until: datetime) -> Iterator[Entry]:
    """*happening* as entered, mended once the rest was known, with its episode and its debrief."""
    yield from _told(rng, "incident", happening, happening.by, "What was still open is known")
    kinds = happening.answers["kinds"]
    if "seclusion" in kinds:
        yield from _told(
            rng, "episode", _episode(rng, happening, until), MANAGER, "Reviews and the end added"
        )
    if "restraint" in kinds and "incident_number" in happening.answers:
        yield from _debrief(rng, happening)


def _told(rng: Random, form: str, happening: Happening, later: Post, reason: str) -> Iterator[Entry]:
    known = known_at(happening.answers, happening.written_at)
    yield Entry(happening.written_at, form, happening.key, known, happening.by, happening.entered_for)
    if known != happening.answers:
        mended = max(settled_at(happening.answers), happening.written_at) + minutes(rng, 10, 45)
        yield Entry(mended, form, happening.key, happening.answers, later, reason=reason)


def _episode(rng: Random, happening: Happening, until: datetime) -> Happening:
    row = happening.answers["interventions"][-1]
    kind = _KINDS[row["type"]]
    answers: dict[str, Any] = {
        "kind": kind,
        "incident": happening.key,
        "person": happening.answers["person"],
        "started_at": row["started_at"],
    }
    if "ended_at" in row:
        answers["ended_at"] = row["ended_at"]
    reviews = []
    due = row["started_at"] + _REVIEWED_EVERY[kind]
    while due < row.get("ended_at", until):
        review = {
            "kind": "nursing" if kind == "seclusion" else "medical",
            "held_at": due - minutes(rng, 0, 9),
        }
        reviews.append(review | {"by_role": "nurse" if kind == "seclusion" else "doctor"})
        if kind == "segregation" and len(reviews) == _MEETS_AFTER:
            reviews.append({"kind": "mdt", "held_at": due, "by_role": "doctor"})
        due += _REVIEWED_EVERY[kind]
    if reviews:
        answers["reviews"] = tuple(reviews)
    return Happening(new_key(rng), answers, happening.written_at + minutes(rng, 2, 6), CHARGE)


def _debrief(rng: Random, happening: Happening) -> Iterator[Entry]:
    state = weighted(rng, _DEBRIEF)
    if not state:
        return
    offered = happening.written_at + minutes(rng, 240, 4_000)
    answers: dict[str, Any] = {"incident": happening.key, "party": "patient", "state": state}
    if state != "not_appropriate":
        answers["offered_at"] = offered
    if state == "accepted":
        answers["held_at"] = offered + minutes(rng, 0, 45)
        answers |= {
            "set_off": rng.choice(_SET_OFF),
            "helped": rng.choice(_HELPED),
            "worse": rng.choice(_WORSE),
            "next_time": rng.choice(_NEXT_TIME),
        }
    yield Entry(offered + minutes(rng, 46, 90), "debrief", new_key(rng), answers, NURSE)
