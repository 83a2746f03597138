"""The improvement team, its meetings, and what patients said."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import SecondaryButton
from rrp_ui.parts.cards import Wrong
from rrp_ui.parts.columns import Columns
from rrp_ui.screens.ideas_rows import Row, Rows


class TeamView(QWidget):
    """Shows rows and says what was asked for."""

    meeting_asked = Signal()
    voice_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.team = Rows("Team", "")
        self.meetings = Rows("Meetings", "No meeting logged yet.")
        self.add_meeting = SecondaryButton("Log a meeting", icon="add")
        self.add_meeting.clicked.connect(self.meeting_asked)
        self.meetings.head.addWidget(self.add_meeting)
        self.voices = Rows("Patients' voice", "Nothing written down yet.")
        self.voices.note.setText("stays on the ward")
        self.add_voice = SecondaryButton("Add what was said", icon="add")
        self.add_voice.clicked.connect(self.voice_asked)
        self.voices.head.addWidget(self.add_voice)
        self.debriefs = Rows("From debriefs, not beside an idea yet", "Nothing new from debriefs.")
        left, right = QVBoxLayout(), QVBoxLayout()
        both = Columns(needs=900)
        for column, parts in ((left, (self.team, self.meetings)), (right, (self.voices, self.debriefs))):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.GAP)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            box = QWidget()
            box.setLayout(column)
            both.add(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problem)
        layout.addWidget(both, 1)

    def allow(self, *, team: bool, voices: bool) -> None:
        """Let the *team* be changed; let *voices* be heard."""
        self.add_meeting.setVisible(team)
        for part in (self.voices, self.debriefs):
            part.setVisible(voices)

    def show_team(self, team: Iterable[Row], meetings: Iterable[Row]) -> None:
        """Show who is on the team, and when it met."""
        self.problem.hide()
        self.team.show_rows(team)
        self.meetings.show_rows(meetings)

    def show_voices(self, voices: Iterable[Row], debriefs: Iterable[Row]) -> None:
        """Show what patients said."""
        self.voices.show_rows(voices)
        self.debriefs.show_rows(debriefs)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()
