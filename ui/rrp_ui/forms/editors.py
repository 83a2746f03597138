"""One editor per kind of question.

An editor stays quiet while it is filled in, and gives back what was typed where that cannot be read as
an answer, so that the check refuses it and nothing is lost.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, assert_never

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from rrp_desktop.clock import DAY, Clock, day_of
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Field, Kind
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.times import DayEdit, TimeChips

MOST_CHIPS = 15
"""A longer list of which one is chosen becomes a menu."""
FULL = 4000
"""Wider than any window: takes a line of its own."""
_LONG = 80

Options = Sequence[tuple[str, str]]


class Editor(QWidget):
    """Where one question is answered. Its object name is the field's, its accessible name the title."""

    edited = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.setObjectName(field.name)
        self.setAccessibleName(field.title)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus where answering begins."""
        self._part.setFocus(reason)

    def answer(self) -> Any:
        """The answer as the form's spec words it; None for none."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show *answer*, quietly."""
        raise NotImplementedError

    def complaint(self) -> str:
        """What this editor itself has to say about what was typed."""
        return ""

    def stops(self) -> list[QWidget]:
        """The widgets that Tab may reach, in order; not those of a pop-up."""
        return [each for each in self.findChildren(QWidget) if _stop(each) and each.window() is self.window()]

    def _hold(self, part: QWidget) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(part)
        self._part = part


def _stop(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None


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


class LineEditor(Editor):
    """A line of words."""

    def __init__(self, field: Field, longest: int, width: int) -> None:
        super().__init__(field)
        self._width = width
        self._line = QLineEdit()
        self._line.setMaxLength(longest)
        self._line.setAccessibleName(field.title)
        self._line.textEdited.connect(self._typed)
        self._hold(self._line)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def answer(self) -> Any:
        return self._line.text().strip() or None

    def show_answer(self, answer: Any) -> None:
        self._line.setText("" if answer is None else str(answer))

    @Slot()
    def _typed(self) -> None:
        self.edited.emit()


class WholeEditor(LineEditor):
    """A whole number."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, longest=7, width=84)

    def answer(self) -> Any:
        typed = super().answer()
        return int(typed) if typed and typed.isascii() and typed.isdecimal() else typed


class NhsNumberEditor(Editor):
    """An NHS number: dots, until somebody asks to see it."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._line, self._show = QLineEdit(), LinkButton("")
        self._line.setMaxLength(20)
        self._line.setFixedWidth(190)
        self._line.setAccessibleName(field.title)
        self._line.textEdited.connect(self._typed)
        self._show.clicked.connect(self._turn)
        box = QWidget()
        layout = line(self._line, self._show, None)
        layout.setContentsMargins(0, 0, 0, 0)
        box.setLayout(layout)
        self._hold(box)
        self._part = self._line
        self._veil(True)

    def answer(self) -> Any:
        return "".join(self._line.text().replace("-", " ").split()) or None

    def show_answer(self, answer: Any) -> None:
        self._line.setText(f"{answer[:3]} {answer[3:6]} {answer[6:]}".strip() if answer else "")
        self._veil(True)

    @Slot()
    def _typed(self) -> None:
        self.edited.emit()

    def _veil(self, veiled: bool) -> None:
        mode = QLineEdit.EchoMode.Password if veiled else QLineEdit.EchoMode.Normal
        self._line.setEchoMode(mode)
        self._show.show_words("Show" if veiled else "Hide")
        self._show.setAccessibleName(f"{self._show.text()}: {self.field.title}")

    @Slot()
    def _turn(self) -> None:
        self._veil(self._line.echoMode() is QLineEdit.EchoMode.Normal)


class NoteEditor(Editor):
    """Several lines of words."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._note = QPlainTextEdit()
        self._note.setAccessibleName(field.title)
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(72)
        self._note.textChanged.connect(self.edited)
        self._hold(self._note)

    def sizeHint(self) -> QSize:
        return QSize(FULL, super().sizeHint().height())

    def answer(self) -> Any:
        return self._note.toPlainText().strip() or None

    def show_answer(self, answer: Any) -> None:
        with QSignalBlocker(self._note):
            self._note.setPlainText(answer or "")


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
