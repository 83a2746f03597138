"""Incidents: finds them, shows one with its history, and voids it or has it amended."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from rrp_desktop.clock import DAY, day_of
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.people import Act
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.records_read import Detail, Filter, Lines, read_detail, read_lines
from rrp_ui.screens.records_view import OTHER, RecordsView
from rrp_ui.screens.records_words import Words, span_words

if TYPE_CHECKING:
    from rrp_desktop.store import Store

_PAUSE = 250
"""Milliseconds after the last key before a search begins."""
_FIRST = "28"


class Records(QObject):
    """The presenter. Keeps its filters from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._span, self._wanted = _FIRST, Filter()
        self._after: tuple[str, str] | None = None
        self._words: Words | None = None
        self._asked = 0
        self._key: str | None = None
        self._known_on: date | None = None
        self._beside: frozenset[str] = frozenset()
        """The incident that is shown, and every account of the same event."""
        self._open = False
        self.widget = RecordsView((each.code, each.chip) for each in session.lists()["incident_kind"])
        self.widget.lines.more_wanted.connect(self._more)
        self.widget.kind_chosen.connect(self._choose_kind)
        self.widget.span_chosen.connect(self._choose_span)
        self.widget.to_finish_chosen.connect(self._choose_to_finish)
        self.widget.searched.connect(self._search)
        self.widget.opened.connect(self._open_detail)
        self.widget.log_asked.connect(self._log)
        self.widget.others_asked.connect(self._open_others)
        detail = self.widget.detail
        detail.back_asked.connect(self.back)
        detail.amend_asked.connect(self._amend)
        detail.void_asked.connect(self._void)
        detail.release_asked.connect(self._release)
        detail.debrief_asked.connect(self._add_debrief)
        detail.look_back.chosen.connect(self._look_back)
        detail.accounts.separate_asked.connect(self._separate)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._find)
        session.bridge.happened.connect(self._hear)

    def open(
        self, *, key: str | None = None, since: date | None = None, until: date | None = None, **_where: Any
    ) -> None:
        """Show the table, for the days *since* to *until* if given; or the incident called *key*."""
        who = self._session.who()
        self._words = None
        self.widget.lines.start()
        self.widget.show_list()
        if who is None or not who.may(Act.SEE_INCIDENTS):
            self.widget.list.hide()
            self.widget.show_problem("A coach sees charts and change ideas, not incidents. (not-allowed)")
            return
        self._open = True
        self.widget.list.log.setVisible(who.may(Act.RECORD))
        self.widget.detail.allow(
            amend=who.may(Act.RECORD),
            void=who.may(Act.VOID),
            separate=who.may(Act.JOIN),
            release=who.may(Act.AMEND),
        )
        if since or until:
            self._span, self._wanted = OTHER, replace(self._wanted, since=since, until=until)
        if key is not None:
            self._open_detail(key)
        else:
            self._show_list()

    def leave(self) -> None:
        """Leave nothing about anybody on the page."""
        self._open = False
        self._pause.stop()
        self.widget.lines.start()
        self.widget.detail.show_detail(_NOTHING)

    def save(self) -> None:
        """There is nothing to save."""

    @Slot()
    def back(self) -> None:
        """From one incident to the table, from the table to Today."""
        if self._key is None:
            self._session.go("today")
        else:
            self._show_list()

    def _show_list(self) -> None:
        self._key = None
        self.widget.show_list()
        self._find()
        self.widget.list.table.setFocus()

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed) and event.form == "incident":
            if self._key is None:
                self._pause.start()
            elif self._beside.intersection(event.keys):
                self._read_detail(self.widget.detail.back)

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        self._wanted = replace(self._wanted, kind=kind)
        self._find()

    @Slot(str)
    def _choose_span(self, span: str) -> None:
        self._span = span
        self._find()

    @Slot(bool)
    def _choose_to_finish(self, chosen: bool) -> None:
        self._wanted = replace(self._wanted, to_finish=chosen)
        self._find()

    @Slot(str)
    def _search(self, words: str) -> None:
        self._wanted = replace(self._wanted, words=words)
        self._pause.start()

    @Slot()
    def _find(self) -> None:
        self._pause.stop()
        self._after = None
        if self._span.isdigit():
            since = day_of(self._session.clock.now()) - (int(self._span) - 1) * DAY
            self._wanted = replace(self._wanted, since=since, until=None)
        elif self._span != OTHER:
            self._wanted = replace(self._wanted, since=None, until=None)
        other = span_words(self._wanted.since, self._wanted.until) if self._span == OTHER else ""
        self.widget.show_choice(self._wanted.kind, self._span, other)
        self._asked += 1
        self._ask(fresh=True)

    @Slot()
    def _more(self) -> None:
        self._ask(fresh=False)

    def _ask(self, *, fresh: bool) -> None:
        asked, lists, wanted, after = self._asked, self._session.lists(), self._wanted, self._after
        words = self._words

        def show(read: Lines) -> None:
            if asked != self._asked or not self._open:
                return
            if fresh:
                self.widget.lines.start()
            self._after, self._words = read.after, read.words
            self.widget.lines.add(read.lines, more=read.after is not None)
            if fresh:
                self.widget.list.table.rest_on(0)
            self._count()

        self._session.work.store(
            lambda store: read_lines(store, lists, wanted, after, words),
            owner=self,
            done=show,
            failed=self._failed,
        )

    def _count(self) -> None:
        number = self.widget.lines.rowCount()
        words = f"{number} {'incident' if number == 1 else 'incidents'}"
        self.widget.show_found(f"{words}, more below" if self._after else words)

    @Slot(str)
    def _open_detail(self, key: str) -> None:
        self._key, self._known_on = key, None
        self._read_detail(self.widget.detail.back)

    @Slot(object)
    def _look_back(self, day: date | None) -> None:
        self._known_on = day
        self._read_detail(self.widget.detail.look_back)

    def _read_detail(self, rest: QWidget) -> None:
        """Show the incident; the focus rests on *rest* then."""
        who, lists = self._session.who(), self._session.lists()
        restricted = who is not None and who.may(Act.SEE_SEXUAL_SAFETY)
        key, known_on, yesterday = self._key, self._known_on, day_of(self._session.clock.now()) - DAY
        assert key is not None

        def show(detail: Detail) -> None:
            if self._open and (self._key, self._known_on) == (key, known_on):
                self._beside = frozenset((key, *(each.key for each in detail.accounts)))
                self.widget.show_detail(detail)
                self.widget.detail.look_back.offer(detail.logged_on or yesterday, yesterday, known_on)
                rest.setFocus()

        self._session.work.store(
            lambda store: read_detail(store, lists, key, restricted=restricted, known_on=known_on),
            owner=self,
            done=show,
            failed=self._failed,
        )

    @Slot()
    def _log(self) -> None:
        self._session.go("incident")

    @Slot()
    def _open_others(self) -> None:
        self._session.go("records_of")

    @Slot()
    def _amend(self) -> None:
        self._session.go("incident", key=self._key)

    @Slot()
    def _add_debrief(self) -> None:
        about = {"incident": self._key}
        self._session.go("record", form="debrief", preset=about, then="incidents", there={"key": self._key})

    @Slot()
    def _void(self) -> None:
        key, by = self._key, self._session.who()
        if key is None or by is None:
            return
        reason = self._session.ask.words(
            "Void this incident",
            "A void incident stays in the history and no longer counts. Why is it void?",
            yes="Void",
        )
        if reason:
            self._session.work.store(
                lambda store: store.void("incident", key, reason, by=by),
                owner=self,
                done=self._voided,
                failed=self._failed,
            )

    def _voided(self, _none: None) -> None:
        self._session.say("The incident is void. It stays in the history.")

    @Slot()
    def _release(self) -> None:
        key, by = self._key, self._session.who()
        if key is None or by is None:
            return
        found = self._session.ask.words(
            "Reviewed by the manager",
            "From now on this record leaves with its month like any other. What came of the review?",
            yes="It is reviewed",
        )
        if found:
            self._session.work.store(
                lambda store: store.release(key, by=by, reason=found),
                owner=self,
                done=self._released,
                failed=self._failed,
            )

    def _released(self, _none: None) -> None:
        self._session.say("Reviewed. It leaves with its month like any other record.")

    @Slot(str)
    def _separate(self, key: str) -> None:
        by = self._session.who()
        reason = self._session.ask.words(
            "Separate the accounts",
            "Each counts as an event of its own from then on. Why are they not of one event?",
            yes="Separate",
        )
        if by is None or not reason:
            return

        def task(store: "Store") -> str:
            into = store.read("incident", key).merged_into
            store.part(key, reason, by=by)
            return into

        def again(_none: None) -> None:
            self._session.say("Undone. They count as one event.")
            if self._open and self._key is not None:
                self._read_detail(self.widget.detail.back)

        def join(into: str) -> None:
            self._session.work.store(
                lambda store: store.merge(key, into, "undone", by=by),
                owner=self,
                done=again,
                failed=self._failed,
            )

        def done(into: str) -> None:
            self._session.say("Separated. They count as two events.", undo=partial(join, into))

        self._session.work.store(task, owner=self, done=done, failed=self._failed)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")


_NOTHING = Detail("", "", "", "", (), ())


def make(session: Session) -> Screen:
    """The incidents of the ward."""
    return Records(session)
