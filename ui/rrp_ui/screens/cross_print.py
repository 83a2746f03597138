"""The safety cross on paper: asks which page and where to put it, and writes it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from rrp_desktop.clock import DAY, day_of, next_month
from rrp_desktop.errors import RrpError
from rrp_desktop.forms.incident import AVOIDED
from rrp_desktop.people import Act
from rrp_desktop.reports.certificate import certificate
from rrp_desktop.reports.cross import read_month
from rrp_desktop.reports.cross_page import CrossShown, public_page, staff_page, told_of
from rrp_desktop.reports.sheet import Sheet
from rrp_desktop.reports.streaks import Streak, read_streak
from rrp_ui.screens import Session
from rrp_ui.screens.today_read import beside_number, days_number
from rrp_ui.work import Failed

if TYPE_CHECKING:
    from rrp_desktop.store import Store

EVERYTHING = "Everything that was logged"
_PUBLIC = (("For everybody, A4", "A4"), ("For everybody, A3", "A3"))
_STAFF = (("For staff, with what happened, A4", "A4"), ("For staff, with what happened, A3", "A3"))


@dataclass(frozen=True, slots=True)
class Of:
    """Which cross: the month that begins on `month`, of one kind or, when empty, of everything."""

    month: date
    kind: str

    def what(self, session: Session) -> str:
        """The cross of what, in words."""
        return session.lists()["incident_kind"].title_of(self.kind) if self.kind else EVERYTHING


def print_cross(session: Session, of: Of, *, owner: QObject, failed: Failed) -> None:
    """Ask which page is wanted and where, then write it as PDF."""
    who = session.who()
    choices = [*_PUBLIC, *(_STAFF if who and who.may(Act.SEE_INCIDENTS) else ())]
    chosen = session.ask.one_of(
        "Print the safety cross",
        "The page for everybody shows colours and numbers and nothing else.",
        [words for words, _ in choices],
    )
    if chosen is None:
        return
    words, size = choices[chosen]
    staff = (words, size) in _STAFF
    name = f"Safety cross {of.month:%Y-%m}{' for staff' if staff else ''}.pdf"
    path = session.ask.where_to_save("Print the safety cross", name, "PDF (*.pdf)")
    if path is None:
        return
    session.work.store(
        lambda store: page_of(store, session, of, staff=staff),
        owner=owner,
        done=lambda sheet: write(session, sheet, path, size=size, failed=failed),
        failed=failed,
    )


def page_of(store: "Store", session: Session, of: Of, *, staff: bool) -> Sheet:
    """The page of a cross, as *store* knows it now."""
    shown = read_shown(store, session, of)
    if not staff:
        return public_page(shown)
    states = store.days(of.month, next_month(of.month) - DAY)
    return staff_page(shown, told_of(states, shown.days, session.lists()))


def read_shown(store: "Store", session: Session, of: Of) -> CrossShown:
    """A cross for everybody, as *store* knows it now."""
    since = store.days_since(_wanted(session, of.kind))
    return CrossShown(
        session.ward().name,
        of.what(session),
        read_month(store, of.month, of.kind, day_of(session.clock.now())),
        days_number(since),
        beside_number(since, _what(session, of.kind)),
    )


def read_wait(store: "Store", session: Session, kind: str) -> Streak:
    """The wait that runs, for *kind* or for anything. To wait for force to be avoided is no milestone."""
    tiers = () if kind == AVOIDED else session.values()["milestone.days"]
    return read_streak(store, _wanted(session, kind), tiers, day_of(session.clock.now()))


def print_certificate(session: Session, kind: str, streak: Streak, *, failed: Failed) -> None:
    """Ask where to put the certificate of a milestone that is earned, and write it."""
    what = _what(session, kind)
    name = f"{streak.milestone} days without {what}.pdf"
    path = session.ask.where_to_save("Certificate", name, "PDF (*.pdf)")
    if path is not None:
        write(session, certificate(session.ward().name, what, streak), path, failed=failed)


def _wanted(session: Session, kind: str) -> list[str]:
    every = (each.code for each in session.lists()["incident_kind"])
    return [kind] if kind else [code for code in every if code != AVOIDED]


def _what(session: Session, kind: str) -> str:
    return session.lists()["incident_kind"].title_of(kind).lower() if kind else "incident"


def write(session: Session, sheet: Sheet, path: Path, *, size: str = "A4", failed: Failed) -> None:
    """Write *sheet* to *path* and say so."""
    from rrp_ui.charts.paper import write_sheet

    try:
        write_sheet(sheet, path, size=size)
    except RrpError as error:
        failed(error)
    else:
        session.say(f"Saved as {path.name}.")
