"""Every form, by name."""

from rrp_desktop.forms.aftermath import DEBRIEF, EPISODE
from rrp_desktop.forms.huddle import HUDDLE
from rrp_desktop.forms.improvement import (
    AIM,
    CHART_DECISION,
    CYCLE,
    DRIVER,
    IDEA,
    PROGRESS,
    SAFEWARDS,
    TEAM_MEETING,
    TEAM_MEMBER,
    VOICE,
)
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.registers import HAZARD, HAZARD_REVIEW, RESTRICTION
from rrp_desktop.forms.spec import Form
from rrp_desktop.forms.ward_forms import CENSUS, CONFIRMATION, LEAVE, LEAVE_TALLY, PERSON

FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        INCIDENT,
        CONFIRMATION,
        HUDDLE,
        CENSUS,
        PERSON,
        LEAVE_TALLY,
        LEAVE,
        DEBRIEF,
        EPISODE,
        HAZARD,
        HAZARD_REVIEW,
        RESTRICTION,
        AIM,
        IDEA,
        CYCLE,
        PROGRESS,
        CHART_DECISION,
        DRIVER,
        TEAM_MEMBER,
        TEAM_MEETING,
        SAFEWARDS,
        VOICE,
    )
}
