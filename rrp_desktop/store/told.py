"""What the store tells: frozen values that may travel to any thread."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rrp_desktop.clock import ShiftOn
from rrp_desktop.errors import Refused
from rrp_desktop.forms.problem import Problem

UNDONE = "undone"
"""The reason that marks a void as the undoing of a last save."""


class NotSaved(Refused):
    """The answers cannot be saved as they stand. `problems` says why, field by field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("not-saved-yet", "Not saved yet. See what is marked.")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Saved:
    """A record is on disk. `problems` is what is left for later."""

    key: str
    revision: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands. `state` is saved, complete, void or merged; `page` continues a list after it.

    `lists_version` is for `Store.list_versions`; `merged_into` is the key of the record that counts instead.
    `hidden` are the questions whose answers the reader may not see.
    """

    form: str
    key: str
    revision: int
    state: str
    answers: Mapping[str, Any]
    day: date
    recorded_at: datetime
    recorded_by: str
    entered_for: str
    form_version: int
    page: tuple[str, str]
    lists_version: int = 0
    merged_into: str = ""
    entered_later: bool = False
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in the history of a record: save, finish, amend, void, merge, part or release.

    `reasons` say why what was unlikely about it was so, by the key of the problem.
    """

    number: int
    action: str
    at: datetime
    by: str
    reason: str
    answers: Mapping[str, Any]
    reasons: Mapping[str, str] = field(default_factory=dict)
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class ClockBack:
    """The PC's clock says *now*, though the ward has an entry of *latest* already."""

    latest: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A form somebody has begun. Anyone who may record can take it up."""

    key: str
    form: str
    answers: Mapping[str, Any]
    by: str
    started_at: datetime
    kept_at: datetime
    entered_for: str = ""


@dataclass(frozen=True, slots=True)
class ShiftState:
    """A shift and what is known of it: incident, nil, unconfirmed, running or future."""

    turn: ShiftOn
    state: str
    confirmed: bool
    incidents: int
    confirmation_key: str | None

    @property
    def known(self) -> bool:
        """Whether the shift is over and somebody has said what happened in it."""
        return self.state in ("incident", "nil")


@dataclass(frozen=True, slots=True)
class DayState:
    """A London day. `counts` are incidents by kind; they are the whole truth only when `known`."""

    day: date
    known: bool
    counts: Mapping[str, int]
    shifts: tuple[ShiftState, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """A count for the days *start* to *end*, both included.

    `count` is None unless every shift (for huddles: every slot) of the period is known; `seen` is what
    was logged anyway. `shifts` and `confirmed` are how many there are and how many are known.
    `complete` says that the period is over and lies wholly in the time the ward records. `expected` is what
    a share is of, or how many values a median is from. `unknown` things of the period cannot be counted yet.
    Of a period that is not complete `days_over` are over, and `days_known` of those are known.
    """

    start: date
    end: date
    count: int | None
    seen: int
    shifts: int
    confirmed: int
    complete: bool
    expected: int | None = None
    unknown: int = 0
    days_over: int = 0
    days_known: int = 0


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Days since the last incident of some kinds; None when there never was one.

    `unconfirmed` shifts lie between then and now. `best` is the longest span in which every shift is known.
    """

    days: int | None
    last: date | None
    unconfirmed: int
    best: int


@dataclass(frozen=True, slots=True)
class ToFinish:
    """Something to be done: a draft, record, shift, census, debrief, review, held, hazard or restriction.

    `key` is the draft's, the record's, `2026-11-20 night`, or the day; empty on the line that stands
    for all the earlier shifts or nights. A debrief's is its incident's, and `form` says so.
    """

    what: str
    title: str
    detail: str
    due: datetime | None
    overdue: bool
    form: str
    key: str


@dataclass(frozen=True, slots=True)
class News:
    """What others have done about the incidents somebody reported: `counts` of incidents by what was done.

    What is finish, amend, void, merge, part, release, or debrief for one that was held. `latest` is the key
    of the incident about which something was done last; empty when nothing was.
    """

    counts: Mapping[str, int]
    latest: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this installation is to the centre."""

    install: str
    epoch: str
    ward: str
    signing_key: bytes = field(repr=False)
    link_secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One line of the check of a month. `state` is ok, warn or stop.

    `day` is the first to be mended, and `slot` the huddle of that day.
    """

    code: str
    title: str
    detail: str
    state: str
    done: int
    expected: int
    day: date | None = None
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A bundle that was written. `cutoff` is the number of the last event in it.

    It is `received` once the centre has accepted it, and `held` while the centre has it and has not.
    `sha256` is the file's, `content_sha256` that of what is sealed in it.
    """

    month: date
    seq: int
    sha256: str
    size: int
    name: str
    written_at: datetime
    epoch: str
    received: date | None = None
    cutoff: int = 0
    content_sha256: str = ""
    held: date | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole, checked copy of the ward's file: its last event, and the generation of its key ring."""

    name: str
    made_at: datetime
    sha256: str
    size: int
    number: int
    head: str
    generation: int


@dataclass(frozen=True, slots=True)
class Away:
    """How copying a backup to the second place went; `code` says what was wrong, or nothing."""

    at: datetime
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How restoring a backup into a folder of its own went; `code` says what was wrong, or nothing."""

    at: datetime
    name: str
    code: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about this PC that is not as it should be; `stops` when no ward may be opened so."""

    code: str
    sentence: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class RolledBack:
    """The ward's file once held event *number*, written at *at*; when it was opened again, only *left*."""

    number: int
    at: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Health:
    """How this installation is: versions, the file's size in bytes, the length of the chain, its backups.

    `findings` are what is wrong with the PC; `recovery_used` says that the recovery code is to be renewed.
    """

    cipher: str
    sqlite: str
    folder: str
    size: int
    events: int
    backup: Backup | None = None
    away: Away | None = None
    rehearsed: Rehearsed | None = None
    rolled_back: RolledBack | None = None
    recovery_used: bool = False
    findings: tuple[Finding, ...] = ()
