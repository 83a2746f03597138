"""The centre's side of the process that opens bundles: ask it, wait so long and no longer, believe little."""

import hashlib
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from pyrage.x25519 import Identity

from rrp_desktop.bundle.make import open_sealed
from rrp_desktop.bundle.manifest import ROWS_CAP, read_manifest
from rrp_desktop.bundle.seal import Sealed
from rrp_desktop.central import sentry
from rrp_desktop.central.versions import Arrival, Version, arrival_of
from rrp_desktop.errors import Damaged, Newer, Refused
from rrp_desktop.forms.export import SECTIONS

SECONDS = 30.0
_ANSWER_CAP = 256 << 20
_CODE = re.compile(r"[a-z][a-z-]{0,39}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEPT_OF_ENVIRONMENT = ("SYSTEMROOT", "PYTHONPATH", "LANG")


class Opener:
    """Opens bundles in a process of its own, which is started when first needed. Close it when done."""

    def __init__(self, identities: Sequence[Identity], seconds: float = SECONDS) -> None:
        self._identities = "\n".join(map(str, identities))
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def open(self, sealed: Sealed) -> Arrival:
        """What *sealed* holds; Damaged with `opener-ended` when the process did not survive it."""
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        too_long = threading.Timer(self.seconds, process.kill)
        too_long.start()
        try:
            question = {"signer": sealed.signer.text, "sha256": sealed.sha256}
            sentry.say(process.stdin, question, sealed.body)
            heard = sentry.hear(process.stdout, _ANSWER_CAP)
        except (OSError, ValueError):
            heard = None
        finally:
            too_long.cancel()
            too_long.join()
        answer = None if heard is None else believed(*heard)
        if answer is None:
            self.close()
            raise Damaged(
                "opener-ended",
                "The bundle could not be opened within the limits of time and memory. It was not taken in.",
            )
        if isinstance(answer, Arrival):
            return answer
        raise answer

    def _started(self) -> "subprocess.Popen[bytes]":
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", sentry.__name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT_OF_ENVIRONMENT if name in os.environ},
            )
            assert self.process.stdin is not None
            sentry.say(self.process.stdin, {"identities": self._identities})
        return self.process


class InProcess:
    """Opens bundles right here, without a process of its own."""

    def __init__(self, identities: Sequence[Identity]) -> None:
        self._identities = identities

    def open(self, sealed: Sealed) -> Arrival:
        """What *sealed* holds."""
        return arrival_of(open_sealed(sealed, self._identities))

    def close(self) -> None:
        """There is nothing to end."""


def believed(told: dict[str, Any], bodies: bytes) -> Arrival | Refused | Newer | None:
    """What the process said; None if that cannot be so: it has read a stranger's bytes."""
    try:
        for kind, error in (("newer", Newer), ("refused", Refused)):
            if kind in told:
                code, sentence = told[kind], told["sentence"]
                return error(code, sentence) if _CODE.fullmatch(code) and sentence.isprintable() else None
        manifest = read_manifest(told["manifest"].encode("ascii"))
        if not _DIGEST.fullmatch(told["content_sha256"]) or len(told["versions"]) > ROWS_CAP:
            return None
        versions, start = [], 0
        for section, place, rank, length in told["versions"]:
            body = bodies[start : start + length]
            fits = (
                section in SECTIONS
                and isinstance(place, str)
                and type(rank) is int
                and 0 <= rank < 1 << 63
                and length == len(body)
            )
            if not fits:
                return None
            versions.append(Version(section, place, rank, hashlib.sha256(body).hexdigest(), body))
            start += length
        return Arrival(manifest, told["content_sha256"], versions) if start == len(bodies) else None
    except (ValueError, TypeError, KeyError, AttributeError, Damaged, Newer):
        return None
