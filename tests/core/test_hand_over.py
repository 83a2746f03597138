"""A real ward and a real centre: what goes between them, what forks, and what must never go."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rrp_desktop.bundle.armour import as_text
from rrp_desktop.bundle.enrol import read_card
from rrp_desktop.bundle.seal import unseal, verify
from rrp_desktop.central.centre import Centre, found
from rrp_desktop.central.intake import Verdict
from rrp_desktop.central.publish import write_returns
from rrp_desktop.central.report.contents import report
from rrp_desktop.central.report.gathered import gather
from rrp_desktop.central.report.html import html_of
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form, Kind
from rrp_desktop.month_end import (
    card,
    hand_over,
    held_pack,
    prepare,
    take_code,
    take_pack,
    take_receipt,
    take_return,
)
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.settings import NHS_NUMBER as ASK_NHS_NUMBER
from rrp_desktop.store import Export, NotSaved, Store
from rrp_desktop.store.restore import restore
from tests.core.store.conftest import CODE, ToldClock, Ward, copy_of, let_in
from tests.core.store.conftest import made as made

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CANARY = "ZEBEDEE"
NHS_NUMBER = "9434765919"


@pytest.fixture
def ward(made: Path, tmp_path: Path) -> Iterator[Ward]:
    ward = Ward(copy_of(made, tmp_path / "ward"))
    yield ward
    ward.close()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with found(tmp_path / "centre", tmp_path / "escrow", ToldClock()) as centre:
        yield centre


def manager_of(store: Store) -> StaffMember:
    return next(member for member in store.staff() if member.role is Role.MANAGER)


def join(store: Store, centre: Centre) -> None:
    """The ward enrols, and takes the programme's pack."""
    store.change_setting("ward.organisation", "RV5", by=manager_of(store))
    centre.enrol(read_card(card(store, OCTOBER)))
    _, path = centre.pack("South London", linked=True)
    words = centre.keys.signing.public.words
    take_pack(store, path.read_bytes(), words, by=manager_of(store))


def send(store: Store, month: date, folder: Path) -> tuple[Path, Export]:
    folder.mkdir(exist_ok=True)
    bundle, export = hand_over(prepare(store, month), folder, ToldClock(store._clock.now()))
    store.record_export(export, by=manager_of(store))
    return folder / bundle.name, export


def taken(centre: Centre, folder: Path) -> Verdict:
    [verdict] = centre.intake(folder)
    return verdict


def violence(store: Store, more: dict[str, Any] | None = None) -> str:
    answers = {"kinds": ("violence",), "started_at": NOON} | (more or {})
    return store.save("incident", answers, by=manager_of(store)).key


def amend(store: Store, key: str, *kinds: str) -> None:
    answers = dict(store.read("incident", key).answers) | {"kinds": kinds}
    store.amend("incident", key, answers, "mistaken", by=manager_of(store))


def kinds_of(centre: Centre) -> dict[str, tuple[int, list[str]]]:
    rows = (row for _, row in centre.shelf.current("incidents"))
    return {row["key"]: (row["revision"], row["kinds"]) for row in rows}


def test_yesterdays_backup_and_the_pc_it_came_from_fork_in_the_open(
    ward: Ward, centre: Centre, tmp_path: Path
) -> None:
    """Both copies edit one record and send. The centre shows it, keeps both, and overwrites nothing."""
    store = ward.open()
    join(store, centre)
    edited, untouched = violence(store), violence(store, {"started_at": NOON + HOUR})
    send(store, OCTOBER, tmp_path / "first")
    assert taken(centre, tmp_path / "first").code == "accepted"
    backup = store.back_up().name
    ward.close()
    other = Ward(copy_of(tmp_path / "ward", tmp_path / "other"))

    store = ward.open()
    amend(store, edited, "self_harm")
    added = violence(store, {"started_at": NOON + 2 * HOUR})
    send(store, OCTOBER, tmp_path / "here")
    assert taken(centre, tmp_path / "here").code == "accepted"

    other.opened = restore(other.home, other.home.backups / backup, words=CODE, **other.needs())
    restored = let_in(other.store, Role.MANAGER)
    amend(restored, edited, "violence", "self_harm")
    late = violence(restored, {"started_at": NOON + 3 * HOUR})
    file, _ = send(restored, OCTOBER, tmp_path / "there")
    verdict = taken(centre, tmp_path / "there")
    other.close()

    assert (verdict.code, verdict.taken) == ("fork", True)
    assert [contest.section for contest in centre.shelf.contests()] == ["incidents"]
    current = kinds_of(centre)
    assert set(current) == {edited, untouched, added, late}
    assert current[edited] == (1, ["violence"])
    originals = {path.read_bytes() for path in (tmp_path / "centre" / "originals").iterdir()}
    assert len(originals) == 3
    assert file.read_bytes() in originals
    [held] = [issued for issued in centre.receipts() if issued.bundle.sha256 == verdict.sha256]
    assert held.decision == "held"
    assert centre.verify()


