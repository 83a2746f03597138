"""Debian's own programs, for whatever must be readable without this one."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def run(tmp_path: Path, debian_tools: None) -> Callable[..., bytes]:
    """Run one of Debian's programs in a folder of its own; its output, or a failed test."""

    def run(*command: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(command, input=stdin, capture_output=True, cwd=tmp_path, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    return run
