"""The log says what happened, and nothing that anybody typed."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rrp_desktop import log

TYPED = "P-031 hit S. O. again"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    handler = log.start(tmp_path)
    yield tmp_path / "rrp.log"
    log.stop(handler)


def _last(file: Path) -> str:
    return file.read_text("utf-8").splitlines()[-1]


def test_our_own_words_codes_and_counts_are_written(written: Path):
    logging.getLogger("rrp_desktop.store").info("saved %s in %d ms, %s", "incident", 12, "not-saved")
    assert _last(written).endswith("Z INFO rrp_desktop.store saved incident in 12 ms, not-saved")


@pytest.mark.parametrize("given", [TYPED, "", "a" * 61, "née", ("a",), {"note": TYPED}, None, b"x"])
def test_whatever_else_is_handed_over_stays_out(written: Path, given: object):
    logging.getLogger("rrp_ui.screens").info("shown %s", given if not isinstance(given, dict) else [given])
    assert _last(written).endswith("rrp_ui.screens shown ?")


@pytest.mark.parametrize(
    ("said", "given"),
    [("%d %d", (1, TYPED)), ("%s", ()), ("%(note)s", ({"note": TYPED},)), (ValueError(TYPED), ())],
)
def test_a_line_that_cannot_be_put_together_is_left_out(said: object, given: tuple[object, ...]):
    record = logging.LogRecord("rrp_desktop", logging.INFO, __file__, 1, said, given, None)
    assert log.Plain().format(record).endswith(" INFO rrp_desktop ?")


def test_what_a_library_says_is_not_repeated(written: Path):
    logging.getLogger("sqlalchemy.engine").info("INSERT %s", TYPED)
    logging.getLogger("other").info(TYPED)
    assert TYPED not in written.read_text("utf-8")
    assert "INSERT" not in written.read_text("utf-8")
    assert " INFO other line " in _last(written)


def test_an_error_is_written_by_its_kind_and_place_without_its_message(written: Path, expected_log):
    expected_log.expect("fault 4F9A")
    try:
        raise ValueError(TYPED)
    except ValueError:
        logging.getLogger("rrp_ui.crash").exception("fault %s", "4F9A")
    assert TYPED not in written.read_text("utf-8")
    assert "fault 4F9A ValueError" in _last(written)
    assert f"{__name__}:" in _last(written)


def test_the_log_never_grows_beyond_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log, "LARGEST", 1_000)
    handler = log.start(tmp_path)
    for number in range(500):
        logging.getLogger("rrp_desktop").info("line %d", number)
    log.stop(handler)
    files = list(tmp_path.iterdir())
    assert len(files) == log.KEPT + 1
    assert all(file.stat().st_size <= 1_000 for file in files)


def test_after_it_is_stopped_nothing_is_written(tmp_path: Path):
    handler = log.start(tmp_path)
    log.stop(handler)
    logging.getLogger("rrp_desktop").info("late")
    assert not (tmp_path / "rrp.log").exists()
