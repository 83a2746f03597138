"""The centre's folder: its keys, its shelf, every original, and what it sends out."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from rrp_desktop.bundle.asked import NOTHING_ASKED, Asked
from rrp_desktop.bundle.enrol import Card
from rrp_desktop.bundle.link import seal_link
from rrp_desktop.bundle.pack import Pack, Recipient, read_pack, write_pack
from rrp_desktop.bundle.receipt import Decision, Receipt, code, write_receipt
from rrp_desktop.bundle.seal import verify
from rrp_desktop.central import keyring
from rrp_desktop.central.held import Held
from rrp_desktop.central.inbox import Originals, take_in_all
from rrp_desktop.central.intake import Verdict
from rrp_desktop.central.keyring import Keyring
from rrp_desktop.central.opener import InProcess
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.clock import Clock, day_of
from rrp_desktop.errors import Unavailable
from rrp_desktop.place import place, place_all

KEY_LASTS = timedelta(days=730)
_STORE = "store"
_FOLDERS = ("keys", "packs", "originals", "quarantine", "receipts", "reports", "returns")


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt as it was written, and the characters that say the same by telephone."""

    bundle: Held
    decision: Decision
    path: Path
    code: str


class Centre:
    """A centre at work. Close it when done."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.keys: Keyring = keyring.read_keyring(folder / "keys")
        self.shelf = Shelf(_store(folder))
        self._clock = clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the shelf."""
        self.shelf.close()

    @property
    def escrow_is_here(self) -> bool:
        """Whether the identity that must be kept elsewhere still lies in this folder."""
        return (self.folder / keyring.ESCROW).exists()

    def move(self, store: str) -> int:
        """Copy all that arrived to the empty database at the URL *store*, and use that one from now on.

        How many rows that was. The file that was used until now is left as it is.
        """
        with Shelf(store) as target:
            rows = self.shelf.copy_to(target)
        place(f"{store}\n".encode(), self.folder / _STORE, mode=0o600, over=True)
        self.shelf.close()
        self.shelf = Shelf(store)
        return rows

    def now(self) -> datetime:
        """What the centre's clock says."""
        return self._clock.now()

    def verify(self) -> bool:
        """Whether the originals, taken in again from nothing, say what the shelf says."""
        with Shelf(Path(":memory:")) as again:
            opener = InProcess([self.keys.identity])
            for held in self.shelf.held():
                data = (self.folder / "originals" / f"{held.sha256}.rrpb").read_bytes()
                if hashlib.sha256(data).hexdigest() != held.sha256:
                    return False
                again.take(opener.open(verify(data)), held.sha256, held.received_at)
            again.choose_as(self.shelf)
            return again.state() == self.shelf.state()

    def pack(
        self,
        programme: str,
        more: Sequence[Recipient] = (),
        asks: Asked = NOTHING_ASKED,
        *,
        linked: bool = False,
    ) -> tuple[Pack, Path]:
        """The next version of the programme pack, sealed to by the centre's two keys and *more*.

        A *linked* one gives every ward on the list the programme's key for pseudonyms, each sealed to it.
        """
        working, escrow = self.keys.recipients
        own = (Recipient(working, f"{programme}, working key"), Recipient(escrow, f"{programme}, escrow key"))
        pack = Pack(
            programme=programme,
            version=max((found.version for found in self.packs()), default=0) + 1,
            issued=day_of(self._clock.now()),
            recipients=(*own, *more),
            receipt_key=self.keys.receipt.public,
            asks=asks,
            links=self._links() if linked else {},
        )
        path = self.folder / "packs" / f"RRP_pack_{pack.version:03}.rrpp"
        place(write_pack(pack, self.keys.signing), path)
        return pack, path

    def _links(self) -> dict[str, str]:
        link = keyring.link_key(self.folder / "keys")
        now = self._clock.now()
        trusted = (
            each for each in self.shelf.signers() if each.revoked_at is None and each.valid_until > now
        )
        return {signer.ward: seal_link(link, signer.recipient) for signer in trusted}

    def packs(self) -> tuple[Pack, ...]:
        """Every pack issued so far, oldest first."""
        paths = sorted((self.folder / "packs").glob("*.rrpp"))
        return tuple(read_pack(path.read_bytes(), self.keys.signing.public).pack for path in paths)

    def enrol(self, card: Card) -> None:
        """Trust the key of *card* from now on, for two years. A person must have compared its words."""
        now = self._clock.now()
        self.shelf.enrol(card, now, now + KEY_LASTS)
        self._write_lists()

    def revoke(self, ward: str) -> int:
        """Refuse what arrives from now on under the present keys of *ward*; how many keys that is."""
        count = self.shelf.revoke(ward, self._clock.now())
        self._write_lists()
        return count

    def intake(self, folder: Path) -> Iterator[Verdict]:
        """Judge every bundle in *folder*, in order of name. The files there are left as they are."""
        if not folder.is_dir():
            raise Unavailable(
                "no-folder", "There is no such folder. Check the name, or put the stick in again."
            )
        originals = Originals(self.folder)
        return take_in_all(folder, self.keys.identity, self.shelf, originals, self._clock.now)

    def receipts(self, folder: Path | None = None) -> tuple[Issued, ...]:
        """Write a receipt for every bundle that has none yet, into *folder* or the centre's own."""
        return tuple(
            self._issue(bundle, folder or self.folder / "receipts") for bundle in self.shelf.without_receipt()
        )

    def _issue(self, bundle: Held, folder: Path) -> Issued:
        decision: Decision = "held" if bundle.problem == "fork" else "accepted"
        now = self._clock.now()
        receipt = Receipt(
            ward=bundle.ward,
            epoch=bundle.epoch,
            seq=bundle.seq,
            sha256=bundle.sha256,
            decision=decision,
            problem=bundle.problem,
            rows=bundle.rows,
            missing=bundle.missing,
            issued=now.replace(microsecond=0),
        )
        name = f"RRP_{bundle.ward}_{bundle.period:%Y-%m}_{bundle.seq:03}_{bundle.sha256[:8]}.rrpr"
        place_all({folder / name: write_receipt(receipt, self.keys.receipt)})
        self.shelf.receipted(bundle.sha256, now)
        return Issued(bundle, decision, folder / name, code(bundle.content_sha256, bundle.sha256, decision))

    def _write_lists(self) -> None:
        """The allow-list and the revoked keys as OpenSSH reads them, for anybody to check signatures."""
        signers = self.shelf.signers()
        allowed = "".join(
            f'{each.ward} namespaces="rrp-bundle@v1",valid-after="{each.valid_from:%Y%m%d%H%MZ}",'
            f'valid-before="{each.valid_until:%Y%m%d%H%MZ}" {each.key.text}\n'
            for each in signers
        )
        revoked = "".join(f"{each.key.text}\n" for each in signers if each.revoked_at is not None)
        lists = {"allowed_signers": allowed, "revoked_keys": revoked}
        place_all({self.folder / name: text.encode() for name, text in lists.items()})


def _store(folder: Path) -> Path | str:
    """The embedded file, unless the centre was told of a database elsewhere."""
    try:
        return (folder / _STORE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return folder / "shelf.db"


def found(folder: Path, escrow: Path | None, clock: Clock, store: str | None = None) -> Centre:
    """A new centre in *folder*, which must be new or empty; the escrow identity goes to *escrow*.

    What arrives is kept in the database at the URL *store*, or in a file of the folder.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Unavailable("folder-in-use", "This folder is not empty. Choose a new one for the centre.")
    if store is not None:
        Shelf(store).close()
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    keyring.make_keyring(folder / "keys", escrow or folder / keyring.ESCROW)
    if store is not None:
        place(f"{store}\n".encode(), folder / _STORE, mode=0o600)
    return Centre(folder, clock)
