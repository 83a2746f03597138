"""A quiet, clean window system around every test of the windows."""

import gc
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from rrp_ui import theme


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look at the binding itself before anything relies on it."""
    items.sort(key=lambda item: item.path.name != "test_binding.py")


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    """Look as the product does, before any widget: without its font, letters may be boxes."""
    theme.apply(qapp)


def _running(timer: object) -> bool:
    return isinstance(timer, QTimer) and shiboken6.isValid(timer) and timer.isActive()


def _left(already: set[QWidget]) -> list[str]:
    widgets = [repr(each) for each in QApplication.topLevelWidgets() if each not in already]
    timers = [repr(each) for each in gc.get_objects() if issubclass(type(each), QTimer) and _running(each)]
    return widgets + timers


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Collect garbage on this thread alone, and fail a test that leaves a window or a running timer."""
    gc.disable()
    gc.freeze()
    already = set(QApplication.topLevelWidgets())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    left = _left(already)
    gc.enable()
    if left:
        pytest.fail(f"left behind: {left}")
