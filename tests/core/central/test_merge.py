"""T22: what the shelf says depends on what has arrived, and on nothing else."""

import hashlib
import os
import random
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rrp_desktop.bundle import canonical
from rrp_desktop.bundle.make import Opened
from rrp_desktop.bundle.manifest import NO_BUNDLE, Manifest, Part
from rrp_desktop.central import collate
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.central.tables import META, STORE
from rrp_desktop.central.versions import arrival_of
from rrp_desktop.forms.export import SECTIONS
from tests.core.bundle.sample import CREATED, OCTOBER, answered, new_key, record, tombstone
from tests.core.central.conftest import NOW

Row = dict[str, Any]
_KEYS = [new_key(random.Random(number)) for number in range(4)]
_REASONS = ("10", "11", "12")
_MERGES = int(os.environ.get("RRP_MERGES", "30"))
"""The campaign asks for more: build_scripts/faults.py --only T22."""


@st.composite
def _histories(draw: st.DrawFn) -> list[Opened]:
    """Bundles of one ward: two epochs, some numbers twice, records at several revisions, some void."""
    return [
        _opened(epoch, seq, draw(_rows()), draw(st.integers(0, 3)))
        for epoch in ("a" * 32, "b" * 32)
        for seq in draw(st.lists(st.integers(1, 4), max_size=5))
    ]


def _rows() -> st.SearchStrategy[tuple[Row, ...]]:
    return st.lists(
        st.tuples(st.sampled_from(_KEYS), st.integers(1, 3), st.sampled_from((*_REASONS, None))),
        max_size=4,
        unique_by=lambda row: row[0],
    ).map(lambda drawn: tuple(_record(*each) for each in drawn))


def _record(key: str, revision: int, reason: str | None) -> Row:
    if reason is None:
        return tombstone(key, revision)
    return _answers(key) | {"key": key, "revision": revision, "reason": reason}


@cache
def _answers(key: str) -> Row:
    return record("incident", random.Random(key))


def _opened(epoch: str, seq: int, rows: tuple[Row, ...], minutes: int) -> Opened:
    void = tuple(row for row in rows if "form" in row)
    day = {"measure": "restraint", "definition": 1, "day": "2026-10-01", "count": len(rows), "known": True}
    sections: dict[str, tuple[Row, ...]] = dict.fromkeys(SECTIONS, ()) | {
        "counts": (day,),
        "incidents": tuple(row for row in rows if row not in void),
        "tombstones": void,
    }
    manifest = Manifest(
        ward="RV5A1",
        epoch=epoch,
        seq=seq,
        prev=NO_BUNDLE,
        kind="month",
        period=OCTOBER,
        created=CREATED + timedelta(minutes=minutes),
        cutoff=1,
        app="1",
        config=1,
        signer="0" * 64,
        recipients=("a", "b"),
        sections=tuple(Part(name, len(sections[name]), 0, "0" * 64) for name in SECTIONS),
    )
    content = manifest.spelled + canonical.spell({name: list(rows) for name, rows in sections.items()})
    return Opened(manifest, hashlib.sha256(content).hexdigest(), sections)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    with Shelf(Path(":memory:")) as made:
        yield made


def _told(shelf: Shelf, bundles: list[Opened], at_once: int = 1) -> tuple[object, ...]:
    """Everything an empty shelf says after *bundles* arrived in this order, so many *at_once*."""
    with shelf.transaction() as connection:
        for table in META.sorted_tables:
            if table is not STORE:
                connection.execute(sa.delete(table))
    for start in range(0, len(bundles), at_once):
        together = bundles[start : start + at_once]
        shelf.take_all({bundle.content_sha256: arrival_of(bundle) for bundle in together}, (), NOW)
    missing = {(held.epoch, held.missing) for held in shelf.held()}
    months = [month.plain() for month in collate.ward_months(shelf)]
    return shelf.state(), list(shelf.current("incidents")), shelf.contests(), missing, months


@settings(max_examples=_MERGES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=_histories(), chance=st.randoms(use_true_random=False), data=st.data())
def test_order_and_repetition_make_no_difference(
    shelf: Shelf, history: list[Opened], chance: random.Random, data: st.DataObject
) -> None:
    again = history + [bundle for bundle in history if data.draw(st.booleans())]
    chance.shuffle(again)
    at_once = data.draw(st.integers(1, 4))
    assert _told(shelf, again, at_once) == _told(shelf, history)


@settings(max_examples=_MERGES // 5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=_histories())
def test_the_highest_uncontested_revision_of_every_record_is_current(
    shelf: Shelf, history: list[Opened]
) -> None:
    """The same rule, told over the plain list of bundles."""
    sent: dict[str, dict[int, set[bytes]]] = {}
    for opened in history:
        for row in (*opened.sections["incidents"], *opened.sections["tombstones"]):
            spelled = b"" if "form" in row else canonical.spell(row)
            sent.setdefault(row["key"], {}).setdefault(row["revision"], set()).add(spelled)
    current, contested = {}, set()
    for key, revisions in sent.items():
        single = [revision for revision, contents in revisions.items() if len(contents) == 1]
        if max(revisions) not in single:
            contested.add(key)
        if single and (spelled := next(iter(revisions[max(single)]))):
            current[key] = answered(canonical.read(spelled))
    _, rows, contests, _, _ = _told(shelf, history)
    noted = shelf.held()
    _told(shelf, history, at_once=3)
    assert shelf.held() == noted
    assert isinstance(rows, list)
    assert isinstance(contests, tuple)
    assert {row["key"]: row for _, row in rows} == current
    assert {each.place for each in contests if each.section == "incidents"} == contested
