"""The ward's policy: how soon it wants what done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rrp_desktop.clock import DAY

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_SPANS: Mapping[str, tuple[str, timedelta]] = {
    "observation": ("seclusion.observation_minutes", _MINUTE),
    "nursing": ("seclusion.nursing_minutes", _MINUTE),
    "first_medical": ("seclusion.first_medical_minutes", _MINUTE),
    "medical": ("seclusion.medical_minutes", _MINUTE),
    "medical_after_mdt": ("seclusion.medical_after_mdt_minutes", _MINUTE),
    "mdt": ("seclusion.mdt_hours", _HOUR),
    "independent": ("seclusion.independent_hours", _HOUR),
    "independent_sum": ("seclusion.independent_sum_hours", _HOUR),
    "segregated_medical": ("segregation.medical_hours", _HOUR),
    "segregated_mdt": ("segregation.mdt_days", DAY),
    "segregated_external": ("segregation.external_days", DAY),
    "injection": ("rt.monitoring_minutes", _MINUTE),
    "debrief": ("debrief.hours", _HOUR),
    "reoffer": ("debrief.reoffer_days", DAY),
    "lengths": ("incident.lengths_hours", _HOUR),
    "number": ("incident.number_hours", _HOUR),
    "confirm": ("shift.confirm_hours", _HOUR),
    "census": ("census.hours", _HOUR),
    "ligature": ("ligature.review_days", DAY),
}
_PARTIES = "debrief.parties"
POLICY = frozenset({_PARTIES, *(name for name, _ in _SPANS.values())})
"""The settings that make the policy."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How soon the ward wants what done. A span of nothing means that it is not asked for."""

    observation: timedelta
    nursing: timedelta
    first_medical: timedelta
    medical: timedelta
    medical_after_mdt: timedelta
    mdt: timedelta
    independent: timedelta
    independent_sum: timedelta
    segregated_medical: timedelta
    segregated_mdt: timedelta
    segregated_external: timedelta
    injection: timedelta
    debrief: timedelta
    reoffer: timedelta
    lengths: timedelta
    number: timedelta
    confirm: timedelta
    census: timedelta
    ligature: timedelta
    parties: tuple[str, ...]


def policy_from(values: Mapping[str, Any]) -> Policy:
    """The policy that setting *values*, by name, make."""
    spans = {name: values[setting] * unit for name, (setting, unit) in _SPANS.items()}
    return Policy(**spans, parties=tuple(values[_PARTIES]))


PolicyOn = Callable[[date], Policy]
