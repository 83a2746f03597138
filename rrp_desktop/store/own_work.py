"""What became of one's reports, and how long the program keeps people at its forms."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median

from sqlalchemy import insert, select, update

from rrp_desktop.clock import day_of
from rrp_desktop.errors import Refused
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.finish import Finishing
from rrp_desktop.store.tables import FORM_TIME, RECORDS, REVISION, STAFF, standing
from rrp_desktop.store.told import News

_REPORTED = timedelta(days=90)
_NEW = timedelta(days=14)
"""How far back a report, and news of one, can lie."""
_DEBRIEF = RECORDS["debrief"].c


class OwnWork(Finishing):
    """What the program owes to those who fill it in."""

    def news_of(self, who: StaffMember) -> News:
        """What others did about the incidents *who* reported, since *who* put such news away.

        Refused unless it is *who* that has signed in.
        """
        if self._reading_as(Act.SEE_CHARTS).key != who.key:
            raise Refused("not-allowed", "This is for somebody else to read.")
        now = self._clock.now()
        with self.reading() as connection:
            until = connection.execute(select(STAFF.c.told_until).where(STAFF.c.key == who.key)).scalar()
            since = max(until or now - _NEW, now - _NEW)
            own = select(REVISION.c.key).where(
                REVISION.c.at > now - _REPORTED,
                REVISION.c.form == "incident",
                REVISION.c.action == "save",
                REVISION.c.by == who.key,
            )
            others = select(REVISION.c.number, REVISION.c.action, REVISION.c.key).where(
                REVISION.c.at > since, REVISION.c.by != who.key
            )
            done = connection.execute(
                others.where(REVISION.c.form == "incident", REVISION.c.key.in_(own))
            ).all()
            held = connection.execute(
                select(REVISION.c.number, REVISION.c.form, _DEBRIEF.incident)
                .join(RECORDS["debrief"], _DEBRIEF.key == REVISION.c.key)
                .where(
                    REVISION.c.at > since,
                    REVISION.c.by != who.key,
                    REVISION.c.form == "debrief",
                    _DEBRIEF.held_at.is_not(None),
                    _DEBRIEF.incident.in_(own),
                    standing(RECORDS["debrief"]),
                )
            ).all()
        told: dict[str, set[str]] = defaultdict(set)
        for _, what, key in (*done, *held):
            told[what].add(key)
        latest = max((*done, *held), key=lambda row: row[0], default=None)
        return News({what: len(keys) for what, keys in told.items()}, latest[2] if latest else "")

    def put_news_away(self, *, by: StaffMember) -> None:
        """Tell *by* from now on only of what is done later."""
        actor = self._actor(by, Act.SEE_CHARTS)
        with self.writing() as connection:
            now = self._clock.now()
            connection.execute(update(STAFF).where(STAFF.c.key == actor.key).values(told_until=now))

    def keep_seconds(self, form: str, seconds: int, *, by: StaffMember) -> None:
        """Keep how long it took somebody to fill in *form*; not who it was, and not which record."""
        self._actor(by, Act.RECORD)
        row = {"form": form, "day": day_of(self._clock.now()), "seconds": seconds}
        with self.writing() as connection:
            connection.execute(insert(FORM_TIME), row)

    def seconds_by_form(self, since: date) -> Mapping[str, tuple[float, int]]:
        """The median of the seconds each form took from *since* on, and how often it was told."""
        self._reading_as(Act.SEE_CHARTS)
        asked = select(FORM_TIME.c.form, FORM_TIME.c.seconds).where(FORM_TIME.c.day >= since)
        found: dict[str, list[int]] = defaultdict(list)
        with self.reading() as connection:
            for form, seconds in connection.execute(asked):
                found[form].append(seconds)
        return {form: (median(taken), len(taken)) for form, taken in found.items()}
