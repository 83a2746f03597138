"""A month goes in, the same month comes out, and nothing else can."""

import contextlib
import dataclasses
import hashlib
import json
import random
from typing import Any

import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import canonical, make, seal
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.make import Link
from rrp_desktop.bundle.pack import Pack
from rrp_desktop.errors import Damaged, Newer, Refused, RrpError
from rrp_desktop.forms.export import SECTIONS
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form, Kind
from tests.core.bundle.conftest import mutants
from tests.core.bundle.sample import CREATED, pack_for, snapshot

Centre = tuple[Identity, Identity]


@pytest.fixture(scope="module")
def pack(recipients: tuple[str, ...], ward_key: SigningKey) -> Pack:
    return pack_for(recipients, ward_key.public)


@pytest.fixture(scope="module")
def content(pack: Pack, ward_key: SigningKey) -> bytes:
    return make.compose(snapshot(), pack, ward_key.public, Link(), CREATED)


def _manifest(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content.partition(b"\n")[0])
    return found


def _with(content: bytes, **changes: Any) -> bytes:
    return canonical.spell(_manifest(content) | changes) + b"\n" + content.partition(b"\n")[2]


def _rebuilt(content: bytes, section: str, lines: list[bytes]) -> bytes:
    """*content* with other *lines* in *section* and a manifest that fits them."""
    said, rest, start = _manifest(content), content.partition(b"\n")[2], 0
    parts = []
    for part in said["sections"]:
        spelled = rest[start : start + part["bytes"]]
        start += part["bytes"]
        if part["name"] == section:
            spelled = b"".join(line + b"\n" for line in lines)
            part |= {
                "rows": len(lines),
                "bytes": len(spelled),
                "sha256": hashlib.sha256(spelled).hexdigest(),
            }
        parts.append(spelled)
    return canonical.spell(said) + b"\n" + b"".join(parts)


def _lines(content: bytes, section: str) -> list[bytes]:
    return [canonical.spell(row) for row in make.read(content).sections[section]]


@pytest.mark.parametrize("seed", range(12))
def test_every_row_comes_out_as_it_went_in(
    seed: int, pack: Pack, ward_key: SigningKey, centre: Centre
) -> None:
    month = snapshot(seed)
    bundle = make.make(month, pack, ward_key, Link(), CREATED)
    opened = make.open_sealed(seal.verify(bundle.data), centre[:1])
    assert opened.manifest == bundle.manifest
    assert opened.content_sha256 == bundle.content_sha256
    assert tuple(opened.sections) == SECTIONS
    for section, rows in month.sections.items():
        came = [row for row in opened.sections[section] if not str(row.get("list", "")).startswith("form_")]
        assert sorted(map(canonical.spell, came)) == sorted(map(canonical.spell, rows))


def test_equal_months_make_equal_content(pack: Pack, ward_key: SigningKey) -> None:
    """T25"""
    shuffled = snapshot(3)
    mixed = dataclasses.replace(
        shuffled,
        sections={
            name: tuple(random.Random(7).sample(rows, len(rows))) for name, rows in shuffled.sections.items()
        },
    )
    made = [make.compose(each, pack, ward_key.public, Link(), CREATED) for each in (snapshot(3), mixed)]
    assert made[0] == made[1]
    assert made[0] != make.compose(snapshot(4), pack, ward_key.public, Link(), CREATED)


def test_a_bundle_is_named_without_a_word_of_what_it_is_about(pack: Pack, ward_key: SigningKey) -> None:
    bundle = make.make(snapshot(), pack, ward_key, Link(17, "a" * 64), CREATED)
    assert bundle.name == "RRP_RV5A1_2026-10_017.rrpb"
    assert len(bundle.words.split()) == 8
    assert bundle.following == Link(18, hashlib.sha256(bundle.data).hexdigest())


