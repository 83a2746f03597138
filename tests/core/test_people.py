"""Who may do what."""

import pytest

from rrp_desktop.errors import Refused
from rrp_desktop.people import Act, Role, StaffMember


def test_a_coach_sees_charts_and_nothing_about_anybody():
    coach = StaffMember("k", "C. O.", Role.COACH)
    assert [act for act in Act if coach.may(act)] == [Act.SEE_CHARTS]


def test_only_facilitators_and_managers_see_sexual_safety_details():
    assert {role for role in Role if StaffMember("k", "A. B.", role).may(Act.SEE_SEXUAL_SAFETY)} == {
        Role.FACILITATOR,
        Role.MANAGER,
    }


def test_what_a_role_may_not_do_is_refused_in_words():
    with pytest.raises(Refused, match="A shift worker cannot do this") as refusal:
        StaffMember("k", "A. B.", Role.SHIFT).must(Act.VOID)
    assert refusal.value.code == "not-allowed"
