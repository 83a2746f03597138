"""The whole main job, from the command line, as a person on a fresh machine would see it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

NETWORK = re.compile(r"^\d+ +(socket|connect|bind|sendto)\(.*AF_INET", re.MULTILINE)
PAGES = (
    "locked",
    "today",
    "incident",
    "huddle",
    "cross",
    "incidents",
    "charts",
    "ideas",
    "month-end",
    "settings",
)

pytestmark = pytest.mark.usefixtures("debian_tools")


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished tour; `system_calls` is what it asked of the system about networks."""
    folder = tmp_path_factory.mktemp("tour")
    watched = ("strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", str(folder / "system_calls"))
    command = (sys.executable, "-m", "rrp_ui", "--practice", "--tour", str(folder))
    run = subprocess.run(
        [*watched, *command],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


@pytest.fixture(scope="module")
def told(tour: Path) -> dict[str, Any]:
    """What the tour says of itself."""
    answer: dict[str, Any] = json.loads((tour / "tour.json").read_text(encoding="utf-8"))
    return answer


def step(told: dict[str, Any], name: str) -> dict[str, Any]:
    """The step called *name*."""
    (found,) = (each for each in told["steps"] if each["name"] == name)
    return dict(found)


def test_every_step_of_the_main_job_passes(told: dict[str, Any]) -> None:
    assert told["passed"]
    assert [each["name"] for each in told["steps"] if not each["passed"]] == []


def test_a_restraint_takes_six_keys_at_most_from_today(told: dict[str, Any]) -> None:
    assert step(told, "restraint")["keys"] <= 6


def test_unlocking_takes_eight_keys_at_most(told: dict[str, Any]) -> None:
    assert step(told, "unlock")["keys"] <= 8


def test_a_quick_huddle_takes_twenty_five_keys_at_most(told: dict[str, Any]) -> None:
    assert step(told, "huddle")["keys"] <= 25


@pytest.mark.parametrize("page", PAGES)
def test_there_is_a_picture_of_every_screen_at_the_smallest_size(tour: Path, page: str) -> None:
    picture = QImage(str(tour / f"{page}.png"))
    assert (picture.width(), picture.height()) == (1366, 768)
    seen = {picture.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(seen) > 20


def test_no_network_socket_is_opened_in_a_whole_tour(tour: Path) -> None:
    calls = (tour / "system_calls").read_text(errors="replace")
    assert "exited with 0" in calls
    assert NETWORK.search(calls) is None


def test_the_watch_on_the_network_would_see_a_socket(tmp_path: Path) -> None:
    """The control: the same watch over a program that does open one."""
    opens = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()"
    calls = tmp_path / "calls"
    watched = ("strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", str(calls))
    subprocess.run([*watched, sys.executable, "-c", opens], check=True)
    assert NETWORK.search(calls.read_text())


def test_the_bundle_opens_with_debian_programs_alone(tour: Path, tmp_path: Path) -> None:
    """ssh-keygen verifies it, age opens it, zstd unpacks it; what comes out is the month."""
    (bundle,) = (tour / "post").glob("*.rrpb")
    magic, rest = bundle.read_bytes().split(b"\n", 1)
    assert magic == b"RRPB 1"
    end = b"-----END SSH SIGNATURE-----\n"
    signature, body = rest[: rest.index(end) + len(end)], rest[rest.index(end) + len(end) :]
    (tmp_path / "bundle.sig").write_bytes(signature)
    (tmp_path / "body.age").write_bytes(body)
    allowed = tour / "centre" / "allowed_signers"
    verify = ("ssh-keygen", "-Y", "verify", "-f", allowed, "-I", "BRONTE", "-n", "rrp-bundle@v1")
    subprocess.run([*verify, "-s", "bundle.sig"], cwd=tmp_path, input=body, check=True, capture_output=True)
    identity = tour / "centre" / "keys" / "working_identity"
    opened = subprocess.run(
        ["age", "-d", "-i", identity, "body.age"], cwd=tmp_path, check=True, capture_output=True
    ).stdout
    assert opened.startswith(b"RRPZ")
    length = int.from_bytes(opened[8:16], "big")
    plain = subprocess.run(
        ["zstd", "-d", "-c"], input=opened[16 : 16 + length], check=True, capture_output=True
    ).stdout
    manifest = json.loads(plain.split(b"\n", 1)[0])
    assert manifest["ward"] == "BRONTE"
    assert {part["name"] for part in manifest["sections"]} >= {"incidents", "huddles", "days"}
