"""The two commands know what a machine lacks, and say so in words that can be pasted."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev


@pytest.mark.parametrize(
    ("environment", "platform", "screen"),
    [
        pytest.param({}, "linux", False, id="a server"),
        pytest.param({"DISPLAY": ":0"}, "linux", True, id="X"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True, id="Wayland"),
        pytest.param({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False, id="told not to"),
        pytest.param({}, "win32", True, id="Windows"),
    ],
)
def test_a_screen_is_known_when_there_is_one(
    environment: dict[str, str], platform: str, screen: bool
) -> None:
    assert dev.has_screen(environment, platform) is screen


def test_a_library_that_is_not_there_is_named_with_its_package() -> None:
    assert dev.missing_libraries(screen=False, found=lambda name: name != "libEGL.so.1") == {
        "libEGL.so.1": "libegl1"
    }
    assert not dev.loads("libnobody-has-this.so.9")


def test_a_screen_needs_more_libraries_than_none() -> None:
    lacking = dev.missing_libraries(screen=True, found=lambda name: name in dev.WINDOW_LIBRARIES)
    assert lacking == dev.SCREEN_LIBRARIES


def test_somebody_who_may_not_install_gets_the_exact_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert not dev.install_packages({"libGL.so.1": "libgl1", "libEGL.so.1": "libegl1"})
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "  sudo apt-get install --yes --no-install-recommends libegl1 libgl1"


def test_an_installation_that_fails_leaves_the_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "call", lambda *command, **more: 100)
    assert not dev.install_packages({"zstd": "zstd"})
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "  apt-get install --yes --no-install-recommends zstd"


def test_a_run_that_aborts_after_passing_has_failed() -> None:
    assert dev.ended(-6) == 134
    assert dev.call(sys.executable, "-c", "import os; os.abort()") == 134
    assert dev.call(sys.executable, "-c", "raise SystemExit(3)") == 3


def test_a_changed_lock_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.txt").write_text("click==8 \\\n", encoding="utf-8")
    monkeypatch.setattr(dev, "LOCKS", tmp_path)
    before = dev.lock_stamp("run")
    assert dev.lock_stamp("run") == before
    assert dev.lock_stamp("run", tmp_path) != before
    (tmp_path / "run.txt").write_text("click==9 \\\n", encoding="utf-8")
    assert dev.lock_stamp("run") != before


def test_a_command_that_does_not_exist_is_answered_with_those_that_do() -> None:
    command = [sys.executable, dev.__file__, "fly"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert [line.split()[1] for line in run.stdout.splitlines()] == ["run", "test", "check", "lock", "freeze"]
