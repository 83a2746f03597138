"""What came back: this ward beside others that nobody names, ideas that worked, and the centre's words."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from rrp_desktop.clock import spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.measures import MEASURES, Measure
from rrp_desktop.reports.beside import (
    Beside,
    FunnelOf,
    MonthBeside,
    beside_page,
    ideas_page,
    words_page,
)
from rrp_desktop.reports.sheet import Sheet
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.cross_print import write
from rrp_ui.screens.returned_view import ReturnedView

if TYPE_CHECKING:
    from rrp_desktop.bundle.returned import Compared, IdeaTried, OwnMonth, Returned
    from rrp_desktop.store import Store


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    sheet: Sheet
    spoken: str


class ReturnedScreen(QObject):
    """The presenter. It only reads: a return pack is taken in at month-end."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._pages: list[_Page] = []
        self.widget = ReturnedView()
        self.widget.page_chosen.connect(self._show_page)
        self.widget.print_asked.connect(self._print)
        self.widget.back_asked.connect(self.back)

    def open(self, **_where: Any) -> None:
        """Show the newest return pack."""
        self._session.work.store(_read, owner=self, done=self._show, failed=self._failed)
        self.widget.list.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""

    def save(self) -> None:
        """There is nothing to save."""

    def back(self) -> None:
        """To month-end, where it was opened."""
        self._session.go("month_end")

    def _show(self, returned: "Returned | None") -> None:
        if returned is None:
            self.widget.show_pages("What came back", [])
            self.widget.show_problem("Nothing has come back yet. Open a return pack on the month-end page.")
            return
        ward = self._session.ward().name
        source = f"{returned.programme}, {spoken_day(returned.issued)}"
        pages = [_beside(each) for each in returned.measures]
        self._pages = [_Page(each.title, *beside_page(each, ward, source)) for each in pages]
        self._pages.append(_Page("Ideas", *ideas_page(_ideas(returned.ideas), ward, source)))
        self._pages.append(_Page("From the centre", *words_page(returned.feedback, ward, source)))
        self.widget.show_problem("")
        self.widget.show_pages(
            f"What came back for {returned.month:%B %Y}", [page.title for page in self._pages]
        )

    @Slot(int)
    def _show_page(self, number: int) -> None:
        page = self._pages[number]
        self.widget.show_sheet(page.sheet, page.spoken)

    @Slot()
    def _print(self) -> None:
        page = self._pages[self.widget.list.currentRow()]
        path = self._session.ask.where_to_save("Print this page", f"{page.title}.pdf", "PDF (*.pdf)")
        if path is not None:
            write(self._session, page.sheet, path, failed=self._failed)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """What came back from the centre."""
    return ReturnedScreen(session)


def _read(store: "Store") -> "Returned | None":
    from rrp_desktop.month_end import held_pack, held_return

    return held_return(store) if held_pack(store) else None


def _beside(compared: "Compared") -> Beside:
    measure = MEASURES[compared.measure]
    funnel = compared.funnel
    return Beside(
        measure.title,
        "%" if measure.per_cent else "per 1,000 bed days",
        tuple(_month(each, measure) for each in compared.months),
        None
        if funnel is None
        else FunnelOf(
            f"{_short(funnel.first)} to {_short(funnel.last)}",
            (funnel.own.bed_days, funnel.own.count),
            tuple((dot.bed_days, dot.count) for dot in funnel.peers),
            funnel.mean / 100,
            funnel.left_out,
        ),
    )


def _month(own: "OwnMonth", measure: Measure) -> MonthBeside:
    scale = 100 if measure.per_cent else 1000
    peers = own.peers
    return MonthBeside(
        _short(own.month),
        scale * own.count / own.of if own.count is not None and own.of else None,
        None if peers is None else (peers.lower / 100, peers.middle / 100, peers.upper / 100),
    )


def _ideas(ideas: "tuple[IdeaTried, ...]") -> list[tuple[str, ...]]:
    rows = [
        (
            idea.title,
            MEASURES[idea.measure].title,
            f"{idea.wards}",
            f"{idea.adopted}",
            f"{idea.better}",
        )
        for idea in ideas
    ]
    return [("Idea", "Measure", "Wards", "Kept it", "Saw better"), *rows]


def _short(month: date) -> str:
    return f"{month:%b %Y}"
