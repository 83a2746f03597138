"""Leave a ward file of this release, with made-up people, for later releases to open.

    python tests/stored/keep.py

Run once for a release. Before it is out, run it again whenever the tables change.
"""

import itertools
import json
import shutil
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from rrp_desktop import __version__
from rrp_desktop.clock import DAY
from rrp_desktop.events import Bus
from rrp_desktop.forms.library import FORMS
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import Role
from rrp_desktop.recovery import new_recovery_code
from rrp_desktop.store import Export, Home, Store, make_ward
from rrp_desktop.store.plain import plain

HERE = Path(__file__).parent
PIN = "2468"
FIRST = date(2026, 10, 19)
CHANGE = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
VALUES = {"ward.name": "Stored Ward", "ward.code": "STORED", "ward.live_from": FIRST.isoformat()}


class ToldClock:
    """The time is what it is told to be."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def facts(store: Store) -> dict[str, Any]:
    """What a later release must find in the file."""
    week = store.counts(MEASURES["restrictive"], FIRST, FIRST + 20 * DAY, "week")
    return {
        "ward": store.ward().name,
        "staff": [[member.shown, member.role.value] for member in store.staff()],
        "records": {
            form: [[each.key, each.revision, each.state, plain(each.answers)] for each in found]
            for form in FORMS
            if (found := store.find(form))
        },
        "drafts": [[draft.form, plain(draft.answers)] for draft in store.drafts()],
        "weeks": [[period.start.isoformat(), period.count, period.seen] for period in week],
        "exports": [[export.seq, export.sha256, export.month.isoformat()] for export in store.exports()],
        "events": store.check_chain(),
    }


def main() -> None:
    """Make the ward, fill it, and write down what is in it."""
    folder = HERE / __version__
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    numbers = itertools.count()
    clock = ToldClock(datetime(2026, 10, 19, 8, tzinfo=UTC))
    code = new_recovery_code()
    home = Home(folder, folder / "keys")
    store = make_ward(
        home,
        VALUES,
        manager="L. W.",
        pin=PIN,
        recovery_code=code,
        clock=clock,
        bus=Bus(),
        new_id=lambda: str(uuid.uuid5(uuid.NAMESPACE_OID, str(next(numbers)))).replace("-5", "-4", 1),
    )
    with store.many():
        _fill(store, clock)
    told = {"recovery_code": code, "now": clock.at.isoformat(), **facts(store)}
    (folder / "facts.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")
    store.close()
    shutil.rmtree(home.keys)
    home.lock_file.unlink()


def _fill(store: Store, clock: ToldClock) -> None:
    [manager] = store.staff()
    nurse = store.add_staff("J. P.", Role.SHIFT, PIN, by=manager)
    charge = store.add_staff("S. O.", Role.FACILITATOR, PIN, by=manager)
    clock.at = CHANGE + timedelta(hours=1)
    person = store.save("person", {"ward_code": "P-001", "gender": "1"}, by=nurse).key
    restraint = {
        "kinds": ("restraint", "rapid_tranquillisation"),
        "started_at": CHANGE,
        "ended_at": CHANGE + timedelta(minutes=9),
        "person": person,
        "place": "garden",
        "interventions": ({"type": "07", "minutes": "1_to_5"}, {"type": "14"}),
        "note": "Made up: naïve “quotes”, 漢字.",
    }
    first = store.save("incident", restraint, by=nurse, entered_for="A. C.").key
    store.amend("incident", first, restraint | {"reason": "10"}, "", by=nurse)
    void = store.save("incident", {"kinds": ("violence",), "started_at": CHANGE}, by=nurse).key
    store.void("incident", void, "entered twice", by=manager)
    clock.at = datetime(2026, 11, 8, 12, tzinfo=UTC)
    for day in (FIRST + number * DAY for number in range(14)):
        store.save("census", {"day": day, "occupied": 17}, by=nurse)
        for shift in ("morning", "afternoon", "night"):
            store.confirm_shift(day, shift, by=nurse)
        held = {"day": day, "slot": "morning", "state": "held", "here": ("nurse", "hca")}
        store.save("huddle", held, by=charge)
    store.save("idea", {"title": "Tea at four", "status": "testing", "started": FIRST}, by=manager)
    store.change_setting("ward.beds", 20, by=manager)
    store.keep_draft(None, "incident", {"kinds": ("self_harm",)}, by=nurse)
    at, epoch = clock.at, store.identity().epoch
    store.record_export(
        Export(date(2026, 10, 1), 1, "ab" * 32, 65_536, "made-up.rrpb", at, epoch), by=manager
    )


if __name__ == "__main__":
    main()
