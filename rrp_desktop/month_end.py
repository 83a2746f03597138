"""A month handed over: read from the store, made into a bundle, put where it is wanted, answered.

store thread: prepare → side thread: hand_over → store thread: Store.record_export
… days later …  store thread: take_receipt, or take_code
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rrp_desktop.bundle.agreed import as_agreed
from rrp_desktop.bundle.armour import ENDING, as_file, as_text
from rrp_desktop.bundle.enrol import write_card
from rrp_desktop.bundle.keys import PublicKey, SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.link import open_link
from rrp_desktop.bundle.make import Bundle, Link, compose, make
from rrp_desktop.bundle.pack import Offer, Pack, accept, read_pack
from rrp_desktop.bundle.receipt import read_code, read_receipt
from rrp_desktop.bundle.returned import Returned, read_return
from rrp_desktop.clock import Clock
from rrp_desktop.errors import Refused
from rrp_desktop.forms.export import Snapshot
from rrp_desktop.people import StaffMember
from rrp_desktop.place import place
from rrp_desktop.settings import PROGRAMME_IDEAS, PROGRAMME_LISTS

if TYPE_CHECKING:
    from rrp_desktop.store import Export, MonthPoint, Store

_ANY_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ready:
    """Everything a bundle is made of, read in one go. `link` says where it stands in its epoch."""

    snapshot: Snapshot
    pack: Pack
    key: SigningKey
    link: Link


@dataclass(frozen=True, slots=True)
class Looked:
    """A month as it would leave: whether it may, its rows, and what was sent before."""

    points: "tuple[MonthPoint, ...]"
    snapshot: Snapshot
    exports: "tuple[Export, ...]"
    pack: Offer | None


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
    return read_pack(as_file(content), held.signer if held else None, held.pack.version if held else 0)


def take_pack(store: "Store", content: bytes, words: str | None, *, by: StaffMember) -> Pack:
    """Accept the pack in *content*; from a signer not known yet, only with its eight *words*."""
    content = as_file(content)
    pack = accept(offered(store, content), words)
    sealed = pack.links.get(store.ward().code)
    (identity,) = read_identities(store.opening_key())
    link = None if sealed is None else open_link(sealed, identity)
    ideas = [[idea.code, idea.title] for idea in pack.asks.ideas]
    lists = [
        [each.name, each.version, [[code.code, code.title, code.since, code.until] for code in each.codes]]
        for each in pack.asks.lists
        if each.codes
    ]
    with store.many():
        store.keep_pack(content, link, by=by)
        for name, value in ((PROGRAMME_IDEAS, ideas), (PROGRAMME_LISTS, lists)):
            if value != store.values()[name]:
                store.change_setting(name, value, by=by)
    return pack


def look(store: "Store", month: date) -> Looked:
    """Everything there is to see of *month* before it leaves; nothing is written."""
    held = held_pack(store)
    points = store.month_check(month)
    if held is None:
        return Looked((_no_pack(), *points), store.snapshot(month), store.exports(), None)
    ready = prepare(store, month)
    try:
        compose(ready.snapshot, ready.pack, ready.key.public, ready.link, _ANY_MOMENT)
    except Refused as refused:
        points = (_stop("rows", "A record cannot be sent as it is", refused.sentence), *points)
    return Looked(points, ready.snapshot, store.exports(), held)


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


def hand_over(ready: Ready, folder: Path, clock: Clock, *, text: bool = False) -> tuple[Bundle, "Export"]:
    """Make the bundle and put it in *folder*: whole, read back, or not at all. Give it and its record.

    As *text* it goes through mail gateways that stop other files; what is recorded is the same.
    """
    from rrp_desktop.store import Export

    now = clock.now().replace(microsecond=0)
    bundle = make(ready.snapshot, ready.pack, ready.key, ready.link, now)
    name = bundle.name + ENDING if text else bundle.name
    place(as_text(bundle.data) if text else bundle.data, folder / name)
    return bundle, Export(
        month=ready.snapshot.month,
        seq=ready.link.seq,
        sha256=bundle.sha256,
        size=len(bundle.data),
        name=name,
        written_at=now,
        epoch=ready.snapshot.epoch,
        cutoff=ready.snapshot.cutoff,
        content_sha256=bundle.content_sha256,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What the centre says of a bundle: whether it has only `held` it, and which numbers it never had."""

    export: "Export"
    held: bool
    missing: tuple[int, ...] = ()


def take_receipt(store: "Store", content: bytes, *, by: StaffMember) -> Answer:
    """Record what the receipt in *content* says."""
    receipt = read_receipt(as_file(content), _receipt_key(store))
    for export in store.exports():
        if (export.epoch, export.seq, export.sha256) == (receipt.epoch, receipt.seq, receipt.sha256):
            return _record(store, Answer(export, receipt.decision == "held", receipt.missing), by)
    raise Refused("receipt-other", "This receipt is for a bundle that this ward did not write.")


def take_code(store: "Store", typed: str, export: "Export", *, by: StaffMember) -> Answer:
    """Record the receipt code that somebody typed for *export*."""
    decision = read_code(typed, export.content_sha256, export.sha256)
    return _record(store, Answer(export, decision == "held"), by)


def _record(store: "Store", answer: Answer, by: StaffMember) -> Answer:
    store.record_receipt(answer.export.seq, answer.export.sha256, by=by, held=answer.held)
    return answer


def take_return(store: "Store", content: bytes, *, by: StaffMember) -> Returned:
    """Keep the return pack in *content*; Refused when it is another ward's, or older than the one held."""
    content = as_file(content)
    returned = _read_return(store, content)
    held = held_return(store)
    if returned.ward != store.ward().code:
        raise Refused("return-ward", "This return pack is for another ward. Ask the centre for yours.")
    if held is not None and returned.programme == held.programme and returned.number < held.number:
        raise Refused("return-older", "A later return pack is here already.")
    store.keep_returned(content, returned.month, by=by)
    return returned


def held_return(store: "Store") -> Returned | None:
    """The newest return pack; None before the first, or when its centre is no longer the programme's."""
    content = store.returned()
    try:
        return None if content is None else _read_return(store, content)
    except Refused:
        return None


def _read_return(store: "Store", content: bytes) -> Returned:
    (identity,) = read_identities(store.opening_key())
    return read_return(content, _receipt_key(store), identity)


def _no_pack() -> "MonthPoint":
    return _stop(
        "pack", "There is no programme pack yet", "Get it from the centre and open it in Ward settings."
    )


def _stop(code: str, title: str, detail: str) -> "MonthPoint":
    from rrp_desktop.store import MonthPoint

    return MonthPoint(code, title, detail, "stop", 0, 1)


def _receipt_key(store: "Store") -> PublicKey:
    held = held_pack(store)
    if held is None:
        raise Refused("no-pack", "There is no programme pack yet, so no receipt can be checked.")
    return held.pack.receipt_key
