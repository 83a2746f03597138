"""What is older than the ward keeps goes for good; the chain says so and still hangs together."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from rrp_desktop.errors import Damaged, Refused
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from tests.core.store.conftest import ToldClock, Ward

OLD = datetime(2026, 3, 3, 10, tzinfo=UTC)
LATER = datetime(2047, 6, 1, 10, tzinfo=UTC)
UNTIL = date(2027, 6, 1)


@pytest.fixture
def aged(store: Store, clock: ToldClock, manager: StaffMember) -> tuple[str, str]:
    """An old incident with a history, and one of today, many years on."""
    clock.at = OLD + timedelta(hours=1)
    told = {"kinds": ("restraint",), "started_at": OLD, "interventions": ({"type": "07"},)}
    old = store.save("incident", told | {"note": "Ancient words"}, by=manager).key
    store.amend("incident", old, told | {"note": "Ancient words, mended"}, "mistyped", by=manager)
    store.confirm_shift(OLD.date() - timedelta(days=1), "morning", by=manager)
    clock.at = LATER
    new = store.save("incident", told | {"started_at": LATER - timedelta(hours=2)}, by=manager).key
    return old, new


def test_a_purge_removes_what_is_old_and_keeps_what_is_not(
    store: Store, ward: Ward, aged: tuple[str, str], manager: StaffMember
):
    old, new = aged
    before = store.check_chain()
    assert store.past_keeping() == (UNTIL, 2)
    assert store.purge(UNTIL, by=manager) == 2
    assert [each.key for each in store.find("incident")] == [new]
    with pytest.raises(Refused, match="no-such-record"):
        store.read("incident", old)
    assert store.history("incident", old) == ()
    with store.reading() as connection:
        rows = connection.execute(text("SELECT answers, reason FROM revision")).all()
        assert not [row for row in rows if "Ancient" in row.answers or "mistyped" in row.reason]
        assert connection.execute(text("SELECT count(*) FROM intervention")).scalar() == 1
    assert store.check_chain() > before
    assert store.ward().live_from == UNTIL
    assert store.past_keeping() == (UNTIL, 0)
    again = ward.again()
    again.check_chain()
    assert again.counts(MEASURES["restraint"], LATER.date(), LATER.date(), "day")[0].seen == 1


def test_a_purge_stands_in_the_chain_with_who_and_how_much(
    store: Store, aged: tuple[str, str], manager: StaffMember
):
    store.purge(UNTIL, by=manager)
    with store.reading() as connection:
        asked = text("SELECT action, by, answers FROM revision WHERE form = 'purge'")
        [row] = connection.execute(asked).all()
    assert (row.action, row.by) == ("purge", manager.key)
    assert '"records":2' in row.answers


def test_nothing_that_is_still_to_be_kept_is_purged(
    store: Store, aged: tuple[str, str], manager: StaffMember, charge: StaffMember
):
    with pytest.raises(Refused, match="purge-too-soon"):
        store.purge(LATER.date(), by=manager)
    with pytest.raises(Refused, match="purge-too-soon"):
        store.purge(LATER.date() - timedelta(days=20 * 365), by=manager)
    with pytest.raises(Refused, match="not-allowed"):
        store.purge(UNTIL, by=charge)
    assert len(store.find("incident")) == 2


def test_content_that_went_any_other_way_is_noticed(
    store: Store, aged: tuple[str, str], manager: StaffMember
):
    _, new = aged
    store.purge(UNTIL, by=manager)
    with store.writing() as connection:
        connection.execute(text("DROP TRIGGER revision_no_update"))
        connection.execute(
            text("UPDATE revision SET answers = '\"purged\"' WHERE form = 'incident' AND key = :key"),
            {"key": new},
        )
    with pytest.raises(Damaged, match="chain-broken"):
        store.check_chain()


def test_after_a_purge_records_and_the_chain_are_guarded_as_before(
    store: Store, aged: tuple[str, str], manager: StaffMember
):
    def guards() -> set[str]:
        with store.reading() as connection:
            asked = text("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
            return set(connection.execute(asked).scalars())

    before = guards()
    store.purge(UNTIL, by=manager)
    assert guards() == before
    assert len(before) > 10


def test_a_purge_can_be_looked_past(store: Store, aged: tuple[str, str], manager: StaffMember):
    store.purge(UNTIL, by=manager)
    with store.as_known_on(date(2026, 6, 1)):
        assert store.find("incident") == ()
    store.back_up(by=manager)
    store.purge(UNTIL, by=manager)
    store.check_chain()
