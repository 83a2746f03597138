"""What each role may do and see, cell by cell, asked of the store itself: no window stands in between."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from inspect import getmembers
from typing import Any

import pytest

from rrp_desktop.clock import DAY
from rrp_desktop.errors import Refused, RrpError
from rrp_desktop.forms.incident import INCIDENT
from rrp_desktop.forms.library import FORMS
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import ALLOWED, Act, Role, StaffMember, act_for, act_to_see
from rrp_desktop.store import Export, Store, new_recovery_code
from tests.core.store.conftest import PIN, ToldClock, Ward, copy_of, let_in

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
TODAY = NOW.date()
MONTH = date(2026, 10, 1)
NOBODY = StaffMember("nobody", "X", Role.MANAGER)
VIOLENCE = {"kinds": ("violence",), "started_at": NOW - timedelta(hours=1)}
ALLEGED = {
    "kinds": ("sexual_safety",),
    "started_at": NOW - timedelta(days=2),
    "own_view": "Said in confidence",
}
REFUSED = ("not-allowed", "not-signed-in")
INSIDE = {
    "add", "check_second", "close", "follow_ring", "for_rehearsal", "forget_rollback", "hash_of", "is_held",
    "keep_secret", "many", "missing_nights", "offer_to_seal", "reading", "secret", "write_staff", "writing",
}  # fmt: skip
"""For the store's own rooms and the program that opens it: no role comes into a connection or a key."""


@dataclass
class World:
    """A ward of which everybody asks the same things."""

    store: Store
    clock: ToldClock
    numbers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def manager(self) -> StaffMember:
        return self.staff(Role.MANAGER)

    def staff(self, role: Role) -> StaffMember:
        return next(each for each in self.store.staff() if each.role is role)

    def old(self) -> str:
        """The key of an incident of an earlier shift."""
        self.clock.at = NOW - 2 * DAY
        key = self.store.save("incident", ALLEGED, by=self.manager).key
        self.clock.at = NOW
        return key

    def somebody(self, **more: Any) -> str:
        return self.store.add_staff("Z. Z.", Role.SHIFT, PIN, by=self.manager, **more).key

    def draft(self, form: str = "incident") -> str:
        return self.store.keep_draft(None, form, {}, by=self.manager)

    def merged(self) -> str:
        key = self.old()
        self.store.merge(key, self.old(), "one event", by=self.manager)
        return key

    def slot(self) -> dict[str, Any]:
        day = TODAY - next(self.numbers) * DAY
        return {"day": day, "slot": "morning", "state": "not_held", "not_held": "staffing"}


Cell = Callable[[World, StaffMember], object]
ANYBODY = None
"""Needs nobody to be signed in: the locked screen shows as much, or the program asks on its own account."""


def _amend(world: World, by: StaffMember) -> None:
    world.store.amend("incident", world.old(), ALLEGED | {"kinds": ("self_harm",)}, "other", by=by)


def _export(world: World, by: StaffMember) -> None:
    epoch = world.store._epoch()
    world.store.record_export(Export(MONTH, 1, "ab", 5, "b.rrpb", NOW, epoch), by=by)


def _look(what: str, form: str, world: World, _by: StaffMember) -> object:
    if what == "find":
        return world.store.find(form)
    return world.store.read(form, "x") if what == "read" else world.store.history(form, "x")


def _in_an_hour() -> datetime:
    return NOW + timedelta(hours=1)


def _looks_back(world: World, _by: StaffMember) -> None:
    with world.store.as_known_on(TODAY):
        pass