def test_a_month_of_a_ward_is_one_or_two_buckets(pack: Pack, ward_key: SigningKey) -> None:
    assert len(make.make(snapshot(incidents=200), pack, ward_key, Link(), CREATED).data) < 140_000


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"ward": "rv5a1"}, "manifest", id="a ward in small letters"),
        pytest.param({"ward": "../etc"}, "manifest", id="a ward with a path"),
        pytest.param({"epoch": "e" * 31}, "manifest", id="a short epoch"),
        pytest.param({"seq": 0}, "manifest", id="number nought"),
        pytest.param({"seq": True}, "manifest", id="number true"),
        pytest.param({"seq": 2}, "manifest", id="second, but with nothing before"),
        pytest.param({"prev": "b" * 64}, "manifest", id="first, but with something before"),
        pytest.param({"kind": "year"}, "manifest", id="another kind"),
        pytest.param({"period": "2026-13"}, "manifest", id="a thirteenth month"),
        pytest.param({"created": "2026-02-30T00:00:00Z"}, "manifest", id="30 February"),
        pytest.param({"cutoff": -1}, "manifest", id="a negative cut-off"),
        pytest.param({"cutoff": 1.5}, "manifest", id="half an event"),
        pytest.param({"recipients": ["b", "a"]}, "manifest", id="recipients out of order"),
        pytest.param({"recipients": [["a"]]}, "manifest", id="recipients in lists"),
        pytest.param({"sections": []}, "manifest", id="no sections"),
        pytest.param({"sections": [None] * 10}, "manifest", id="sections of nothing"),
        pytest.param({"schema": "rrp.bundle/1x"}, "manifest", id="another schema"),
        pytest.param({"note": "hello"}, "manifest", id="a field too many"),
        pytest.param({"signer": None}, "manifest", id="no signer"),
    ],
)
def test_a_manifest_with_anything_odd_is_refused(content: bytes, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Damaged, match=code):
        make.read(_with(content, **changes))


def test_a_manifest_without_one_of_its_fields_is_refused(content: bytes) -> None:
    for name in _manifest(content):
        said = {key: value for key, value in _manifest(content).items() if key != name}
        with pytest.raises(Damaged, match="manifest"):
            make.read(canonical.spell(said) + b"\n" + content.partition(b"\n")[2])


def test_a_newer_schema_and_a_newer_form_say_so(content: bytes) -> None:
    with pytest.raises(Newer, match="schema-newer"):
        make.read(_with(content, schema="rrp.bundle/2"))
    lines = [
        line.replace(b'"form_idea","version":"1"', b'"form_idea","version":"2"')
        for line in _lines(content, "codes")
    ]
    with pytest.raises(Newer, match="form-newer"):
        make.read(_rebuilt(content, "codes", lines))


@pytest.mark.parametrize("field", ["rows", "bytes", "sha256"])
def test_a_section_that_is_not_what_the_manifest_says_is_refused(content: bytes, field: str) -> None:
    parts = _manifest(content)["sections"]
    parts[1][field] = "0" * 64 if field == "sha256" else parts[1][field] + 1
    with pytest.raises(Damaged, match="section-"):
        make.read(_with(content, sections=parts))


@pytest.mark.parametrize(
    ("section", "change"),
    [
        pytest.param("incidents", {"note": "he said"}, id="free text"),
        pytest.param("incidents", {"incident_number": "W123"}, id="an incident number"),
        pytest.param("incidents", {"kinds": ["restraint", "hearsay"]}, id="a code of no list"),
        pytest.param("incidents", {"kinds": ["restraint", "restraint"]}, id="a code twice"),
        pytest.param("incidents", {"kinds": "restraint"}, id="a code where a set belongs"),
        pytest.param("incidents", {"kinds": []}, id="an empty set"),
        pytest.param("incidents", {"started_at": None}, id="no start"),
        pytest.param("incidents", {"started_at": "2026-10-09T02:40"}, id="a time without its zone"),
        pytest.param("incidents", {"started_at": "2026-02-30T02:40Z"}, id="30 February"),
        pytest.param("incidents", {"started_at": "1026-10-09T02:40Z"}, id="a year of Canute"),
        pytest.param("incidents", {"revision": 0}, id="revision nought"),
        pytest.param("incidents", {"revision": True}, id="revision true"),
        pytest.param(
            "incidents", {"key": "00000000-0000-1000-8000-000000000000"}, id="a key of another kind"
        ),
        pytest.param("incidents", {"person": "P-031"}, id="a ward's own code for a person"),
        pytest.param(
            "incidents", {"interventions": [{"type": "01"}]}, id="an intervention with fields missing"
        ),
        pytest.param("incidents", {"interventions": "x"}, id="interventions that are no rows"),
        pytest.param("days", {"nil": 2, "incident": 2, "unconfirmed": 0}, id="more states than shifts"),
        pytest.param("days", {"day": "2026-W40-4"}, id="a week date"),
        pytest.param("counts", {"known": True, "count": None}, id="known, but not counted"),
        pytest.param("counts", {"known": False, "count": 0}, id="unknown, but counted as nought"),
        pytest.param("counts", {"measure": "Not a name"}, id="a measure with spaces"),
        pytest.param("huddles", {"slot": "after lunch with Ann"}, id="words in a ward's own list"),
        pytest.param("amendments", {"form": "person"}, id="an amendment of another form"),
        pytest.param("amendments", {"form": ["incident"]}, id="an amendment of a list"),
        pytest.param("tombstones", {"month": "2026-1"}, id="half a month"),
    ],
)
def test_a_row_that_is_not_as_its_form_says_is_refused(
    content: bytes, section: str, change: dict[str, Any]
) -> None:
    lines = _lines(content, section)
    row = json.loads(lines[0]) | change
    with pytest.raises(Damaged, match="row"):
        make.read(_rebuilt(content, section, [canonical.spell(row), *lines[1:]]))


