"""Words that only a person could have typed, put everywhere they can be typed, and then looked for.

T14: nothing that the app writes, and nothing it says when something goes wrong, may hold one of them.
"""

import itertools
import logging
import tempfile
import traceback
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyrage.x25519 import Identity
from sqlalchemy import text

from rrp_desktop import log
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.make import open_sealed
from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
from rrp_desktop.bundle.seal import verify
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form, Kind
from rrp_desktop.month_end import hand_over, prepare, take_pack
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.settings import NHS_NUMBER
from rrp_desktop.store import Store, new_recovery_code
from rrp_desktop.store.restore import rehearsal
from rrp_desktop.store.sealed import seal
from tests.core.store.conftest import PIN, Ward

_NUMBERS = itertools.count()
_MARK = "Kanarienvögel"
_PERSON = "P-93142857"
_NHS_NUMBER = "9434765919"
_MARKS = (_MARK[:8].encode(), _MARK[:8].encode("utf-16-le"), _MARK[:8].lower().encode(), _PERSON.encode())
SPELT = (*_MARKS, _NHS_NUMBER.encode(), b"943 476 5919")


def canary() -> str:
    return f"{_MARK} {next(_NUMBERS)}"


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program, and what it is made of, would put what is temporary."""
    folder = tmp_path / "temp"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "log").mkdir()
    handler = log.start(tmp_path / "log")
    yield
    log.stop(handler)


def typed(form: Form) -> dict[str, Any]:
    """A canary in every question of *form* that takes words, rows included."""
    answers: dict[str, Any] = {}
    for field in form.fields():
        if field.kind in (Kind.TEXT, Kind.NOTE):
            answers[field.name] = canary()
        elif field.kind is Kind.NHS_NUMBER:
            answers[field.name] = _NHS_NUMBER
        elif field.rows is not None and (row := typed(field.rows)):
            answers[field.name] = (row,)
    return answers


def found(folder: Path) -> list[str]:
    """The files under *folder* that hold a canary, in their name or in any spelling inside."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    named = [str(file) for file in files if _MARK[:8] in file.name]
    return named + [str(file) for file in files if any(word in file.read_bytes() for word in SPELT)]


def complaint(error: BaseException) -> str:
    """All that anybody could be shown of *error*."""
    lines = traceback.format_exception(error, chain=True)
    said = [line for line in lines if "raise" not in line]
    return f"{error} {error!r} {''.join(said)}"


def write_everywhere(store: Store, manager: StaffMember, ward: Ward) -> None:
    """Canaries in records, their history, drafts, names, settings and sealed entries."""
    store.change_setting(NHS_NUMBER, True, by=manager)
    told = {"ward_code": _PERSON, "local_id": canary(), "nhs_number": _NHS_NUMBER}
    person = store.save("person", told, by=manager).key
    at = store._clock.now() - timedelta(hours=1)
    first = {"kinds": ("violence", "sexual_safety"), "started_at": at, "person": person}
    told = {name: canary() for name in ("note", "own_view", "incident_number")}
    key = store.save("incident", first | told, by=manager, entered_for=canary()).key
    store.amend("incident", key, first | told | {"note": canary()}, canary(), by=manager)
    other = store.save("incident", first | {"started_at": at - timedelta(hours=9)}, by=manager).key
    store.void("incident", other, canary(), by=manager)
    for form in FORMS.values():
        store.keep_draft(None, form.name, typed(form), by=manager)
    store.change_setting("huddle.phrases", [canary()], by=manager)
    store.add_staff(canary(), Role.SHIFT, PIN, by=manager)
    seal(ward.home, "incident", {"note": canary()}, by=canary(), at=at)


