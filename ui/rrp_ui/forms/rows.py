"""Questions that are forms themselves: their answers stand as rows, one below another."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.forms.spec import Answers, Field, Form
from rrp_ui import theme
from rrp_ui.forms.editor import FULL, Editor
from rrp_ui.forms.editors import Options
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import line

if TYPE_CHECKING:
    from rrp_ui.forms.view import FormView


class _Row(QWidget):
    edited = Signal()
    removed = Signal()
    new_asked = Signal(str)

    def __init__(self, view: "FormView") -> None:
        super().__init__()
        self.view = view
        self.remove_button = LinkButton("Remove", icon="remove")
        self.remove_button.setAccessibleName(f"Remove: {view.form.title}")
        self.view.edited.connect(self.edited)
        self.view.new_asked.connect(self.new_asked)
        self.remove_button.clicked.connect(self.removed)
        layout = line(self.view, gap=8)
        layout.addWidget(self.remove_button, alignment=Qt.AlignmentFlag.AlignTop)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)


class RowsEditor(Editor):
    """Any number of answers to one form, one below another; the first stands ready where one is needed."""

    new_asked = Signal(str)
    reshaped = Signal()

    def __init__(self, field: Field, view_of: "Callable[[Form], FormView]") -> None:
        super().__init__(field)
        assert field.rows is not None
        self._form, self._view_of = field.rows, view_of
        self._offers: dict[str, Options] = {}
        self._moment: datetime | None = None
        self.rows: list[_Row] = []
        self.add_button = LinkButton("Add", icon="add")
        self.add_button.clicked.connect(self._add_clicked)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GAP)
        self._layout.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignLeft)
        self._reshape()
        self.show_answer(None)

    def sizeHint(self) -> QSize:
        return QSize(FULL, super().sizeHint().height())

    def answer(self) -> Any:
        """Rows with nothing in them are left out, unless one is needed and that is all there is."""
        given = [row.view.answers() for row in self.rows]
        return tuple(row for row in given if row) or (({},) if self.field.needed else None)

    def show_answer(self, answer: Any) -> None:
        given: list[Answers] = list(answer or ()) or ([{}] if self.field.needed else [])
        had = len(self.rows)
        while len(self.rows) > len(given):
            self._drop(self.rows[-1])
        while len(self.rows) < len(given):
            self._add()
        for row, answers in zip(self.rows, given, strict=True):
            row.view.show_answers(answers)
        if len(self.rows) != had:
            self._reshape()

    def offer(self, path: str, options: Options) -> None:
        """Offer *options* for the field at *path* in every row, those to come included."""
        self._offers[path] = options
        for row in self.rows:
            row.view.offer(path, options)

    def near(self, moment: datetime | None) -> None:
        """Take times that are typed in any row for the first ones from *moment* on."""
        self._moment = moment
        for row in self.rows:
            row.view.near(moment)

    def stops(self) -> list[QWidget]:
        rows = [stop for row in self.rows for stop in (*row.view.stops(), row.remove_button)]
        return [*rows, self.add_button]

    def _add(self) -> _Row:
        row = _Row(self._view_of(self._form))
        for path, options in self._offers.items():
            row.view.offer(path, options)
        row.view.near(self._moment)
        row.edited.connect(self.edited)
        row.removed.connect(self._remove_clicked)
        row.new_asked.connect(self._new_clicked)
        self.rows.append(row)
        self._layout.insertWidget(len(self.rows) - 1, row)
        return row

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        self._layout.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _reshape(self) -> None:
        several = len(self.rows) > 1 or not self.field.needed
        for row in self.rows:
            row.remove_button.setVisible(several)
        self.add_button.show_words("Add another" if self.rows else "Add")
        self.add_button.setAccessibleName(f"{'Add another' if self.rows else 'Add'}: {self._form.title}")
        self._part = self.stops()[0]
        self.reshaped.emit()

    @Slot()
    def _add_clicked(self) -> None:
        row = self._add()
        self._reshape()
        row.view.stops()[0].setFocus()
        self.edited.emit()

    @Slot()
    def _remove_clicked(self) -> None:
        row = self.sender()
        assert isinstance(row, _Row)
        self._drop(row)
        self._reshape()
        self.add_button.setFocus()
        self.edited.emit()

    @Slot(str)
    def _new_clicked(self, path: str) -> None:
        row = self.sender()
        assert isinstance(row, _Row)
        self.new_asked.emit(f"{self.field.name}.{self.rows.index(row)}.{path}")
