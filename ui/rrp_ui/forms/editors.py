"""One editor for each kind of question: those to choose from, and which kind has which."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, assert_never

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QWidget

from rrp_desktop.clock import DAY, Clock, day_of
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Field, Kind
from rrp_ui.forms.editor import FULL, Editor
from rrp_ui.forms.typed import LineEditor, NhsNumberEditor, NoteEditor, WholeEditor
from rrp_ui.parts.cards import line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.times import DayEdit, TimeChips

MOST_CHIPS = 15
"""A longer list of which one is chosen becomes a menu."""
_LONG = 80

Options = Sequence[tuple[str, str]]


class ChipsEditor(Editor):
    """One or several codes of a list, as chips."""

    def __init__(self, field: Field, options: Options, words: Options, *, several: bool) -> None:
        super().__init__(field)
        self._several = several
        self._options = list(options)
        self._words = dict(words)
        self._row = ChipRow(options, several=several, name=field.title)
        self._row.edited.connect(self._chosen)
        self._hold(self._row)

    def answer(self) -> Any:
        return (self._row.codes() or None) if self._several else self._row.code()

    def show_answer(self, answer: Any) -> None:
        codes = tuple(answer or ()) if self._several else (answer,) if answer else ()
        self._offer_with(codes)
        self._row.show_codes(codes)

    def offer(self, options: Options) -> None:
        """Offer these from now on, besides what is chosen."""
        self._options = list(options)
        self._offer_with(self._row.codes())

    @Slot()
    def _chosen(self) -> None:
        self.edited.emit()

    def _offer_with(self, codes: Iterable[str]) -> None:
        """A code that may no longer be chosen is shown where it was."""
        offered = {code for code, _ in self._options}
        extra = [(code, self._words.get(code, code)) for code in codes if code not in offered]
        wanted = [*self._options, *extra]
        if wanted != [(chip.code, chip.words) for chip in self._row.chips()]:
            self._row.offer(wanted)


class MenuEditor(Editor):
    """One code of a long list."""

    def __init__(self, field: Field, options: Options, words: Options) -> None:
        super().__init__(field)
        self._words = dict(words)
        self._menu = QComboBox()
        self._menu.setAccessibleName(field.title)
        self.offer(options)
        self._menu.activated.connect(self._activated)
        self._hold(self._menu)

    def answer(self) -> Any:
        return self._menu.currentData() or None

    def show_answer(self, answer: Any) -> None:
        if answer and self._menu.findData(answer) < 0:
            self._menu.addItem(self._words.get(answer, answer), answer)
        self._menu.setCurrentIndex(max(0, self._menu.findData(answer or "")))

    def offer(self, options: Options) -> None:
        """Offer these from now on, besides what is chosen."""
        chosen = self._menu.currentData()
        self._menu.clear()
        self._menu.addItem("", "")
        for code, words in options:
            self._menu.addItem(words, code)
        self.show_answer(chosen)

    @Slot()
    def _activated(self) -> None:
        self.edited.emit()


class MomentEditor(Editor):
    """A moment."""

    def __init__(self, field: Field, clock: Clock, *, ago: bool) -> None:
        super().__init__(field)
        self._times = TimeChips(clock, name=field.title, ago=ago)
        self._times.edited.connect(self.edited)
        self._hold(self._times)

    def answer(self) -> datetime | str | None:
        return self._times.moment()

    def show_answer(self, answer: Any) -> None:
        self._times.show_moment(answer)

    def complaint(self) -> str:
        return self._times.complaint()

    def near(self, moment: datetime | None) -> None:
        """Take a time that is typed for the first one from *moment* on."""
        self._times.near(moment)


_GONE_BY = {0: "Today", 1: "Yesterday"}
_TO_COME = {-1: "Tomorrow", -7: "In a week"}
"""Days by how long ago they were."""
_OTHER_DAY = ("other", "Another day")


class DayEditor(Editor):
    """A day: gone by, or to come where the question is about one."""

    def __init__(self, field: Field, clock: Clock) -> None:
        super().__init__(field)
        self._clock = clock
        self._offered = _TO_COME if field.may_lie_ahead else _GONE_BY
        options = [(str(ago), words) for ago, words in self._offered.items()]
        self._row = ChipRow((*options, _OTHER_DAY), name=field.title)
        self._day = DayEdit(day_of(clock.now()), f"{field.title}: day")
        self._row.edited.connect(self._chosen)
        self._day.dateChanged.connect(self._changed)
        box = QWidget()
        layout = line(self._row, self._day)
        layout.setContentsMargins(0, 0, 0, 0)
        box.setLayout(layout)
        self._hold(box)
        self._part = self._row
        self.show_answer(None)

    def answer(self) -> date | None:
        code = self._row.code()
        if code is None:
            return None
        if code == _OTHER_DAY[0]:
            return self._day.day()
        return day_of(self._clock.now()) - int(code) * DAY

    def show_answer(self, answer: Any) -> None:
        if isinstance(answer, date):
            ago = (day_of(self._clock.now()) - answer).days
            self._row.show_codes((str(ago) if ago in self._offered else _OTHER_DAY[0],))
            self._day.show_day(answer)
        else:
            self._row.show_codes(())
        self._day.setVisible(self._row.code() == _OTHER_DAY[0])

    @Slot()
    def _chosen(self) -> None:
        self._day.setVisible(self._row.code() == _OTHER_DAY[0])
        self.edited.emit()

    @Slot()
    def _changed(self) -> None:
        self.edited.emit()


class FlagEditor(Editor):
    """Yes, no, or not answered."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._row = ChipRow((("yes", "Yes"), ("no", "No")), name=field.title)
        self._row.edited.connect(self.edited)
        self._hold(self._row)

    def answer(self) -> bool | None:
        code = self._row.code()
        return None if code is None else code == "yes"

    def show_answer(self, answer: Any) -> None:
        self._row.show_codes(() if answer is None else ("yes" if answer else "no",))


