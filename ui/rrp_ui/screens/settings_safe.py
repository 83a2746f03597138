"""Backups, recovery and keys in the settings: says how they stand, and does what is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.errors import Refused, RrpError
from rrp_desktop.people import StaffMember
from rrp_desktop.recovery import new_recovery_code, read_recovery_code
from rrp_ui.screens import Session
from rrp_ui.screens.settings_safe_view import NewCode, SafePart
from rrp_ui.upkeep import rehearsal_of

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.told import Away, Backup, Health, Rehearsed

_DEVICE, _SECOND = "keys.device", "backup.second"
_NEW_WORDS = (
    "Your new passphrase",
    "This PC does not open the ward by itself, so somebody has to: choose the words you will open it with.",
)
_OTHER = Refused("recovery-other", "That is another code than this one.")
_Task = Callable[["Store"], None]


@dataclass(frozen=True, slots=True)
class _Safe:
    health: "Health"
    values: Mapping[str, Any]
    backups: int
    words: tuple[str, ...]
    until: date
    old: int


class Safe(QObject):
    """The presenter."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._device, self._until, self._old = True, date.min, 0
        part = self.widget = SafePart()
        part.backup_asked.connect(self._back_up)
        part.second_asked.connect(self._choose_second)
        part.rehearsal_asked.connect(self._rehearse)
        part.restore_asked.connect(self._restore)
        part.code_asked.connect(self._offer_code)
        part.key_asked.connect(self._offer_key)
        part.device_asked.connect(self._turn_device)
        part.onwards_asked.connect(self._go_on)
        part.purge_asked.connect(self._purge)
        part.code.keep_asked.connect(self._keep_code)
        part.key.keep_asked.connect(self._keep_key)

    def read(self) -> None:
        """Show how things stand."""
        self._session.work.store(_read, owner=self, done=self._show, failed=self._say)

    def _show(self, safe: _Safe) -> None:
        self._device, self._until, self._old = safe.values[_DEVICE], safe.until, safe.old
        health = safe.health
        self.widget.show_safe(
            _backup_facts(health, str(safe.values[_SECOND]), safe.backups),
            _ways(safe),
            _keeping(safe),
            _lost(health),
            device=self._device,
        )

    def _say(self, error: RrpError) -> None:
        self._tell(f"✗ {error.sentence} ({error.code})")

    def _tell(self, sentence: str) -> None:
        self.widget.state.setText(sentence)

    def _do(self, task: _Task, said: str) -> None:
        """Do *task* on the store, then say so and read again."""

        def done(_none: None) -> None:
            self._tell(f"✓ {said}")
            self.read()

        self._tell("Under way…")
        self._session.work.store(task, owner=self, done=done, failed=self._say)

    @Slot()
    def _back_up(self) -> None:
        by = self._session.who()
        if by is not None:
            self._do(lambda store: _backed_up(store, by), "A backup was made and checked.")

    @Slot()
    def _choose_second(self) -> None:
        by, folder = self._session.who(), self._session.ask.folder("A second place for backups")
        if by is not None and folder is not None:
            self._do(
                lambda store: store.change_setting(_SECOND, str(folder), by=by),
                "The next backup goes there too.",
            )

    @Slot()
    def _rehearse(self) -> None:
        self._tell("Under way…")
        self._session.work.store(rehearsal_of, owner=self, done=self._run_rehearsal, failed=self._say)

    def _run_rehearsal(self, run: "Callable[[], Rehearsed]") -> None:
        def done(rehearsed: "Rehearsed") -> None:
            self._tell(f"{'✗' if rehearsed.code else '✓'} {_rehearsed_words(rehearsed)}")
            self.read()

        self._session.work.side(run, owner=self, done=done, failed=self._say)

    @Slot()
    def _restore(self) -> None:
        """Ask which backup, and hand over: whoever opens it has to sign in again."""
        ask, by = self._session.ask, self._session.who()
        file = ask.file("Restore a backup", "Backups (ward-*.rrp)")
        if file is None or by is None:
            return
        sentence = (
            "The ward goes back to what this backup holds. What is there now is kept beside it. "
            "The centre is told of a new epoch with the next bundle."
        )
        if ask.yes("Restore this backup?", sentence, yes="Restore"):
            self._session.work.store(
                lambda store: store.permit_restore(by=by),
                owner=self,
                done=lambda permit: self._session.go("restored", backup=file, permit=permit),
                failed=self._say,
            )

    @Slot()
    def _offer_code(self) -> None:
        self.widget.key.put_away()
        self.widget.code.offer(new_recovery_code())

    @Slot()
    def _offer_key(self) -> None:
        self.widget.code.put_away()
        self.widget.key.offer(new_recovery_code())

    @Slot(str)
    def _keep_code(self, typed: str) -> None:
        def keep(store: "Store", code: str, by: StaffMember) -> None:
            store.renew_recovery(code, by=by)

        if self._is_right(self.widget.code, typed):
            self._keep(self.widget.code, "The new recovery code holds.", keep)

    @Slot(str)
    def _keep_key(self, typed: str) -> None:
        def keep(store: "Store", code: str, by: StaffMember) -> None:
            store.change_key(code, by=by, passphrase=words or "")

        if self._is_right(self.widget.key, typed):
            words = "" if self._device else self._session.ask.words(*_NEW_WORDS)
            if words is not None:
                self._keep(self.widget.key, "The key was changed.", keep)

    def _is_right(self, card: NewCode, typed: str) -> bool:
        """Whether the code on *card* was typed back; if not, *card* says why."""
        try:
            if read_recovery_code(typed) != card.code:
                raise _OTHER
        except Refused as error:
            card.show_problem(f"{error.sentence} ({error.code})")
            card.typed.setFocus()
            return False
        return True

    def _keep(self, card: NewCode, said: str, keep: "Callable[[Store, str, StaffMember], None]") -> None:
        by, code = self._session.who(), card.code
        if by is not None:
            card.put_away()
            self._do(lambda store: keep(store, code, by), said)

    @Slot()
    def _turn_device(self) -> None:
        by, on = self._session.who(), not self._device
        sentence = (
            "After every restart somebody types a passphrase or the recovery code before anybody can sign "
            "in. Until then an entry can be written, but nothing read."
        )
        if by is not None and (on or self._session.ask.yes("Ask for words at every start?", sentence)):
            said = "This PC opens the ward." if on else "This PC no longer opens the ward by itself."
            self._do(lambda store: store.change_setting(_DEVICE, on, by=by), said)

    @Slot()
    def _go_on(self) -> None:
        by = self._session.who()
        sentence = "If a backup holds the missing entries, restore it instead. This cannot be taken back."
        if by is not None and self._session.ask.yes("Go on without these entries?", sentence, yes="Go on"):
            self._do(lambda store: store.start_over(by=by), "The ward goes on from here, in a new epoch.")

    @Slot()
    def _purge(self) -> None:
        by, until, old = self._session.who(), self._until, self._old
        if not old:
            self._tell(f"There is nothing of before {spoken_day(until)}.")
            return
        sentence = (
            f"{old:,} records of before {spoken_day(until)} are removed for good, and the ward begins on "
            "that day. The history keeps who wrote them and when, and that you removed them. Backups made "
            "before hold them until they are thinned out, within a year. This cannot be taken back."
        )
        if by is not None and self._session.ask.yes("Remove these records?", sentence, yes="Remove"):
            self._do(lambda store: _purged(store, until, by), f"{old:,} records were removed.")


