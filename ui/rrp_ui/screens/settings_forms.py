"""The ward's settings as forms: values in, answers out, and back again with every code kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rrp_desktop.forms.check import Problem, check, stops
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Field, Form, Kind, Section
from rrp_desktop.settings import NHS_NUMBER, SECOND, SETTINGS
from rrp_desktop.ward import looks_like_ods
from rrp_ui.parts.times import read_wall
from rrp_ui.screens.setup import PLACES, WARD, coded

Values = Mapping[str, Any]
_TIME = "On the 24-hour clock, such as 07:00."
_TOMORROW = "A change holds from tomorrow. What happened before keeps its shift, its place and its words."


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that stand together on a page."""

    name: str
    title: str
    note: str
    form: Form
    answers: Callable[[Values], dict[str, Any]]
    values: Callable[[Answers, Values], dict[str, Any]]


def problems(group: Group, answers: Answers, lists: Lists, now: datetime) -> tuple[Problem, ...]:
    """What stops *answers* from being kept."""
    wrong = [
        Problem(f"{name}.{number}.starts", "not-a-time", f"Starts: enter a time. {_TIME}")
        for name in ("shifts", "slots")
        for number, row in enumerate(answers.get(name) or ())
        if row.get("starts") and read_wall(row["starts"]) is None
    ]
    return (*stops(check(group.form, answers, lists, now)), *wrong)


def doubt(answers: Answers) -> str:
    """What is unlikely about settings that were kept all the same."""
    code = answers.get("organisation", "")
    return "" if not code or looks_like_ods(code) else f" ‘{code}’ does not look like an ODS code."


def changed(group: Group, answers: Answers, values: Values) -> dict[str, Any]:
    """The settings that *answers* would change, by name."""
    return {name: value for name, value in group.values(answers, values).items() if value != values[name]}


def kept_codes(titles: Sequence[str], old: Sequence[Sequence[str]]) -> list[str]:
    """A code for each of *titles*: that of the *old* entry so called, or renamed in its place, or its own."""
    known = {entry[1]: entry[0] for entry in old}
    codes = [known.get(title, "") for title in titles]
    if len(titles) == len(old):
        codes = [code or (old[n][0] if old[n][0] not in codes else "") for n, code in enumerate(codes)]
    used = {entry[0] for entry in old}
    fresh = iter(code for code, _ in coded([*used, *titles])[len(used) :])
    return [code or new for code, new in zip(codes, fresh, strict=True)]


def _entries(rows: Sequence[Answers], old: Sequence[Sequence[str]]) -> list[list[str]]:
    titles = [row["title"] for row in rows]
    return [[code, title] for code, title in zip(kept_codes(titles, old), titles, strict=True)]


def _turns(rows: Sequence[Answers], old: Sequence[Sequence[str]]) -> list[list[str]]:
    pairs = _entries(rows, old)
    return [[*pair, f"{read_wall(row['starts']):%H:%M}"] for pair, row in zip(pairs, rows, strict=True)]


def _form(name: str, title: str, *fields: Field) -> Form:
    return Form(name, title, 1, (Section(title, fields),))


