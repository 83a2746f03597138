"""The rows of a huddle: a person the ward is worried about, and something to be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QCompleter, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from rrp_desktop.forms.huddle import ACTION, CONCERN
from rrp_desktop.forms.spec import Answers
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Label, Soft, Words, Wrong, boxed, line
from rrp_ui.parts.chips import HEIGHT, Chip, ChipRow
from rrp_ui.parts.columns import Columns

DROP_KEY = "Ctrl+D"
PERSON, WORRY, SCORE, OWNER, BY, DROP = 76, 136, 150, 150, 76, 30
"""How wide the columns are; the plan takes what is left."""
ROW = 880
"""The width from which a row is one line."""

LOW, MODERATE, HIGH = "low", "moderate", "high"

Find = Callable[[str], str | None]
"""The key of the person with this ward code, or with a code that ends in it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the rows offer, and the ward's risk tool: its highest total, and where its bands begin."""

    worries: tuple[tuple[str, str], ...]
    phrases: tuple[str, ...]
    owners: tuple[str, ...]
    top: int
    moderate: int
    high: int
    find: Find
    code_of: Callable[[str], str]


class PhraseEdit(QLineEdit):
    """A line that offers phrases: those that hold what is typed, or all of them with the down arrow."""

    def __init__(self, phrases: Sequence[str], name: str, longest: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setMaxLength(longest)
        self._phrases = QCompleter(QStringListModel(list(phrases), self), self)
        self._phrases.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._phrases.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(self._phrases)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._phrases.setCompletionPrefix(self.text())
            self._phrases.complete()
        else:
            super().keyPressEvent(event)


class _WorryButton(Chip):
    """The worries chosen, in one chip that opens to all of them."""

    def show_words(self, words: str) -> None:
        self._words = words or "Choose…"
        self.setText(self._words)
        self.setChecked(bool(words))
        self.setAccessibleName(f"Worried about: {words or 'nothing chosen'}")

    def sizeHint(self) -> QSize:
        return QSize(WORRY, HEIGHT)


class ConcernRow(QWidget):
    """A person, what the worry is, a score, what would help, who does it and by when."""

    edited = Signal()
    dropped = Signal()
    person_asked = Signal(str)
    """Let there be a person with this ward code."""

    def __init__(self, offer: Offer, row: Answers, last_score: int | None = None) -> None:
        super().__init__()
        self._offer = offer
        self._person: str | None = None
        self._code, self._score, self._by = QLineEdit(), QLineEdit(), QLineEdit()
        self._last: int | None = None
        self._shown, self._of, self._wrong = Label(), Words(), Wrong(wrap=True)
        self._worry = _WorryButton("worry", "")
        self._worries = ChipRow(offer.worries, several=True, name="Worried about")
        self._plan = PhraseEdit(offer.phrases, "What would help", CONCERN.field("plan").longest)
        self._owner = PhraseEdit(offer.owners, "Who", CONCERN.field("owner").longest)
        self._drop = LinkButton("", icon="remove")
        self._new = LinkButton("", icon="add")
        self._lay_out()
        self._name()
        self._show(row, last_score)
        self._listen()

    def answers(self) -> dict[str, Any]:
        """The row as the form words it; a code nobody has stands as it was typed."""
        score = self._score.text().strip()
        given = {
            "person": self._person or self._code.text().strip() or None,
            "worries": self._worries.codes() or None,
            "score": int(score) if score.isascii() and score.isdecimal() else score or None,
            "plan": self._plan.text().strip() or None,
            "owner": self._owner.text().strip() or None,
            "by": self._by.text().strip() or None,
        }
        return {name: value for name, value in given.items() if value is not None}

    def begin(self) -> None:
        """Put the focus on what this row lacks first."""
        if self._person is None:
            self._code.setFocus()
        elif not self._worries.codes():
            self._open_worries()
        else:
            self._plan.setFocus()

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        before = [self._code, self._new, self._worry, *self._worries.chips()]
        return [*before, self._score, self._plan, self._owner, self._by, self._drop]

    def show_person(self, key: str) -> None:
        """This is about the person called *key*."""
        self._person = key
        code = self._offer.code_of(key)
        self._shown.setText(code)
        self._drop.setAccessibleName(f"Take {code} off the list")
        self._settle()

    def show_wrong(self, sentence: str) -> None:
        """Say what is wrong with this row, if anything is."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def high_without_plan(self) -> bool:
        """Whether the score is high and nothing is planned."""
        return self._band() == HIGH and not self._plan.text().strip()

    def _lay_out(self) -> None:
        for part, width in (
            (self._code, PERSON),
            (self._shown, PERSON),
            (self._worry, WORRY),
            (self._owner, OWNER),
            (self._by, BY),
            (self._drop, DROP),
        ):
            theme.fix_width(part, width)
        theme.fix_width(self._score, 42)
        theme.fix_width(self._of, SCORE - 48)
        score = line(self._score, self._of, gap=6)
        who = line(self._shown, self._code, self._worry)
        who.addLayout(score)
        who.addStretch(1)
        row = Columns(needs=ROW)
        row.add(boxed(who), 0)
        row.add(boxed(line(self._plan, self._owner, self._by, self._drop)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(row)
        for below in (self._new, self._worries, self._wrong):
            column.addWidget(below)
            below.hide()

    def _name(self) -> None:
        self._code.setAccessibleName("Person: ward code")
        self._score.setAccessibleName(f"Score, 0 to {self._offer.top}")
        self._by.setAccessibleName("By when")
        self._drop.setAccessibleName("Take this row off the list")
        for name, part in (
            ("person", self._code),
            ("worries", self._worries),
            ("score", self._score),
            ("plan", self._plan),
            ("owner", self._owner),
            ("by", self._by),
            ("drop", self._drop),
            ("new_person", self._new),
            ("row_wrong", self._wrong),
        ):
            part.setObjectName(name)
        self._drop.setToolTip(f"Take off the list ({DROP_KEY})")
        self._code.setPlaceholderText("Code")
        self._owner.setPlaceholderText("Who")
        self._by.setPlaceholderText("By")
        self._code.setMaxLength(12)
        self._score.setMaxLength(2)
        self._by.setMaxLength(CONCERN.field("by").longest)

    def _show(self, row: Answers, last_score: int | None) -> None:
        self._worries.show_codes(row.get("worries", ()))
        self._score.setText(str(row.get("score", "")))
        self._last = last_score
        self._plan.setText(row.get("plan", ""))
        self._plan.setCursorPosition(0)
        self._owner.setText(row.get("owner", ""))
        self._by.setText(row.get("by", ""))
        person = row.get("person")
        if person and self._offer.code_of(person):
            self.show_person(person)
        else:
            self._code.setText(person or "")
            self._settle()

    def _listen(self) -> None:
        for part in (self._code, self._score, self._plan, self._owner, self._by):
            part.textChanged.connect(self._changed)
        self._code.editingFinished.connect(self._look_up)
        self._worries.edited.connect(self._changed)
        self._worry.clicked.connect(self._turn_worries)
        self._new.clicked.connect(self._ask_person)
        self._drop.clicked.connect(self.dropped)
        drop = QShortcut(QKeySequence(DROP_KEY), self)
        drop.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        drop.activated.connect(self.dropped)

    @Slot()
    def _changed(self) -> None:
        self._settle()
        self.edited.emit()

    @Slot()
    def _look_up(self) -> None:
        typed = self._code.text().strip()
        key = self._offer.find(typed) if typed else None
        if key is not None:
            self.show_person(key)
            if not self._worries.codes():
                self._open_worries()
            self.edited.emit()
        self._new.setVisible(bool(typed) and key is None)
        self._new.show_words(f"{typed} is not on the list: add as new")

    @Slot()
    def _ask_person(self) -> None:
        self.person_asked.emit(self._code.text().strip())

    @Slot()
    def _turn_worries(self) -> None:
        self._settle()
        if self._worries.isHidden():
            self._open_worries()
        else:
            self._worries.hide()

    def _open_worries(self) -> None:
        self._worries.show()
        self._worries.setFocus()

    def _band(self) -> str:
        """Which band the score is in, by the ward's own numbers; none without a score that can be."""
        score = self.answers().get("score")
        if not isinstance(score, int) or not 0 <= score <= self._offer.top:
            return ""
        return HIGH if score >= self._offer.high else MODERATE if score >= self._offer.moderate else LOW

    def _settle(self) -> None:
        """Show what follows from the answers."""
        known = self._person is not None
        self._shown.setVisible(known)
        self._code.setVisible(not known)
        if known:
            self._new.hide()
        titles = [words for code, words in self._offer.worries if code in self._worries.codes()]
        self._worry.show_words(titles[0] + (f" +{len(titles) - 1}" if titles[1:] else "") if titles else "")
        was = f", was {self._last}" if self._last is not None and not self._score.text() else ""
        band = self._band()
        self._of.setText(f"of {self._offer.top}{f', {band}' if band else was}")
        _mark(self._score, "high", band == HIGH)
        _mark(self._plan, "wanted", self.high_without_plan())
        self._plan.setPlaceholderText(
            "A high score and no plan yet: what would help?"
            if self.high_without_plan()
            else "Start typing, or press ↓ for phrases"
        )


class ActionRow(QWidget):
    """Something to be done: one carried from last time to tick, or a new one to write."""

    edited = Signal()

    def __init__(self, offer: Offer, row: Answers, *, carried: bool) -> None:
        super().__init__()
        self.carried = carried
        self._row = dict(row)
        self._stops: list[QWidget] = []
        layout = self._to_tick() if carried else self._to_write(offer)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def answers(self) -> dict[str, Any]:
        """The row as the form words it; nothing for one that was never written."""
        return {name: value for name, value in self._row.items() if value != ""}

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        return self._stops

    def done(self) -> bool:
        """Whether it has been ticked."""
        return bool(self._row.get("done"))

    def _to_tick(self) -> QHBoxLayout:
        box = QCheckBox()
        box.setObjectName("done")
        box.setAccessibleName(self._row["action"])
        box.setChecked(self.done())
        box.toggled.connect(self._ticked)
        self._stops = [box]
        who = ", ".join(self._row[name] for name in ("owner", "by") if name in self._row)
        row = line(box, Words(self._row["action"], wrap=True), Soft(who), gap=8)
        row.setStretch(1, 1)
        return row

    def _to_write(self, offer: Offer) -> QHBoxLayout:
        action = PhraseEdit((), "What is to be done", ACTION.field("action").longest)
        owner = PhraseEdit(offer.owners, "Who does it", ACTION.field("owner").longest)
        by = PhraseEdit((), "By when", ACTION.field("by").longest)
        theme.fix_width(owner, 110)
        theme.fix_width(by, 70)
        for name, part, words in (
            ("action", action, "What is to be done"),
            ("owner", owner, "Who"),
            ("by", by, "By"),
        ):
            part.setObjectName(name)
            part.setText(self._row.get(name, ""))
            part.setPlaceholderText(words)
            part.textChanged.connect(self._written)
        self._stops = [action, owner, by]
        return line(action, owner, by, gap=8)

    @Slot(bool)
    def _ticked(self, on: bool) -> None:
        self._row["done"] = on
        self.edited.emit()

    @Slot(str)
    def _written(self, words: str) -> None:
        self._row[self.sender().objectName()] = words.strip()
        self.edited.emit()


def _mark(part: QWidget, name: str, on: bool) -> None:
    """Let the style sheet see that *part* is *name*."""
    if part.property(name) != on:
        part.setProperty(name, on)
        part.style().unpolish(part)
        part.style().polish(part)
