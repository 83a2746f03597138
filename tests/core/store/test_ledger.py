"""The chain is only ever added to, and says so when somebody did otherwise."""

import contextlib
import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlcipher3 import dbapi2 as sqlcipher

from rrp_desktop.errors import Damaged, Refused, Unavailable
from rrp_desktop.events import Changed
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from tests.core.store.conftest import Ward

VIOLENCE = {"kinds": ("violence",), "started_at": datetime(2026, 11, 20, 9, tzinfo=UTC)}


def _at(day: int, hour: int) -> dict[str, object]:
    return {**VIOLENCE, "started_at": datetime(2026, 11, day, hour, tzinfo=UTC)}


def test_a_sound_chain_is_counted(store: Store, nurse: StaffMember):
    before = store.check_chain()
    key = store.save("incident", VIOLENCE, by=nurse).key
    store.amend("incident", key, {**VIOLENCE, "violence": ("verbal",)}, "", by=nurse)
    assert store.check_chain() == before + 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revision SET reason = 'other' WHERE number = 1",
        "DELETE FROM revision WHERE number = 1",
        "DELETE FROM incident",
    ],
)
def test_the_file_itself_refuses_to_forget(store: Store, nurse: StaffMember, statement: str):
    store.save("incident", VIOLENCE, by=nurse)
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(text(statement))
    store.check_chain()


def _tamper(ward: Ward, *statements: str) -> Store:
    """Do to the file what somebody with its key could do, triggers or not."""
    with ward.store.writing() as connection:
        triggers = connection.execute(
            text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        ).all()
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
        for _, sql in triggers:
            connection.execute(text(sql))
    return ward.again()


