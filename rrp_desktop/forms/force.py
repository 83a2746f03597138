"""What of the Use of Force Act's record, section 6(5) (a) to (p), an incident already holds.

The rest, names above all, lives in the trust's own record.
"""

from rrp_desktop.forms.spec import Answers

HERE = {
    "b": "Place, time, duration",
    "c": "Type of force",
    "a": "Reason",
    "d": "In the care plan",
    "o": "Efforts to avoid force",
    "m": "Outcome",
    "n": "Serious injury or death",
    "k": "Characteristics known",
    "l": "Learning disability, autism",
    "i": "Others who took part",
    "p": "Care-plan notification",
}
"""The items this app can hold, by letter, in the order they are asked."""

_CHEMICAL = frozenset({"14", "15", "16", "17"})
_UNKNOWN = frozenset({"unknown", "99"})


def held(incident: Answers, person: Answers) -> frozenset[str]:
    """The letters of `HERE` that *incident*, and what is known of its *person*, answer.

    "Not known" answers only where the Act itself says "if known": about the person.
    """
    rows: tuple[Answers, ...] = incident.get("interventions") or ()
    told = {
        "a": _known(incident, "reason"),
        "b": _known(incident, "place", "started_at") and bool(rows) and all(map(_lasted, rows)),
        "c": bool(rows) and all(_known(row, "type") for row in rows),
        "d": bool(rows) and all(_known(row, "in_care_plan") for row in rows),
        "i": _known(incident, "non_staff"),
        "k": all(person.get(name) for name in ("age_band", "ethnic_category", "gender")),
        "l": all(person.get(name) for name in ("learning_disability", "autism")),
        "m": _known(incident, "force_outcome"),
        "n": _known(incident, "serious_injury", "death"),
        "o": _known(incident, "tried_first"),
        "p": _known(incident, "notified"),
    }
    return frozenset(letter for letter, known in told.items() if known)


def _known(answers: Answers, *names: str) -> bool:
    return all(answers.get(name) and answers[name] not in _UNKNOWN for name in names)


def _lasted(row: Answers) -> bool:
    return row.get("type") in _CHEMICAL or _known(row, "minutes") or _known(row, "started_at", "ended_at")
