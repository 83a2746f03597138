"""The roles on a ward, and what each of them may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rrp_desktop.errors import Refused


class Role(StrEnum):
    """Who somebody is to the app. The centre's programme manager uses the collator only."""

    SHIFT = "shift"
    FACILITATOR = "facilitator"
    MANAGER = "manager"
    COACH = "coach"

    @property
    def words(self) -> str:
        """The role in the ward's words."""
        return {
            Role.SHIFT: "shift worker",
            Role.FACILITATOR: "nurse in charge",
            Role.MANAGER: "ward manager",
            Role.COACH: "coach",
        }[self]


class Act(StrEnum):
    """The things that need permission."""

    RECORD = "record"
    SEE_CHARTS = "see-charts"
    SEE_INCIDENTS = "see-incidents"
    SEE_SEXUAL_SAFETY = "see-sexual-safety"
    RUN_HUDDLE = "run-huddle"
    GIVE_SHIFT_PIN = "give-shift-pin"
    AMEND = "amend"
    JOIN = "join"
    """Let two accounts of one event count once, or part them: both are kept, so this amends neither."""
    VOID = "void"
    IMPROVE = "improve"
    SETTINGS = "settings"
    MANAGE_USERS = "manage-users"
    EXPORT = "export"
    BACK_UP = "back-up"
    OPEN_WARD = "open-ward"


_ACTS = {
    "huddle": Act.RUN_HUDDLE,
    "aim": Act.IMPROVE,
    "idea": Act.IMPROVE,
    "cycle": Act.IMPROVE,
    "progress": Act.IMPROVE,
    "chart_decision": Act.IMPROVE,
    "driver": Act.IMPROVE,
    "team_member": Act.IMPROVE,
    "team_meeting": Act.IMPROVE,
    "safewards": Act.IMPROVE,
}
_SHIFT = frozenset({Act.RECORD, Act.SEE_CHARTS, Act.SEE_INCIDENTS})
_FACILITATOR = _SHIFT | {
    Act.RUN_HUDDLE,
    Act.GIVE_SHIFT_PIN,
    Act.SEE_SEXUAL_SAFETY,
    Act.OPEN_WARD,
    Act.JOIN,
}
ALLOWED: dict[Role, frozenset[Act]] = {
    Role.SHIFT: _SHIFT,
    Role.FACILITATOR: _FACILITATOR,
    Role.MANAGER: frozenset(Act),
    Role.COACH: frozenset({Act.SEE_CHARTS}),
}


def act_for(form: str) -> Act:
    """What somebody must be allowed to do to write on *form*."""
    return _ACTS.get(form, Act.RECORD)


def act_to_see(form: str) -> Act:
    """What somebody must be allowed to do to read what was written on *form*."""
    return Act.SEE_CHARTS if act_for(form) is Act.IMPROVE else Act.SEE_INCIDENTS


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who may sign in. `until` ends a bank or agency PIN; `shown` is what the locked screen says."""

    key: str
    shown: str
    role: Role
    until: datetime | None = None

    def may(self, act: Act) -> bool:
        """Whether this person's role allows *act*."""
        return act in ALLOWED[self.role]

    def must(self, act: Act) -> None:
        """Refused with `not-allowed` unless this person's role allows *act*."""
        if not self.may(act):
            raise Refused("not-allowed", f"A {self.role.words} cannot do this. Ask the ward manager.")