_WARD_NAMES = tuple(field.name for field in WARD.fields())
_TURN = _form(
    "turn",
    "Shift or huddle",
    Field("title", "Name", Kind.TEXT, needed=True, longest=20),
    Field("starts", "Starts (24-hour clock)", Kind.TEXT, needed=True, longest=5),
)
_SHIFTS = Form(
    "shifts",
    "Shifts and huddles",
    1,
    (
        Section("Shifts", (Field("shifts", "Shifts", Kind.ROWS, rows=_TURN, needed=True),)),
        Section("Huddles", (Field("slots", "Huddles", Kind.ROWS, rows=_TURN, needed=True),)),
    ),
)
_NUMBERS = {
    name.replace(".", "_"): setting
    for name, setting in SETTINGS.items()
    if type(setting.default) is int and not name.startswith("ward.")
}
_SWITCHES = {"lock_minimise": SETTINGS["lock.minimise"], "month_end_second": SETTINGS[SECOND]}
_TIMERS = _form(
    "timers",
    "Timers and locks",
    *(Field(name, setting.title, Kind.FLAG, needed=True) for name, setting in _SWITCHES.items()),
    *(
        Field(
            name, setting.title, Kind.WHOLE, needed=True, at_least=setting.at_least, at_most=setting.at_most
        )
        for name, setting in _NUMBERS.items()
    ),
)
_IDENTITY = _form("identity", "NHS numbers", Field("ask", SETTINGS[NHS_NUMBER].title, Kind.FLAG, needed=True))
_PHRASE = _form("phrase", "Phrase", Field("words", "Words", Kind.TEXT, needed=True, longest=80))
_PHRASES = _form("phrases", "Phrases", Field("phrases", "Phrases", Kind.ROWS, rows=_PHRASE))
_SPAN = _form(
    "span",
    "Closed",
    Field("first", "First day", Kind.DAY, needed=True),
    Field("last", "Last day", Kind.DAY, needed=True),
)
_CLOSED = _form("closed", "Closed", Field("closed", "Closed", Kind.ROWS, rows=_SPAN))
_TIER = _form("tier", "Milestone", Field("days", "Days", Kind.WHOLE, needed=True, at_least=1, at_most=3650))
_TIERS = _form("milestones", "Milestones", Field("milestones", "Milestones", Kind.ROWS, rows=_TIER))

GROUPS: tuple[Group, ...] = (
    Group(
        "ward",
        "The ward",
        "",
        WARD,
        lambda values: {name: values[f"ward.{name}"] for name in _WARD_NAMES},
        lambda answers, _: {f"ward.{name}": answers[name] for name in _WARD_NAMES},
    ),
    Group(
        "places",
        "Places",
        _TOMORROW,
        PLACES,
        lambda values: {"places": tuple({"title": title} for _, title in values["ward.places"])},
        lambda answers, values: {"ward.places": _entries(answers["places"], values["ward.places"])},
    ),
    Group(
        "shifts",
        "Shifts and huddles",
        _TOMORROW,
        _SHIFTS,
        lambda values: {
            name: tuple({"title": title, "starts": starts} for _, title, starts in values[f"ward.{name}"])
            for name in ("shifts", "slots")
        },
        lambda answers, values: {
            f"ward.{name}": _turns(answers[name], values[f"ward.{name}"]) for name in ("shifts", "slots")
        },
    ),
    Group(
        "closed",
        "Closed days",
        "On these days no shift or huddle is expected. What is logged all the same still counts.",
        _CLOSED,
        lambda values: {
            "closed": tuple(
                {"first": date.fromisoformat(first), "last": date.fromisoformat(last)}
                for first, last in values["ward.closed"]
            )
        },
        lambda answers, _: {
            "ward.closed": sorted(
                [row["first"].isoformat(), row["last"].isoformat()] for row in answers.get("closed") or ()
            )
        },
    ),
    Group(
        "milestones",
        "Milestones",
        "Days without an incident that are marked on Today and have a certificate.",
        _TIERS,
        lambda values: {"milestones": tuple({"days": days} for days in values["milestone.days"])},
        lambda answers, _: {
            "milestone.days": sorted({row["days"] for row in answers.get("milestones") or ()})
        },
    ),
    Group(
        "timers",
        "Timers and locks",
        "",
        _TIMERS,
        lambda values: {name: values[setting.name] for name, setting in (_SWITCHES | _NUMBERS).items()},
        lambda answers, _: {setting.name: answers[name] for name, setting in (_SWITCHES | _NUMBERS).items()},
    ),
    Group(
        "identity",
        "NHS numbers",
        "Only where the trust has agreed to it. A number is shown as dots, stands in no list, and never "
        "leaves the ward. When this is switched off again, those entered are kept, and nobody is shown them.",
        _IDENTITY,
        lambda values: {"ask": values[NHS_NUMBER]},
        lambda answers, _: {NHS_NUMBER: answers["ask"]},
    ),
    Group(
        "phrases",
        "Huddle phrases",
        "Offered for what would help, as somebody types.",
        _PHRASES,
        lambda values: {"phrases": tuple({"words": words} for words in values["huddle.phrases"])},
        lambda answers, _: {"huddle.phrases": [row["words"] for row in answers.get("phrases") or ()]},
    ),
)
