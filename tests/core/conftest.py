"""Debian's own programs, for whatever must be readable without this one."""

import subprocess
from collections.abc import Callable, Sequence
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


_SEAL = """
    set -e
    zstd -q --check content
    length=$(stat -c %s content.zst)
    { printf RRPZ; printf '%08x%016x' 1 $length | sed 's/../\\\\x&/g' | xargs -0 printf '%b'
      cat content.zst; } > plain
    truncate -s 65536 plain
    age -r "$0" -r "$1" plain
"""


@pytest.fixture
def bundle_by_debian(run: Callable[..., bytes], tmp_path: Path) -> Callable[..., bytes]:
    """Make a bundle of a content of one bucket, with Debian's programs alone."""

    def make(content: bytes, recipients: Sequence[str], key: bytes) -> bytes:
        (tmp_path / "content").write_bytes(content)
        (tmp_path / "key").write_bytes(key)
        (tmp_path / "key").chmod(0o600)
        body = run("bash", "-c", _SEAL, *recipients)
        sign = ("ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "rrp-bundle@v1")
        return b"RRPB 1\n" + run(*sign, stdin=body) + body

    return make
