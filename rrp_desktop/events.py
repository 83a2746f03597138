"""What has happened, told to whoever asked to hear it, after it is safely on disk."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Changed:
    """Records of one form were saved, amended, voided or confirmed.

    `days` are the London dates whose numbers may have moved. `origin` is whoever asked, so that a
    screen need not listen to itself.
    """

    form: str
    keys: tuple[str, ...]
    days: tuple[date, ...]
    origin: object = None


@dataclass(frozen=True, slots=True)
class DraftKept:
    """A draft was written or dropped."""

    form: str
    key: str


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """A setting of the ward has a new value."""

    name: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A month's bundle was written, or a receipt for one came in."""

    month: date


@dataclass(frozen=True, slots=True)
class Locked:
    """The screen was locked; nothing about any person may stay in sight."""


Event = Changed | DraftKept | SettingChanged | Exported | Locked


class Bus:
    """Tells every listener every event, in order, on the thread that publishes."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._guard = threading.Lock()

    def listen(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have *listener* called with every event from now on; call the result to stop."""
        with self._guard:
            self._listeners.append(listener)

        def stop() -> None:
            with self._guard:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def publish(self, *events: Event) -> None:
        """Tell every listener each of *events*."""
        with self._guard:
            listeners = tuple(self._listeners)
        for event in events:
            for listener in listeners:
                listener(event)
