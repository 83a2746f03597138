"""A bundle as the shelf keeps it: every row a version of a place.

A record's place is its key and its rank its revision. Days and counts are told for whole months, so a
month of them is one place; their rank, and that of all else, is when the bundle was made.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.make import Opened
from rrp_desktop.bundle.manifest import Manifest
from rrp_desktop.bundle.schema import RECORDS, Row, place_of

VOID = b"void"
MONTHLY = {"days": (), "counts": ("measure",)}
"""Sections of which a month is one place, and what else tells two places of a month apart."""
_SECTION_OF = {form: section for section, form in RECORDS.items()}


@dataclass(frozen=True, slots=True)
class Version:
    """One content of one place of a ward."""

    section: str
    place: str
    rank: int
    digest: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """A bundle that was opened and found in order, ready for the shelf."""

    manifest: Manifest
    content_sha256: str
    versions: Sequence[Version]


def arrival_of(opened: Opened) -> Arrival:
    """What *opened* brings to the shelf."""
    made = int(opened.manifest.created.timestamp())
    versions = (
        version for section, rows in opened.sections.items() for version in _versions(section, rows, made)
    )
    return Arrival(opened.manifest, opened.content_sha256, tuple(versions))


def rows_of(version_body: bytes) -> list[Row]:
    """The rows that a current version holds: none when void, one for a record, many for a month."""
    return next(rows_of_all([version_body]))


def rows_of_all(bodies: Iterable[bytes | None]) -> Iterator[list[Row]]:
    """The rows of many versions, parsed together; of None, none."""
    told = b",".join(b"[]" if body is None or body == VOID else body for body in bodies)
    return (each if isinstance(each, list) else [each] for each in json.loads(b"[%s]" % told))


def _versions(section: str, rows: Sequence[Row], made: int) -> Iterator[Version]:
    if section in MONTHLY:
        months: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            months[*(row[name] for name in MONTHLY[section]), row["day"][:7]].append(row)
        for place, whole in months.items():
            yield _version(section, list(place), made, canonical.spell(whole))
    elif section == "amendments":
        for row in rows:
            record = {name: row[name] for name in row.keys() - {"form", "month"}}
            yield record_version(_SECTION_OF[row["form"]], row, record)
    elif section == "tombstones":
        yield from (record_version(_SECTION_OF[row["form"]], row, None) for row in rows)
    elif section in RECORDS:
        yield from (record_version(section, row, row) for row in rows)
    else:
        for row in rows:
            yield _version(section, list(place_of(section, row)), made, canonical.spell(row))


def record_version(section: str, head: Row, row: Row | None) -> Version:
    """A record at the revision that *head* names; void when there is no *row*."""
    body = VOID if row is None else canonical.spell(_answered(row))
    return Version(section, head["key"], head["revision"], hashlib.sha256(body).hexdigest(), body)


def _version(section: str, place: list[Any], rank: int, body: bytes) -> Version:
    spelled = canonical.spell(place).decode()
    return Version(section, spelled, rank, hashlib.sha256(body).hexdigest(), body)


def _answered(answer: Any) -> Any:
    """*answer* without what was left open: a release that asks more must not contradict an earlier one."""
    if isinstance(answer, dict):
        told = ((name, each) for name, each in answer.items() if each is not None and each != [])
        return {name: _answered(each) if isinstance(each, dict | list) else each for name, each in told}
    return [_answered(each) for each in answer] if isinstance(answer, list) else answer