def _purged(store: "Store", until: date, by: StaffMember) -> None:
    store.purge(until, by=by)


def _keeping(safe: _Safe) -> list[tuple[str, str]]:
    return [
        ("Kept for", f"{safe.values['retention.years']} years: see Timers and locks"),
        ("Older than that", f"{safe.old:,} records of before {spoken_day(safe.until)}"),
    ]


def _read(store: "Store") -> _Safe:
    names, words = {each.key: each.shown for each in store.staff()}, store.with_passphrase()
    held = tuple(name for key, name in names.items() if key in words)
    return _Safe(store.health(), store.values(), len(store.backups()), held, *store.past_keeping())


def _backed_up(store: "Store", by: StaffMember) -> None:
    store.back_up(by=by)


def _backup_facts(health: "Health", second: str, number: int) -> list[tuple[str, str]]:
    return [
        ("Last backup", _backup_words(health.backup)),
        ("Kept on this PC", f"{number} {'backup' if number == 1 else 'backups'}"),
        ("Second place", second or "none: if this PC is lost, so are its backups"),
        *([("Last copied there", _away_words(health.away))] if second else []),
        (
            "Rehearsed restore",
            _rehearsed_words(health.rehearsed) if health.rehearsed else "not yet: once a month",
        ),
    ]


def _ways(safe: _Safe) -> list[tuple[str, str]]:
    used = "was used: make a new one" if safe.health.recovery_used else "not used since it was made"
    return [
        ("This PC", "opens the ward by itself" if safe.values[_DEVICE] else "asks for words at every start"),
        ("Passphrases", ", ".join(safe.words) or "nobody has one"),
        ("Recovery code", used),
    ]


def _lost(health: "Health") -> str:
    lost = health.rolled_back
    if lost is None:
        return ""
    return (
        f"The ward's file was put back to an earlier state. It held {lost.number:,} entries on "
        f"{_when(lost.at)}, and {lost.left:,} when it was opened after that. Restore the last backup, or go "
        "on without them."
    )


def _backup_words(backup: "Backup | None") -> str:
    if backup is None:
        return "none yet: one is made within the hour"
    return f"{_when(backup.made_at)}, {backup.size / 1_000_000:.1f} MB, checked"


def _away_words(away: "Away | None") -> str:
    if away is None:
        return "not yet: within the day"
    return f"{_when(away.at)}{f', failed ({away.code})' if away.code else ''}"


def _rehearsed_words(rehearsed: "Rehearsed") -> str:
    if rehearsed.code:
        return f"failed on {_when(rehearsed.at)} ({rehearsed.code}). Ask IT to look at the backup folder."
    return f"went well on {_when(rehearsed.at)}, in {rehearsed.seconds:.1f} s"


def _when(moment: datetime) -> str:
    return f"{spoken_day(day_of(moment))}, {spoken_time(moment)}"