def test_no_word_that_was_typed_can_be_found_in_anything_that_was_written(
    ward: Ward, store: Store, manager: StaffMember, tmp_path: Path, temp: Path, logged: None
):
    """T14"""
    write_everywhere(store, manager, ward)
    assert len(store.drafts()) == len(FORMS)
    assert (ward.home.folder / "ward.rrp-wal").exists()
    assert found(tmp_path) == []
    with store.as_known_on(date(2026, 11, 20)):
        store.find("incident")
    assert found(tmp_path) == [], "looked back"
    store.back_up(by=manager)
    assert found(tmp_path) == [], "backed up"
    rehearsal(store).run()
    assert found(tmp_path) == [], "rehearsed"
    store.change_key(new_recovery_code(), by=manager)
    assert found(tmp_path) == [], "encrypted anew"
    store.sign_out()
    ward.close()
    assert found(tmp_path) == [], "closed"
    ward.open().check_chain()
    assert found(tmp_path) == [], "opened again"
    assert list(temp.rglob("*")) == []


def test_the_search_does_find_a_canary_where_there_is_one(tmp_path: Path):
    for number, code in enumerate(("utf-8", "utf-16-le")):
        (tmp_path / f"{number}.bin").write_bytes(b"\\x00" * 5_000 + canary().encode(code))
    (tmp_path / f"{_MARK}.txt").write_text("nothing", "utf-8")
    assert len(found(tmp_path)) == 3


def test_no_word_that_was_typed_leaves_in_the_bundle_sealed_or_opened(
    ward: Ward, store: Store, manager: StaffMember, tmp_path: Path
):
    """T14"""
    write_everywhere(store, manager, ward)
    key, centre, kept = SigningKey.new(), Identity.generate(), Identity.generate()
    recipients = tuple(Recipient(str(each.to_public()), "Centre") for each in (centre, kept))
    pack = write_pack(Pack("Programme", 1, date(2026, 11, 1), recipients, key.public), key)
    take_pack(store, pack, key.public.words, by=manager)
    out = tmp_path / "out"
    out.mkdir()
    bundle, _ = hand_over(prepare(store, date(2026, 11, 1)), out, ward.clock)
    assert found(tmp_path) == []
    inside = open_sealed(verify((out / bundle.name).read_bytes()), [centre])
    assert len(inside.sections["incidents"]) == 1
    assert _MARK not in repr(inside)
    assert _NHS_NUMBER not in repr(inside)


def test_no_word_that_was_typed_is_in_a_complaint_or_in_the_log(
    ward: Ward, store: Store, manager: StaffMember, tmp_path: Path, logged: None, expected_log: Any
):
    """T14"""
    expected_log.expect("fault")
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("incident", {"kinds": ("violence",), "note": canary(), "started_at": canary()}),
        ("incident", {"kinds": (canary(),), "started_at": store._clock.now()}),
        ("person", {"ward_code": canary() * 99}),
        ("person", {"ward_code": _PERSON, "nhs_number": f"{_NHS_NUMBER}0"}),
        ("huddle", {"day": store._clock.now().date(), "slot": canary(), "state": "held"}),
    ]
    store.change_setting(NHS_NUMBER, True, by=manager)
    raised: list[BaseException] = []
    for form, answers in wrong:
        try:
            store.save(form, answers, by=manager)
        except (RrpError, TypeError, ValueError, AttributeError) as error:
            raised.append(error)
    for statement in ("INSERT INTO staff (key) VALUES (:said)", "SELECT :said FROM nowhere"):
        try:
            with store.writing() as connection:
                connection.execute(text(statement), {"said": canary()})
        except Exception as error:  # noqa: BLE001
            raised.append(error)
    assert len(raised) == len(wrong) + 2
    logger = logging.getLogger("rrp_desktop.store")
    for each in raised:
        assert _MARK not in complaint(each), type(each)
        assert _NHS_NUMBER not in complaint(each), type(each)
        logger.error("fault %s", str(each), exc_info=each)
    assert (tmp_path / "log" / "rrp.log").stat().st_size > 0
    assert found(tmp_path) == []