TAMPERED = {
    "an answer in the chain": "UPDATE revision SET answers = '{}' WHERE number = :number",
    "who": "UPDATE revision SET by = 'somebody else' WHERE number = :number",
    "when": "UPDATE revision SET at = '2026-01-05T00:00:00Z' WHERE number = :number",
    "an event taken out": "DELETE FROM revision WHERE number = :number",
    "a record's column": "UPDATE incident SET kinds = 'absence'",
    "the day it counts for": "UPDATE incident SET counted_on = counted_on - 1",
    "the shift it counts for": "UPDATE incident SET shift_start = shift_start + 1",
    "a record voided in silence": "UPDATE incident SET standing = 'void'",
    "a record taken out": "DELETE FROM intervention; DELETE FROM incident",
    "a child row": "UPDATE intervention SET type = '01'",
    "the day of a child row": "UPDATE intervention SET counted_on = counted_on - 1",
    "a child row taken out": "DELETE FROM intervention",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_was_changed_behind_the_app_is_named(
    ward: Ward, store: Store, nurse: StaffMember, what: str
):
    store.save(
        "incident", {**VIOLENCE, "kinds": ("restraint",), "interventions": ({"type": "07"},)}, by=nurse
    )
    number = store.check_chain()
    store.save("incident", _at(20, 10), by=nurse)
    tampered = _tamper(ward, *TAMPERED[what].replace(":number", str(number)).split(";"))
    with pytest.raises(Damaged, match=f"chain-broken.*{number}"):
        tampered.check_chain()


def test_a_file_put_back_to_an_earlier_state_is_noticed_and_never_forgotten(
    ward: Ward, store: Store, nurse: StaffMember, expected_log
):
    """T7"""
    expected_log.expect("rolled-back")
    store.save("incident", VIOLENCE, by=nurse)
    ward.close()
    older = ward.home.folder.parent / "older.rrp"
    shutil.copy(ward.home.ward, older)
    ward.open().save("incident", _at(20, 10), by=nurse)
    ward.close()
    shutil.copy(older, ward.home.ward)
    rolled = ward.open()
    with pytest.raises(Damaged, match="rolled-back"):
        rolled.check_chain()
    rolled.save("incident", _at(20, 11), by=nurse)
    rolled.save("incident", _at(20, 12), by=nurse)
    with pytest.raises(Damaged, match="rolled-back"):
        ward.again().check_chain()


def test_a_lost_log_beside_the_file_is_noticed(
    ward: Ward, store: Store, nurse: StaffMember, new_ward: Callable[[], Ward], expected_log
):
    """T7: without it every check of the file itself says that all is well."""
    expected_log.expect("rolled-back")
    store.save("incident", VIOLENCE, by=nurse)
    crashed = new_ward()
    for name in ("ward.rrp", "ring.json"):
        shutil.copy(ward.home.folder / name, crashed.home.folder / name)
    shutil.copytree(ward.home.keys, crashed.home.keys, dirs_exist_ok=True)
    with pytest.raises(Damaged, match="rolled-back"):
        crashed.open().check_chain()


def test_a_ward_left_open_by_a_crash_has_everything(
    ward: Ward, store: Store, nurse: StaffMember, new_ward: Callable[[], Ward]
):
    key = store.save("incident", VIOLENCE, by=nurse).key
    crashed = new_ward()
    for file in ward.home.folder.iterdir():
        shutil.copy(file, crashed.home.folder)
    assert crashed.open().read("incident", key).revision == 1
    crashed.store.check_chain()


def test_a_mark_that_cannot_be_kept_does_not_undo_the_save(
    ward: Ward, store: Store, nurse: StaffMember, monkeypatch: pytest.MonkeyPatch, expected_log
):
    expected_log.expect("mark-not-kept disk-full")

    def full(*_given: object, **_named: object) -> None:
        raise Unavailable("disk-full", "")

    monkeypatch.setattr("rrp_desktop.store.ledger.place", full)
    key = store.save("incident", VIOLENCE, by=nurse).key
    monkeypatch.undo()
    assert ward.again().read("incident", key).key == key
    ward.store.check_chain()


def test_events_follow_the_commit_and_never_a_failure(ward: Ward, store: Store, nurse: StaffMember):
    with store.many():
        store.save("incident", VIOLENCE, by=nurse)
        assert ward.events == []
    assert [type(event) for event in ward.events] == [Changed]
    ward.events.clear()
    with pytest.raises(KeyError):
        _save_then_fail(store, nurse)
    assert ward.events == []
    assert len(store.find("incident")) == 1


def _save_then_fail(store: Store, nurse: StaffMember) -> None:
    with store.many():
        store.save("incident", VIOLENCE, by=nurse)
        raise KeyError


def test_what_is_refused_among_many_does_not_undo_the_rest(store: Store, nurse: StaffMember):
    with store.many():
        store.save("incident", VIOLENCE, by=nurse)
        with pytest.raises(Refused):
            store.save("incident", {}, by=nurse)
        store.save("incident", VIOLENCE, by=nurse)
    assert len(store.find("incident")) == 2
    store.check_chain()


def _breaks(*_given: object) -> None:
    raise KeyError


def _save_and_go_on(store: Store, nurse: StaffMember) -> None:
    with store.many(), contextlib.suppress(KeyError):
        store.save("incident", VIOLENCE, by=nurse)


def test_what_fails_half_way_among_many_undoes_all_of_it(
    store: Store, nurse: StaffMember, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(store, "_tell_changed", _breaks)
    with pytest.raises(AssertionError, match="half-way"):
        _save_and_go_on(store, nurse)
    assert store.find("incident") == ()
    store.check_chain()


def test_another_thread_may_not_ask_the_store(store: Store):
    store.values()
    store.drafts()
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            store.drafts()
        except AssertionError as error:
            caught.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert "another thread" in str(caught[0])


def _fail_commit(store: Store, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> None:
    dialect = store._engine.dialect
    real = dialect.do_commit

    def commit(connection) -> None:
        monkeypatch.undo()
        if not before:
            real(connection)
        raise dialect.loaded_dbapi.OperationalError("disk I/O error")

    monkeypatch.setattr(dialect, "do_commit", commit)


def test_a_commit_that_reports_an_error_but_is_there_counts_as_saved(
    ward: Ward, store: Store, nurse: StaffMember, monkeypatch: pytest.MonkeyPatch
):
    """T4: never ask for an entry again that is on disk already."""
    _fail_commit(store, monkeypatch, before=False)
    saved = store.save("incident", VIOLENCE, by=nurse)
    assert [record.key for record in store.find("incident")] == [saved.key]
    assert [event.keys for event in ward.events if isinstance(event, Changed)] == [(saved.key,)]


def test_a_commit_that_failed_is_said_so_and_the_store_goes_on(
    ward: Ward, store: Store, nurse: StaffMember, monkeypatch: pytest.MonkeyPatch
):
    _fail_commit(store, monkeypatch, before=True)
    with pytest.raises(Unavailable, match="not-saved"):
        store.save("incident", VIOLENCE, by=nurse)
    assert store.find("incident") == ()
    assert ward.events == []
    store.save("incident", VIOLENCE, by=nurse)
    store.check_chain()


@pytest.mark.parametrize("there", [True, False])
def test_a_save_of_which_nothing_is_known_says_so_and_the_store_opens_again(
    store: Store, nurse: StaffMember, monkeypatch: pytest.MonkeyPatch, there: bool
):
    """T4: nobody is asked to enter again what may be on disk."""

    def unanswering(_engine: object) -> None:
        raise Unavailable("file-busy", "")

    with monkeypatch.context() as failing:
        _fail_commit(store, monkeypatch, before=not there)
        failing.setattr("rrp_desktop.store.ledger.patiently", unanswering)
        with pytest.raises(Unavailable, match="perhaps-saved"):
            store.save("incident", VIOLENCE, by=nurse)
        with pytest.raises(Unavailable, match="file-busy"):
            store.find("incident")
    assert len(store.find("incident")) == there
    store.check_chain()


def test_a_store_whose_disk_does_not_answer_can_be_closed(
    ward: Ward, store: Store, nurse: StaffMember, monkeypatch: pytest.MonkeyPatch
):
    """T4"""

    def unanswering(_engine: object) -> None:
        raise Unavailable("file-busy", "")

    with monkeypatch.context() as failing:
        _fail_commit(store, monkeypatch, before=True)
        failing.setattr("rrp_desktop.store.ledger.patiently", unanswering)
        with pytest.raises(Unavailable, match="perhaps-saved"):
            store.save("incident", VIOLENCE, by=nurse)
        ward.close()
    assert ward.open().find("incident") == ()


def test_a_fault_while_a_ward_is_opened_is_not_called_a_newer_file(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
):
    """T4"""

    def failing(_connection: object) -> None:
        raise DatabaseError("", {}, sqlcipher.DatabaseError("database disk image is malformed"))

    with monkeypatch.context() as patched:
        patched.setattr("rrp_desktop.store.upgrade.version_of", failing)
        with pytest.raises(Unavailable, match="not-read"):
            ward.open()
    ward.open()


def test_a_fault_that_passes_is_not_called_damage(store: Store, monkeypatch: pytest.MonkeyPatch):
    """T4: SQLCipher calls a passing read error a malformed file."""
    monkeypatch.setattr("rrp_desktop.store.open.PAUSE", 0.01)
    dialect = store._engine.dialect
    real = dialect.do_execute

    def malformed(*given, **named) -> None:
        monkeypatch.setattr(dialect, "do_execute", real)
        raise dialect.loaded_dbapi.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(dialect, "do_execute", malformed)
    with pytest.raises(Unavailable, match="not-read"):
        store.find("incident")
    assert store.find("incident") == ()


def test_a_fault_of_ours_is_not_blamed_on_the_pc(store: Store):
    with pytest.raises(DatabaseError, match="no such table"), store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    assert store.find("incident") == ()


def test_the_event_before_the_latest_is_part_of_its_hash(store: Store, nurse: StaffMember):
    store.save("incident", VIOLENCE, by=nurse)
    with store.reading() as connection:
        rows = connection.execute(text("SELECT number, previous, hash FROM revision ORDER BY number")).all()
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]


def test_nothing_is_written_while_something_is_read(store: Store, nurse: StaffMember):
    with store.reading(), pytest.raises(AssertionError, match="read"):
        store.save("incident", VIOLENCE, by=nurse)
    assert store.find("incident") == ()
