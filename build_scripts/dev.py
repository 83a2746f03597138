"""From a fresh machine to a running ward or a finished test run; needs git and Python 3.11 to 3.13.

Kept to the standard library, and to words an older Python can read, so that it can be told what it lacks.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ROOT / "build_scripts" / "requirements"
VENV = ROOT / ".venv"
TOUR = ROOT / "build" / "tour"
OLDEST, NEWEST = (3, 11), (3, 13)

GROUPS = {"run": (), "dev": ("--extra", "central", "--group", "test"), "build": ("--group", "freeze")}
WINDOW_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
TEST_TOOLS = {"age": "age", "ssh-keygen": "openssh-client", "strace": "strace", "zstd": "zstd"}
PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
UV = ("-m", "uv", "--system-certs", "pip")
CHECKS = {
    "lint": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "types": ("-m", "mypy"),
    "contracts": ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"),
}


def say(line: str) -> None:
    print(line, flush=True)


def ended(code: int) -> int:
    """Give the code a shell would give: a process ended by a signal has failed too."""
    return 128 - code if code < 0 else code


def call(*command: str | Path, **more: str) -> int:
    return ended(subprocess.run(list(map(str, command)), cwd=ROOT, env={**os.environ, **more}).returncode)


def has_screen(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    if environment.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
        return False
    return platform in {"win32", "darwin"} or bool({"DISPLAY", "WAYLAND_DISPLAY"} & environment.keys())


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(screen: bool, found: Callable[[str], bool] = loads) -> dict[str, str]:
    """Name the shared libraries that Qt needs and this machine lacks, each with its Debian package."""
    if sys.platform != "linux":
        return {}
    needed = {**WINDOW_LIBRARIES, **(SCREEN_LIBRARIES if screen else {})}
    return {library: package for library, package in needed.items() if not found(library)}


def venv_python(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if sys.platform == "win32" else folder / "bin" / "python"


def missing_venv() -> dict[str, str]:
    """Name Debian's package for virtual environments, where one is to be made and Python came without."""
    there = venv_python(VENV).exists() or importlib.util.find_spec("ensurepip")
    return {} if there else {"ensurepip": f"python{sys.version_info.major}.{sys.version_info.minor}-venv"}


def missing_freezing() -> dict[str, str]:
    """Name what PyInstaller needs beside Python: its shared library, and a program that reads libraries."""
    if sys.platform == "win32":
        return {}
    shared = str(sysconfig.get_config_var("INSTSONAME"))
    own = Path(sysconfig.get_config_var("LIBDIR") or "") / shared
    python = {} if own.exists() or loads(shared) else {shared: f"libpython{sysconfig.get_python_version()}"}
    return {**python, **({} if shutil.which("objdump") else {"objdump": "binutils"})}


