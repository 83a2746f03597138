"""Settings: types and bounds, and the ward they describe."""

from datetime import date, time

import pytest

from rrp_desktop.errors import Refused
from rrp_desktop.settings import SETTINGS
from rrp_desktop.ward import looks_like_ods, ward_from


@pytest.mark.parametrize(
    ("name", "value"),
    [("ward.beds", 0), ("ward.beds", "18"), ("ward.beds", True), ("lock.idle_minutes", 31), ("ward.name", 7)],
)
def test_a_value_of_the_wrong_sort_or_size_is_refused(name, value):
    with pytest.raises(Refused) as refusal:
        SETTINGS[name].check(value)
    assert refusal.value.code == "setting-wrong"


def test_the_defaults_describe_a_ward_with_three_shifts():
    values = {name: setting.default for name, setting in SETTINGS.items()} | {"ward.live_from": "2025-11-24"}
    ward = ward_from(values)
    assert [shift.starts for shift in ward.shifts] == [time(7), time(13, 30), time(21)]
    assert ward.live_from == date(2025, 11, 24)
    assert all(setting.check(setting.default) == setting.default for setting in SETTINGS.values())


@pytest.mark.parametrize(
    ("code", "likely"),
    [
        ("RTX", True),
        ("R9998", True),
        ("A1B2C", True),
        ("89997", True),
        ("RX", False),
        ("rtx", False),
        ("RTX 01", False),
        ("ABCDEFGHIJ", False),
        ("RTX\n", False),
        ("", False),
    ],
)
def test_an_organisation_code_is_known_by_its_shape_alone(code, likely):
    """Codes issued since October 2020 say nothing about their trust."""
    assert looks_like_ods(code) is likely