def test_rows_twice_or_out_of_order_are_refused(content: bytes) -> None:
    lines = _lines(content, "incidents")
    for wrong in ([lines[0], *lines], lines[::-1]):
        with pytest.raises(Damaged, match="order"):
            make.read(_rebuilt(content, "incidents", wrong))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="an empty line"),
        pytest.param(b"null", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"list":"' + b"a" * 70_000 + b'","version":"1"}', id="a line over 64 KiB"),
        pytest.param(b'{"list": "a", "version": "1"}', id="spaces"),
        pytest.param(b"[" * 30_000, id="brackets"),
    ],
)
def test_a_line_that_is_no_row_is_refused(content: bytes, line: bytes) -> None:
    with pytest.raises(Damaged):
        make.read(_rebuilt(content, "codes", [line]))


def test_a_month_that_the_centre_would_refuse_does_not_leave(pack: Pack, ward_key: SigningKey) -> None:
    month = snapshot()
    wrong = dataclasses.replace(
        month, sections=month.sections | {"incidents": ({**month.sections["incidents"][0], "note": "words"},)}
    )
    with pytest.raises(Refused, match="cannot-leave"):
        make.make(wrong, pack, ward_key, Link(), CREATED)
    with pytest.raises(Refused, match="cannot-leave"):
        make.make(dataclasses.replace(month, ward="ward 1"), pack, ward_key, Link(), CREATED)


def test_an_empty_month_is_a_month(pack: Pack, ward_key: SigningKey, centre: Centre) -> None:
    empty = dataclasses.replace(snapshot(), sections=dict.fromkeys(SECTIONS, ()))
    bundle = make.make(empty, pack, ward_key, Link(), CREATED)
    assert sum(map(len, make.open_sealed(seal.verify(bundle.data), centre).sections.values())) == len(FORMS)


def test_a_body_signed_again_by_another_ward_is_refused(
    content: bytes, recipients: tuple[str, ...], centre: Centre
) -> None:
    stolen = seal.seal(content, recipients, SigningKey.new())
    with pytest.raises(Damaged, match="signer-binding"):
        make.open_sealed(seal.verify(stolen), centre)


def test_a_body_sealed_to_other_keys_than_it_says_is_refused(
    content: bytes, ward_key: SigningKey, centre: Centre, recipients: tuple[str, ...]
) -> None:
    stranger = str(Identity.generate().to_public())
    one_more = seal.seal(content, (*recipients, stranger), ward_key)
    unnamed = seal.seal(_with(content, recipients=sorted(["age1", stranger])), recipients, ward_key)
    for bundle in (one_more, unnamed):
        with pytest.raises(Damaged, match="recipient-binding"):
            make.open_sealed(seal.verify(bundle), centre)


def test_changed_contents_are_refused_or_equal_in_every_row(content: bytes) -> None:
    """T17: what a validly signed and sealed bundle may hold inside."""
    original, equal = make.read(content), 0
    for mutant in mutants(content, 300, seed=71):
        with contextlib.suppress(RrpError):
            assert make.read(mutant).sections == original.sections
            equal += 1
    assert 0 < equal < 30


def _leaving(form: Form) -> list[tuple[str, Kind]]:
    found = []
    for field in form.fields():
        if field.leaves_ward:
            found.append((f"{form.name}.{field.name}", field.kind))
            found += _leaving(field.rows) if field.rows else []
    return found


def test_no_free_text_leaves_by_any_form() -> None:
    leaving = [each for form in FORMS.values() for each in _leaving(form)]
    assert leaving
    assert [name for name, kind in leaving if kind in (Kind.TEXT, Kind.NOTE)] == []
