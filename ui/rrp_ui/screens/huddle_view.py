"""The huddle on one page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from rrp_desktop.forms.huddle import HUDDLE
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Heading, Soft, Title, Words, Wrong, boxed, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.notices import Notices
from rrp_ui.parts.problems import ErrorList
from rrp_ui.screens.huddle_rows import (
    BY,
    DROP,
    OWNER,
    PERSON,
    ROW,
    SCORE,
    WORRY,
    ActionRow,
    ConcernRow,
    Offer,
)
from rrp_ui.screens.ordered import OrderedPage
from rrp_ui.screens.record_asks import Asks

_HEAD, _SAID, _LOWER, _FOOT = 700, 860, 860, 820
"""The width from which parts stand side by side."""
_LENGTHS = tuple((f"{minutes}", f"{minutes} min") for minutes in (5, 10, 15))
_KEPT, _BY_ANYBODY = "Kept as you go", ": whoever is free may finish it."
_EDGES = 80
_GAP = 8


class HuddleView(OrderedPage):
    """Shows a huddle as it goes; decides nothing."""

    edited = Signal()
    slot_chosen = Signal(str)
    clock_asked = Signal()
    length_chosen = Signal(int)
    """It took so many minutes; 0 when that is not known."""
    confirm_asked = Signal()
    log_asked = Signal()
    quick_asked = Signal()
    not_held_asked = Signal()
    person_asked = Signal(str, object)
    """Let there be a person with this ward code, for this row."""
    finish_asked = Signal()
    leave_asked = Signal()
    measures_asked = Signal()

    def __init__(self, lists: Lists) -> None:
        super().__init__(scrolls=True)
        self.setObjectName("huddle")
        self.setAccessibleName("Huddle")
        self._lists = lists
        self._offer: Offer | None = None
        self._concerns: list[ConcernRow] = []
        self._actions: list[ActionRow] = []
        self._make_parts()
        self._name_parts()
        self._lay_out()
        self._listen()

    def show_slots(self, slots: Iterable[tuple[str, str, bool]], chosen: str) -> None:
        """Show the slots as (code, words, whether it may be chosen)."""
        offered = list(slots)
        self._slots.offer([(code, words) for code, words, _ in offered])
        for chip, (_, _, enabled) in zip(self._slots.chips(), offered, strict=True):
            chip.setEnabled(enabled)
        self._slots.show_codes((chosen,))

    def show_clock(self, words: str, button: str, minutes: int | None = None) -> None:
        """Show how long it has lasted; without *button* no clock ran, and one says how many *minutes*."""
        self._clock.setText(words)
        told = str(minutes or "")
        if (self._lengths.code() or "") != told:
            self._lengths.show_codes((told,))
        self._lengths.setVisible(not button and not self._clock.isHidden())
        self._turn_clock.show_words(button)
        self._turn_clock.setVisible(bool(button) and not self._clock.isHidden())

    def show_registers(self, titles: Sequence[str]) -> None:
        """Say what is due in the registers."""
        self._registers.setText("\n".join(f"▲ {title}" for title in titles))
        self._registers.setVisible(bool(titles))

    def show_since(self, title: str, counts: str, confirm: str, note: str) -> None:
        """Say what has happened since the last huddle; *confirm* is the button's words, if it is needed."""
        self._since.setText(title)
        self._counts.setText(counts)
        self._confirm.show_words(confirm)
        self._confirm.setVisible(bool(confirm))
        self._confirm_note.setText(note)
        self._confirm_note.setVisible(bool(note))

    def show_manner(self, *, held: bool, quick: bool, after: bool) -> None:
        """Show the cards that a huddle held, a quick one, or one that did not happen asks for.

        A quick one *after* an incident is called so.
        """
        for part in (self._slots, self._not_held, self._finish):
            part.show()
        for card in (self._who, self._worried, self._lately):
            card.setVisible(held)
        self._rest.setVisible(held and not quick)
        self._todo.setVisible(held and not quick)
        self._why.setVisible(not held)
        self._clock.setVisible(held)
        if not held:
            self._lengths.hide()
            self._turn_clock.hide()
        short = "Post-incident huddle" if after else "Quick huddle"
        self._title.setText(short if held and quick else "Huddle")
        self._quick.setVisible(held)
        self._quick.show_words("Full huddle" if quick else "Quick huddle")
        self._not_held.show_words("It did happen" if not held else "Did not happen…")
        self._finish.show_words("Finish huddle" if held else "Save")

    def show_refusal(self, sentence: str) -> None:
        """Say why there is no huddle to fill in."""
        for part in (self._who, self._worried, self._lately, self._rest, self._todo, self._why, self._slots):
            part.hide()
        for part in (self._quick, self._not_held, self._finish, self._turn_clock):
            part.hide()
        self.errors.show_problems([("", sentence)])

    def show_answers(self, offer: Offer, answers: Answers, carried: int, scores: Mapping[str, int]) -> None:
        """Show *answers* and no others, quietly; the first *carried* actions are from last time."""
        self._offer = offer
        self._here.show_codes(answers.get("here", ()))
        self._today.show_codes(answers.get("ward_today", ()))
        reason = answers.get("not_held")
        self._reason.show_codes((reason,) if reason else ())
        self._good.setText(answers.get("good_thing", ""))
        for row in (*self._concerns, *self._actions):
            _remove(row)
        self._concerns.clear()
        self._actions.clear()
        for each in answers.get("concerns", ()):
            self._add_concern(each, scores.get(each.get("person")))
        for place, each in enumerate(answers.get("actions", ())):
            self._add_action(each, carried=place < carried)
        self.show_problems(())
        self.asks.show_doubts(())
        self._count_actions()

    def show_notes(self, here: str, concerns: str) -> None:
        """Say where what is filled in came from."""
        self._who.note.setText(here)
        self._worried.note.setText(concerns)

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what stops the huddle, in the list at the top and beside each field."""
        self.errors.show_problems(problems)
        said = dict(problems)
        for name, words in self._wrong.items():
            words.setText(said.get(name, ""))
            words.setVisible(name in said)
        for place, row in enumerate(self._concerns):
            mine = [sentence for path, sentence in problems if path.startswith(f"concerns.{place}.")]
            row.show_wrong(" ".join(mine))

    def answers(self) -> dict[str, Any]:
        """What is filled in, as the form words it."""
        given: dict[str, Any] = {
            "here": self._here.codes(),
            "ward_today": self._today.codes(),
            "not_held": self._reason.code(),
            "good_thing": self._good.text().strip(),
            "concerns": tuple(each for row in self._concerns if (each := row.answers())),
            "actions": tuple(each for row in self._actions if (each := row.answers())),
        }
        return {name: value for name, value in given.items() if value}

    def slot(self) -> str | None:
        """The code of the slot chosen."""
        return self._slots.code()

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        stops: list[QWidget] = [*self._slots.chips(), *self._lengths.chips(), self._turn_clock]
        stops += [*self.asks.lines.values(), *self._here.chips()]
        stops += [self._log, self._confirm, *self._reason.chips(), self._add]
        stops += [stop for row in self._concerns for stop in row.stops()]
        stops += [*self._today.chips(), self._good]
        stops += [stop for row in self._actions for stop in row.stops()]
        return [*stops, self._add_do, self._not_held, self._quick, self._measures, self._leave, self._finish]

    def begin(self) -> None:
        """Put the focus where work begins."""
        first: QWidget = self._here
        if not self._why.isHidden():
            first = self._reason
        elif self._here.codes():
            first = self._confirm if not self._confirm.isHidden() else self._add
        first.setFocus()

    @Slot()
    def add_person(self) -> None:
        """Add a row for another person, and go there."""
        if self._offer is not None:
            self._add_concern({}, None).begin()

    @Slot(str)
    def focus(self, path: str) -> None:
        """Go to the field at *path*."""
        name, _, rest = path.partition(".")
        if name == "concerns" and rest:
            row = self._concerns[int(rest.partition(".")[0])]
            part = row.findChild(QWidget, rest.partition(".")[2])
            (part or row).setFocus()
        else:
            {"not_held": self._reason, "good_thing": self._good}.get(name, self._here).setFocus()

    def _make_parts(self) -> None:
        self.errors = ErrorList()
        self.asks = Asks()
        self._slots = ChipRow(name="Which huddle")
        self._title, self._clock = Title("Huddle"), Title()
        self.notices = Notices()
        self._measures = LinkButton("How huddles go")
        self._turn_clock = LinkButton("Stop clock")
        self._lengths = ChipRow(_LENGTHS, name="How long it took")
        self._here = ChipRow(_options(self._lists, "staff_group"), several=True, name="Who is here")
        self._counts = Words(wrap=True)
        self._log = LinkButton("Log another")
        self._confirm = SecondaryButton("", key="Ctrl+Enter")
        self._confirm_note = Soft()
        self._add = LinkButton("Add a person", key="Ctrl+N", icon="add")
        self._today = ChipRow(_options(self._lists, "ward_today"), several=True, name="Today on the ward")
        self._registers = Soft(wrap=True)
        self._reason = ChipRow(_options(self._lists, "not_held"), name="Why it did not happen")
        self._good = QLineEdit()
        self._add_do = LinkButton("Add an action", icon="add")
        self._quick, self._not_held = LinkButton("Quick huddle"), LinkButton("Did not happen…")
        self._leave = SecondaryButton("Leave unfinished", key="Esc")
        self._finish = PrimaryButton("Finish huddle", key="Ctrl+S", icon="done")
        self._wrong = {name: Wrong(wrap=True) for name in ("slot", "here", "not_held", "good_thing")}
        self._who, self._lately, self._since = Card("Who is here"), Card(), Heading()
        self._worried = Card("Who are we most worried about?")
        self._todo = Card("Actions from last time")
        self._rest, self._why = QWidget(), Card("Why did it not happen?")

    def _name_parts(self) -> None:
        self._good.setAccessibleName("A good thing to say")
        self._good.setMaxLength(HUDDLE.field("good_thing").longest)
        for name, part in (
            ("slot", self._slots),
            ("clock", self._clock),
            ("turn_clock", self._turn_clock),
            ("lengths", self._lengths),
            ("here", self._here),
            ("counts", self._counts),
            ("log", self._log),
            ("confirm", self._confirm),
            ("add_person", self._add),
            ("ward_today", self._today),
            ("not_held", self._reason),
            ("good_thing", self._good),
            ("add_action", self._add_do),
            ("quick", self._quick),
            ("finish", self._finish),
            ("leave", self._leave),
        ):
            part.setObjectName(name)

    def _lay_out(self) -> None:
        self.body.setSpacing(_GAP)
        self.body.setContentsMargins(24, 10, 24, 4)
        area = self.findChild(QScrollArea)
        assert isinstance(area, QScrollArea)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        clock = boxed(line(None, self._lengths, self._clock, self._turn_clock))
        self.body.addWidget(_apart(line(self._title, self._slots, None), clock, needs=_HEAD))
        self.body.addWidget(self.notices)
        self.body.addWidget(self._wrong["slot"])
        self.body.addWidget(self.errors)
        self.body.addWidget(self.asks)
        self._who.add(self._here, self._wrong["here"])
        said = line(self._since, self._counts)
        said.setStretch(1, 1)
        self._lately.setAccessibleName("Since the last huddle")
        since = _apart(said, self._confirm_note, needs=_SAID)
        since.add(boxed(line(None, self._log, self._confirm)), 0)
        self._lately.add(since)
        self._why.add(self._reason, self._wrong["not_held"])
        self._worried.head.addWidget(self._add)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._heads = boxed(_column_heads())
        self._worried.add(self._heads, self._rows)
        for card in (self._who, self._lately, self._why, self._worried):
            self.body.addWidget(card)
            card.tighten()
        self.body.addWidget(self._lower())
        self.body.addStretch(1)
        self._lay_out_foot()

    def _lay_out_foot(self) -> None:
        self._kept = Soft(_KEPT)
        self._kept.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        ways = line(self._kept, self._not_held, self._quick, self._measures)
        ways.setStretch(0, 1)
        foot = _apart(ways, boxed(line(None, self._leave, self._finish)), needs=_FOOT)
        foot.setContentsMargins(24, 6, 24, 10)
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.addWidget(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= theme.px(ROW + _EDGES)
        self._kept.setText(_KEPT + _BY_ANYBODY if wide else _KEPT)
        self._heads.setVisible(wide)
        self._worried.note.setVisible(wide)

    def _lower(self) -> Columns:
        left = QVBoxLayout(self._rest)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(_GAP)
        today, good = Card("Today on the ward"), Card()
        today.add(self._today, self._registers)
        good.add(line(Heading("A good thing to say"), self._good), self._wrong["good_thing"])
        for card in (today, good):
            left.addWidget(card)
            card.tighten()
        self._todo.tighten()
        self._doing = QVBoxLayout()
        self._doing.setSpacing(4)
        self._todo.add(self._doing, line(self._add_do, None))
        self._todo.fill()
        lower = Columns(needs=_LOWER)
        lower.add(self._rest, 5)
        lower.add(self._todo, 4)
        return lower

    def _listen(self) -> None:
        self.errors.chosen.connect(self.focus)
        self.asks.edited.connect(self.edited)
        self._slots.edited.connect(self._choose_slot)
        self._lengths.edited.connect(self._choose_length)
        for row in (self._here, self._today, self._reason):
            row.edited.connect(self.edited)
        self._good.textEdited.connect(self._changed)
        for button, asked in (
            (self._turn_clock, self.clock_asked),
            (self._confirm, self.confirm_asked),
            (self._log, self.log_asked),
            (self._quick, self.quick_asked),
            (self._not_held, self.not_held_asked),
            (self._finish, self.finish_asked),
            (self._leave, self.leave_asked),
            (self._measures, self.measures_asked),
        ):
            button.clicked.connect(asked)
        self._add.clicked.connect(self.add_person)
        self._add_do.clicked.connect(self._write_action)
        for key, slot in (
            ("Ctrl+N", self.add_person),
            ("Ctrl+Return", self._confirm.click),
            ("Ctrl+Enter", self._confirm.click),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _add_concern(self, answers: Answers, last_score: int | None) -> ConcernRow:
        assert self._offer is not None
        row = ConcernRow(self._offer, answers, last_score)
        row.edited.connect(self.edited)
        row.dropped.connect(self._drop_concern)
        row.person_asked.connect(self._ask_person)
        self._concerns.append(row)
        self._rows.addWidget(row)
        return row

    def _add_action(self, answers: Answers, *, carried: bool) -> ActionRow:
        assert self._offer is not None
        row = ActionRow(self._offer, answers, carried=carried)
        row.edited.connect(self._action_changed)
        self._actions.append(row)
        self._doing.addWidget(row)
        return row

    def _count_actions(self) -> None:
        carried = [row for row in self._actions if row.carried]
        done = sum(row.done() for row in carried)
        self._todo.heading.setText("Actions from last time" if carried else "Actions")
        self._todo.note.setText(f"{done} of {len(carried)} done" if carried else "")

    @Slot()
    def _changed(self) -> None:
        self.edited.emit()

    @Slot()
    def _action_changed(self) -> None:
        self._count_actions()
        self.edited.emit()

    @Slot()
    def _write_action(self) -> None:
        if self._offer is not None:
            self._add_action({}, carried=False).stops()[0].setFocus()

    @Slot()
    def _choose_slot(self) -> None:
        self.slot_chosen.emit(self._slots.code() or "")

    @Slot()
    def _choose_length(self) -> None:
        self.length_chosen.emit(int(self._lengths.code() or 0))

    @Slot()
    def _drop_concern(self) -> None:
        row = self.sender()
        assert isinstance(row, ConcernRow)
        place = self._concerns.index(row)
        self._concerns.remove(row)
        _remove(row)
        following = self._concerns[place : place + 1] or self._concerns[-1:]
        if following:
            following[0].begin()
        else:
            self._add.setFocus()
        self.edited.emit()

    @Slot(str)
    def _ask_person(self, code: str) -> None:
        self.person_asked.emit(code, self.sender())


def _options(lists: Lists, name: str) -> list[tuple[str, str]]:
    return [(option.code, option.chip) for option in lists[name]]


def _column_heads() -> QHBoxLayout:
    heads = QHBoxLayout()
    heads.setSpacing(theme.GAP)
    for words, width in (
        ("Person", PERSON),
        ("Worried about", WORRY),
        ("Score", SCORE),
        ("What would help", 0),
        ("Who", OWNER),
        ("By", BY),
        ("", DROP),
    ):
        head = Soft(words)
        if width:
            theme.fix_width(head, width)
        heads.addWidget(head, 0 if width else 1)
    return heads


def _apart(left: QHBoxLayout, right: QWidget, *, needs: int) -> Columns:
    """*left* and *right* in one line, or below one another where the window is narrow."""
    columns = Columns(needs=needs)
    columns.add(boxed(left))
    columns.add(right, 0)
    return columns


def _remove(row: QWidget) -> None:
    row.hide()
    row.setParent(None)
    row.deleteLater()
