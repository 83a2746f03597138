"""T14: words that somebody typed are in no file, log, bundle or message of an error as they were typed."""

import logging
import os
import random
import secrets
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop import log
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form, Kind
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.backup import carry
from rrp_desktop.store.restore import rehearsal

ACTS = 25
_TYPED = (Kind.TEXT, Kind.NOTE)


@dataclass(slots=True)
class _Session:
    """One ward in one folder, the word that is typed everywhere, and what errors have said."""

    folder: Path
    store: Store
    manager: StaffMember
    chance: random.Random
    word: str
    said: list[str] = field(default_factory=list)

    def saved(self) -> list[str]:
        with self.store.reading() as connection:
            return list(connection.exec_driver_sql("SELECT key FROM incident").scalars())


def typed_words_stay_inside(asked: Asked) -> Outcome:
    """T14: random sessions in which one word is typed wherever a word can be."""
    counts = {"sessions": asked.times, "acts": 0, "files looked at": 0, "messages of errors": 0}
    faults = {"files with it": 0, "messages with it": 0, "sessions without an error": 0}
    for number in range(asked.times):
        session = _begun(asked.folder / f"t14-{number}", random.Random(f"{asked.seed} {number}"))
        handler = log.start(session.folder / "temporary")
        places = {"TMPDIR": str(session.folder / "temporary")}
        with patch.dict(os.environ, places), patch.object(tempfile, "tempdir", places["TMPDIR"]):
            for act in session.chance.choices(_ACTS, k=ACTS):
                _do(act, session)
                counts["acts"] += 1
                _look(session, counts, faults)
            session.store.close()
        log.stop(handler)
        _look(session, counts, faults)
        counts["messages of errors"] += len(session.said)
        faults["messages with it"] += sum(session.word in said for said in session.said)
        faults["sessions without an error"] += not session.said
    return Outcome("T14", counts, faults)


def _begun(folder: Path, chance: random.Random) -> _Session:
    home = wards.make(folder)
    for name in ("temporary", "out", "second"):
        (folder / name).mkdir()
    store = wards.opened(home)
    manager = wards.manager_of(store)
    wards.give_pack(store)
    store.sign_in(manager.key, wards.PIN)
    return _Session(folder, store, manager, chance, f"Zebrafink{secrets.token_hex(4)}")


def _do(act: Callable[[_Session], object], session: _Session) -> None:
    try:
        act(session)
    except Exception as error:
        session.said.append("".join(traceback.format_exception(error)))
        logging.getLogger("rrp_desktop.faults").error("failed %s", error, exc_info=error)


def _look(session: _Session, counts: dict[str, int], faults: dict[str, int]) -> None:
    looked_for = [session.word.encode(code) for code in ("utf-8", "utf-16-le")]
    for file in session.folder.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):
            content = file.read_bytes()
            counts["files looked at"] += 1
            if any(each in content for each in looked_for):
                print(f"T14: {file.relative_to(session.folder)}", flush=True)
                faults["files with it"] += 1


def _everywhere(form: Form, word: str) -> dict[str, Any]:
    return {each.name: f"{word} {each.name}" for each in form.fields() if each.kind in _TYPED}


def _incident(session: _Session) -> dict[str, Any]:
    return {
        "kinds": ("violence",),
        "started_at": datetime.now(UTC) - timedelta(hours=1),
        **_everywhere(FORMS["incident"], session.word),
    }


def _save(session: _Session) -> None:
    session.store.save("incident", _incident(session), by=session.manager)


def _amend(session: _Session) -> None:
    key = session.chance.choice(session.saved())
    session.store.amend("incident", key, _incident(session), f"because {session.word}", by=session.manager)


def _void(session: _Session) -> None:
    key = session.chance.choice(session.saved())
    session.store.void("incident", key, f"because {session.word}", by=session.manager)


def _draft(session: _Session) -> None:
    form = session.chance.choice(list(FORMS.values()))
    session.store.keep_draft(None, form.name, _everywhere(form, session.word), by=session.manager)


def _let_in(session: _Session) -> None:
    shown = f"{session.word} {session.chance.randrange(10**6)}"
    session.store.add_staff(shown, Role.SHIFT, wards.PIN, by=session.manager)


def _back_up(session: _Session) -> None:
    store = session.store
    carry(store.home(), store.back_up(), session.folder / "second", datetime.now(UTC))
    rehearsal(store).run()


def _hand_over(session: _Session) -> None:
    wards.hand_over_month(session.store, session.folder / "out", session.manager)


def _open_again(session: _Session) -> None:
    session.store.close()
    session.store = wards.opened(wards.home_in(session.folder))
    session.store.sign_in(session.manager.key, wards.PIN)


def _mistype(session: _Session) -> None:
    answers = {"kinds": (session.word,), "started_at": session.word, "note": session.word}
    session.store.save("incident", answers, by=session.manager)


def _break(session: _Session) -> None:
    with session.store.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting (name, nowhere) VALUES (?, ?)", (session.word,) * 2)


_ACTS = (_save, _save, _amend, _void, _draft, _let_in, _back_up, _hand_over, _open_again, _mistype, _break)
