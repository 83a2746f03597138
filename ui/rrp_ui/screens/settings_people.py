"""People in the settings: lets them in and out, and gives PINs and passphrases."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import day_of, shift_at, spoken_day, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.passphrase import new_passphrase
from rrp_desktop.people import Act, Role, StaffMember
from rrp_ui.screens import Session
from rrp_ui.screens.settings_view import PeoplePart

if TYPE_CHECKING:
    from rrp_desktop.store import Store

T = TypeVar("T")
_ROLES = tuple((role.value, role.words.capitalize()) for role in Role)


class People(QObject):
    """The presenter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._staff: dict[str, StaffMember] = {}
        part = self.widget = PeoplePart(_ROLES)
        part.add_asked.connect(self._let_in)
        part.end_asked.connect(self._let_out)
        part.pin_asked.connect(self._ask_pin)
        part.new_pin.save_asked.connect(self._keep_pin)
        part.passphrase.save_asked.connect(self._keep_words)
        part.passphrase.drop_asked.connect(self._drop_words)

    def open(self) -> None:
        """Offer what the person may do; everybody may change a PIN of their own."""
        if who := self._session.who():
            self._allow(who)

    def _allow(self, who: StaffMember) -> None:
        self.widget.allow(everybody=who.may(Act.MANAGE_USERS), somebody=who.may(Act.GIVE_SHIFT_PIN))

    def leave(self) -> None:
        """Leave no PIN and no words behind."""
        self.widget.clear()
        self.widget.new_pin.put_away()
        self.widget.passphrase.offer("", has_one=False)

    @Slot()
    def read(self) -> None:
        """Show who may sign in."""
        self._session.work.store(
            lambda store: (store.staff(), store.with_passphrase()),
            owner=self,
            done=lambda read: self._show(*read),
            failed=self._failed,
        )

    def _show(self, staff: tuple[StaffMember, ...], with_words: frozenset[str]) -> None:
        who = self._session.who()
        self._staff = {member.key: member for member in staff}
        shown = staff if who is not None and who.may(Act.GIVE_SHIFT_PIN) else [m for m in staff if m == who]
        self.widget.show_people(
            (member.key, member.shown, _words(member), _may_change(who, member)) for member in shown
        )
        opens = who is not None and who.until is None and who.may(Act.OPEN_WARD)
        self.widget.passphrase.setVisible(opens)
        if opens and who is not None:
            self.widget.passphrase.offer(new_passphrase(), has_one=who.key in with_words)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(_sentence(error))

    def _do(
        self,
        task: "Callable[[Store], T]",
        said: str,
        failed: Callable[[str], None],
        then: Callable[[], None] | None = None,
    ) -> None:
        def done(_result: T) -> None:
            self._session.say(said)
            if then is not None:
                then()
            self.read()

        self._session.work.store(task, owner=self, done=done, failed=lambda error: failed(_sentence(error)))

    @Slot()
    def _let_in(self) -> None:
        by, part = self._session.who(), self.widget
        shown, pin = part.shown.text().strip(), part.pin.text()
        role = Role(part.roles.code() or Role.SHIFT)
        now = self._session.clock.now()
        until = shift_at(self._session.ward().shifts, now).ends if part.how_long.code() == "shift" else None
        if by is None:
            return
        if pin != part.again.text():
            part.show_problem(_DIFFER)
            part.again.setFocus()
            return

        def added() -> None:
            part.clear()
            self._allow(by)
            part.shown.setFocus()

        self._do(
            lambda store: store.add_staff(shown, role, pin, by=by, until=until),
            f"{shown} may sign in now.",
            part.show_problem,
            added,
        )

    @Slot(str)
    def _let_out(self, key: str) -> None:
        by, name = self._session.who(), self._staff[key].shown
        sentence = (
            "What they wrote stays theirs. A passphrase of theirs opens this ward no more, but still copies "
            "made before: if they had one, change the ward's key in Backup and recovery."
        )
        if by is not None and self._session.ask.yes(f"Let {name} sign in no more?", sentence, yes="End it"):
            self._do(
                lambda store: store.end_staff(key, by=by),
                f"{name} signs in no more.",
                self.widget.show_problem,
            )

    @Slot(str)
    def _ask_pin(self, key: str) -> None:
        by = self._session.who()
        self.widget.new_pin.ask(key, self._staff[key].shown, own=by is not None and by.key == key)

    @Slot()
    def _keep_pin(self) -> None:
        by, card = self._session.who(), self.widget.new_pin
        key, old, pin = card.whose, card.old.text(), card.pin.text()
        if by is None:
            return
        if pin != card.again.text():
            card.show_problem(_DIFFER)
            card.again.setFocus()
            return
        own = card.own()

        def task(store: "Store") -> None:
            if own:
                store.change_pin(old, pin, by=by)
            else:
                store.reset_pin(key, pin, by=by)

        self._do(task, "The new PIN holds.", card.show_problem, card.put_away)

    @Slot()
    def _keep_words(self) -> None:
        by, card = self._session.who(), self.widget.passphrase
        words = card.typed.text()
        if by is not None:
            self._do(
                lambda store: store.set_passphrase(words, by=by), "Your passphrase holds.", card.show_problem
            )

    @Slot()
    def _drop_words(self) -> None:
        by = self._session.who()
        if by is not None:
            self._do(
                lambda store: store.drop_passphrase(by.key, by=by),
                "Your passphrase opens the ward no more.",
                self.widget.passphrase.show_problem,
            )


_DIFFER = "The two PINs differ. Type the same one twice. (pin-differs)"


def _sentence(error: RrpError) -> str:
    return f"{error.sentence} ({error.code})"


def _may_change(who: StaffMember | None, member: StaffMember) -> tuple[bool, bool]:
    """Whether *who* may give *member* a PIN, and whether they may end it."""
    if who is None:
        return False, False
    every = who.may(Act.MANAGE_USERS)
    for_a_shift = member.until is not None and member.role is Role.SHIFT
    shift = for_a_shift and who.may(Act.GIVE_SHIFT_PIN)
    return every or who.key == member.key, (every or shift) and who.key != member.key


def _words(member: StaffMember) -> str:
    role = member.role.words
    if member.until is None:
        return role
    return f"{role}, until {spoken_time(member.until)} on {spoken_day(day_of(member.until))}"
