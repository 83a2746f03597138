"""When an open seclusion or segregation is to be reviewed next."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rrp_desktop.forms.spec import Answers
from rrp_desktop.obligations.policy import Policy

_WINDOW = timedelta(hours=48)
"""In which spells of seclusion are added up for an independent review."""


def reviews_due(episode: Answers, others: Iterable[Answers], policy: Policy) -> dict[str, datetime]:
    """The next review of each kind of an open *episode*; *others* are the same person's."""
    if episode["kind"] == "segregation":
        return dict(_segregation(episode, policy))
    due = dict(_seclusion(episode, policy))
    if (when := _independent(episode, others, policy)) is not None:
        due["Independent review"] = when
    return due


def _seclusion(episode: Answers, policy: Policy) -> Iterator[tuple[str, datetime]]:
    began: datetime = episode["started_at"]
    last = _last(episode)
    met = "first_mdt" in last or "mdt" in last
    for title, kind, first, then in (
        ("Observation record", "observation", policy.observation, policy.observation),
        ("Nursing review", "nursing", policy.nursing, policy.nursing),
        (
            "Medical review",
            "medical",
            policy.first_medical or policy.medical,
            policy.medical_after_mdt if met else policy.medical,
        ),
    ):
        span = then if kind in last else first
        if span:
            yield title, last.get(kind, began) + span
    if policy.mdt:
        meeting = max((last[kind] for kind in ("first_mdt", "mdt") if kind in last), default=began)
        yield "MDT review" if met else "First MDT review", meeting + policy.mdt


def _segregation(episode: Answers, policy: Policy) -> Iterator[tuple[str, datetime]]:
    began: datetime = episode["started_at"]
    last = _last(episode)
    for title, kind, span in (
        ("Medical review", "medical", policy.segregated_medical),
        ("MDT review", "mdt", policy.segregated_mdt),
        ("External review", "external", policy.segregated_external),
    ):
        if span:
            yield title, last.get(kind, began) + span


def _last(episode: Answers) -> dict[str, datetime]:
    """When each kind of review was last held."""
    held = sorted((review["held_at"], review["kind"]) for review in episode.get("reviews", ()))
    return {kind: when for when, kind in held}


def _independent(episode: Answers, others: Iterable[Answers], policy: Policy) -> datetime | None:
    """When an open seclusion needs its independent review: after so long, or so much within two days."""
    began: datetime = episode["started_at"]
    if "independent" in _last(episode):
        return None
    spells = [
        (other["started_at"], other["ended_at"])
        for other in others
        if other["kind"] == "seclusion" and "ended_at" in other and other["ended_at"] <= began
    ]
    ends = [began + policy.independent] if policy.independent else []
    if policy.independent_sum:
        ends.append(_filled(began, spells, policy.independent_sum))
    return min(ends, default=None)


def _filled(began: datetime, spells: list[tuple[datetime, datetime]], wanted: timedelta) -> datetime:
    """When a seclusion that runs from *began*, with earlier *spells*, first fills *wanted* of two days."""

    def sum_at(moment: datetime) -> timedelta:
        since = moment - _WINDOW
        return sum((end - max(start, since) for start, end in spells if end > since), moment - began)

    if sum_at(began) >= wanted:
        return began
    latest = began + wanted
    edges = {edge + _WINDOW for spell in spells for edge in spell}
    # between two edges the sum grows as the clock does, or stands still
    moments = (*sorted(edge for edge in edges if began < edge < latest), latest)
    full = next(moment for moment in moments if sum_at(moment) >= wanted)
    return full - (sum_at(full) - wanted)
