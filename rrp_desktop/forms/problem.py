"""What may be said about an answer, and how strongly."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from rrp_desktop.forms.spec import Answers


class Strength(Enum):
    """What a problem asks of the person."""

    STOP = "stop"
    ASK = "ask"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about an answer. `field` is a path: `started_at`, or `interventions.0.type`.

    `record` is the key of the other record it is about, if there is one.
    """

    field: str
    code: str
    sentence: str
    strength: Strength = Strength.STOP
    record: str = ""

    @property
    def root(self) -> str:
        """The question of the form it is about, or in whose rows it is."""
        return self.field.partition(".")[0]

    @property
    def key(self) -> str:
        """The name under which a reason answers it."""
        return f"{self.code}@{self.field}"


def rows_of(answers: Answers, name: str) -> Iterator[tuple[str, Answers]]:
    """Each of the rows called *name*, with what the paths of its answers begin with."""
    for number, row in enumerate(answers.get(name, ())):
        yield f"{name}.{number}.", row