DEEDS: dict[str, tuple[Act, Cell]] = {
    "save": (Act.RECORD, lambda w, by: w.store.save("incident", VIOLENCE, by=by)),
    "save: huddle": (Act.RUN_HUDDLE, lambda w, by: w.store.save("huddle", w.slot(), by=by)),
    "save: idea": (
        Act.IMPROVE,
        lambda w, by: w.store.save("idea", {"title": "Tea", "status": "planned"}, by=by),
    ),
    "amend": (Act.AMEND, _amend),
    "amend: add what was left open": (
        Act.RECORD,
        lambda w, by: w.store.amend("incident", w.old(), ALLEGED | {"note": "more"}, "", by=by),
    ),
    "void": (Act.VOID, lambda w, by: w.store.void("incident", w.old(), "entered twice", by=by)),
    "merge": (Act.JOIN, lambda w, by: w.store.merge(w.old(), w.old(), "one event", by=by)),
    "part": (Act.JOIN, lambda w, by: w.store.part(w.merged(), "two events", by=by)),
    "release": (Act.AMEND, lambda w, by: w.store.release(w.old(), by=by)),
    "confirm_shift": (Act.RECORD, lambda w, by: w.store.confirm_shift(TODAY - DAY, "morning", by=by)),
    "keep_draft": (Act.RECORD, lambda w, by: w.store.keep_draft(None, "incident", {}, by=by)),
    "keep_draft: idea": (Act.IMPROVE, lambda w, by: w.store.keep_draft(None, "idea", {}, by=by)),
    "keep_seconds": (Act.RECORD, lambda w, by: w.store.keep_seconds("incident", 20, by=by)),
    "take_sealed": (Act.RECORD, lambda w, by: w.store.take_sealed("none", by=by)),
    "accept_clock": (Act.RECORD, lambda w, by: w.store.accept_clock(by=by)),
    "put_news_away": (Act.SEE_CHARTS, lambda w, by: w.store.put_news_away(by=by)),
    "add_staff": (Act.MANAGE_USERS, lambda w, by: w.store.add_staff("N. N.", Role.SHIFT, PIN, by=by)),
    "add_staff: for a shift": (
        Act.GIVE_SHIFT_PIN,
        lambda w, by: w.store.add_staff("Bank", Role.SHIFT, PIN, by=by, until=_in_an_hour()),
    ),
    "end_staff": (Act.MANAGE_USERS, lambda w, by: w.store.end_staff(w.somebody(), by=by)),
    "end_staff: of a shift": (
        Act.GIVE_SHIFT_PIN,
        lambda w, by: w.store.end_staff(w.somebody(until=_in_an_hour()), by=by),
    ),
    "reset_pin": (Act.MANAGE_USERS, lambda w, by: w.store.reset_pin(w.somebody(), PIN, by=by)),
    "change_setting": (Act.SETTINGS, lambda w, by: w.store.change_setting("ward.beds", 20, by=by)),
    "change_setting: second place": (
        Act.BACK_UP,
        lambda w, by: w.store.change_setting("backup.second", "", by=by),
    ),
    "change_setting: this PC's key": (
        Act.SETTINGS,
        lambda w, by: w.store.change_setting("keys.device", True, by=by),
    ),
    "keep_pack": (Act.SETTINGS, lambda w, by: w.store.keep_pack(b"pack", by=by)),
    "keep_returned": (Act.EXPORT, lambda w, by: w.store.keep_returned(b"pack", MONTH, by=by)),
    "record_export": (Act.EXPORT, _export),
    "record_receipt": (Act.EXPORT, lambda w, by: w.store.record_receipt(1, "ab", by=by)),
    "back_up": (Act.BACK_UP, lambda w, by: w.store.back_up(by=by)),
    "take": (Act.BACK_UP, lambda w, by: w.store.take(by=by)),
    "permit_restore": (Act.BACK_UP, lambda w, by: w.store.permit_restore(by=by)),
    "start_over": (Act.BACK_UP, lambda w, by: w.store.start_over(by=by)),
    "set_passphrase": (
        Act.OPEN_WARD,
        lambda w, by: w.store.set_passphrase("orbit lantern quarry mango", by=by),
    ),
    "drop_passphrase": (Act.MANAGE_USERS, lambda w, by: w.store.drop_passphrase("somebody", by=by)),
    "purge": (Act.BACK_UP, lambda w, by: w.store.purge(date(2000, 1, 1), by=by)),
    "renew_recovery": (Act.BACK_UP, lambda w, by: w.store.renew_recovery(new_recovery_code(), by=by)),
    "change_key": (Act.BACK_UP, lambda w, by: w.store.change_key(new_recovery_code(), by=by)),
    "change_pin": (Act.SEE_CHARTS, lambda w, by: w.store.change_pin(PIN, PIN, by=by)),
}
"""Whoever does it says who they are; the store looks up what they may do."""