def test_sent_is_not_received_until_the_receipt_or_its_code_is_here(
    ward: Ward, centre: Centre, tmp_path: Path
) -> None:
    """What changed since the last accepted bundle goes again until one is accepted."""
    store = ward.open()
    join(store, centre)
    first = violence(store, {"started_at": NOON - timedelta(days=30)})
    send(store, SEPTEMBER, tmp_path / "lost")
    amend(store, first, "self_harm")
    _, export = send(store, OCTOBER, tmp_path / "post")
    assert [kept.received for kept in store.exports()] == [None, None]
    assert taken(centre, tmp_path / "post").code == "gap"
    [issued] = centre.receipts()
    assert kinds_of(centre) == {first: (2, ["self_harm"])}
    answer = take_receipt(store, issued.path.read_bytes(), by=manager_of(store))
    assert (answer.export.seq, answer.held, answer.missing) == (2, False, (1,))
    amend(store, first, "violence", "self_harm")
    _, export = send(store, date(2026, 11, 1), tmp_path / "next")
    assert taken(centre, tmp_path / "next").code == "gap"
    [code] = [each.code for each in centre.receipts()]
    take_code(store, code.lower(), export, by=manager_of(store))
    assert [kept.received is not None for kept in store.exports()] == [True, True, False]


def save_anyway(store: Store, form: str, answers: dict[str, Any]) -> str:
    """Save what the ward is asked about, with a reason for each."""
    by = manager_of(store)
    try:
        return store.save(form, answers, by=by).key
    except NotSaved as waiting:
        reasons = {problem.key: CANARY for problem in waiting.problems}
        return store.save(form, answers, by=by, reasons=reasons).key


def words_in(form: Form, lists: Any) -> dict[str, Any]:
    """A canary in every place of *form* that holds words."""
    said: dict[str, Any] = {}
    for field in form.fields():
        if field.kind in (Kind.TEXT, Kind.NOTE):
            said[field.name] = f"{CANARY} {NHS_NUMBER}"[: field.longest or 99]
        if field.kind is Kind.NHS_NUMBER:
            said[field.name] = NHS_NUMBER
        if field.rows is not None and (inner := words_in(field.rows, lists)):
            said[field.name] = (inner,)
    return said


def test_no_word_that_anybody_typed_leaves_in_any_file(ward: Ward, centre: Centre, tmp_path: Path) -> None:
    """Names, NHS number, free text, bed, local ID, staff and incident number, in every form there is."""
    store = ward.open()
    join(store, centre)
    by = manager_of(store)
    store.change_setting(ASK_NHS_NUMBER, True, by=by)
    store.add_staff(f"{CANARY} staff", Role.SHIFT, "8642", by=by)

    def first(name: str) -> str:
        return store.lists()[name].options[0].code

    answered: dict[str, dict[str, Any]] = {
        "person": {"ward_code": CANARY[:5] + "1", "gender": "1"},
        "incident": {
            "kinds": ("self_harm", "sexual_safety", "near_miss", "violence"),
            "started_at": NOON,
        },
        "huddle": {"day": OCTOBER, "slot": "morning", "state": "held", "here": ("nurse",)},
        "debrief": {"party": "patient", "state": "accepted", "offered_at": NOON + HOUR},
        "hazard": {"area": "bedroom", "seen": OCTOBER},
        "hazard_review": {"day": OCTOBER},
        "restriction": {"since": OCTOBER},
        "idea": {"status": "testing", "started": OCTOBER},
        "cycle": {"measure": "violence", "predicted": 2, "started": OCTOBER},
        "progress": {"day": OCTOBER, "ward_score": "2.0"},
        "chart_decision": {
            "measure": "violence",
            "grain": "week",
            "day": OCTOBER,
            "decision": first("chart_decision"),
        },
        "driver": {},
        "team_member": {"role": first("team_role")},
        "team_meeting": {"day": OCTOBER},
        "voice": {"day": OCTOBER, "heard": first("voice_heard")},
    }
    worded = {name for name, form in FORMS.items() if words_in(form, store.lists())}
    assert worded == set(answered), "every form with words in it is tried here"
    keys: dict[str, str] = {}
    for name, given in answered.items():
        answers = words_in(FORMS[name], store.lists()) | given
        answers |= {each: keys[each] for each in ("incident", "idea", "person") if _names(name, each)}
        if name == "huddle":
            answers["concerns"] = ({**answers["concerns"][0], "person": keys["person"]},)
        keys[name] = save_anyway(store, name, answers)
        kept = json.dumps(store.read(name, keys[name]).answers, default=str)
        assert CANARY[:5] in kept, name
    file, _ = send(store, OCTOBER, tmp_path / "post")
    assert taken(centre, tmp_path / "post").code == "accepted"
    [issued] = centre.receipts()
    [returned] = write_returns(centre, tmp_path)
    content, _ = unseal(verify(file.read_bytes()), [centre.keys.identity])
    held = held_pack(store)
    assert held is not None
    going = {
        "bundle": content + file.read_bytes() + as_text(file.read_bytes()) + file.name.encode(),
        "card": card(store, OCTOBER),
        "receipt": issued.path.read_bytes() + issued.path.name.encode() + issued.code.encode(),
        "pack": store.pack() or b"",
        "shelf": b"".join(json.dumps(row).encode() for _, row in centre.shelf.current("incidents")),
        "return": repr(take_return(store, returned.read_bytes(), by=by)).encode(),
        "report": html_of(report(gather(centre.shelf), "South London", {}, inside=True)).encode(),
    }
    for name, data in going.items():
        assert data, name
        for secret in (CANARY[:5], NHS_NUMBER[:6], by.key, by.shown, keys["person"]):
            assert secret.encode() not in data, (name, secret)


def _names(form: str, other: str) -> bool:
    return any(field.name == other and field.record == other for field in FORMS[form].fields())
