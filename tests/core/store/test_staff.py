"""Who may sign in, how often a wrong PIN is forgiven, and what each role may do."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rrp_desktop.errors import Refused
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.staff import Staff
from tests.core.store.conftest import PIN, ToldClock, Ward

WRONG = "1357"


def _fail(store: Store, who: StaffMember, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Refused, match="pin-wrong"):
            store.sign_in(who.key, WRONG)


def test_the_right_pin_lets_in_whoever_it_belongs_to(store: Store, nurse: StaffMember):
    assert store.sign_in(nurse.key, PIN) == nurse


def test_nobody_is_let_in_by_a_name_that_is_not_there(store: Store):
    with pytest.raises(Refused, match="pin-wrong"):
        store.sign_in("nobody", PIN)


def test_five_wrong_pins_are_free_and_then_each_wait_is_twice_the_last(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    _fail(store, nurse, 5)
    told = ("30 seconds", "60 seconds", "2 minutes", "4 minutes", "8 minutes", "15 minutes", "15 minutes")
    for wait, words in zip((30, 60, 120, 240, 480, 900, 900), told, strict=True):
        with pytest.raises(Refused, match="pin-wait") as refusal:
            store.sign_in(nurse.key, PIN)
        assert refusal.value.sentence.endswith(f"Try again in {words}.")
        clock.goes_on(seconds=wait - 1)
        with pytest.raises(Refused, match="pin-wait"):
            store.sign_in(nurse.key, PIN)
        clock.goes_on(seconds=1)
        _fail(store, nurse, 1)


def test_the_right_pin_makes_wrong_ones_forgotten(store: Store, nurse: StaffMember, clock: ToldClock):
    _fail(store, nurse, 5)
    clock.goes_on(seconds=30)
    store.sign_in(nurse.key, PIN)
    _fail(store, nurse, 5)


def test_somebody_elses_wrong_pins_keep_nobody_out(store: Store, nurse: StaffMember, manager: StaffMember):
    _fail(store, nurse, 5)
    assert store.sign_in(manager.key, PIN) == manager


def test_neither_a_restart_nor_the_pcs_clock_shortens_a_wait(
    ward: Ward, store: Store, nurse: StaffMember, clock: ToldClock
):
    _fail(store, nurse, 5)
    clock.goes_on(seconds=20)
    clock.ticks = 5.0
    clock.at += timedelta(days=3)
    again = ward.again()
    with pytest.raises(Refused, match="pin-wait"):
        again.sign_in(nurse.key, PIN)
    clock.goes_on(seconds=29)
    with pytest.raises(Refused, match="pin-wait"):
        again.sign_in(nurse.key, PIN)
    clock.goes_on(seconds=1)
    again.sign_in(nurse.key, PIN)


def test_ten_wrong_pins_are_written_down(store: Store, nurse: StaffMember, clock: ToldClock):
    before = store.check_chain()
    for _ in range(10):
        clock.goes_on(hours=1)
        _fail(store, nurse, 1)
    assert store.check_chain() == before + 1


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 400)),
        st.tuples(st.just("jump"), st.integers(-(10**6), 10**6)),
        st.tuples(st.just("restart"), st.just(0)),
    ),
    min_size=12,
    max_size=16,
)


@given(steps=_STEPS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_order_of_tries_restarts_and_clock_jumps_gives_more_tries_than_time_allows(
    new_ward: Callable[[], Ward], steps: list[tuple[str, int]]
):
    """T12"""
    ward = new_ward()
    store, clock = ward.open(), ward.clock
    [who, *_] = store.staff()
    tries, waited = 0, 0
    for what, how_much in steps:
        if what == "wait":
            clock.goes_on(seconds=how_much)
            waited += how_much
        elif what == "jump":
            clock.at += timedelta(seconds=how_much)
        else:
            clock.ticks = 0.0
            store = ward.again()
        with pytest.raises(Refused) as caught:
            store.sign_in(who.key, WRONG)
        tries += caught.value.code == "pin-wrong"
    ward.close()
    longest = sum(1 for nth in range(1, 20) if 30 * (2**nth - 1) <= waited)
    assert tries <= 5 + longest


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "12 34"])
def test_a_pin_is_four_to_eight_digits(store: Store, manager: StaffMember, pin: str):
    with pytest.raises(Refused, match="pin-unfit"):
        store.add_staff("X. Y.", Role.SHIFT, pin, by=manager)


def test_whoever_is_let_in_is_shown_by_something_short(store: Store, manager: StaffMember):
    for shown in ("", "   ", "N" * 41):
        with pytest.raises(Refused, match="staff-unnamed"):
            store.add_staff(shown, Role.SHIFT, PIN, by=manager)
    assert store.add_staff(f" {'N' * 40} ", Role.SHIFT, PIN, by=manager).shown == "N" * 40


def test_a_pin_for_one_shift_ends_with_it(store: Store, charge: StaffMember, clock: ToldClock):
    bank = store.add_staff("Bank nurse", Role.SHIFT, PIN, by=charge, until=clock.now() + timedelta(hours=8))
    assert store.sign_in(bank.key, PIN) == bank
    clock.goes_on(hours=8)
    assert bank not in store.staff()
    with pytest.raises(Refused, match="pin-over"):
        store.sign_in(bank.key, PIN)
    with pytest.raises(Refused, match="not-signed-in"):
        store.keep_draft(None, "incident", {}, by=bank)


@pytest.mark.parametrize(
    ("role", "hours"), [(Role.SHIFT, 13), (Role.FACILITATOR, 8), (Role.MANAGER, 8), (Role.SHIFT, None)]
)
def test_only_a_manager_gives_more_than_a_pin_for_one_shift(
    store: Store, charge: StaffMember, manager: StaffMember, clock: ToldClock, role: Role, hours: int | None
):
    until = None if hours is None else clock.now() + timedelta(hours=hours)
    with pytest.raises(Refused, match="not-allowed"):
        store.add_staff("Somebody", role, PIN, by=charge, until=until)
    assert store.add_staff("Somebody", role, PIN, by=manager, until=until).role is role


def test_what_the_window_says_of_somebody_does_not_count(store: Store, nurse: StaffMember):
    """The role is the one in the file, whatever object the caller holds."""
    claims = StaffMember(nurse.key, nurse.shown, Role.MANAGER)
    with pytest.raises(Refused, match="not-allowed"):
        store.change_setting("ward.beds", 20, by=claims)
    with pytest.raises(Refused, match="not-signed-in"):
        store.change_setting("ward.beds", 20, by=StaffMember("made-up", "X", Role.MANAGER))


def _save_incident(store: Store, who: StaffMember) -> None:
    store.save("incident", {"kinds": ("violence",), "started_at": store._clock.now()}, by=who)


def test_a_verifier_is_not_the_pin(store: Store):
    with Staff.reading(store) as connection:
        rows = connection.exec_driver_sql("SELECT verifier FROM staff").scalars().all()
    assert all(row.startswith("$argon2id$") and PIN not in row for row in rows)
    assert len(set(rows)) == len(rows)


def test_whoever_left_signs_in_no_more_and_keeps_what_they_wrote(
    store: Store, manager: StaffMember, nurse: StaffMember, charge: StaffMember
):
    with pytest.raises(Refused, match="not-allowed"):
        store.end_staff(nurse.key, by=charge)
    store.end_staff(nurse.key, by=manager)
    assert nurse not in store.staff()
    assert store.names()[nurse.key] == "J. P."
    with pytest.raises(Refused, match="pin-over"):
        store.sign_in(nurse.key, PIN)
    with pytest.raises(Refused, match="not-signed-in"):
        _save_incident(store, nurse)
    for key in (nurse.key, "nobody"):
        with pytest.raises(Refused, match="no-such-staff"):
            store.end_staff(key, by=manager)


def test_the_nurse_in_charge_ends_a_pin_for_one_shift(store: Store, charge: StaffMember, clock: ToldClock):
    bank = store.add_staff("Bank", Role.SHIFT, PIN, by=charge, until=clock.now() + timedelta(hours=8))
    store.end_staff(bank.key, by=charge)
    assert bank.key not in {each.key for each in store.staff()}


def test_the_nurse_in_charge_ends_nobody_whom_the_manager_alone_could_let_in(
    store: Store, charge: StaffMember, manager: StaffMember, clock: ToldClock
):
    until = clock.now() + timedelta(hours=8)
    coach = store.add_staff("Visitor", Role.COACH, PIN, by=manager, until=until)
    with pytest.raises(Refused, match="not-allowed"):
        store.end_staff(coach.key, by=charge)


def test_a_ward_keeps_a_manager(store: Store, manager: StaffMember):
    with pytest.raises(Refused, match="last-manager"):
        store.end_staff(manager.key, by=manager)
    second = store.add_staff("N. M.", Role.MANAGER, PIN, by=manager)
    store.end_staff(manager.key, by=second)
    with pytest.raises(Refused, match="last-manager"):
        store.end_staff(second.key, by=second)


def test_somebody_changes_their_own_pin_by_the_one_they_have(store: Store, nurse: StaffMember):
    with pytest.raises(Refused, match="pin-wrong"):
        store.change_pin("1357", "8642", by=nurse)
    with pytest.raises(Refused, match="pin-unfit"):
        store.change_pin(PIN, "12", by=nurse)
    store.change_pin(PIN, "8642", by=nurse)
    with pytest.raises(Refused, match="pin-wrong"):
        store.sign_in(nurse.key, PIN)
    assert store.sign_in(nurse.key, "8642") == nurse


def test_the_manager_gives_a_new_pin_to_whoever_forgot_theirs(
    store: Store, manager: StaffMember, nurse: StaffMember, charge: StaffMember
):
    _fail(store, nurse, 5)
    with pytest.raises(Refused, match="pin-wait"):
        store.sign_in(nurse.key, PIN)
    with pytest.raises(Refused, match="not-allowed"):
        store.reset_pin(nurse.key, "8642", by=charge)
    store.reset_pin(nurse.key, "8642", by=manager)
    assert store.sign_in(nurse.key, "8642") == nurse
    store.check_chain()
