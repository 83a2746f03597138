"""A form on screen, drawn from its spec: sections as cards, questions in lines, rows one below another."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.clock import Clock
from rrp_desktop.forms.check import Problem, Strength
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers, Field, Form, Kind, Section
from rrp_ui import theme
from rrp_ui.forms.editor import Editor
from rrp_ui.forms.editors import (
    ChipsEditor,
    MenuEditor,
    MomentEditor,
    Options,
    RecordEditor,
    editor_for,
)
from rrp_ui.forms.rows import RowsEditor
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Label, Soft, Wrong
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.problems import ErrorList
from rrp_ui.parts.sight import bring_into_sight


class Block(QWidget):
    """A field: what it asks, its editor, and what is wrong."""

    def __init__(self, editor: Editor, *, labelled: bool) -> None:
        super().__init__()
        self.editor = editor
        self._wrong = Wrong(wrap=True)
        self._wrong.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        self._label = Label(editor.field.title)
        layout.addWidget(self._label)
        self.show_label(labelled)
        if editor.field.hint:
            layout.addWidget(Soft(editor.field.hint))
        layout.addWidget(self._wrong)
        layout.addWidget(editor)

    def show_label(self, shown: bool) -> None:
        """Say above it what it asks, or leave that to the heading of its card."""
        self._label.setVisible(shown)

    def show_wrong(self, sentence: str) -> None:
        """Say beside the field what is wrong with it; nothing when it is right."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence) and not self.editor.complaint())
        self.editor.setAccessibleDescription(sentence)


class Fold(LinkButton):
    """Brings the folded questions of a section into sight, or puts the empty ones away again."""

    def __init__(self, title: str, *, whole: bool) -> None:
        super().__init__("")
        self._title = title
        self._shut, self._open = ("Show", "Hide") if whole else ("More", "Less")
        self.turn(False)

    def turn(self, opened: bool) -> None:
        """Be *opened*, or not."""
        self.opened = opened
        self.show_words(self._open if opened else self._shut)
        self.setAccessibleName(f"{self.text()}: {self._title}")


def _unmarked(field: Field) -> bool:
    """Whether *field* takes words and does not say itself that they stay."""
    words = field.kind in (Kind.TEXT, Kind.NOTE) and not field.leaves_ward
    return words and "leaves the ward" not in field.title + field.hint


