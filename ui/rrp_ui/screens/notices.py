"""What a page tells before anything else: a time to watch over, a milestone, news of one's reports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.incident import AVOIDED
from rrp_desktop.forms.lists import Lists
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.streaks import WATCHED, chance_words, fresh, read_streak, waiting_words
from rrp_ui.screens.people import every

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

Values = Mapping[str, Any]
NEWS = "news"
_DONE = {
    "finish": "added to",
    "amend": "amended",
    "debrief": "debriefed",
    "void": "voided",
    "merge": "joined with another account",
    "part": "parted from another account",
    "release": "reviewed by the manager",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. Its `button` opens the screen called `screen`; one `to_dismiss` can be put away."""

    name: str
    sign: str
    words: str
    button: str = ""
    screen: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    to_dismiss: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """The hours after an incident in which another is likelier. `huddle` is when one was held since."""

    what: str
    began: datetime
    until: datetime
    huddle: datetime | None

    def words(self) -> str:
        """All of it in a sentence."""
        until = f"another incident is likelier until {spoken_time(self.until)}."
        told = f"{self.what}, {spoken_time(self.began)}: {until}"
        return f"{told} Huddle held {spoken_time(self.huddle)}." if self.huddle else told


def read_watch(store: "Store", lists: Lists, values: Values, now: datetime) -> Watch | None:
    """The watch that is on at *now*, after the latest incident."""
    span = timedelta(hours=values["huddle.after_hours"])
    since = day_of(now - span)
    latest = next((each for each in every(store, "incident", since=since) if _happened(each, now)), None)
    if latest is None or latest.answers["started_at"] + span <= now:
        return None
    began = latest.answers["started_at"]
    kinds = lists["incident_kind"]
    held = (each.answers.get("started_at") for each in store.find("huddle", since=since))
    return Watch(
        what=", ".join(kinds.title_of(kind) for kind in latest.answers["kinds"]).capitalize(),
        began=began,
        until=began + span,
        huddle=min((start for start in held if start and start >= began), default=None),
    )


def _happened(incident: "Record", now: datetime) -> bool:
    return incident.answers["started_at"] <= now and set(incident.answers["kinds"]) != {AVOIDED}


def watch_notice(watch: Watch) -> Notice:
    """A watch as Today tells of it, with the way to a huddle unless there was one."""
    button = "" if watch.huddle else "Post-incident huddle"
    return Notice("watch", "▲", watch.words(), button, "huddle", {"quick": True})


def news_notice(store: "Store", who: StaffMember | None) -> Iterator[Notice]:
    """What others did about the incidents *who* reported."""
    news = store.news_of(who) if who else None
    if news and news.counts:
        told = ", ".join(f"{count} {_DONE[what]}" for what, count in news.counts.items())
        where = {"key": news.latest}
        words = f"What became of your reports: {told}."
        yield Notice(NEWS, "○", words, "See the last", "incidents", where, to_dismiss=True)


def sealed_notices(store: "Store") -> Iterator[Notice]:
    """The entries written without signing in that whoever has signed in may take over."""
    for entry in store.sealed():
        when = f"{spoken_time(entry.written_at)}, {spoken_day(day_of(entry.written_at))}"
        words = f"Written without signing in by {entry.by}, {when}. Look at it, finish it and save it."
        yield Notice(f"sealed_{entry.name}", "✉", words, "Take it over", "sealed", {"entry": entry.name})


def milestones(store: "Store", lists: Lists, values: Values, now: datetime) -> Iterator[Notice]:
    """The milestones reached just now; one with an unconfirmed shift is withheld, and says why."""
    today, tiers, ward = day_of(now), values["milestone.days"], store.ward()
    for kind in WATCHED:
        days = store.days_since((kind,)).days
        if not fresh(ward.days_open(ward.live_from, today) if days is None else days, tiers):
            continue
        streak = read_streak(store, (kind,), tiers, today)
        what = f"{streak.milestone} days without {lists['incident_kind'].title_of(kind).lower()}"
        if streak.waiting:
            words = f"{what}, once every shift is confirmed. {waiting_words(streak)}."
            yield Notice(f"milestone_{kind}", "?", words, "Mend", "cross", {"day": streak.waiting[0].day})
        else:
            words = f"{what}. {chance_words(streak)}".strip()
            yield Notice(f"milestone_{kind}", "●", words, "Certificate", "cross", {"kind": kind})
