"""Make the one-folder app that needs no Python, from a wheel and in a clean environment.

Run by `dev.py freeze` with the Python of that environment. Nothing in the checkout can stand in for what the
wheel holds: it is not on the path, and the work is done in an empty folder.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import entry_points
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("rrp-desktop", "rrp-collate")
WINDOWED = "rrp-desktop"

HIDDEN = ("alembic.context", "alembic.op", "tzdata")
# pyqtgraph loads these by name, and only when the first chart is drawn
HIDDEN_QT = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")
QT = ("PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy", "rrp_ui")
EXCLUDED = (
    "IPython",
    "PIL",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "editables",
    "hatchling",
    "matplotlib",
    "numba",
    "pyarrow",
    "pyqtgraph.examples",
    "pyqtgraph.flowchart",
    "pyqtgraph.jupyter",
    "pyqtgraph.opengl",
    "pytest",
    "scipy",
    "setuptools",
    "tkinter",
)
KEPT_PLUGINS = {
    "iconengines": {"qsvgicon"},
    "imageformats": {"qico", "qjpeg", "qsvg"},
    "platforms": {"qoffscreen", "qwindows", "qxcb"},
    "printsupport": {"cupsprintersupport", "windowsprintersupport"},
    "styles": {"qmodernwindowsstyle"},
    "xcbglintegrations": {"qxcb-glx-integration"},
}
DROPPED_LIBRARIES = (
    *(
        "Qt6Designer",
        "Qt6EglF",
        "Qt6Network",
        "Qt6Qml",
        "Qt6Quick",
        "Qt6VirtualKeyboard",
        "Qt6Wayland",
        "Qt6Wl",
    ),
    *("atk", "cairo", "epoxy", "gdk", "gio", "gtk", "harfbuzz", "pango", "pixman"),
    "opengl32sw",
)


def belongs(name: str) -> bool:
    """Tell whether a file is one that the product uses, or one that only comes with Qt."""
    path = Path(name.replace("\\", "/"))
    if "plugins" in path.parts:
        stem = path.name.partition(".")[0].removeprefix("lib")
        return stem in KEPT_PLUGINS.get(path.parent.name, set())
    if "translations" in path.parts:
        return path.name.startswith("qtbase_en")
    return not path.name.removeprefix("lib").startswith(DROPPED_LIBRARIES)


def entry_script(command: str, folder: Path) -> str:
    """Write the script that starts *command* as the wheel's own entry point would."""
    (point,) = (each for each in entry_points(name=command) if each.group.endswith("_scripts"))
    script = folder / f"{command}.py"
    script.write_text(f"from {point.module} import {point.attr}\n\nraise SystemExit({point.attr}())\n")
    return str(script)


def install_wheel(folder: Path) -> None:
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    wheel = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    subprocess.run([*pip, *wheel], check=True)
    (made,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--force-reinstall", str(made)], check=True)


def unresolved(log: str) -> list[str]:
    """Name the lines in which PyInstaller says that a plugin we keep lacks a library."""
    kept = {plugin for plugins in KEPT_PLUGINS.values() for plugin in plugins}
    lines = (line for line in log.splitlines() if "Library not found" in line)
    return [
        line for line in lines if any(f"lib{plugin}.so" in line or f"{plugin}.dll" in line for plugin in kept)
    ]


def build(folder: Path, empty: Path) -> str:
    """Freeze into *folder* from the *empty* one; PyInstaller's words."""
    spec = ROOT / "build_scripts" / "rrp_desktop.spec"
    paths = ("--distpath", str(folder.parent), "--workpath", str(empty / "work"))
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *paths, str(spec)]
    environment = {**os.environ, "RRP_FROZEN_NAME": folder.name, "PYTHONHASHSEED": "0"}
    run = subprocess.run(command, cwd=empty, env=environment, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return run.stderr


def main(folder: Path) -> None:
    """Freeze into *folder*, and refuse a build whose windows could not open."""
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as empty:
        install_wheel(Path(empty))
        log = build(folder, Path(empty))
    if lacking := unresolved(log):
        sys.exit("\n".join(lacking))
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{folder}: {size:.0f} MB, {len(files)} files, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