READS: dict[str, tuple[Act | None, Cell]] = {
    "accounts": (Act.SEE_INCIDENTS, lambda w, _: w.store.accounts("x")),
    "as_known_on": (Act.SEE_CHARTS, _looks_back),
    "backup_due": (ANYBODY, lambda w, _: w.store.backup_due()),
    "backups": (ANYBODY, lambda w, _: w.store.backups()),
    "beds": (ANYBODY, lambda w, _: w.store.beds(MONTH, TODAY)),
    "check": (Act.RECORD, lambda w, _: w.store.check("incident", VIOLENCE)),
    "check: huddle": (Act.RUN_HUDDLE, lambda w, _: w.store.check("huddle", {})),
    "check_chain": (ANYBODY, lambda w, _: w.store.check_chain()),
    "clock_warning": (ANYBODY, lambda w, _: w.store.clock_warning()),
    "counts": (ANYBODY, lambda w, _: w.store.counts(MEASURES["restraint"], MONTH, TODAY, "week")),
    "days": (ANYBODY, lambda w, _: w.store.days(MONTH, TODAY)),
    "days_since": (ANYBODY, lambda w, _: w.store.days_since(("restraint",))),
    "draft": (Act.SEE_INCIDENTS, lambda w, _: w.store.draft(w.draft())),
    "draft: idea": (Act.SEE_CHARTS, lambda w, _: w.store.draft(w.draft("idea"))),
    "drafts": (Act.SEE_CHARTS, lambda w, _: w.store.drafts()),
    "drop_draft": (Act.RECORD, lambda w, _: w.store.drop_draft(w.draft())),
    "drop_draft: huddle": (Act.RUN_HUDDLE, lambda w, _: w.store.drop_draft(w.draft("huddle"))),
    "happened": (ANYBODY, lambda w, _: w.store.happened(MONTH, TODAY)),
    "health": (ANYBODY, lambda w, _: w.store.health()),
    "exports": (Act.EXPORT, lambda w, _: w.store.exports()),
    "identity": (Act.EXPORT, lambda w, _: w.store.identity()),
    "month_check": (Act.EXPORT, lambda w, _: w.store.month_check(MONTH)),
    "opening_key": (Act.EXPORT, lambda w, _: w.store.opening_key()),
    "returned": (Act.EXPORT, lambda w, _: w.store.returned()),
    "snapshot": (Act.EXPORT, lambda w, _: w.store.snapshot(MONTH)),
    "home": (ANYBODY, lambda w, _: w.store.home()),
    "latest_entry": (ANYBODY, lambda w, _: w.store.latest_entry()),
    "list_versions": (ANYBODY, lambda w, _: w.store.list_versions(1)),
    "known_by_pin": (ANYBODY, lambda w, _: w.store.known_by_pin("nobody", PIN)),
    "form": (ANYBODY, lambda w, _: w.store.form("person")),
    "lists": (ANYBODY, lambda w, _: w.store.lists()),
    "moments": (Act.SEE_CHARTS, lambda w, _: w.store.moments(MEASURES["restraint"], MONTH, TODAY)),
    "names": (Act.SEE_CHARTS, lambda w, _: w.store.names()),
    "news_of": (Act.SEE_CHARTS, lambda w, who: w.store.news_of(who)),
    "pack": (Act.SEE_CHARTS, lambda w, _: w.store.pack()),
    "people_in": (Act.SEE_CHARTS, lambda w, _: w.store.people_in(MEASURES["restraint"], MONTH, TODAY)),
    "presence": (Act.SEE_CHARTS, lambda w, _: w.store.presence(MONTH, TODAY)),
    "recovery_used": (ANYBODY, lambda w, _: w.store.recovery_used()),
    "warnings": (Act.MANAGE_USERS, lambda w, _: w.store.warnings()),
    "rolled_back": (ANYBODY, lambda w, _: w.store.rolled_back()),
    "sealed": (Act.SEE_CHARTS, lambda w, _: w.store.sealed()),
    "seconds_by_form": (Act.SEE_CHARTS, lambda w, _: w.store.seconds_by_form(MONTH)),
    "shift_states": (ANYBODY, lambda w, _: w.store.shift_states(MONTH, TODAY)),
    "standing_of": (Act.SEE_CHARTS, lambda w, _: w.store.standing_of("idea")),
    "sign_in": (ANYBODY, lambda w, _: w.store.sign_in("nobody", PIN)),
    "sign_out": (ANYBODY, lambda w, _: w.store.sign_out()),
    "slots_due": (ANYBODY, lambda w, _: w.store.slots_due(MONTH, TODAY)),
    "staff": (ANYBODY, lambda w, _: w.store.staff()),
    "to_finish": (Act.SEE_CHARTS, lambda w, _: w.store.to_finish()),
    "past_keeping": (Act.BACK_UP, lambda w, _: w.store.past_keeping()),
    "unanswered": (Act.EXPORT, lambda w, _: w.store.unanswered()),
    "values": (ANYBODY, lambda w, _: w.store.values()),
    "ward": (ANYBODY, lambda w, _: w.store.ward()),
    "with_passphrase": (ANYBODY, lambda w, _: w.store.with_passphrase()),
    **{
        f"{what}: {form}": (act_to_see(form), partial(_look, what, form))
        for what in ("find", "read", "history")
        for form in FORMS
    },
}
"""Whoever reads is whoever has signed in with their PIN; there is nothing to claim."""


