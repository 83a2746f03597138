"""What somebody on the practice ward typed in, and when."""

from dataclasses import dataclass
from datetime import datetime

from rrp_desktop.forms.spec import Answers
from rrp_desktop.practice.bronte import Post


@dataclass(frozen=True, slots=True)
class Entry:
    """One save. `key` names the record within the year; with a `reason` this amends it."""

    at: datetime
    form: str
    key: str
    answers: Answers
    by: Post
    entered_for: str = ""
    reason: str = ""
