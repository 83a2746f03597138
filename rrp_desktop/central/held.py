"""The bundles on the shelf: which are here, which numbers are missing, and what is to note of a new one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.manifest import Manifest
from rrp_desktop.central.tables import BUNDLES
from rrp_desktop.central.versions import Arrival

_MISSING_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Held:
    """A bundle on the shelf. `problem` is what was noted when it came: nothing, gap, superseded or fork."""

    sha256: str
    content_sha256: str
    ward: str
    epoch: str
    seq: int
    period: date
    created: datetime
    rows: dict[str, int]
    received_at: datetime
    problem: str
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Numbered:
    """What is asked of a bundle when another of its epoch comes."""

    sha256: str
    seq: int
    prev: str
    kind: str
    period: str


class Sequences:
    """The bundles of some wards by epoch, as they stand and as more arrive."""

    def __init__(self, connection: sa.Connection, wards: Collection[str]) -> None:
        names = ("ward", "epoch", "sha256", "seq", "prev", "kind", "period")
        asked = sa.select(*(BUNDLES.c[name] for name in names)).where(BUNDLES.c.ward.in_(wards))
        self._of: dict[tuple[str, str], list[_Numbered]] = defaultdict(list)
        for ward, epoch, *rest in connection.execute(asked):
            self._of[ward, epoch].append(_Numbered(*rest))
        self._here = {each.sha256 for numbered in self._of.values() for each in numbered}

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._here

    def add(self, manifest: Manifest, sha256: str) -> tuple[str, tuple[int, ...]]:
        """Count a bundle in; what there is to note about it, and the numbers that are missing now."""
        own = _Numbered(sha256, manifest.seq, manifest.prev, manifest.kind, manifest.period.isoformat())
        others = self._of[manifest.ward, manifest.epoch]
        numbers = {each.seq for each in others} | {own.seq}
        problem = _problem(own, others, numbers)
        others.append(own)
        self._here.add(sha256)
        return problem, _missing(numbers)


def _problem(own: _Numbered, others: Iterable[_Numbered], numbers: Collection[int]) -> str:
    if any(_forked(own, each) for each in others):
        return "fork"
    same = (each for each in others if (each.period, each.kind) == (own.period, own.kind))
    if any(each.seq > own.seq for each in same):
        return "superseded"
    return "gap" if any(number not in numbers for number in range(1, own.seq)) else ""


def _forked(own: _Numbered, other: _Numbered) -> bool:
    """Whether two bundles cannot both belong to one unbroken sequence."""
    return (
        other.seq == own.seq
        or (other.seq == own.seq - 1 and own.prev != other.sha256)
        or (other.seq == own.seq + 1 and other.prev != own.sha256)
    )


def _missing(numbers: Collection[int]) -> tuple[int, ...]:
    absent = (number for number in range(1, max(numbers)) if number not in numbers)
    return tuple(islice(absent, _MISSING_SHOWN))


def held_of(arrival: Arrival, sha256: str, now: datetime, problem: str, missing: tuple[int, ...]) -> Held:
    """A bundle that has just arrived."""
    manifest = arrival.manifest
    return Held(
        sha256=sha256,
        content_sha256=arrival.content_sha256,
        ward=manifest.ward,
        epoch=manifest.epoch,
        seq=manifest.seq,
        period=manifest.period,
        created=moment(seconds(manifest.created)),
        rows={part.name: part.rows for part in manifest.sections},
        received_at=moment(seconds(now)),
        problem=problem,
        missing=missing,
    )


def row_of(held: Held, manifest: Manifest) -> dict[str, Any]:
    """The row of a bundle that has just arrived."""
    return {
        "sha256": held.sha256,
        "content_sha256": held.content_sha256,
        "ward": held.ward,
        "epoch": held.epoch,
        "seq": held.seq,
        "prev": manifest.prev,
        "kind": manifest.kind,
        "period": held.period.isoformat(),
        "created": seconds(held.created),
        "cutoff": manifest.cutoff,
        "app": manifest.app,
        "config": manifest.config,
        "signer": manifest.signer,
        "rows": canonical.spell(held.rows).decode(),
        "received_at": seconds(held.received_at),
        "problem": held.problem,
        "receipted_at": None,
    }


def held_where(connection: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Held, ...]:
    """The bundles on the shelf in order of ward, epoch and number."""
    rows = connection.execute(
        sa.select(BUNDLES)
        .where(which)
        .order_by(BUNDLES.c.ward, BUNDLES.c.epoch, BUNDLES.c.seq, BUNDLES.c.sha256)
    ).all()
    numbers: dict[tuple[str, str], set[int]] = {}
    of_wards = BUNDLES.c.ward.in_({row.ward for row in rows})
    for each in connection.execute(sa.select(BUNDLES.c.ward, BUNDLES.c.epoch, BUNDLES.c.seq).where(of_wards)):
        numbers.setdefault((each.ward, each.epoch), set()).add(each.seq)
    return tuple(
        Held(
            sha256=row.sha256,
            content_sha256=row.content_sha256,
            ward=row.ward,
            epoch=row.epoch,
            seq=row.seq,
            period=date.fromisoformat(row.period),
            created=moment(row.created),
            rows=canonical.read(row.rows.encode()),
            received_at=moment(row.received_at),
            problem=row.problem,
            missing=_missing(numbers[row.ward, row.epoch]),
        )
        for row in rows
    )


def seconds(at: datetime) -> int:
    """A moment as the shelf keeps it."""
    return int(at.timestamp())


def moment(kept: int) -> datetime:
    """What `seconds` kept."""
    return datetime.fromtimestamp(kept, UTC)
