"""The bus: every listener, in order, until it stops listening."""

from datetime import date

from rrp_desktop.events import Bus, Event, Exported


def test_a_listener_hears_everything_until_it_stops():
    bus = Bus()
    heard: list[Event] = []
    stop = bus.listen(heard.append)
    first, second = Exported(date(2026, 10, 1)), Exported(date(2026, 11, 1))
    bus.publish(first, second)
    stop()
    bus.publish(Exported(date(2026, 12, 1)))
    assert heard == [first, second]


def test_a_listener_may_stop_while_it_is_being_told():
    bus = Bus()
    heard: list[Event] = []
    stop = bus.listen(lambda _event: stop())
    bus.listen(heard.append)
    bus.publish(Exported(date(2026, 10, 1)))
    assert len(heard) == 1
