"""The bus: every listener, in order, until it stops listening."""

from datetime import date

from rrp_desktop.events import Bus, Exported


def test_a_listener_hears_everything_until_it_stops():
    bus, heard = Bus(), []
    stop = bus.listen(heard.append)
    bus.publish(Exported(date(2026, 10, 1)), Exported(date(2026, 11, 1)))
    stop()
    bus.publish(Exported(date(2026, 12, 1)))
    assert [event.month.month for event in heard] == [10, 11]


def test_a_listener_may_stop_while_it_is_being_told():
    bus, heard = Bus(), []
    stop = bus.listen(lambda event: stop())
    bus.listen(heard.append)
    bus.publish(Exported(date(2026, 10, 1)))
    assert len(heard) == 1