class RecordEditor(ChipsEditor):
    """One of the ward's records, or a new one."""

    new_asked = Signal(str)
    """Somebody wants a record that is not in the row."""
    _NEW = ("new…", "New…")

    def __init__(self, field: Field, options: Options) -> None:
        super().__init__(field, [*options, self._NEW], options, several=False)
        self._was: str | None = None

    def show_answer(self, answer: Any) -> None:
        self._was = answer
        super().show_answer(answer)

    def offer(self, options: Options) -> None:
        super().offer([*options, self._NEW])

    @Slot()
    def _chosen(self) -> None:
        if self._row.code() == self._NEW[0]:
            self.show_answer(self._was)
            self.new_asked.emit(self.field.name)
        else:
            self._was = self._row.code()
            super()._chosen()


def editor_for(
    field: Field, lists: Lists, clock: Clock, rows: Callable[[Field], Editor], *, ago: bool = True
) -> Editor:
    """The editor of *field*; *rows* makes the one for ROWS, which are forms themselves."""
    match field.kind:
        case Kind.CHOICE | Kind.CHOICES:
            return _of_a_list(field, lists, day_of(clock.now()))
        case Kind.WHOLE:
            return WholeEditor(field)
        case Kind.TEXT:
            width = FULL if field.longest > _LONG else 100 + 4 * field.longest
            return LineEditor(field, field.longest, width)
        case Kind.NOTE:
            return NoteEditor(field)
        case Kind.NHS_NUMBER:
            return NhsNumberEditor(field)
        case Kind.MOMENT:
            return MomentEditor(field, clock, ago=ago)
        case Kind.DAY:
            return DayEditor(field, clock)
        case Kind.FLAG:
            return FlagEditor(field)
        case Kind.RECORD:
            known = lists.get(field.record, ())
            return RecordEditor(field, [(option.code, option.chip) for option in known])
        case Kind.ROWS:
            return rows(field)
        case _:
            assert_never(field.kind)


def _of_a_list(field: Field, lists: Lists, today: date) -> Editor:
    code_list = lists[field.options]
    words = [(option.code, option.chip) for option in code_list]
    options = [
        (option.code, option.chip)
        for option in code_list.on(today)
        if not field.families or option.family in field.families
    ]
    several = field.kind is Kind.CHOICES
    if len(options) > MOST_CHIPS and not several:
        return MenuEditor(field, options, words)
    return ChipsEditor(field, options, words, several=several)
