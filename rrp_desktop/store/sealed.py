"""Entries written while nobody can sign in: sealed for the ward, opened only by its store.

The ward's public key for them lies beside its file; the key that opens them lies in the file. So an
entry can be written even when the ward does not open, and whoever finds it can read nothing of it.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyrage import DecryptError, RecipientError, decrypt, encrypt, x25519
from sqlalchemy import select

from rrp_desktop.errors import Refused, Unavailable
from rrp_desktop.forms.library import FORMS
from rrp_desktop.people import Act, StaffMember, act_for
from rrp_desktop.place import make_folder, place, unavailable
from rrp_desktop.store.home import Home
from rrp_desktop.store.keys import Keys
from rrp_desktop.store.plain import answers_from, moment_from, moment_text, plain, spell
from rrp_desktop.store.reserve import with_reserve
from rrp_desktop.store.tables import REVISION

SEALED_FORM = "sealed"
_KEY = "draft-key"
_SUFFIX = ".age"
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry that waits for its author, or for the nurse in charge. `by` is who they said they are."""

    name: str
    form: str
    by: str
    written_at: datetime


class Entries(Keys):
    """The ward's records, and the entries that were sealed for it."""

    def offer_to_seal(self) -> None:
        """Lay the key that seals entries for this ward beside its file."""
        kept = self.secret(_KEY)
        if kept is None:
            kept = str(x25519.Identity.generate()).encode()
            with self.writing() as connection:
                self.keep_secret(connection, _KEY, kept)
        public = f"{x25519.Identity.from_str(kept.decode()).to_public()}\n".encode()
        file = self._home.draft_key
        if not file.exists() or file.read_bytes() != public:
            place(public, file, over=True)

    def sealed(self) -> tuple[Sealed, ...]:
        """The sealed entries that the reader may take over: their own, and all for the nurse in charge."""
        who = self._reading_as(Act.SEE_CHARTS)
        found = (told[0] for file in self._sealed_files() if (told := self._opened(file)) is not None)
        return tuple(sorted((each for each in found if _is_for(who, each)), key=lambda each: each.written_at))

    def take_sealed(self, name: str, *, by: StaffMember) -> str:
        """Make a sealed entry a draft like any other, which *by* has to save; give the draft's key."""
        actor = self._actor(by, Act.RECORD)
        file = self._home.sealed / f"{name}{_SUFFIX}"
        told = self._opened(file) if file in self._sealed_files() else None
        if told is None or not _is_for(actor, told[0]):
            raise Refused("no-such-draft", "This entry is no longer there, or is for somebody else.")
        entry, answers = told
        with self.writing() as connection:
            if not self._was_taken(name):
                written_for = "" if entry.by.casefold() == actor.shown.casefold() else entry.by
                self.keep_draft(name, entry.form, answers, by=actor, entered_for=written_for)
                at = {"at": moment_text(entry.written_at)}
                self.add(connection, SEALED_FORM, name, "take", by=actor.key, answers=at)
        file.unlink(missing_ok=True)
        return name

    def _was_taken(self, name: str) -> bool:
        asked = select(REVISION.c.number).where(REVISION.c.form == SEALED_FORM, REVISION.c.key == name)
        with self.reading() as connection:
            return connection.execute(asked).first() is not None

    def _sealed_files(self) -> list[Path]:
        return sorted(self._home.sealed.glob(f"*{_SUFFIX}"))

    def _opened(self, file: Path) -> tuple[Sealed, dict[str, Any]] | None:
        """What *file* holds; None when it was not sealed for this ward, or holds no entry."""
        kept = self.secret(_KEY)
        if kept is None or file.stat().st_size > _LARGEST:
            return None
        try:
            told = json.loads(decrypt(file.read_bytes(), [x25519.Identity.from_str(kept.decode())]))
            form = FORMS[told["form"]]
            answers = answers_from(form, told["answers"])
            entry = Sealed(file.stem, form.name, str(told["by"]), moment_from(told["at"]))
            return entry, dict(answers)
        except (DecryptError, OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _is_for(who: StaffMember, entry: Sealed) -> bool:
    own = entry.by.casefold() == who.shown.casefold()
    return who.may(act_for(entry.form)) and (own or who.may(Act.RUN_HUDDLE))


def seal(home: Home, form: str, answers: Mapping[str, Any], *, by: str, at: datetime) -> None:
    """Keep what somebody wrote who cannot sign in. Unavailable when the ward has no key for that yet."""
    try:
        recipient = x25519.Recipient.from_str(home.draft_key.read_text("ascii").strip())
    except (OSError, ValueError, RecipientError):
        raise Unavailable(
            "no-draft-key", "Nothing can be written here until the ward has been opened once. Use paper."
        ) from None
    told = {"v": 1, "form": form, "by": by.strip(), "at": moment_text(at), "answers": plain(answers)}
    content = encrypt(spell(told).encode(), [recipient])
    with_reserve(home, lambda: _put(home, content))


def _put(home: Home, content: bytes) -> None:
    try:
        make_folder(home.sealed)
    except OSError as error:
        raise unavailable(error) from error
    place(content, home.sealed / f"{uuid.uuid4()}{_SUFFIX}", mode=0o600)
