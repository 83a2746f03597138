"""A chart as somebody else writes it down: CSV or JSON in, arrays and options out, every number out again."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from rrp_desktop.charts.analysis import Analysis
from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.picture import figure_of
from rrp_desktop.charts.presets import (
    RARE,
    RULE_SETS,
    Chart,
    Conflict,
    Direction,
    Options,
    Rule,
    RuleSet,
    Target,
)
from rrp_desktop.charts.series import Frequency, Period, Series, frequency_of, period_of

ARRAYS = ("values", "denominators", "ghosts", "incomplete")
TRUE = {"1", "true", "yes", "y"}
NOTHING = {"", "NA", "NULL"}
NUMBER = (int, float)
SWITCHES = (
    "bridge_missing",
    "from_zero",
    "probability_limits",
    "g_mean_centre",
    "i_prime_unfrozen",
)
YEARS = range(1000, 9000)


@dataclass(frozen=True, slots=True)
class Request:
    """A chart asked for from outside."""

    dates: tuple[date, ...]
    values: tuple[float | None, ...]
    denominators: tuple[float | None, ...]
    ghosts: tuple[bool, ...]
    incomplete: tuple[bool, ...]
    options: Options

    def analysis(self) -> Analysis:
        """The chart in numbers."""
        return analyse(
            self.dates,
            self.values,
            self.denominators or None,
            ghosts=self.ghosts,
            incomplete=self.incomplete,
            options=self.options,
        )

    def figure(self, title: str) -> Figure:
        """The chart to draw."""
        frequency = Frequency.EVENT if self.options.chart in RARE else frequency_of(self.dates)
        n = len(self.dates)
        periods = tuple(
            Period(
                start,
                period_of(start, frequency, week_starts=start.weekday())[1],
                value,
                size,
                days_seen=0 if part else None,
                ghost="by hand" if ghost else "",
            )
            for start, value, size, ghost, part in zip(
                self.dates,
                self.values,
                self.denominators or (None,) * n,
                self.ghosts or (False,) * n,
                self.incomplete or (False,) * n,
                strict=True,
            )
        )
        series = Series(
            "".join(letter for letter in title if letter.isprintable()),
            "",
            frequency,
            self.options.towards,
            periods,
            one="",
            many="",
            multiplier=self.options.multiplier,
            rated=bool(self.denominators),
        )
        return figure_of(series, self.options)


def read(text: str, more: Mapping[str, Any]) -> Request:
    """Read CSV or JSON *text*; *more* options win over those in it. ValueError says what cannot be read."""
    try:
        data = _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
        columns = {name: tuple(data.get(name) or ()) for name in ARRAYS}
        options = _options({**data.get("options", {}), **more})
        request = Request(tuple(_date(one) for one in data["dates"]), **columns, options=options)
    except (AttributeError, KeyError, TypeError, RecursionError, csv.Error) as error:
        raise ValueError(str(error)) from error
    if any(len(column) not in (0, len(request.dates)) for column in columns.values()) or (
        len(request.values) != len(request.dates)
    ):
        raise ValueError("every list must be as long as dates")
    for name in ("values", "denominators"):
        for one in columns[name]:
            _check(name, one, (*NUMBER, type(None)))
    return request


def numbers(analysis: Analysis) -> dict[str, Any]:
    """Every number of *analysis* in what JSON can hold; lists have one entry per row, as in the engine."""
    plain = asdict(analysis)
    options = plain.pop("options")
    rules = analysis.options.rule_set
    plain["chart"] = analysis.options.chart
    plain["rules"] = asdict(rules) | {"crosses": sorted(rules.crosses)}
    plain["options"] = {name: options[name] for name in options if name not in ("chart", "rules", "wording")}
    return plain


def as_json(plain: Mapping[str, Any]) -> str:
    """One name to a line; dates as 2026-11-21."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(one, default=date.isoformat, ensure_ascii=False)}"
        for name, one in plain.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _from_json(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(text)
    if unknown := sorted(set(data) - {"dates", "options", *ARRAYS}):
        raise ValueError(f"unknown names {', '.join(unknown)}")
    return data


def _from_csv(text: str) -> dict[str, Any]:
    rows = list(csv.DictReader(text.splitlines(), restval=""))
    names = set(rows[0]) if rows else set()
    if not {"date", "value"} <= names:
        raise ValueError("a header with date and value is needed")
    data: dict[str, Any] = {
        "dates": [row["date"].strip() for row in rows],
        "values": [_number(row["value"]) for row in rows],
    }
    if "denominator" in names:
        data["denominators"] = [_number(row["denominator"]) for row in rows]
    for column, name in (("ghost", "ghosts"), ("incomplete", "incomplete")):
        if column in names:
            data[name] = [row[column].strip().lower() in TRUE for row in rows]
    return data


def _date(one: str) -> date:
    day = date.fromisoformat(one)
    if day.year not in YEARS:
        raise ValueError(f"{one} is too long ago or too far ahead")
    return day


def _number(cell: str) -> float | None:
    return None if cell.strip().upper() in NOTHING else float(cell)


def _options(given: Mapping[str, Any]) -> Options:
    plain = dict(given)
    chart, direction = Chart(plain.pop("chart", "run")), plain.pop("direction", None)
    phases: Sequence[str] = plain.pop("phases", ())
    targets: Sequence[object] = plain.pop("targets", ())
    named = plain.pop("rules", None)
    changed: dict[str, Any] = {name: plain.pop(name) for name in ("shift", "trend") if name in plain}
    freeze = plain.pop("freeze", None)
    for name in SWITCHES:
        _check(name, plain.get(name, False), bool)
    _check("screening", plain.get("screening"), (bool, type(None)))
    _check("multiplier", plain.get("multiplier", 1), NUMBER)
    options = Options(
        chart=chart,
        direction=None if direction is None else Direction(direction),
        rules=None if named is None else _rules(named),
        freeze=_freeze(freeze),
        phases=tuple(_date(one) for one in phases),
        targets=tuple(_target(one) for one in targets),
        **plain,
    )
    return replace(options, rules=_changed(options.rule_set, changed)) if changed else options


def _freeze(given: object) -> int | tuple[int | None, ...] | None:
    """Rows of each phase, or a list with a number for each."""
    if isinstance(given, list):
        for one in given:
            _check("freeze", one, (int, type(None)))
        return tuple(given)
    _check("freeze", given, (int, type(None)))
    return given  # type: ignore[return-value]


def _check(name: str, one: object, wanted: type | tuple[type, ...]) -> None:
    kinds = wanted if isinstance(wanted, tuple) else (wanted,)
    if not isinstance(one, kinds) or (isinstance(one, bool) and bool not in kinds):
        raise ValueError(f"{name} cannot be {one!r:.40}")


def _changed(rules: RuleSet, differs: Mapping[str, Any]) -> RuleSet:
    """*rules* with what differs, under a name that says so."""
    for name, one in differs.items():
        usual = getattr(rules, name)
        if name in ("shift", "trend"):
            _check(name, one, (int, type(None)))
        elif isinstance(usual, int | float):
            _check(name, one, bool if isinstance(usual, bool) else NUMBER)
    if all(getattr(rules, name) == one for name, one in differs.items()):
        return rules
    if rules.name in RULE_SETS:
        differs = {"name": f"{rules.name}_changed", "title": f"{rules.title}, changed", **differs}
    return replace(rules, **differs)


def _rules(named: str | Mapping[str, Any]) -> RuleSet:
    """A rule set by name, or {"name": one to start from, and what differs}."""
    if isinstance(named, str):
        named = {"name": named}
    if named["name"] not in RULE_SETS:
        raise ValueError(f"unknown rules {named['name']}")
    differs = {name: one for name, one in named.items() if name != "name"}
    if "crosses" in differs:
        differs["crosses"] = frozenset(map(Rule, differs["crosses"]))
    if "order" in differs:
        differs["order"] = tuple(map(Rule, differs["order"]))
    if "conflict" in differs:
        differs["conflict"] = Conflict(differs["conflict"])
    return _changed(RULE_SETS[named["name"]], differs)


def _target(one: object) -> Target:
    value, _, since = str(one).partition("@")
    return Target(float(value), date.fromisoformat(since) if since else None)
