"""Decisions about a chart: asked for with a reason, kept as records, taken back as records are."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Slot

from rrp_desktop.errors import RrpError
from rrp_desktop.people import Act
from rrp_ui.parts.menus import Entry
from rrp_ui.screens import Session

_ASKED = {
    "rebase": ("Start a new middle line here…", "Start a new middle line from {point}?"),
    "freeze": ("End the baseline here…", "Take the middle line from the points up to {point} only?"),
    "leave_out": ("Leave this point out…", "Leave {point} out of every calculation? It stays on the chart."),
    "unusual": ("Mark as unusual…", "Mark {point} as unusual?"),
}
_WHY = "Say why, in a few words. It is kept with your name and the time, and can be taken back."


class Decisions(QObject):
    """What may be decided, by whoever may; the chart hears of it as of any other record."""

    def __init__(self, session: Session, failed: Callable[[RrpError], None]) -> None:
        super().__init__()
        self._session, self._failed = session, failed

    def allowed(self) -> bool:
        """Whether whoever is signed in may decide."""
        who = self._session.who()
        return who is not None and who.may(Act.IMPROVE)

    def entries(self) -> list[Entry]:
        """What may be decided about a point."""
        return [Entry(code, words) for code, (words, _) in _ASKED.items()]

    def decide(self, code: str, measure: str, grain: str, day: date, spoken: str) -> None:
        """Ask why, and keep the decision about the point of *day*, which is called *spoken*."""
        by = self._session.who()
        question = _ASKED[code][1].format(point=spoken.replace("Week of", "the week of", 1))
        reason = self._session.ask.words("Decision about the chart", f"{question} {_WHY}")
        if reason is None or by is None:
            return
        answers = {"measure": measure, "grain": grain, "day": day, "decision": code, "reason": reason}
        self._session.work.store(
            lambda store: store.save("chart_decision", answers, by=by),
            owner=self,
            done=lambda _saved: self._session.say("Kept. The chart is drawn anew."),
            failed=self._failed,
        )

    @Slot(str)
    def take_back(self, key: str) -> None:
        """Ask why, and void the decision kept as *key*."""
        by = self._session.who()
        reason = self._session.ask.words("Take a decision back", "Say why, in a few words.", yes="Take back")
        if reason is None or by is None:
            return
        self._session.work.store(
            lambda store: store.void("chart_decision", key, reason, by=by),
            owner=self,
            done=lambda _none: self._session.say("Taken back."),
            failed=self._failed,
        )
