"""The frozen app proves itself, where neither Python nor the checkout is within reach."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FROZEN = os.environ.get("RRP_FROZEN", "")
ROOT = Path(__file__).parents[1]
OLD_WARD = ROOT / "tests" / "stored" / "0.1.0"
HIDDEN = 'mount -t tmpfs none "$0" && exec "$@"'

pytestmark = pytest.mark.skipif(not FROZEN, reason="needs a frozen app: python3 build_scripts/dev.py freeze")

Start = Callable[..., subprocess.CompletedProcess[str]]


def out_of_reach() -> list[str]:
    """Give the words before a command that cover the checkout up, where this machine lets us."""
    cover = ["unshare", "--mount", "sh", "-c", HIDDEN, str(ROOT)]
    if sys.platform != "linux" or not shutil.which("unshare"):
        return []
    tried = subprocess.run([*cover, "ls", str(ROOT)], capture_output=True, text=True, check=False)
    return cover if tried.returncode == 0 and not tried.stdout else []


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Start a program of the frozen folder, moved away, from an empty folder and environment."""
    away = tmp_path_factory.mktemp("away")
    folder = Path(shutil.copytree(FROZEN, away / "RRP Desktop", symlinks=True))
    shutil.copytree(OLD_WARD, away / "old ward")
    home = away / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    environment = {**kept, "HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}

    def start(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*out_of_reach(), str(folder / program), *arguments]
        return subprocess.run(
            command, cwd=home, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    return start


def test_the_frozen_app_proves_what_it_needs(start: Start) -> None:
    run = start("rrp-desktop", "--self-test", "--old-ward", "../old ward")
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    assert told["passed"] is True
    assert {"letters", "encryption", "old_file", "chart", "bundle"} <= told["checks"].keys()


def test_the_frozen_collator_starts_without_qt(start: Start) -> None:
    run = start("rrp-collate", "--help")
    assert run.returncode == 0, run.stderr
    assert "intake" in run.stdout


def test_the_frozen_folder_holds_nothing_for_tests_or_networks() -> None:
    names = {file.name for file in Path(FROZEN).rglob("*")}
    unwanted = ("libQt6Network", "libQt6Qml", "libQt6Quick", "_pytest", "hypothesis", "libqtuiotouchplugin")
    assert [name for name in names if name.startswith(unwanted)] == []
