"""A month's snapshot into a bundle, and a bundle back into its rows. Equal input makes equal content."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pyrage.x25519 import Identity

from rrp_desktop import __version__
from rrp_desktop.bundle import canonical, schema
from rrp_desktop.bundle.keys import PublicKey, SigningKey, in_words, recipients_of
from rrp_desktop.bundle.manifest import LINE_CAP, NO_BUNDLE, BundleKind, Manifest, Part, read_manifest
from rrp_desktop.bundle.pack import Pack
from rrp_desktop.bundle.seal import Sealed, seal, unseal
from rrp_desktop.errors import Damaged, Newer, Refused
from rrp_desktop.forms.export import SECTIONS, Snapshot
from rrp_desktop.forms.library import FORMS

Sections = Mapping[str, Sequence[schema.Row]]

_FORM_VERSIONS = tuple({"list": f"form_{form.name}", "version": str(form.version)} for form in FORMS.values())
_KNOWN = {row["list"]: int(row["version"]) for row in _FORM_VERSIONS}


@dataclass(frozen=True, slots=True)
class Link:
    """Where a bundle stands in its epoch: its number, and the SHA-256 of the file before it."""

    seq: int = 1
    prev: str = NO_BUNDLE


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle. Keep `sha256` for the next one's link and `content_sha256` for the receipt code."""

    data: bytes
    manifest: Manifest
    sha256: str
    content_sha256: str

    @property
    def name(self) -> str:
        """What to call the file: ward, month, number, and nothing that says what it is about."""
        made = self.manifest
        return f"RRP_{made.ward}_{made.period:%Y-%m}_{made.seq:03}.rrpb"

    @property
    def words(self) -> str:
        """Eight words that tell this file from any other, to be compared on the telephone."""
        return in_words(bytes.fromhex(self.sha256))

    @property
    def following(self) -> Link:
        """Where the next bundle of the epoch stands."""
        return Link(self.manifest.seq + 1, self.sha256)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a bundle held."""

    manifest: Manifest
    content_sha256: str
    sections: Sections


def make(
    snapshot: Snapshot,
    pack: Pack,
    key: SigningKey,
    link: Link,
    created: datetime,
    kind: BundleKind = "month",
) -> Bundle:
    """The bundle of *snapshot*, sealed to the pack's recipients and signed with the ward's *key*."""
    content = compose(snapshot, pack, key.public, link, created, kind)
    data = seal(content, sorted(pack.keys), key)
    manifest = read_manifest(content[: content.index(b"\n")])
    return Bundle(data, manifest, hashlib.sha256(data).hexdigest(), hashlib.sha256(content).hexdigest())


def compose(
    snapshot: Snapshot,
    pack: Pack,
    signer: PublicKey,
    link: Link,
    created: datetime,
    kind: BundleKind = "month",
) -> bytes:
    """The content of a bundle before it is sealed: the manifest line and every section.

    What would be refused at the centre is refused here, before anything is written.
    """
    rows = dict(snapshot.sections)
    rows["codes"] = (*rows["codes"], *_FORM_VERSIONS)
    ordered = {name: schema.in_order(name, rows[name]) for name in SECTIONS}
    spelled = {name: b"".join(canonical.spell(row) + b"\n" for row in ordered[name]) for name in SECTIONS}
    manifest = Manifest(
        ward=snapshot.ward,
        epoch=snapshot.epoch,
        seq=link.seq,
        prev=link.prev,
        kind=kind,
        period=snapshot.month,
        created=created,
        cutoff=snapshot.cutoff,
        app=__version__,
        config=pack.version,
        signer=signer.fingerprint,
        recipients=tuple(sorted(pack.keys)),
        sections=tuple(
            Part(name, len(ordered[name]), len(spelled[name]), hashlib.sha256(spelled[name]).hexdigest())
            for name in SECTIONS
        ),
    )
    content = manifest.spelled + b"\n" + b"".join(spelled.values())
    try:
        read(content)
    except Damaged as damaged:
        raise Refused("cannot-leave", f"This month cannot be sent as it is. {damaged.sentence}") from damaged
    return content


def read(content: bytes) -> Opened:
    """The manifest and rows of *content*, every row checked against its form."""
    end = content.find(b"\n")
    manifest = read_manifest(content if end < 0 else content[:end])
    start = len(content) if end < 0 else end + 1
    if sum(part.bytes for part in manifest.sections) != len(content) - start:
        raise _wrong("section-size")
    sections: dict[str, list[schema.Row]] = {}
    for part in manifest.sections:
        sections[part.name] = _section(part, content[start : start + part.bytes])
        start += part.bytes
    return Opened(manifest, hashlib.sha256(content).hexdigest(), sections)


def open_sealed(sealed: Sealed, identities: Sequence[Identity]) -> Opened:
    """What *sealed* holds, if its signer made it for these keys; a body moved to other covers is Damaged."""
    content, recipients = unseal(sealed, identities)
    opened = read(content)
    manifest = opened.manifest
    if manifest.signer != sealed.signer.fingerprint:
        raise Damaged(
            "signer-binding", "The bundle was made by one key and signed by another. It was not taken in."
        )
    if recipients != len(manifest.recipients) or not set(manifest.recipients) & set(
        recipients_of(identities)
    ):
        raise Damaged(
            "recipient-binding", "The bundle was sealed to other keys than it says. It was not taken in."
        )
    return opened


def _section(part: Part, spelled: bytes) -> list[schema.Row]:
    if hashlib.sha256(spelled).hexdigest() != part.sha256:
        raise _wrong("section-digest")
    lines = spelled.split(b"\n")
    if lines.pop() != b"" or len(lines) != part.rows or any(len(line) > LINE_CAP for line in lines):
        raise _wrong("section-rows")
    rows = canonical.read_all(lines)
    schema.check_rows(part.name, rows)
    # the first section, so that a newer form is called newer before its rows are called wrong
    if part.name == "codes" and any(_newer(row) for row in rows):
        raise Newer(
            "form-newer", "This bundle holds forms of a newer release. Update this one, then take it in."
        )
    return rows


def _newer(row: schema.Row) -> bool:
    """Whether *row* names a form that this release does not have, or has in an older version."""
    name, version = row["list"], row["version"]
    return name.startswith("form_") and not (version.isdigit() and 1 <= int(version) <= _KNOWN.get(name, 0))


def _wrong(code: str) -> Damaged:
    return Damaged(
        code, "A section of the bundle is not what its first line says. Ask the ward to make it again."
    )
