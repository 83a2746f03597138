"""A month handed over: read from the store, made into a bundle, put where it is wanted, answered.

store thread: prepare → side thread: hand_over → store thread: Store.record_export
… days later …  store thread: take_receipt, or take_code
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rrp_desktop.bundle.agreed import as_agreed
from rrp_desktop.bundle.asked import NOTHING_ASKED
from rrp_desktop.bundle.enrol import write_card
from rrp_desktop.bundle.keys import PublicKey, SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.link import open_link
from rrp_desktop.bundle.make import Bundle, Link, make
from rrp_desktop.bundle.pack import Offer, Pack, accept, read_pack
from rrp_desktop.bundle.receipt import read_code, read_receipt
from rrp_desktop.clock import Clock
from rrp_desktop.errors import Refused
from rrp_desktop.forms.export import Snapshot
from rrp_desktop.people import StaffMember
from rrp_desktop.place import place
from rrp_desktop.settings import PROGRAMME_IDEAS

if TYPE_CHECKING:
    from rrp_desktop.store import Export, Store


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything a bundle is made of, read in one go. `link` says where it stands in its epoch."""

    snapshot: Snapshot
    pack: Pack
    key: SigningKey
    link: Link


def card(store: "Store", today: date) -> bytes:
    """The enrolment card of this ward, for the centre."""
    ward, identity = store.ward(), store.identity()
    key = SigningKey(identity.signing_key)
    (recipient,) = recipients_of(read_identities(store.opening_key()))
    return write_card(ward.code, ward.name, ward.organisation, identity.install, today, key, recipient)


def held_pack(store: "Store") -> Offer | None:
    """The programme pack in use and who signed it; None before the first one is accepted."""
    content = store.pack()
    return None if content is None else read_pack(content, None)


def offered(store: "Store", content: bytes) -> Offer:
    """What the pack in *content* would bring; Refused when it is older than the one in use."""
    held = held_pack(store)
    return read_pack(content, held.signer if held else None, held.pack.version if held else 0)


def take_pack(store: "Store", content: bytes, words: str | None, *, by: StaffMember) -> Pack:
    """Accept the pack in *content*; from a signer not known yet, only with its eight *words*."""
    pack = accept(offered(store, content), words)
    sealed = pack.links.get(store.ward().code)
    (identity,) = read_identities(store.opening_key())
    link = None if sealed is None else open_link(sealed, identity)
    ideas = [[idea.code, idea.title] for idea in pack.asks.ideas]
    with store.many():
        store.keep_pack(content, link, by=by)
        if ideas != store.values()[PROGRAMME_IDEAS]:
            store.change_setting(PROGRAMME_IDEAS, ideas, by=by)
    return pack


def leaving(store: "Store", month: date) -> Snapshot:
    """What of *month* leaves the ward under the programme in use."""
    held = held_pack(store)
    return as_agreed(store.snapshot(month), held.pack.asks if held else NOTHING_ASKED)


def prepare(store: "Store", month: date) -> Ready:
    """What the bundle of *month* (its first day) will hold; Refused with `no-pack` before enrolment."""
    held = held_pack(store)
    if held is None:
        raise Refused(
            "no-pack", "There is no programme pack yet. Get it from the centre and open it in Ward settings."
        )
    identity = store.identity()
    sent = [export for export in store.exports() if export.epoch == identity.epoch]
    last = max(sent, key=lambda export: export.seq, default=None)
    link = Link(last.seq + 1, last.sha256) if last else Link()
    return Ready(
        as_agreed(store.snapshot(month), held.pack.asks), held.pack, SigningKey(identity.signing_key), link
    )


def hand_over(ready: Ready, folder: Path, clock: Clock) -> tuple[Bundle, "Export"]:
    """Make the bundle and put it in *folder*: whole, read back, or not at all. Give it and its record."""
    from rrp_desktop.store import Export

    now = clock.now().replace(microsecond=0)
    bundle = make(ready.snapshot, ready.pack, ready.key, ready.link, now)
    place(bundle.data, folder / bundle.name)
    return bundle, Export(
        month=ready.snapshot.month,
        seq=ready.link.seq,
        sha256=bundle.sha256,
        size=len(bundle.data),
        name=bundle.name,
        written_at=now,
        epoch=ready.snapshot.epoch,
        cutoff=ready.snapshot.cutoff,
        content_sha256=bundle.content_sha256,
    )


def take_receipt(store: "Store", content: bytes, *, by: StaffMember) -> "Export":
    """Record what the receipt in *content* says of the bundle it names."""
    receipt = read_receipt(content, _receipt_key(store))
    for export in store.exports():
        if (export.epoch, export.seq, export.sha256) == (receipt.epoch, receipt.seq, receipt.sha256):
            _accepted(receipt.decision)
            store.record_receipt(export.seq, export.sha256, by=by)
            return export
    raise Refused("receipt-other", "This receipt is for a bundle that this ward did not write.")


def take_code(store: "Store", typed: str, export: "Export", *, by: StaffMember) -> None:
    """Record the receipt code that somebody typed for *export*."""
    _accepted(read_code(typed, export.content_sha256, export.sha256))
    store.record_receipt(export.seq, export.sha256, by=by)


def _receipt_key(store: "Store") -> PublicKey:
    held = held_pack(store)
    if held is None:
        raise Refused("no-pack", "There is no programme pack yet, so no receipt can be checked.")
    return held.pack.receipt_key


def _accepted(decision: str) -> None:
    if decision != "accepted":
        raise Refused(
            "held-at-centre", "The centre has the bundle but has not accepted it. Ask the centre what to do."
        )
