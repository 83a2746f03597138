"""Backups, what opens the ward, and the recovery code: shown, and asked for."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Title, Words, Wrong, line
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.sight import bring_into_sight
from rrp_ui.screens.settings_view import Facts

_LINE = 560


class NewCode(Card):
    """A code to be written down, and typed back before it holds."""

    keep_asked = Signal(str)
    """What was typed back."""

    def __init__(self, title: str, note: str, keep: str) -> None:
        super().__init__(title)
        self.code = ""
        self.shown = Title(wrap=True)
        self.typed = QLineEdit()
        self.typed.setMaximumWidth(_LINE)
        self.typed.setAccessibleName(f"{title}: type it as you wrote it down")
        self.typed.returnPressed.connect(self._keep)
        self.wrong = Wrong(wrap=True)
        self.keep = PrimaryButton(keep)
        self.away = SecondaryButton("Cancel")
        self.keep.clicked.connect(self._keep)
        self.away.clicked.connect(self.put_away)
        label = Label("Type it as you wrote it down")
        self.add(
            Words(note, wrap=True),
            self.shown,
            label,
            self.typed,
            self.wrong,
            line(self.keep, self.away, None),
        )
        self.put_away()

    def offer(self, code: str) -> None:
        """Show *code*, to be written down."""
        self.code = code
        self.shown.setText(code)
        self.shown.setAccessibleName(code)
        self.typed.clear()
        self.show_problem("")
        self.show()
        self.typed.setFocus()
        QTimer.singleShot(0, self._bring_up)

    @Slot()
    def _bring_up(self) -> None:
        for part in (self.keep, self.typed, self.shown):
            bring_into_sight(part, beside=0)

    def show_problem(self, sentence: str) -> None:
        """Say why it does not hold yet."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    @Slot()
    def put_away(self) -> None:
        """Leave nothing of the code in sight."""
        self.code = ""
        self.shown.clear()
        self.shown.setAccessibleName("")
        self.typed.clear()
        self.hide()

    @Slot()
    def _keep(self) -> None:
        self.keep_asked.emit(self.typed.text())


class SafePart(QWidget):
    """How the ward's records are kept safe, and every way to change that."""

    backup_asked = Signal()
    second_asked = Signal()
    rehearsal_asked = Signal()
    restore_asked = Signal()
    code_asked = Signal()
    key_asked = Signal()
    device_asked = Signal()
    onwards_asked = Signal()
    purge_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rollback = Card("Entries are missing")
        self.lost = Words(wrap=True)
        self.rollback.add(self.lost, line(self._button("Go on without them…", "onwards"), None))
        self.backups, self.ways = Facts("Backups"), Facts("What opens this ward")
        self.state = Words(wrap=True)
        self.backups.add(
            self._row(
                PrimaryButton("Back up now"),
                ("backup", "second", "rehearsal", "restore"),
                "Second place…",
                "Rehearse a restore",
                "Restore a backup…",
            ),
            self.state,
        )
        self.device = SecondaryButton("Ask for words at every start…")
        self.ways.add(
            self._row(
                SecondaryButton("New recovery code…"), ("code", "key"), "Somebody left: change the key…"
            ),
            line(self.device, None),
        )
        self.device.clicked.connect(self.device_asked)
        self.code = NewCode(
            "The new recovery code",
            "Write it down now and keep it where the ward keeps its keys, away from this PC. It is not shown "
            "again. The one before it then opens nothing but copies made before: if somebody has seen it, "
            "change the key instead.",
            "Keep this code",
        )
        self.key = NewCode(
            "A new key and a new recovery code",
            "All records are encrypted anew. Only this PC and the new code open them; everybody else chooses "
            "a passphrase anew. Do this when somebody who had one has left, or when the folder was copied.",
            "Keep this code and change the key",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        self.keeping = Facts("How long records are kept")
        self.keeping.add(line(self._button("Remove what is older…", "purge"), None))
        for part in (self.rollback, self.backups, self.ways, self.code, self.key, self.keeping):
            layout.addWidget(part)
        self.rollback.hide()

    def show_safe(
        self,
        backups: Iterable[tuple[str, str]],
        ways: Iterable[tuple[str, str]],
        keeping: Iterable[tuple[str, str]],
        lost: str,
        *,
        device: bool,
    ) -> None:
        """Show the facts; *lost* says what a rollback took, if there was one."""
        self.backups.show_facts(backups)
        self.ways.show_facts(ways)
        self.keeping.show_facts(keeping)
        self.lost.setText(lost)
        self.rollback.setVisible(bool(lost))
        self.device.show_words("Ask for words at every start…" if device else "Let this PC open the ward")

    def put_away(self) -> None:
        """Leave no code in sight."""
        self.code.put_away()
        self.key.put_away()
        self.state.clear()

    def _row(self, first: QWidget, names: tuple[str, ...], *others: str) -> QWidget:
        row = QWidget()
        flow = Flow(row)
        buttons = [first, *(SecondaryButton(words) for words in others)]
        for button, name in zip(buttons, names, strict=True):
            self._connect(button, name)
            flow.addWidget(button)
        return row

    def _button(self, words: str, name: str) -> SecondaryButton:
        button = SecondaryButton(words)
        self._connect(button, name)
        return button

    def _connect(self, button: QWidget, name: str) -> None:
        assert isinstance(button, PrimaryButton | SecondaryButton)
        button.setObjectName(f"{name}_button")
        button.clicked.connect(getattr(self, f"{name}_asked"))