class FormView(QWidget):
    """A page of questions. What is typed into one that is no longer asked stays there, unasked.

    A field's path is its name, or for one in a row `interventions.0.type`. Lists are those of the ward;
    records to choose from come as a list under the name of their form. Of a ward's *record* each card with
    room for words says that they stay on the ward.
    """

    edited = Signal()
    """The person changed an answer; filling the form in does not say so."""
    new_asked = Signal(str)
    """Somebody wants a new record for the field at this path."""

    reshaped = Signal()
    """Rows came or went."""

    def __init__(
        self, form: Form, lists: Lists, clock: Clock, *, in_row: bool = False, record: bool = False
    ) -> None:
        super().__init__()
        self.form = form
        self._lists, self._clock, self._in_row, self._record = lists, clock, in_row, record
        self._blocks: dict[str, Block] = {}
        self._folds: dict[str, Fold] = {}
        self._errors = ErrorList()
        self._errors.chosen.connect(self.focus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._errors)
        self._cards = [(section, self._card(section)) for section in form.sections]
        for _, card in self._cards:
            layout.addWidget(card)
        if not in_row:
            layout.addStretch(1)
        self._ask()
        self._order_tabs()

    def answers(self) -> dict[str, Any]:
        """The answers to what is asked. What was typed and cannot be read is given as it stands."""
        given = self._given()
        return {field.name: given[field.name] for field in self.form.asked(given) if field.name in given}

    def show_answers(self, answers: Answers) -> None:
        """Show *answers* and no others, quietly, with what is folded and has none put away."""
        for name, block in self._blocks.items():
            block.editor.show_answer(answers.get(name))
        for fold in self._folds.values():
            fold.turn(False)
        self.show_problems(())
        self._ask()

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say what is wrong at the top and beside each field; what can wait is not shown."""
        for block in self.blocks():
            block.show_wrong("")
        said = []
        for problem in problems:
            if problem.strength is not Strength.LATER:
                block = self.block(problem.field)
                sentence = block.editor.complaint() or problem.sentence
                block.show_wrong(sentence)
                said.append((problem.field, sentence))
        self._errors.show_problems(said)

    def offer(self, path: str, options: Options) -> None:
        """Offer *options*, (code, words), for the field at *path*; in every row for `interventions.type`."""
        name, _, rest = path.partition(".")
        editor = self._blocks[name].editor
        if isinstance(editor, RowsEditor):
            editor.offer(rest, options)
        else:
            assert isinstance(editor, ChipsEditor | MenuEditor)
            editor.offer(options)

    def block(self, path: str) -> Block:
        """The field at *path*, with its label and its `editor`; all the rows when there is no such row."""
        name, _, rest = path.partition(".")
        block = self._blocks[name]
        number, _, within = rest.partition(".")
        if within and isinstance(block.editor, RowsEditor) and int(number) < len(block.editor.rows):
            return block.editor.rows[int(number)].view.block(within)
        return block

    def unfold(self, path: str) -> None:
        """Show the folded questions that the one at *path* is among."""
        name, _, rest = path.partition(".")
        editor = self._blocks[name].editor
        number, _, within = rest.partition(".")
        if name in self._folds:
            self._folds[name].turn(True)
            self._ask()
        if within and isinstance(editor, RowsEditor) and int(number) < len(editor.rows):
            editor.rows[int(number)].view.unfold(within)

    def blocks(self) -> Iterator[Block]:
        """Every field with its label, those in rows included."""
        for block in self._blocks.values():
            yield block
            if isinstance(block.editor, RowsEditor):
                for row in block.editor.rows:
                    yield from row.view.blocks()

    @Slot(str)
    def focus(self, path: str) -> None:
        """Put the focus on the field at *path* and bring it into sight."""
        self.unfold(path)
        block = self.block(path)
        block.editor.setFocus()
        bring_into_sight(block)

    def stops(self) -> list[QWidget]:
        """The widgets that Tab may reach, in the order of the page."""
        stops: list[QWidget] = [*self._errors.stops()]
        for name, block in self._blocks.items():
            fold = self._folds.get(name)
            stops += [fold] if fold is not None and fold not in stops else []
            stops += block.editor.stops()
        return stops

    def _given(self) -> dict[str, Any]:
        given = {name: block.editor.answer() for name, block in self._blocks.items()}
        return {name: answer for name, answer in given.items() if answer is not None}

    def _card(self, section: Section) -> QWidget:
        questions = QWidget()
        stay = "Words stay on the ward" if self._record and any(map(_unmarked, section.fields)) else ""
        card = questions if self._in_row else Card(section.title, stay)
        flow = Flow(questions, gap=20, line_gap=8)
        for field in section.fields:
            headed = field is section.fields[0] and field.title == section.title
            alone = len(section.fields) == 1 and field.rows is not None
            block = self._make_block(field, labelled=not headed and not alone)
            flow.addWidget(block)
            if alone and isinstance(card, Card) and isinstance(block.editor, RowsEditor):
                card.head.addWidget(block.editor.add_button)
        folded = [field for field in section.fields if field.folded]
        if folded:
            fold = Fold(section.title, whole=len(folded) == len(section.fields))
            fold.clicked.connect(self._turn_fold)
            self._folds |= dict.fromkeys((field.name for field in folded), fold)
            if isinstance(card, Card):
                card.head.addWidget(fold)
            else:
                flow.addWidget(fold)
        if isinstance(card, Card):
            card.add(questions)
        return card

    def _make_block(self, field: Field, *, labelled: bool) -> Block:
        ago = not self._in_row and not field.may_lie_ahead
        editor = editor_for(field, self._lists, self._clock, self._rows, ago=ago)
        editor.edited.connect(self._edited)
        if isinstance(editor, RecordEditor | RowsEditor):
            editor.new_asked.connect(self.new_asked)
        if isinstance(editor, RowsEditor):
            editor.reshaped.connect(self._reshaped)
        block = self._blocks[field.name] = Block(editor, labelled=labelled)
        return block

    def _rows(self, field: Field) -> Editor:
        return RowsEditor(field, partial(FormView, lists=self._lists, clock=self._clock, in_row=True))

    def near(self, moment: datetime | None) -> None:
        """Take times that are typed for the first ones from *moment* on."""
        for name, block in self._blocks.items():
            if name != self.form.dated_by and isinstance(block.editor, MomentEditor | RowsEditor):
                block.editor.near(moment)

    def _ask(self) -> None:
        given = self._given()
        if isinstance(happened := given.get(self.form.dated_by), datetime):
            self.near(happened)
        asked = {field.name for field in self.form.asked(given)}
        for section, card in self._cards:
            card.setVisible(any(field.name in asked for field in section.fields))
            if isinstance(card, Card):
                self._head(card, section, section.heading(asked))
        for name, block in self._blocks.items():
            fold = self._folds.get(name)
            block.setVisible(name in asked and (fold is None or fold.opened or name in given))
        for fold in set(self._folds.values()):
            fold.setVisible(any(name in asked for name, each in self._folds.items() if each is fold))

    def _head(self, card: Card, section: Section, heading: str) -> None:
        if heading != card.heading.text():
            card.heading.setText(heading)
            card.setAccessibleName(heading)
            for field in section.fields:
                self._blocks[field.name].show_label(field.title != heading)

    def _order_tabs(self) -> None:
        if not self._in_row:
            for here, following in pairwise(self.stops()):
                QWidget.setTabOrder(here, following)

    @Slot()
    def _edited(self) -> None:
        self._ask()
        self.edited.emit()

    @Slot()
    def _turn_fold(self) -> None:
        fold = self.sender()
        assert isinstance(fold, Fold)
        fold.turn(not fold.opened)
        self._ask()

    @Slot()
    def _reshaped(self) -> None:
        self._order_tabs()
        self.reshaped.emit()
