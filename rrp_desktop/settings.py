"""One table of settings: name, title, type, default, and who may change it."""

import json
from dataclasses import dataclass
from typing import Any

from rrp_desktop.errors import Refused
from rrp_desktop.people import Act

SECOND = "month_end.second"
"""Whether two people have to agree before a month leaves."""
NHS_NUMBER = "person.nhs_number"
"""Whether the form of a person asks for the NHS number."""
PROGRAMME_IDEAS = "programme.ideas"
PROGRAMME_LISTS = "programme.lists"
"""The change ideas that the programme pack in use adds to the library, as code and title."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing a ward can set. Values are plain JSON and have the type of `default`."""

    name: str
    title: str
    default: Any
    act: Act = Act.SETTINGS
    at_least: int | None = None
    at_most: int | None = None

    def check(self, value: Any) -> Any:
        """*value* as it will be kept; Refused with `setting-wrong` when it cannot be."""
        wrong = Refused("setting-wrong", f"That cannot be the value of “{self.title}”.")
        if type(value) is not type(self.default):
            raise wrong
        if isinstance(value, int) and not isinstance(value, bool):
            if self.at_least is not None and value < self.at_least:
                raise wrong
            if self.at_most is not None and value > self.at_most:
                raise wrong
        json.dumps(value)
        return value


def _within(name: str, title: str, default: int, at_most: int) -> Setting:
    """How soon something is to be done; 0 when the ward does not ask for it."""
    return Setting(name, title, default, at_least=0, at_most=at_most)


SETTINGS: dict[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("ward.name", "Name of the ward", ""),
        Setting("ward.code", "Ward code (as the trust reports it)", ""),
        Setting("ward.organisation", "ODS code of the trust", ""),
        Setting("ward.specialty", "Bed type (MHSDS)", "200"),
        Setting("ward.beds", "Beds", 18, at_least=1, at_most=200),
        Setting("ward.live_from", "First day of recording", ""),
        Setting(
            "ward.places",
            "Places on the ward",
            [
                ["day_area", "Day area"],
                ["bedroom", "Bedroom"],
                ["corridor", "Corridor"],
                ["garden", "Garden"],
                ["other", "Other"],
            ],
        ),
        Setting(
            "ward.shifts",
            "Shifts",
            [
                ["morning", "Morning", "07:00"],
                ["afternoon", "Afternoon", "13:30"],
                ["night", "Night", "21:00"],
            ],
        ),
        Setting(
            "ward.slots",
            "Huddle slots",
            [
                ["morning", "Morning", "07:30"],
                ["afternoon", "Afternoon", "13:30"],
                ["night", "Night", "21:00"],
            ],
        ),
        Setting(SECOND, "A second person agrees before a month leaves", False),
        Setting(NHS_NUMBER, "Ask for the NHS number of a person", False),
        Setting(PROGRAMME_IDEAS, "Ideas of the programme", []),
        Setting(PROGRAMME_LISTS, "Codes as the programme has them", []),
        Setting("ward.closed", "Days on which the ward was closed", []),
        Setting(
            "lock.idle_minutes", "Lock the screen after this many minutes idle", 2, at_least=1, at_most=30
        ),
        Setting(
            "lock.end_minutes",
            "Close and ask for the key after this many minutes idle",
            30,
            at_least=5,
            at_most=240,
        ),
        Setting("retention.years", "Years that records are kept", 20, at_least=10, at_most=50),
        Setting("lock.minimise", "Lock the screen when the window is minimised", True),
        Setting("keys.device", "This PC opens the ward by itself", True),
        Setting("backup.second", "A second place for backups", "", act=Act.BACK_UP),
        Setting("debrief.hours", "Hours within which a debrief is offered", 72, at_least=1, at_most=336),
        Setting("debrief.parties", "Who is offered a debrief", ["patient"]),
        _within("debrief.reoffer_days", "Days after which a declined debrief is offered again", 7, 60),
        _within("seclusion.observation_minutes", "Seclusion: minutes between observation records", 0, 120),
        _within("seclusion.nursing_minutes", "Seclusion: minutes between nursing reviews", 120, 1440),
        _within(
            "seclusion.first_medical_minutes", "Seclusion: minutes to the first medical review", 60, 1440
        ),
        _within(
            "seclusion.medical_minutes",
            "Seclusion: minutes between medical reviews before the MDT",
            240,
            2880,
        ),
        _within(
            "seclusion.medical_after_mdt_minutes",
            "Seclusion: minutes between medical reviews after the MDT",
            720,
            2880,
        ),
        _within("seclusion.mdt_hours", "Seclusion: hours between MDT reviews", 24, 168),
        _within("seclusion.independent_hours", "Seclusion: hours to the independent review", 8, 168),
        _within(
            "seclusion.independent_sum_hours",
            "Seclusion: hours within 48 that need an independent review",
            12,
            48,
        ),
        _within("segregation.medical_hours", "Segregation: hours between medical reviews", 24, 168),
        _within("segregation.mdt_days", "Segregation: days between MDT reviews", 7, 60),
        _within("segregation.external_days", "Segregation: days between external reviews", 91, 366),
        _within("rt.monitoring_minutes", "Minutes to say whether an injection was monitored", 60, 1440),
        _within("incident.lengths_hours", "Hours to say how long a restraint lasted", 12, 336),
        _within("incident.number_hours", "Hours to the trust's incident number", 24, 336),
        _within("shift.confirm_hours", "Hours after a shift to confirm it", 2, 72),
        _within("census.hours", "Hours after midnight to enter the beds occupied", 12, 72),
        _within("ligature.review_days", "Days between ligature reviews of the ward", 365, 730),
        Setting(
            "huddle.late_minutes", "Minutes after which a huddle counts as late", 30, at_least=5, at_most=240
        ),
        Setting("huddle.score_top", "Highest total of the risk tool", 6, at_least=1, at_most=7),
        Setting("huddle.score_moderate", "Total from which a score is moderate", 1, at_least=1, at_most=7),
        Setting("huddle.score_high", "Total from which a score is high", 3, at_least=1, at_most=7),
        _within("huddle.after_hours", "Hours after an incident in which another is likelier", 4, 24),
        Setting("milestone.days", "Days without an incident that are a milestone", [7, 14, 21, 30, 50, 100]),
        Setting(
            "huddle.phrases",
            "Phrases offered for what would help",
            [
                "1:1 time",
                "1:1 in the garden",
                "Quiet room, low stimulus",
                "Agree the leave plan together",
                "Bring leave forward",
                "Time with the preferred nurse",
                "Call with family",
                "Medicines review",
                "Sensory room",
                "Something to do this afternoon",
            ],
        ),
    )
}
