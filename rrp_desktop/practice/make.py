"""The practice ward itself: a real ward file with the practice year typed into it.

Every entry goes through the store's own checks, on the clock of the moment it was made.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from rrp_desktop.clock import DAY, Clock, midnight, shift_at
from rrp_desktop.events import Bus
from rrp_desktop.forms.check import asks
from rrp_desktop.people import StaffMember
from rrp_desktop.practice.bronte import BANK, CHARGE, MANAGER, PIN, STAFF, values
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.phrases import IT_WAS_SO, WHY
from rrp_desktop.practice.span import Span
from rrp_desktop.practice.told import ToldClock
from rrp_desktop.practice.year import SEED, year

if TYPE_CHECKING:
    from rrp_desktop.store import Home, Saved, Store


def make_practice_ward(
    home: "Home", *, clock: Clock, bus: Bus, new_id: Callable[[], str], end: date, seed: int = SEED
) -> "Store":
    """A new ward in *home* with a year up to *end* in it, open, on the real *clock* again.

    Nothing in it is later than the clock's present. Everybody's PIN is `bronte.PIN`; nobody is told
    the recovery code, since the ward is thrown away.
    """
    from rrp_desktop.store import make_ward, new_recovery_code

    first = Span(end).first
    told = ToldClock(clock, midnight(first))
    store = make_ward(
        home,
        values(first),
        manager=MANAGER.shown,
        pin=PIN,
        recovery_code=new_recovery_code(),
        clock=told,
        bus=bus,
        new_id=new_id,
    )
    try:
        diary = year(store.ward(), end, min(clock.now(), midnight(end + DAY)), seed)
        with store.many():
            staff = _staff(store)
            _type_in(store, told, staff, diary)
            told.let_go()
            _let_bank_in(store, staff[CHARGE.shown], clock.now())
    except BaseException:
        store.close()
        raise
    return store


def _staff(store: "Store") -> dict[str, StaffMember]:
    [manager] = store.staff()
    others = [post for post in STAFF if post is not MANAGER]
    added = [store.add_staff(post.shown, post.role, PIN, by=manager) for post in others]
    return {member.shown: member for member in (manager, *added)}


def _let_bank_in(store: "Store", charge: StaffMember, now: datetime) -> None:
    ends = shift_at(store.ward().shifts, now).ends
    store.add_staff(BANK.shown, BANK.role, PIN, by=charge, until=ends)


def _type_in(
    store: "Store", told: ToldClock, staff: Mapping[str, StaffMember], diary: Iterable[Entry]
) -> None:
    keys: dict[str, str] = {}
    for entry in diary:
        told.tell(entry.at)
        answers, by = _with_keys(entry.answers, keys), staff[entry.by.shown]
        if entry.reason:
            _with_reasons(partial(store.amend, entry.form, keys[entry.key], answers, entry.reason, by=by))
        else:
            save = partial(store.save, entry.form, answers, by=by, entered_for=entry.entered_for)
            keys[entry.key] = _with_reasons(save).key


def _with_reasons(save: Callable[..., "Saved"]) -> "Saved":
    """What *save* gives, once whatever it asks about has a reason."""
    from rrp_desktop.store import NotSaved

    try:
        return save()
    except NotSaved as waiting:
        return save(reasons={each.key: WHY.get(each.code, IT_WAS_SO) for each in asks(waiting.problems)})


def _with_keys(answer: Any, keys: Mapping[str, str]) -> Any:
    """*answer* with the store's own keys where the diary has its."""
    if isinstance(answer, Mapping):
        return {name: _with_keys(value, keys) for name, value in answer.items()}
    if isinstance(answer, tuple):
        return tuple(_with_keys(value, keys) for value in answer)
    return keys.get(answer, answer) if isinstance(answer, str) else answer
