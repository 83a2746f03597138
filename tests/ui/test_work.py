"""Work done beside the window: results come back where widgets live, to owners that live."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from rrp_desktop.errors import Refused, RrpError
from rrp_ui.work import Work


class _Desk(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.threads: list[int] = []
        self.wrong: list[RrpError] = []

    def done(self, result: Any) -> None:
        self.got.append(result)
        self.threads.append(threading.get_ident())

    def failed(self, error: RrpError) -> None:
        self.wrong.append(error)


class _Store:
    def __init__(self) -> None:
        self.opened_on = threading.get_ident()
        self.closed_on = 0

    def close(self) -> None:
        self.closed_on = threading.get_ident()


@pytest.fixture
def work(qtbot: QtBot) -> Iterator[Work]:
    work = Work()
    yield work
    work.close()


@pytest.fixture
def desk() -> _Desk:
    return _Desk()


def _settle(qtbot: QtBot, work: Work) -> None:
    qtbot.waitUntil(lambda: not work.busy)


def test_a_result_comes_back_on_the_windows_thread(qtbot: QtBot, work: Work, desk: _Desk) -> None:
    work.side(threading.get_ident, owner=desk, done=desk.done, failed=desk.failed)
    _settle(qtbot, work)
    assert desk.got != [threading.get_ident()]
    assert desk.threads == [threading.get_ident()]


def test_the_store_is_opened_used_and_closed_on_one_thread(qtbot: QtBot, desk: _Desk) -> None:
    work = Work()
    stores: list[_Store] = []

    def opener() -> Any:
        stores.append(_Store())
        return stores[0]

    work.open(opener, owner=desk, failed=desk.failed)
    for _ in range(20):
        work.store(lambda store: threading.get_ident(), owner=desk, done=desk.done, failed=desk.failed)
    _settle(qtbot, work)
    work.close()
    assert set(desk.got) == {stores[0].opened_on} == {stores[0].closed_on}
    assert stores[0].opened_on != threading.get_ident()


def test_tasks_for_the_store_keep_their_order(qtbot: QtBot, work: Work, desk: _Desk) -> None:
    work.open(lambda: SimpleNamespace(close=lambda: None), owner=desk, failed=desk.failed)  # type: ignore[arg-type, return-value]
    for number in range(50):
        work.store(lambda store, number=number: number, owner=desk, done=desk.done, failed=desk.failed)  # type: ignore[misc]
    _settle(qtbot, work)
    assert desk.got == list(range(50))


def test_an_owner_that_has_gone_hears_nothing_and_the_work_is_done_all_the_same(
    qtbot: QtBot, work: Work, desk: _Desk
) -> None:
    done: list[str] = []
    gate = threading.Event()

    def task() -> None:
        gate.wait(5)
        done.append("written")

    work.side(task, owner=desk, done=desk.done, failed=desk.failed)
    shiboken6.delete(desk)
    gate.set()
    _settle(qtbot, work)
    assert done == ["written"]
    assert desk.got == []


def test_a_refusal_goes_to_failed_with_its_code(qtbot: QtBot, work: Work, desk: _Desk) -> None:
    def task() -> None:
        raise Refused("pin-wrong", "That PIN is not right.")

    work.side(task, owner=desk, done=desk.done, failed=desk.failed)
    _settle(qtbot, work)
    assert [error.code for error in desk.wrong] == ["pin-wrong"]
    assert desk.got == []


def test_a_ward_that_is_not_open_is_unavailable(qtbot: QtBot, work: Work, desk: _Desk) -> None:
    work.store(lambda store: store.staff(), owner=desk, done=desk.done, failed=desk.failed)
    _settle(qtbot, work)
    assert [error.code for error in desk.wrong] == ["not-open"]


def test_a_fault_reaches_both_the_screen_and_the_last_net(qtbot: QtBot, work: Work, desk: _Desk) -> None:
    def task() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        work.side(task, owner=desk, done=desk.done, failed=desk.failed)
        _settle(qtbot, work)
    assert [kind for kind, _, _ in caught] == [ZeroDivisionError]
    assert [error.code for error in desk.wrong] == ["fault"]
