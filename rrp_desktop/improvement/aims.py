"""Aims: templates to begin with, and how far a ward is on its way, in words that promise nothing.

The baseline is the middle line of a window that was fixed when the aim was set. Where the ward stands is
the median of its newest known weeks, told beside what the chart's rules say about chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from rrp_desktop.clock import DAY, spoken_day, week_of
from rrp_desktop.forms.spec import Answers

LATELY = 8
"""Known weeks that say where a ward stands."""
FEWEST = 4
WINDOW = 12
"""Weeks of a baseline where nobody chose otherwise."""
_WEEK = 7 * DAY
_LONG = 548


@dataclass(frozen=True, slots=True)
class Template:
    """An aim to begin with."""

    code: str
    title: str
    measure: str
    percent: int
    days: int
    better: str = "lower"


TEMPLATES = (
    Template("third", "One third less restrictive practice in 18 months", "restrictive", 33, _LONG),
    Template("quarter", "25% less restrictive practice in a year", "restrictive", 25, 365),
    Template("seclusion", "25% fewer hours in seclusion in a year", "seclusion_hours", 25, 365),
    Template("segregation", "25% fewer hours in segregation in a year", "segregation_hours", 25, 365),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ward stands on its way. `share` is how much of the way is behind it: 1 is there."""

    baseline: float | None
    level: float | None
    now: float | None
    share: float | None
    words: str

    @property
    def reached(self) -> bool:
        """Whether the newest weeks are where the aim wants them."""
        return self.share is not None and self.share >= 1


def begun_from(template: Template, today: date, live_from: date) -> dict[str, Any]:
    """The aim that *template* makes on *today*: its baseline are the whole weeks before this one."""
    until = week_of(today) - DAY
    first = max(until - WINDOW * _WEEK + DAY, week_of(live_from + timedelta(days=6)))
    window = {"baseline_from": first, "baseline_until": until} if first < until else {}
    return {
        "measure": template.measure,
        "better": template.better,
        "by_how": "percent",
        "percent": template.percent,
        "by_day": today + template.days * DAY,
        **window,
    }


def level_of(aim: Answers, baseline: float | None) -> float | None:
    """The number that *aim* wants; None while there is no baseline to take a share of."""
    if "amount" in aim:
        return float(aim["amount"])
    if baseline is None:
        return None
    part: float = aim["percent"] / 100
    return baseline * (1 - part if aim["better"] == "lower" else 1 + part)


def standing(
    aim: Answers, baseline: float | None, weeks: Sequence[float], unit: str, today: date
) -> Standing:
    """Where *aim* stands, from its *baseline* and the known *weeks* after it, oldest first."""
    level = level_of(aim, baseline)
    newest = weeks[-LATELY:]
    now = median(newest) if len(newest) >= FEWEST else None
    share = _share(baseline, level, now)
    words = " ".join(filter(None, _said(aim, baseline, level, now, share, len(newest), unit, today)))
    return Standing(baseline, level, now, share, words)


def _share(baseline: float | None, level: float | None, now: float | None) -> float | None:
    if baseline is None or level is None or now is None or level == baseline:
        return None
    return (now - baseline) / (level - baseline)


def _said(
    aim: Answers,
    baseline: float | None,
    level: float | None,
    now: float | None,
    share: float | None,
    many: int,
    unit: str,
    today: date,
) -> tuple[str, ...]:
    if baseline is None:
        return ("No baseline yet: its weeks are not all known.", _left(aim, today))
    start = f"Baseline {_number(baseline)} {unit} a week{_window(aim)}."
    if now is None:
        return (start, f"Too few known weeks since to say where it stands: {many} of {FEWEST}.")
    lately = f"Last {many} known weeks: {_number(now)}, {_change(baseline, now)}."
    wanted = f"Aim: {_number(level)}." if level is not None else ""
    return start, lately, wanted, _way(share), _left(aim, today)


def _way(share: float | None) -> str:
    if share is None:
        return ""
    if share >= 1:
        return "That is where the aim wants it; now it has to hold."
    if share <= 0:
        return "None of the way so far."
    tenths = max(1, round(share * 10))
    return "Nearly there." if tenths >= 10 else f"About {tenths} tenths of the way."


def _left(aim: Answers, today: date) -> str:
    days = (aim["by_day"] - today).days
    if days < 0:
        return f"The day was {spoken_day(aim['by_day'])}."
    weeks = days // 7
    left = f"{weeks} weeks" if weeks > 1 else f"{days} days"
    return f"{left} left, until {spoken_day(aim['by_day'])}."


def _change(baseline: float, now: float) -> str:
    if baseline == 0:
        return "from none" if now else "as before"
    percent = round(abs(now - baseline) / baseline * 100)
    if percent == 0:
        return "as in the baseline"
    return f"{percent}% {'fewer' if now < baseline else 'more'}"


def _window(aim: Answers) -> str:
    since, until = aim.get("baseline_from"), aim.get("baseline_until")
    return f", {spoken_day(since)} to {spoken_day(until)}" if since and until else ""


def _number(value: float | None) -> str:
    assert value is not None
    return f"{value:.1f}".removesuffix(".0")
