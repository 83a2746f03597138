"""One happening on the practice ward, with everything a tired nurse would write down about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rrp_desktop.forms.incident import HELD
from rrp_desktop.practice.bronte import CHARGE, HCA, MANAGER, NURSE, Post
from rrp_desktop.practice.chance import in_order, minutes, new_key, some, weighted
from rrp_desktop.practice.phrases import AVOIDED, NOTES
from rrp_desktop.practice.stays import Stay


@dataclass(frozen=True, slots=True)
class Happening:
    """An event, all that came to be known of it, and who wrote it down when."""

    key: str
    answers: dict[str, Any]
    written_at: datetime
    by: Post
    entered_for: str = ""


_WITH = {
    ("restraint",): 40,
    ("restraint", "rapid_tranquillisation"): 28,
    ("rapid_tranquillisation",): 14,
    ("restraint", "seclusion"): 6,
    ("restraint", "seclusion", "rapid_tranquillisation"): 4,
    ("seclusion",): 8,
}
_POSITION = {"07": 27, "11": 23, "08": 19, "09": 13, "10": 7, "12": 4, "01": 4, "13": 2.5, "04": 0.5}
_CHEMICAL = {"14": 84, "16": 10, "15": 6}
_REASON = {"10": 51, "11": 17, "13": 13, "17": 6, "16": 4, "12": 3, "19": 3, "98": 2, "99": 1}
_LED_UP = {"request_refused": 26, "another_patient": 18, "leave": 15, "medicine": 13, "noise": 9}
_LED_UP |= {"visitor_or_call": 7, "unknown": 12}
_TRIED = {"talk_down": 34, "time_and_space": 20, "oral_medicine": 18, "one_to_one": 12, "distraction": 9}
_TRIED |= {"sensory_room": 4}
_WORKED = _TRIED | {"sensory_room": 25}
_PLACE = {"day_area": 34, "corridor": 24, "bedroom": 27, "garden": 8, "other": 7}
_PHYSICAL_HARM = {"none": 80, "low": 17, "moderate": 3}
_PSYCHOLOGICAL_HARM = {"none": 52, "low": 31, "moderate": 9, "unknown": 8}
_INJURY = {"none": 93, "minor": 7}
_VIOLENCE = {"verbal": 44, "physical": 34, "property": 18, "sexualised": 4}
_DIRECTION = {"patient_staff": 60, "patient_patient": 36, "visitor": 4}
_SELF_HARM = {"hitting": 30, "ligature_free": 27, "cutting": 24, "swallowing": 8, "ligature_anchored": 5}
_SELF_HARM |= {"overdose": 3, "other": 3}
_ROUTE = {"late_unescorted": 52, "left_escort": 20, "left_ward": 16, "late_overnight": 12}
_CAME_BACK = {"own": 52, "ward_staff": 20, "police": 18, "family": 10}
_SEXUAL = {"verbal": 34, "witnessed": 27, "harassment": 17, "assault": 13, "capacity": 6, "images": 3}
_OUTCOME = {"settled": 70, "medicine": 30}
_SIGNS = {"resisted": 50, "distressed": 30, "several_staff": 60}
_TEAM = {"nurse": 46, "hca": 44, "bank_agency": 10}


def restrictive(rng: Random, person: Stay, began: datetime, *, secluded: bool) -> Happening:
    """An incident with restrictive interventions; with seclusion among them only if *secluded*."""
    mix = {kinds: share for kinds, share in _WITH.items() if secluded or "seclusion" not in kinds}
    used = weighted(rng, mix)
    rows = _interventions(rng, used, began)
    reason = weighted(rng, _REASON)
    kinds = set(used)
    answers = _common(rng, person, began) | _force(rng, used, reason, rows)
    if reason == "10" and rng.random() < 0.7:
        kinds.add("violence")
        answers |= _violence(rng, "physical")
    if reason == "11" and rng.random() < 0.6:
        kinds.add("self_harm")
        answers |= _self_harm(rng)
    answers["kinds"] = in_order("incident_kind", kinds)
    return _written(rng, answers)


def segregation(rng: Random, person: Stay, began: datetime) -> Happening:
    """A long-term segregation that still runs: nobody can say yet how long it lasted."""
    row = _intervention(rng, "06", began, began)
    del row["ended_at"]
    answers = _common(rng, person, began) | _force(rng, ("seclusion",), "17", [row])
    del answers["ended_at"]
    answers |= {"kinds": ("seclusion",), "place": "other"}
    return Happening(new_key(rng), answers, began + minutes(rng, 15, 40), CHARGE)


def hurried(rng: Random, person: Stay, began: datetime, by: Post) -> Happening:
    """A restraint and an injection, saved in a hurry: how long, and what came of it, are not said."""
    rows = _interventions(rng, ("restraint", "rapid_tranquillisation"), began)
    del rows[0]["minutes"]
    answers = _common(rng, person, began) | _force(rng, ("restraint", "rapid_tranquillisation"), "10", rows)
    del answers["force_outcome"], answers["incident_number"]
    answers["kinds"] = ("restraint", "rapid_tranquillisation")
    return Happening(new_key(rng), answers, rows[-1]["ended_at"] + minutes(rng, 8, 15), by)


def other(rng: Random, kind: str, person: Stay, began: datetime) -> Happening:
    """An event of another *kind*: violence, self-harm, an absence, sexual safety, force avoided."""
    answers = _common(rng, person, began) | {"kinds": (kind,)}
    match kind:
        case "violence":
            answers |= _violence(rng)
        case "self_harm":
            answers |= _self_harm(rng)
        case "absence":
            answers |= _absence(rng, person, began)
        case "sexual_safety":
            answers |= _sexual_safety(rng)
        case _:
            answers |= {
                "avoided": rng.choice(AVOIDED),
                "avoided_by": some(rng, "what_worked", _WORKED),
            }
    return _written(rng, answers)


def _common(rng: Random, person: Stay, began: datetime) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "started_at": began,
        "ended_at": began + minutes(rng, 3, 25),
        "person": person.key,
        "place": weighted(rng, _PLACE),
        "led_up": some(rng, "led_up", _LED_UP),
        "affected": (_affected(rng, "patient", person.key),),
        "incident_number": f"W-{rng.randint(30_000, 69_999)}",
    }
    if rng.random() < 0.12:
        answers["note"] = rng.choice(NOTES)
    return answers


def _affected(rng: Random, party: str, person: str = "") -> dict[str, Any]:
    harm = {
        "physical_harm": weighted(rng, _PHYSICAL_HARM),
        "psychological_harm": weighted(rng, _PSYCHOLOGICAL_HARM),
    }
    return {"party": party} | ({"person": person} if person else {}) | harm


def _interventions(rng: Random, used: tuple[str, ...], began: datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    moment = began
    if "restraint" in used:
        for code in rng.sample(tuple(_POSITION), 2) if rng.random() < 0.25 else [weighted(rng, _POSITION)]:
            length = timedelta(minutes=min(40, round(rng.lognormvariate(1.5, 0.8))))
            rows.append(_intervention(rng, code, moment, moment + length))
            moment += length
    if "rapid_tranquillisation" in used:
        moment += minutes(rng, 0, 4)
        rows.append(_intervention(rng, weighted(rng, _CHEMICAL), moment, moment + minutes(rng, 1, 2)))
    if "seclusion" in used:
        moment += minutes(rng, 1, 5)
        rows.append(_intervention(rng, "05", moment, moment + minutes(rng, 35, 300)))
    return rows


def _intervention(rng: Random, code: str, began: datetime, ended: datetime) -> dict[str, Any]:
    staff = rng.choices((2, 3, 4, 5), (30, 42, 20, 8))[0]
    return {
        "type": code,
        "started_at": began,
        "ended_at": ended,
        **({"minutes": _length(ended - began)} if code in HELD else {}),
        "staff_count": staff,
        "job_titles": some(rng, "job_title", _TEAM, 3),
        "in_care_plan": weighted(rng, {"yes": 58, "no": 36, "unknown": 6}),
        "injury_patient": weighted(rng, _INJURY),
        "injury_staff": weighted(rng, _INJURY),
        "injury_other": "none",
    }


def _length(lasted: timedelta) -> str:
    whole = lasted // timedelta(minutes=1)
    return "under_1" if whole < 1 else "1_to_5" if whole <= 5 else "6_to_10" if whole <= 10 else "over_10"


def _force(rng: Random, used: tuple[str, ...], reason: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "interventions": tuple(rows),
        "ended_at": rows[-1].get("ended_at"),
        "reason": reason,
        "tried_first": some(rng, "tried_first", _TRIED, 3) if rng.random() < 0.93 else ("no_time",),
        "force_outcome": "seclusion" if "seclusion" in used else weighted(rng, _OUTCOME),
        "serious_injury": "no",
        "notified": weighted(rng, {"sent": 40, "not_sent": 12, "nobody_named": 48}),
    }
    if "rapid_tranquillisation" in used:
        answers["rt_monitoring"] = weighted(rng, {"full": 76, "partly": 12, "refused": 8, "no": 4})
    if "restraint" in used:
        answers["force_signs"] = some(rng, "force_signs", _SIGNS)
        answers["negligible"] = "no"
    return answers


def _violence(rng: Random, kind: str = "") -> dict[str, Any]:
    return {
        "violence": (kind,) if kind else some(rng, "violence", _VIOLENCE),
        "violence_direction": weighted(rng, _DIRECTION),
    }


def _self_harm(rng: Random) -> dict[str, Any]:
    how = weighted(rng, _SELF_HARM)
    answers: dict[str, Any] = {
        "self_harm": (how,),
        "context": weighted(rng, {"ward": 92, "leave_unescorted": 6, "leave_escorted": 2}),
        "treatment": weighted(rng, {"none": 50, "first_aid": 45, "emergency": 5}),
        "suspected_suicide": "no",
    }
    if how.startswith("ligature"):
        answers["ligature_item"] = rng.choice(("Torn bedding", "Clothing", "Headphone lead", "Laces"))
        answers["ligature_tier"] = weighted(rng, {"3": 75, "2": 20, "1": 5})
        answers["cutter"] = weighted(rng, {"fish": 60, "none": 40})
    if how == "ligature_anchored":
        answers["ligature_anchor"] = rng.choice(("Wardrobe door", "Bathroom fitting", "Window restrictor"))
    return answers


def _absence(rng: Random, person: Stay, began: datetime) -> dict[str, Any]:
    route = weighted(rng, _ROUTE)
    away = timedelta(minutes=min(2_400, round(rng.lognormvariate(4.6, 1.0))))
    answers: dict[str, Any] = {
        "absence_route": route,
        "legal_basis": "awol" if person.detained else "missing",
        "returned_at": began + away,
        "ended_at": None,
        "place": None,
        "return_method": weighted(rng, _CAME_BACK),
        "police_told": "yes" if away > timedelta(hours=3) else "no",
    }
    if route.startswith("late"):
        answers["planned_return"] = began
    return answers


def _sexual_safety(rng: Random) -> dict[str, Any]:
    return {
        "sexual_safety": some(rng, "sexual_safety", _SEXUAL),
        "sexual_direction": weighted(rng, {"patient_patient": 60, "patient_staff": 36, "visitor": 4}),
        "sexual_place": weighted(rng, {"mixed_area": 46, "corridor": 30, "bedroom": 14, "outside": 10}),
        "safeguarding": weighted(rng, {"yes": 88, "not_needed": 12}),
        "sexual_police": weighted(rng, {"declined": 40, "yes": 25, "not_needed": 35}),
        "candour": weighted(rng, {"yes": 60, "not_needed": 40}),
    }


def _written(rng: Random, answers: dict[str, Any]) -> Happening:
    answers = {name: answer for name, answer in answers.items() if answer is not None}
    began = answers["started_at"]
    soon = max([began, *(row["started_at"] for row in answers.get("interventions", ()))])
    soon += minutes(rng, 12, 75)
    if "ended_at" in answers and answers["ended_at"] < soon + timedelta(hours=1):
        soon = max(soon, answers["ended_at"] + minutes(rng, 3, 12))
    worker = rng.choice((CHARGE, NURSE, HCA))
    chance = rng.random()
    if chance < 0.8:
        return Happening(new_key(rng), answers, soon, worker)
    if chance < 0.94:
        return Happening(new_key(rng), answers, soon + minutes(rng, 60, 360), worker)
    late = soon + minutes(rng, 1_200, 5_400)
    return Happening(new_key(rng), answers, late, MANAGER, entered_for=worker.shown)
