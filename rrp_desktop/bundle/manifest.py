"""The first line of a bundle: whose it is, where in the ward's sequence it stands, and what follows."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from rrp_desktop.bundle import canonical
from rrp_desktop.errors import Damaged, Newer
from rrp_desktop.forms.export import SECTIONS

SCHEMA = "rrp.bundle/1"
NO_BUNDLE = "0" * 64
"""What stands for the previous bundle in the first of an epoch."""

LINE_CAP = 64 << 10
ROWS_CAP = 200_000
_SIZE_CAP = 64 << 20
_SCHEMA = re.compile(r"rrp\.bundle/[1-9]\d{0,3}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PATTERNS = {
    "ward": re.compile(r"[A-Z0-9]{2,12}"),
    "epoch": re.compile(r"[0-9a-f]{32}"),
    "prev": _DIGEST,
    "kind": re.compile(r"month|amend"),
    "period": re.compile(r"20\d\d-(0[1-9]|1[0-2])"),
    "created": re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "app": re.compile(r"[0-9A-Za-z.+-]{1,40}"),
    "signer": _DIGEST,
}
_NUMBERS = {"seq": range(1, 100_000), "cutoff": range(10**12), "config": range(1, 1_000_000)}
_FIELDS = {"schema", "recipients", "sections", *_PATTERNS, *_NUMBERS}

BundleKind = Literal["month", "amend"]


@dataclass(frozen=True, slots=True)
class Part:
    """One section as the manifest announces it."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a bundle says about itself. `period` is the first of its month, `created` is in UTC."""

    ward: str
    epoch: str
    seq: int
    prev: str
    kind: BundleKind
    period: date
    created: datetime
    cutoff: int
    app: str
    config: int
    signer: str
    recipients: tuple[str, ...]
    sections: tuple[Part, ...]

    @property
    def spelled(self) -> bytes:
        """The manifest line, without its end."""
        return canonical.spell(
            {
                "schema": SCHEMA,
                "ward": self.ward,
                "epoch": self.epoch,
                "seq": self.seq,
                "prev": self.prev,
                "kind": self.kind,
                "period": f"{self.period:%Y-%m}",
                "created": f"{self.created:%Y-%m-%dT%H:%M:%SZ}",
                "cutoff": self.cutoff,
                "app": self.app,
                "config": self.config,
                "signer": self.signer,
                "recipients": list(self.recipients),
                "sections": [
                    {"name": part.name, "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256}
                    for part in self.sections
                ],
            }
        )


def read_manifest(line: bytes) -> Manifest:
    """The manifest in *line*; Newer for a later schema, Damaged with `manifest` for anything unexpected."""
    if len(line) > LINE_CAP:
        raise _wrong()
    said = canonical.read(line)
    schema = said.get("schema") if isinstance(said, dict) else None
    if isinstance(schema, str) and schema != SCHEMA and _SCHEMA.fullmatch(schema):
        raise Newer(
            "schema-newer", "This bundle was made by a newer release. Update this one, then take it in."
        )
    if schema != SCHEMA or said.keys() != _FIELDS:
        raise _wrong()
    if not all(
        isinstance(said[name], str) and each.fullmatch(said[name]) for name, each in _PATTERNS.items()
    ):
        raise _wrong()
    if not all(type(said[name]) is int and said[name] in each for name, each in _NUMBERS.items()):
        raise _wrong()
    if (said["seq"] == 1) != (said["prev"] == NO_BUNDLE):
        raise _wrong()
    try:
        return Manifest(
            ward=said["ward"],
            epoch=said["epoch"],
            seq=said["seq"],
            prev=said["prev"],
            kind=said["kind"],
            period=date.fromisoformat(f"{said['period']}-01"),
            created=datetime.strptime(said["created"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
            cutoff=said["cutoff"],
            app=said["app"],
            config=said["config"],
            signer=said["signer"],
            recipients=_recipients(said["recipients"]),
            sections=_parts(said["sections"]),
        )
    except ValueError:
        raise _wrong() from None


def _recipients(said: Any) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise _wrong()
    if said != sorted(set(said)):
        raise _wrong()
    return tuple(said)


def _parts(said: Any) -> tuple[Part, ...]:
    if not isinstance(said, list) or not all(_is_part(part) for part in said):
        raise _wrong()
    parts = tuple(Part(part["name"], part["rows"], part["bytes"], part["sha256"]) for part in said)
    if tuple(part.name for part in parts) != SECTIONS or sum(part.rows for part in parts) > ROWS_CAP:
        raise _wrong()
    return parts


def _is_part(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and said.keys() == {"name", "rows", "bytes", "sha256"}
        and isinstance(said["name"], str)
        and _size(said["rows"])
        and _size(said["bytes"])
        and isinstance(said["sha256"], str)
        and _DIGEST.fullmatch(said["sha256"]) is not None
    )


def _size(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _SIZE_CAP


def _wrong() -> Damaged:
    return Damaged(
        "manifest", "The bundle does not describe itself as it should. Ask the ward to make it again."
    )
