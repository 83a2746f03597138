"""Starting: what is loaded before the window is seen, and what a person is told when it cannot start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import rrp_desktop

HEAVY = (
    "numpy",
    "pandas",
    "sqlalchemy",
    "alembic",
    "sqlcipher3",
    "pyqtgraph",
    "matplotlib",
    "qtpy",
    "pyrage",
)

AT_FIRST_PAINT = f"""
import json, sys
from rrp_ui import app, doors

def seen(self):
    print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
    app.QApplication.exit(7)

doors.Entrance.begin = seen
sys.exit(app.main([*sys.argv[1:]]))
"""

NO_FONT = """
import sys
import font_source_sans_pro
font_source_sans_pro.font_directory = sys.argv[1]
from rrp_ui import app
sys.exit(app.main(["--data", sys.argv[1]]))
"""


def _run(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **more}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, env=environment, timeout=60
    )


@pytest.mark.parametrize("how", [["--practice"], []], ids=["practice", "ward"])
def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path, how: list[str]) -> None:
    run = _run("-c", AT_FIRST_PAINT, *how, "--data", str(tmp_path / "none"))
    assert run.returncode == 7, run.stderr
    assert json.loads(run.stdout) == []
    assert not (tmp_path / "none").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a font")
def test_without_any_font_it_refuses_in_words(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text("<?xml version='1.0'?><fontconfig></fontconfig>", encoding="utf-8")
    run = _run("-c", NO_FONT, str(tmp_path), FONTCONFIG_FILE=str(fonts))
    assert run.returncode == 3, run.stderr
    assert "words would show as boxes" in run.stderr
    assert "(code no-letters)" in run.stderr


def test_it_says_its_version() -> None:
    assert _run("-m", "rrp_ui", "--version").stdout.strip() == rrp_desktop.__version__


def test_an_unknown_option_is_refused() -> None:
    run = _run("-m", "rrp_ui", "--telephone")
    assert run.returncode == 2
    assert "--telephone" in run.stderr
