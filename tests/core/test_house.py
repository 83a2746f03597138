"""The house stands as drawn: what imports what, what is locked, what is shipped."""

import pkgutil
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

import rrp_desktop

ROOT = Path(__file__).parents[2]
LOCKS = {file.stem: file for file in sorted((ROOT / "build_scripts" / "requirements").glob("*.txt"))}
SOURCES = [file for top in ("rrp_desktop", "ui", "resources") for file in (ROOT / top).rglob("*.py")]
OUTSIDE_THE_TREE = {".git", ".venv", "build", "dist"}
TREE = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    "LICENSE",
    "README.md",
    "build_scripts",
    "pyproject.toml",
    "resources",
    "rrp_desktop",
    "tests",
    "ui",
}
BLOCKED = """
import importlib, sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy", "rrp_ui"}:
            raise ModuleNotFoundError(f"{name} is out of bounds for the core")

sys.meta_path.insert(0, Without())
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def core_modules() -> list[str]:
    """Every module of the core but the migrations, which only Alembic may run."""
    walked = pkgutil.walk_packages(rrp_desktop.__path__, "rrp_desktop.")
    return [each.name for each in walked if ".migrations" not in each.name]


def test_every_core_module_imports_where_there_is_no_qt() -> None:
    """A linter cannot see what is imported while running."""
    command = [sys.executable, "-W", "error", "-c", BLOCKED, *core_modules()]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_contracts_between_packages_hold() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_nothing_opens_a_file_of_ours_unencrypted() -> None:
    plain = re.compile(r"^\s*(import|from) sqlite3\b", re.MULTILINE)
    assert [file for file in SOURCES if plain.search(file.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS.keys())
def test_a_lock_names_no_host_and_pins_every_file(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pinned = re.split(r"\n(?=\S)", text.strip())
    assert "://" not in text
    assert pinned
    assert [
        each for each in pinned if not re.match(r"[\w.-]+==\S+.*\n\s+--hash=sha256:[0-9a-f]{64}", each)
    ] == []


def test_the_lock_for_running_is_part_of_the_lock_for_testing() -> None:
    run, dev = (
        (ROOT / "build_scripts" / "requirements" / f"{name}.txt").read_text() for name in ("run", "dev")
    )
    assert set(run.splitlines()) <= set(dev.splitlines())


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCKS["run"].read_text(encoding="utf-8"), re.MULTILINE))
    for line in project["dependencies"] + project["optional-dependencies"]["gui"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(locked[wanted.name.lower()]), line


def test_the_wheel_holds_three_packages_and_their_data(tmp_path: Path) -> None:
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "rrp_desktop",
        "rrp_ui",
        "rrp_resources",
    }
    assert {"rrp_desktop/py.typed", "rrp_ui/__init__.py", "rrp_resources/__init__.py"} <= set(names)


def test_the_tree_has_its_fixed_top_level() -> None:
    found = {entry.name for entry in ROOT.iterdir() if entry.name not in OUTSIDE_THE_TREE}
    caches = {name for name in found if name.endswith("cache") or name in {"__pycache__", ".hypothesis"}}
    assert found - caches <= TREE