@pytest.fixture(scope="module")
def world(made: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    ward = Ward(copy_of(made, tmp_path_factory.mktemp("roles")), ToldClock(NOW))
    store = ward.open()
    yield World(store, ward.clock)
    ward.close()


def _refusal(deed: Callable[[], object]) -> str:
    """Why the role was refused; nothing when it was not, whatever else stood in the way."""
    try:
        deed()
    except RrpError as error:
        return error.code if error.code in REFUSED else ""
    return ""


def test_every_public_method_of_the_store_is_in_the_table():
    public = {name for name, _ in getmembers(Store, callable) if not name.startswith("_")}
    assert {name.partition(":")[0] for name in (*DEEDS, *READS)} | INSIDE == public


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_role_does_what_it_may_and_is_refused_the_rest(world: World, role: Role, deed: str):
    act, do = DEEDS[deed]
    who = world.staff(role)
    let_in(world.store, Role.MANAGER)
    assert _refusal(lambda: do(world, who)) == ("" if act in ALLOWED[role] else "not-allowed")


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_is_not_of_the_ward_does_nothing(world: World, deed: str):
    _, do = DEEDS[deed]
    refusal = _refusal(lambda: do(world, NOBODY))
    assert refusal == "not-signed-in" or deed == "change_pin"


@pytest.mark.parametrize("role", Role)
def test_a_role_reads_what_it_may_and_is_refused_the_rest(world: World, role: Role):
    who = world.staff(role)
    told, expected = {}, {}
    for name, (act, look) in READS.items():
        let_in(world.store, role)
        told[name] = _refusal(partial(look, world, who))
        expected[name] = "" if act is ANYBODY or act in ALLOWED[role] else "not-allowed"
    assert told == expected


def test_while_locked_nothing_is_read_but_the_ward_and_its_numbers(world: World):
    told, expected = {}, {}
    for name, (act, look) in READS.items():
        world.store.sign_out()
        told[name] = _refusal(partial(look, world, NOBODY))
        expected[name] = "" if act is ANYBODY else "not-signed-in"
    assert told == expected


def test_each_form_is_written_by_those_who_may_and_the_coach_writes_none():
    for form in FORMS:
        assert act_for(form) not in ALLOWED[Role.COACH]
        assert act_for(form) in ALLOWED[Role.MANAGER]
    assert {form for form in FORMS if act_to_see(form) in ALLOWED[Role.COACH]} == {
        form for form in FORMS if act_for(form) is Act.IMPROVE
    }


def test_whoever_has_signed_in_reads_for_themselves_only(world: World):
    nurse, charge = world.staff(Role.SHIFT), world.staff(Role.FACILITATOR)
    world.store.sign_in(nurse.key, PIN)
    with pytest.raises(Refused, match="not-allowed"):
        world.store.news_of(charge)


def test_a_second_person_agrees_by_their_pin_and_the_first_stays_signed_in(world: World):
    let_in(world.store, Role.MANAGER)
    world.store.known_by_pin(world.staff(Role.SHIFT).key, PIN)
    assert world.store.exports() is not None


def test_a_wrong_pin_lets_nobody_read(world: World):
    world.store.sign_out()
    with pytest.raises(Refused, match="pin-wrong"):
        world.store.sign_in(world.manager.key, "9999")
    with pytest.raises(Refused, match="not-signed-in"):
        world.store.find("incident")
    world.store.sign_in(world.manager.key, PIN)


def test_only_the_top_of_a_form_is_restricted():
    """What is hidden is hidden whole; nothing has to be picked out of rows."""
    rows = [field.rows for form in FORMS.values() for field in form.fields() if field.rows is not None]
    assert not [field.name for form in rows for field in form.fields() if field.restricted]
    assert [field.name for field in INCIDENT.fields() if field.restricted]


@pytest.mark.parametrize("role", [Role.SHIFT, Role.FACILITATOR, Role.MANAGER])
def test_details_of_sexual_safety_are_for_the_nurse_in_charge_and_the_manager(world: World, role: Role):
    store, key = world.store, world.old()
    store.amend("incident", key, ALLEGED | {"own_view": "Said later"}, "more", by=world.manager)
    draft = store.keep_draft(None, "incident", ALLEGED, by=world.manager)
    let_in(store, role)
    told = [
        store.read("incident", key).answers,
        next(each for each in store.find("incident") if each.key == key).answers,
        *(each.answers for each in store.history("incident", key)),
        store.draft(draft).answers,
        next(each for each in store.drafts() if each.key == draft).answers,
    ]
    let_in(store, role)
    with store.as_known_on(TODAY):
        told.append(store.read("incident", key).answers)
    assert {"own_view" in answers for answers in told} == {role is not Role.SHIFT}
    assert store.read("incident", key).hidden == (("own_view",) if role is Role.SHIFT else ())


def test_what_a_shift_worker_could_not_see_survives_what_they_write(world: World):
    store, nurse = world.store, world.staff(Role.SHIFT)
    key = world.old()
    seen = {name: ALLEGED[name] for name in ("kinds", "started_at")}
    store.amend("incident", key, seen | {"note": "n"}, "", by=nurse)
    draft = store.keep_draft(None, "incident", ALLEGED, by=world.manager)
    store.keep_draft(draft, "incident", {"kinds": ("sexual_safety",)}, by=nurse)
    let_in(store, Role.MANAGER)
    assert store.read("incident", key).answers["own_view"] == ALLEGED["own_view"]
    assert store.draft(draft).answers["own_view"] == ALLEGED["own_view"]
    told = {"kinds": ("sexual_safety",), "started_at": VIOLENCE["started_at"]}
    saved = store.save("incident", told, by=nurse, draft=draft).key
    assert store.read("incident", saved).answers["own_view"] == ALLEGED["own_view"]
