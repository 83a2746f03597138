"""What is published on any thread is heard on the window's thread."""

import threading
from datetime import date

from pytestqt.qtbot import QtBot

from rrp_desktop.events import Bus, Changed, Event, Exported
from rrp_ui.bridge import Bridge


def test_events_from_another_thread_are_heard_here_in_order(qtbot: QtBot) -> None:
    bus, heard = Bus(), []
    bridge = Bridge(bus)
    bridge.happened.connect(lambda event: heard.append((event, threading.get_ident())))
    events: list[Event] = [Changed("incident", (str(n),), ()) for n in range(20)]
    thread = threading.Thread(target=bus.publish, args=events)
    thread.start()
    thread.join()
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert heard == [(event, threading.get_ident()) for event in events]
    bridge.close()


def test_a_closed_bridge_hears_nothing(qtbot: QtBot) -> None:
    bus = Bus()
    heard: list[Event] = []
    bridge = Bridge(bus)
    bridge.happened.connect(heard.append)
    bridge.close()
    bus.publish(Exported(date(2026, 10, 1)))
    with qtbot.assertNotEmitted(bridge.happened, wait=20):
        pass
    assert heard == []