def server_programs(found: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """Name the folder of PostgreSQL's programs, which Debian leaves out of the path; None without them."""
    folders = sorted(initdb.parent for initdb in found.glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return Path(named).parent if named else folders[-1] if folders else None


def missing_server() -> dict[str, str]:
    return {} if server_programs() else {"initdb": "postgresql"}


def missing_tools() -> dict[str, str]:
    return {tool: package for tool, package in TEST_TOOLS.items() if not shutil.which(tool)}


def apt_line(packages: Iterable[str]) -> str:
    return "apt-get install --yes --no-install-recommends " + " ".join(sorted(packages))


def install_packages(missing: Mapping[str, str]) -> bool:
    """Install what Debian calls *missing* where we may, else print the line that does; True when done."""
    if not missing:
        return True
    if not shutil.which("apt-get"):
        say(f"This machine lacks {', '.join(missing)}. Install what provides them, then run this again.")
        return False
    line = apt_line(missing.values())
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        say(f"Installing {', '.join(sorted(missing.values()))}")
        install = f"apt-get update -qq && {line} -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 >/dev/null"
        if call("sh", "-c", install, DEBIAN_FRONTEND="noninteractive") == 0:
            return True
    say(f"This machine lacks {', '.join(missing)}. Run this line, then the same command again:")
    say(f"  {line}" if root else f"  sudo {line}")
    return False


def lock_stamp(lock: str, place: Path = ROOT) -> str:
    """Say what an environment made now from *lock* would be made of."""
    parts = [lock, sys.version, str(place)]
    parts += [file.read_text(encoding="utf-8") for file in (LOCKS / f"{lock}.txt", ROOT / "pyproject.toml")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def pip_has_its_own_index(python: Path) -> bool:
    """Tell whether pip is pointed at an index that uv would not look at."""
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return ".index-url=" in listed.stdout and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & os.environ.keys()


def install_locked(python: Path, lock: str) -> bool:
    """Install *lock*, every file by its hash: with uv where that installs, else with pip."""
    wanted = ("--require-hashes", "-r", LOCKS / f"{lock}.txt")
    uv_itself = ("--require-hashes", "-r", LOCKS / "uv.txt")
    fast = not pip_has_its_own_index(python) and call(python, *PIP, *uv_itself) == 0
    return (fast and call(python, *UV, "install", "--quiet", "--python", python, *wanted) == 0) or (
        call(python, *PIP, *wanted) == 0
    )


def works(python: Path) -> bool:
    version = "import sys; print(sys.version)"
    try:
        told = subprocess.run([python, "-c", version], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return told.stdout.strip() == sys.version.strip()


def make_venv(folder: Path, lock: str) -> Path | None:
    """Give the Python of a virtual environment that holds *lock*; None when it could not be made."""
    python = venv_python(folder)
    if not works(python) and call(sys.executable, "-m", "venv", "--clear", folder) != 0:
        return None
    return python if install_locked(python, lock) else None


def environment(locks: Sequence[str]) -> Path | None:
    """Give the Python of the checkout's environment; unless it holds one of *locks*, it gets the first."""
    stamp = VENV / "stamp"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") in map(lock_stamp, locks):
        return venv_python(VENV)
    say(f"Preparing {VENV.name} from the locked requirements: a minute, once")
    stamp.unlink(missing_ok=True)
    python = make_venv(VENV, locks[0])
    if python is None or call(python, *PIP, "--no-deps", "--no-build-isolation", "--editable", ROOT) != 0:
        return None
    stamp.write_text(lock_stamp(locks[0]), encoding="utf-8")
    return python


def prepare(locks: Sequence[str], screen: bool, tools: Mapping[str, str] | None = None) -> Path | None:
    """Give a Python with everything the machine must have; *tools* may lack, but not where CI runs."""
    needed = {**missing_libraries(screen), **missing_venv()}
    complete = install_packages({**needed, **(tools or {})})
    return environment(locks) if complete or not (needed or os.environ.get("CI")) else None


def run(more: Sequence[str]) -> int:
    """Open the practice ward; with no screen, let it show itself."""
    screen = has_screen()
    python = prepare(("run", "dev"), screen)
    if python is None:
        return 1
    practice = (python, "-m", "rrp_ui", "--practice")
    if screen:
        return call(*practice, *more)
    say(f"There is no screen here, so the tour does the main job offscreen; its pictures go to {TOUR}")
    return call(*practice, "--tour", TOUR, *more, QT_QPA_PLATFORM="offscreen")


def check(_more: Sequence[str] = ()) -> int:
    """Lint, format, types and import contracts."""
    python = prepare(("dev",), screen=False)
    if python is None:
        return 1
    failed = [name for name, command in CHECKS.items() if call(python, *command) != 0]
    say(f"Not in order: {', '.join(failed)}" if failed else f"In order: {', '.join(CHECKS)}")
    return len(failed)


def test(more: Sequence[str]) -> int:
    """Everything `check` does, then pytest; *more* goes to pytest."""
    python = prepare(("dev",), has_screen(), {**missing_tools(), **missing_server()})
    if python is None:
        return 1
    checked = check()
    tested = call(python, "-m", "pytest", "-n", "auto", "--dist", "loadfile", *more)
    if checked:
        say("What stands above the tests is not in order.")
    return tested or checked


def lock(more: Sequence[str]) -> int:
    """Write the hash-locked requirements anew; `--upgrade` takes the newest of everything."""
    python = prepare(("dev",), screen=False)
    if python is None or call(python, *PIP, "--require-hashes", "-r", LOCKS / "uv.txt") != 0:
        return 1
    form = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url")
    plain = ("--no-header", "--no-annotate", "--quiet", *more, "--output-file")
    project = ("pyproject.toml", "--extra", "gui", "--group", "editable")
    wanted = {name: (*project, *groups) for name, groups in GROUPS.items()}
    wanted["uv"] = ("--group", "fast")
    return max(
        call(python, *UV, "compile", *form, *plain, LOCKS / f"{name}.txt", *what)
        for name, what in wanted.items()
    )


def freeze(more: Sequence[str]) -> int:
    """Build the app that needs no Python, and let it prove itself; *more* goes to pytest."""
    tools = {**missing_libraries(screen=True), **missing_freezing()}
    python = prepare(("dev",), has_screen()) if install_packages(tools) else None
    clean = make_venv(ROOT / "build" / "venv", "build") if python else None
    if python is None or clean is None:
        return 1
    frozen = ROOT / "dist" / "rrp-desktop"
    made = call(clean, ROOT / "build_scripts" / "freeze.py", frozen)
    return made or call(python, "-m", "pytest", "tests/test_frozen.py", *more, RRP_FROZEN=str(frozen))


def suitable_python() -> str | None:
    """Name another Python on this machine that will do."""
    names = (f"python{OLDEST[0]}.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1))
    return next((name for name in names if shutil.which(name)), None)


def main(arguments: Sequence[str]) -> int:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        other = suitable_python()
        if other:
            return call(other, ROOT / "build_scripts" / "dev.py", *arguments)
        say(f"RRP Desktop needs Python 3.11 to 3.13; this is {sys.version.split()[0]}.")
        return 1
    commands = {each.__name__: each for each in (run, test, check, lock, freeze)}
    if not arguments or arguments[0] not in commands:
        for name, command in commands.items():
            say(f"dev.py {name:6} {command.__doc__}")
        return 2
    return commands[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
