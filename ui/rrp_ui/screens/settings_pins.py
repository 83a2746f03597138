"""A new PIN, and a passphrase: asked for, and nothing of them left behind."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from rrp_ui.parts.buttons import PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Soft, Title, Words, Wrong, line

_LINE = 320


class PinCard(Card):
    """A new PIN for somebody; with the one they have, when it is their own."""

    save_asked = Signal()

    def __init__(self) -> None:
        super().__init__("A new PIN")
        self.whose = ""
        self.old, self.pin, self.again = self._secret("old"), self._secret("pin"), self._secret("again")
        self._old_label = Label("Your present PIN")
        self.wrong = Wrong(wrap=True)
        self.save, self.away = PrimaryButton("Keep this PIN"), SecondaryButton("Cancel")
        self.save.clicked.connect(self.save_asked)
        self.away.clicked.connect(self.put_away)
        self.add(
            self._old_label,
            self.old,
            Label("New PIN, 4 to 8 digits"),
            self.pin,
            Label("The same again"),
            self.again,
            self.wrong,
            line(self.save, self.away, None),
        )
        self.put_away()

    def ask(self, whose: str, shown: str, *, own: bool) -> None:
        """Ask for the PIN of the member of staff *whose*."""
        self.put_away()
        self.whose = whose
        self.heading.setText("Your new PIN" if own else f"A new PIN for {shown}")
        for part in (self._old_label, self.old):
            part.setVisible(own)
        self.show()
        (self.old if own else self.pin).setFocus()

    def own(self) -> bool:
        """Whether it is the PIN of whoever asks."""
        return not self.old.isHidden()

    def show_problem(self, sentence: str) -> None:
        """Say why it was not kept."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    @Slot()
    def put_away(self) -> None:
        """Leave no PIN behind."""
        for edit in (self.old, self.pin, self.again):
            edit.clear()
        self.show_problem("")
        self.hide()

    def _secret(self, name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"new_{name}")
        edit.setAccessibleName({"old": "Your present PIN", "pin": "New PIN", "again": "New PIN again"}[name])
        edit.setEchoMode(QLineEdit.EchoMode.Password)
        edit.setMaxLength(8)
        edit.setMaximumWidth(_LINE)
        edit.returnPressed.connect(self.save_asked)
        return edit


class PassphraseCard(Card):
    """Words that open the ward when this PC does not: offered, typed, kept or dropped."""

    save_asked = Signal()
    drop_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Your passphrase")
        self.state = Words(wrap=True)
        self.offered = Title()
        self.typed = QLineEdit()
        self.typed.setObjectName("passphrase")
        self.typed.setAccessibleName("Your passphrase")
        self.typed.setMaximumWidth(560)
        self.typed.returnPressed.connect(self.save_asked)
        self.wrong = Wrong(wrap=True)
        self.save, self.drop = PrimaryButton("Keep this passphrase"), SecondaryButton("Drop mine")
        self.save.clicked.connect(self.save_asked)
        self.drop.clicked.connect(self.drop_asked)
        self.add(
            self.state,
            Soft("Five words chosen by chance, or 14 characters of your own:"),
            self.offered,
            self.typed,
            self.wrong,
            line(self.save, self.drop, None),
        )

    def offer(self, words: str, *, has_one: bool) -> None:
        """Offer *words*, and say whether there are some already."""
        self.state.setText(
            "You have one. A new one takes its place."
            if has_one
            else "With it you open the ward after a restart, should this PC not do so by itself."
        )
        self.offered.setText(words)
        self.drop.setVisible(has_one)
        self.typed.clear()
        self.show_problem("")

    def show_problem(self, sentence: str) -> None:
        """Say why it was not kept."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
