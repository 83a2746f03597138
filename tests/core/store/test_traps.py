"""What went wrong once, in a prototype or a library, and what keeps it from happening again.

Those without a test elsewhere have theirs below.

 1. Streaming encryption ends without an error on a full disk:
    test_traps::test_files_are_sealed_in_memory_alone
 2. A key one digit short is taken for a passphrase: test_open::test_a_key_one_digit_short_is_refused
 3. The pages are checked before the log was folded in:
    test_traps::test_a_new_key_that_is_still_in_the_log_is_not_called_damage
 4. A copy made page by page never ends while somebody writes: test_traps::test_no_copy_is_made_page_by_page
 5. A damaged log takes entries with it and every check says that all is well:
    test_ledger::test_a_lost_log_beside_the_file_is_noticed
 6. Whoever opens the live file drops its locks: test_traps::test_nothing_but_the_cipher_opens_the_live_file
 7. A read that fails once is called damage: test_ledger::test_a_fault_that_passes_is_not_called_damage
 8. A commit reports an error and is there:
    test_ledger::test_a_commit_that_reports_an_error_but_is_there_counts_as_saved
 9. A file opened as one that never changes shows an old state:
    test_traps::test_no_file_is_opened_as_immutable
10. A signature is changed and still holds: test_sshsig::test_two_thousand_changed_signatures_are_all_refused
11. Odd headers and ways in are accepted: test_seal::test_other_ways_in_are_refused_although_signed
12. What is not verified yet is let out: test_seal::test_a_cut_age_file_is_refused_although_signed
13. An exception quotes what was typed: test_open::test_what_a_statement_held_never_reaches_an_error
14. A cell that begins with a sign of equality is a formula:
    test_figures::test_the_points_go_to_a_spreadsheet_as_numbers_and_never_as_formulas
15. Two moments an hour apart are equal: test_traps::test_the_hour_that_comes_twice_is_two_hours
16. The key stays in memory for as long as the process does:
    test_locks::test_after_a_long_time_the_process_is_asked_to_end_with_everything_kept
17. A kill finds no missing sync: test_open::test_the_connection_is_as_safe_as_it_must_be
18. A hash without a key can be undone by trying:
    test_month::test_a_persons_pseudonym_is_the_wards_own_and_always_the_same
"""

import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.open import raw
from rrp_desktop.store.ring import new_key
from tests.core.store.conftest import ToldClock, Ward

ROOT = Path(__file__).parents[3]
SOURCES = [*ROOT.glob("rrp_desktop/**/*.py"), *ROOT.glob("ui/**/*.py")]


def test_every_trap_is_kept_by_a_test_that_is_there() -> None:
    named = re.findall(r"(test_\w+)::(test_\w+)", __doc__ or "")
    there = {
        (file.stem, name)
        for file in ROOT.glob("tests/**/test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }
    assert len(named) == 18
    assert set(named) <= there


def _naming(pattern: str) -> list[str]:
    return [file.name for file in SOURCES if re.search(pattern, file.read_text("utf-8"))]


def test_files_are_sealed_in_memory_alone() -> None:
    """The library's other calls lose the last bytes on a full disk, and say nothing."""
    assert _naming(r"\b(en|de)crypt_(file|io)\b") == []
    assert _naming(r"\bpyrage\b") != []


def test_no_copy_is_made_page_by_page() -> None:
    assert _naming(r"\.backup\(") == []
    assert _naming(r"VACUUM INTO") == ["copies.py"]


def test_no_file_is_opened_as_immutable() -> None:
    assert _naming(r"\bimmutable\s*=") == []


def test_a_new_key_that_is_still_in_the_log_is_not_called_damage(
    ward: Ward, store: Store, nurse: StaffMember, new_ward: Callable[[], Ward]
):
    """The check of the pages reads the file alone, and would take the old pages in it for damage."""
    key = store.save("incident", {"kinds": ("violence",), "started_at": ward.clock.at}, by=nurse).key
    connection, new = raw(store._connection), new_key()
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute(f"PRAGMA rekey=\"x'{(new.secret + new.salt).hex()}'\"")
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall()
    crashed = new_ward()
    for file in ward.home.folder.glob("ward.rrp*"):
        shutil.copy(file, crashed.home.folder)
    again = Store(crashed.home, crashed.home.ward, new, took=False, **crashed.needs())
    with again.reading() as reading:
        assert reading.exec_driver_sql("SELECT key FROM incident").scalars().all() == [key]
    again.close()


_OPENED: list[str] = []
_LISTENING = [False]


def _hear(event: str, given: tuple[object, ...]) -> None:
    if event == "open" and _LISTENING[0]:
        _OPENED.append(Path(str(given[0])).name)


def test_nothing_but_the_cipher_opens_the_live_file(ward: Ward, manager: StaffMember, clock: ToldClock):
    """Whoever opens and closes it lets go of every lock that the process has on it."""
    if not _OPENED:
        sys.addaudithook(_hear)
    ward.close()
    _LISTENING[0] = True
    try:
        store = ward.open()
        store.save("incident", {"kinds": ("violence",), "started_at": clock.at}, by=manager)
        store.keep_draft(None, "incident", {"note": "made up"}, by=manager)
        store.back_up()
        store.health()
        store.check_chain()
        ward.close()
    finally:
        _LISTENING[0] = False
    assert "ring.json" in _OPENED
    assert [name for name in _OPENED if name.startswith("ward.rrp")] == []


def test_the_hour_that_comes_twice_is_two_hours(store: Store, nurse: StaffMember, clock: ToldClock):
    """Half past one in summer time, and half past one an hour later."""
    clock.at = datetime(2026, 10, 25, 2, tzinfo=UTC)
    moments = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    keys = [
        store.save("incident", {"kinds": ("violence",), "started_at": moment}, by=nurse).key
        for moment in moments
    ]
    kept = [store.read("incident", key).answers["started_at"] for key in keys]
    assert [moment.timestamp() for moment in kept] == [moment.timestamp() for moment in moments]
    assert [record.key for record in store.find("incident")] == keys[::-1]
