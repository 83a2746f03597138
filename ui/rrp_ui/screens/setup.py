"""Setting up a ward, step by step. Nothing is written until the last step."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from rrp_desktop.clock import Clock, day_of
from rrp_desktop.errors import Refused, RrpError
from rrp_desktop.forms.check import Problem, check, stops
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.forms.spec import Field, Form, Kind, Section
from rrp_desktop.recovery import new_recovery_code, read_recovery_code
from rrp_desktop.settings import SETTINGS
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Page, Soft, Title, Words, Wrong, line
from rrp_ui.parts.sight import bring_into_sight
from rrp_ui.parts.times import read_wall

_SIDE = 120


def _form(name: str, title: str, *fields: Field) -> Form:
    return Form(name, title, 1, (Section(title, fields),))


WARD = _form(
    "ward",
    "The ward",
    Field("name", "Name of the ward", Kind.TEXT, needed=True, longest=60),
    Field(
        "code",
        "Ward code",
        Kind.TEXT,
        needed=True,
        longest=12,
        hint="As the trust reports the ward. The centre knows the ward by it.",
    ),
    Field("organisation", "ODS code of the trust", Kind.TEXT, needed=True, longest=9),
    Field("specialty", "Bed type", Kind.CHOICE, "bed_type", needed=True),
    Field("beds", "Beds", Kind.WHOLE, needed=True, at_least=1, at_most=200),
)
_PLACE = _form("place", "Place", Field("title", "Place", Kind.TEXT, needed=True, longest=40))
PLACES = _form("places", "Places on the ward", Field("places", "Places", Kind.ROWS, rows=_PLACE, needed=True))
_TURN = _form(
    "turn",
    "Shift or huddle",
    Field("title", "Name", Kind.TEXT, needed=True, longest=20),
    Field("starts", "Starts, HH:MM", Kind.TEXT, needed=True, longest=5),
)
SHIFTS = Form(
    "shifts",
    "Shifts and huddles",
    1,
    (
        Section("Shifts", (Field("shifts", "Shifts", Kind.ROWS, rows=_TURN, needed=True),)),
        Section("Huddles", (Field("slots", "Huddles", Kind.ROWS, rows=_TURN, needed=True),)),
    ),
)


@dataclass(frozen=True, slots=True)
class NewWard:
    """All it takes to make a ward."""

    values: Mapping[str, Any]
    manager: str
    pin: str
    recovery_code: str


class _FormStep(FormView):
    def __init__(self, form: Form, clock: Clock) -> None:
        super().__init__(form, SHIPPED, clock)
        self._now = clock.now()

    def problems(self) -> tuple[Problem, ...]:
        answers = self.answers()
        return (*stops(check(self.form, answers, SHIPPED, self._now)), *self._times(answers))

    def _times(self, answers: Mapping[str, Any]) -> list[Problem]:
        found = []
        for name in ("shifts", "slots"):
            starts = [row.get("starts", "") for row in answers.get(name, ())]
            for number, each in enumerate(starts):
                where = f"{name}.{number}.starts"
                if each and read_wall(each) is None:
                    found.append(
                        Problem(where, "not-a-time", "Enter a time on the 24-hour clock, such as 07:00.")
                    )
                elif each and starts.index(each) < number:
                    found.append(Problem(where, "time-again", "Two cannot start at the same time."))
        return found


class _LinesStep(QWidget):
    """A card of plain lines, for what no form may keep."""

    def __init__(self, title: str, note: str, *labels: tuple[str, str]) -> None:
        super().__init__()
        self.card = Card(title)
        self.shown = Title(wrap=True)
        self.shown.hide()
        self.card.add(Words(note, wrap=True), self.shown)
        self.lines = {name: self._line(name, label) for name, label in labels}
        self._wrong = Wrong(wrap=True)
        self._wrong.hide()
        self.card.add(self._wrong)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)
        layout.addStretch(1)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on the first line."""
        next(iter(self.lines.values())).setFocus(reason)

    def text(self, name: str) -> str:
        return self.lines[name].text().strip()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        self._wrong.setText("\n".join(problem.sentence for problem in problems))
        self._wrong.setVisible(bool(problems))
        for each in problems:
            self.lines[each.field].setFocus()
            QTimer.singleShot(0, self._wrong, partial(bring_into_sight, self._wrong))

    def _line(self, name: str, label: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(label)
        edit.setMaximumWidth(420)
        self.card.add(Label(label), edit)
        return edit


class _ManagerStep(_LinesStep):
    def __init__(self) -> None:
        super().__init__(
            "You, the first manager",
            "Initials or a job are enough: this is what the locked screen shows. You add the others later.",
            ("shown", "Shown as"),
            ("pin", "PIN, 4 to 8 digits"),
            ("again", "The same PIN again"),
        )
        for name in ("pin", "again"):
            self.lines[name].setEchoMode(QLineEdit.EchoMode.Password)
            self.lines[name].setMaxLength(8)

    def problems(self) -> tuple[Problem, ...]:
        pin = self.text("pin")
        if not self.text("shown"):
            return (Problem("shown", "needed", "Enter: shown as."),)
        if not re.fullmatch("[0-9]{4,8}", pin):
            return (Problem("pin", "pin-unfit", "A PIN is 4 to 8 digits."),)
        if self.text("again") != pin:
            return (Problem("again", "pin-differs", "The two PINs differ. Type the same one twice."),)
        return ()


class _RecoveryStep(_LinesStep):
    def __init__(self) -> None:
        self.code = new_recovery_code()
        super().__init__(
            "The recovery code",
            "Write this code down now and keep it where the ward keeps its keys, away from this PC. "
            "Without it nobody can open the ward's records if this PC is lost. It is not shown again.",
            ("typed", "Type the code as you wrote it down"),
        )
        self.shown.setText(self.code)
        self.shown.show()
        self.shown.setAccessibleName("Recovery code")
        self.lines["typed"].setMaximumWidth(560)

    def problems(self) -> tuple[Problem, ...]:
        try:
            same = read_recovery_code(self.text("typed")) == self.code
        except Refused as refused:
            return (Problem("typed", refused.code, refused.sentence),)
        return () if same else (Problem("typed", "recovery-other", "That is another code than this one."),)


_Step = _FormStep | _ManagerStep | _RecoveryStep


class Setup(QObject):
    """The wizard, from the first step to the last."""

    finished = Signal(object)
    """A NewWard, checked and ready to be made."""
    restore_asked = Signal()
    """There is a backup of this ward, from another PC."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.ward, self.places = _FormStep(WARD, clock), _FormStep(PLACES, clock)
        self.shifts, self.manager, self.recovery = _FormStep(SHIFTS, clock), _ManagerStep(), _RecoveryStep()
        self._steps: tuple[_Step, ...] = (self.ward, self.places, self.shifts, self.manager, self.recovery)
        self._at = 0
        self.widget = Page()
        self.widget.setObjectName("setup")
        self._where = Soft()
        self._stack = QStackedWidget()
        self._back = SecondaryButton("Back", key="Esc")
        self.restore = LinkButton("Restore a backup from another PC…")
        self.next = PrimaryButton("Next", key="Ctrl+S")
        self.restore.clicked.connect(self.restore_asked)
        self._back.clicked.connect(self.back)
        self.next.clicked.connect(self.save)
        for step in self._steps:
            page = Page(scrolls=True)
            page.body.setContentsMargins(0, 0, 12, 0)
            page.body.addWidget(step)
            self._stack.addWidget(page)
        self.widget.body.setContentsMargins(_SIDE, 18, _SIDE, 18)
        self.widget.body.addWidget(Title("Set up the ward"))
        self.widget.body.addWidget(self._where)
        self.widget.body.addWidget(self._stack, 1)
        self.widget.body.addLayout(line(self._back, self.restore, None, self.next))
        self._fill_in()

    def open(self) -> None:
        """Begin, or go on, where it was left."""
        self._show(self._at)

    @Slot()
    def save(self) -> None:
        """On to the next step when this one is right; after the last one, done."""
        step = self._steps[self._at]
        problems = step.problems()
        step.show_problems(problems)
        if problems:
            return
        if self._at + 1 < len(self._steps):
            self._show(self._at + 1)
        else:
            self.next.setEnabled(False)
            self.finished.emit(self._new_ward())

    @Slot()
    def back(self) -> None:
        """Back to the step before."""
        self._show(max(0, self._at - 1))

    def show_failure(self, error: RrpError) -> None:
        """Say why the ward could not be made; everything typed is still here."""
        self.next.setEnabled(True)
        self.recovery.show_problems((Problem("typed", error.code, f"{error.sentence} ({error.code})"),))

    def _fill_in(self) -> None:
        default = {name: setting.default for name, setting in SETTINGS.items()}
        self.ward.show_answers({"specialty": default["ward.specialty"], "beds": default["ward.beds"]})
        self.places.show_answers({"places": [{"title": title} for _, title in default["ward.places"]]})
        self.shifts.show_answers(
            {
                name: [{"title": title, "starts": starts} for _, title, starts in default[f"ward.{name}"]]
                for name in ("shifts", "slots")
            }
        )

    def _show(self, at: int) -> None:
        self._at = at
        step = self._steps[at]
        last = at + 1 == len(self._steps)
        self._where.setText(f"Step {at + 1} of {len(self._steps)}. Nothing is written until the last.")
        self._back.setVisible(at > 0)
        self.restore.setVisible(at == 0)
        self.next.show_words("Set up the ward" if last else "Next")
        self._stack.setCurrentIndex(at)
        (step.block(next(step.form.fields()).name).editor if isinstance(step, _FormStep) else step).setFocus()

    def _new_ward(self) -> NewWard:
        values = {f"ward.{name}": answer for name, answer in self.ward.answers().items()}
        values["ward.places"] = coded([row["title"] for row in self.places.answers()["places"]])
        for name in ("shifts", "slots"):
            rows = self.shifts.answers()[name]
            pairs = coded([row["title"] for row in rows])
            values[f"ward.{name}"] = [
                [*pair, f"{read_wall(row['starts']):%H:%M}"] for pair, row in zip(pairs, rows, strict=True)
            ]
        values["ward.live_from"] = day_of(self._clock.now()).isoformat()
        return NewWard(values, self.manager.text("shown"), self.manager.text("pin"), self.recovery.code)


def coded(titles: Sequence[str]) -> list[list[str]]:
    """Each title with a code of its own, made of its letters."""
    codes: list[str] = []
    for title in titles:
        letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        plain = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:30] or "place"
        taken = sum(code == plain or code.startswith(f"{plain}_") for code in codes)
        codes.append(f"{plain}_{taken + 1}" if taken else plain)
    return [[code, title] for code, title in zip(codes, titles, strict=True)]
