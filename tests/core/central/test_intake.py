"""One file in, one verdict out; of a refused file nothing is kept."""

import dataclasses
import os
import re
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
import sqlalchemy as sa
from pyrage.x25519 import Identity

from rrp_desktop.bundle import enrol, frame, make, receipt, seal, sshsig
from rrp_desktop.bundle.armour import as_text
from rrp_desktop.bundle.keys import SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.make import Bundle, Link
from rrp_desktop.central.centre import Centre, found
from rrp_desktop.central.intake import Verdict, take_in
from rrp_desktop.central.opener import InProcess, Opener, believed
from rrp_desktop.central.tables import STORE, STORE_VERSION
from rrp_desktop.central.versions import arrival_of
from rrp_desktop.errors import Damaged, Newer, Refused, Unavailable
from tests.core.bundle.conftest import mutants
from tests.core.bundle.sample import CREATED, OCTOBER, answered, pack_for, snapshot
from tests.core.central.conftest import NOW, Sender, Stopped

Take = Callable[[bytes | Bundle], Verdict]


def _signed(body: bytes, key: SigningKey) -> bytes:
    return b"RRPB 1\n" + sshsig.sign(body, key, "rrp-bundle@v1") + body


def _sealed(content: bytes, sender: Sender) -> bytes:
    return seal.seal(content, sorted(sender.pack.keys), sender.key)


def _content(sender: Sender) -> bytes:
    return make.compose(snapshot(), sender.pack, sender.key.public, Link(), CREATED)


def test_a_month_is_taken_in_with_all_its_rows(centre: Centre, ward: Sender, take: Take) -> None:
    bundle = ward.send()
    verdict = take(bundle)
    assert (verdict.code, verdict.taken) == ("accepted", True)
    assert verdict.bundle is not None
    assert verdict.bundle.rows == {part.name: part.rows for part in bundle.manifest.sections}
    kept = centre.folder / "originals" / f"{bundle.sha256}.rrpb"
    assert kept.read_bytes() == bundle.data
    assert kept.stat().st_mode & 0o777 == 0o444
    incidents = [row for _, row in centre.shelf.current("incidents")]
    sent = snapshot(1)
    assert len(incidents) == len(sent.sections["incidents"]) + len(sent.sections["amendments"])


def test_the_same_bundle_again_changes_nothing(
    centre: Centre, ward: Sender, take: Take, clock: Stopped
) -> None:
    bundle = ward.send()
    take(bundle)
    state = centre.shelf.state()
    clock.at += timedelta(days=1)
    verdict = take(bundle)
    assert verdict.code == "duplicate"
    assert verdict.bundle is not None
    assert verdict.bundle.received_at == clock.at - timedelta(days=1)
    assert centre.shelf.state() == state
    assert len(centre.shelf.held()) == 1


def test_a_gap_is_noted_and_closes_when_the_late_one_comes(centre: Centre, ward: Sender, take: Take) -> None:
    first, second, third = ward.send(), ward.send(), ward.send()
    assert take(first).code == "accepted"
    verdict = take(third)
    assert verdict.code == "gap"
    assert verdict.bundle is not None
    assert verdict.bundle.missing == (2,)
    assert take(second).code == "superseded"
    assert all(held.missing == () for held in centre.shelf.held())


def test_a_restored_pc_is_shown_as_a_fork_and_overwrites_nothing(
    centre: Centre, ward: Sender, take: Take
) -> None:
    base = snapshot(1, ward.code)
    row = base.sections["incidents"][0]
    take(ward.send(base))

    def copy(reason: str) -> Bundle:
        rows = ({**row, "revision": 2, "reason": reason}, *base.sections["incidents"][1:])
        month = dataclasses.replace(base, sections=base.sections | {"incidents": rows})
        created = CREATED + timedelta(days=2 + int(reason))
        return make.make(month, ward.pack, ward.key, ward.link, created)

    assert take(copy("10")).code == "accepted"
    verdict = take(copy("11"))
    assert (verdict.code, verdict.taken) == ("fork", True)
    assert [each.place for each in centre.shelf.contests()] == [row["key"]]
    current = {each["key"]: each for _, each in centre.shelf.current("incidents")}
    assert current[row["key"]] == answered(row)
    assert {each["key"] for each in base.sections["incidents"]} <= current.keys()
    assert len(centre.shelf.held()) == 3


def test_a_restored_pc_with_its_own_epoch_is_a_fork_only_where_it_contradicts(
    centre: Centre, ward: Sender, take: Take
) -> None:
    month = snapshot(1, ward.code, ward.epoch)
    take(ward.send(month))
    restored = Sender(ward.pack, ward.code, ward.key, epoch="f" * 32)
    same = dataclasses.replace(month, epoch=restored.epoch)
    assert take(restored.send(same, created=CREATED + timedelta(days=9))).code == "accepted"
    row = {**month.sections["ideas"][0], "status": "adopted"}
    other = {**month.sections["ideas"][0], "status": "abandoned"}
    changed = [
        dataclasses.replace(same, sections=same.sections | {"ideas": (each, month.sections["ideas"][1])})
        for each in (row, other)
    ]
    codes = {
        take(restored.send(each, created=CREATED + timedelta(days=10 + n))).code
        for n, each in enumerate(changed)
    }
    assert "fork" in codes
    assert len(centre.shelf.contests()) == 1


def test_a_question_that_a_later_release_asks_contradicts_nothing(centre: Centre) -> None:
    content = make.compose(
        snapshot(), centre.pack("South London")[0], SigningKey.new().public, Link(), CREATED
    )
    before = make.read(content)
    ideas = [idea | {"asked_since": None} for idea in before.sections["ideas"]]
    after = dataclasses.replace(before, sections={**before.sections, "ideas": ideas})
    centre.shelf.take(arrival_of(before), "a" * 64, CREATED)
    centre.shelf.take(arrival_of(after), "b" * 64, CREATED)
    assert centre.shelf.contests() == ()


def test_a_bundle_that_does_not_follow_the_one_before_is_a_fork(ward: Sender, take: Take) -> None:
    take(ward.send())
    ward.link = Link(2, "a" * 64)
    assert take(ward.send()).code == "fork"


def test_amendments_and_tombstones_reach_the_records_they_mean(
    centre: Centre, ward: Sender, take: Take
) -> None:
    month = snapshot(1, ward.code)
    take(ward.send(month))
    gone, kept = month.sections["incidents"][:2]
    amended = {**kept, "revision": 2, "reason": "12"}
    later = dataclasses.replace(
        snapshot(2, ward.code),
        month=OCTOBER.replace(month=11),
        sections=snapshot(2, ward.code).sections
        | {
            "amendments": ({"form": "incident", "month": "2026-10"} | amended,),
            "tombstones": ({"form": "incident", "key": gone["key"], "revision": 2, "month": "2026-10"},),
        },
    )
    take(ward.send(later))
    current = {row["key"]: row for _, row in centre.shelf.current("incidents")}
    assert gone["key"] not in current
    assert current[kept["key"]] == answered(amended)


def test_the_originals_alone_make_the_same_shelf_again(
    centre: Centre, ward: Sender, take: Take, tmp_path: Path, clock: Stopped
) -> None:
    for bundle in (ward.send(), ward.send(), ward.send()):
        take(bundle)
    state = centre.shelf.state()
    centre.close()
    for path in centre.folder.glob("shelf.db*"):
        path.unlink()
    with Centre(centre.folder, clock) as again:
        again.enrol(enrol.read_card(ward.card))
        assert {verdict.taken for verdict in again.intake(centre.folder / "originals")} == {True}
        assert again.shelf.state() == state


def _other_ward(centre: Centre, ward: Sender) -> Sender:
    other = Sender(ward.pack, "RV5B2")
    centre.enrol(enrol.read_card(other.card))
    return other


def _refusals(centre: Centre, ward: Sender) -> dict[str, bytes]:
    """A file for every refusal, by the verdict it must get."""
    content, good = _content(ward), ward.send().data
    other = _other_ward(centre, ward)
    stranger = pack_for(recipients_of(Identity.generate() for _ in range(2)), ward.key.public)
    foreign = make.compose(snapshot(ward="RV5B2"), ward.pack, ward.key.public, Link(), CREATED)
    newer = content.replace(b'"schema":"rrp.bundle/1"', b'"schema":"rrp.bundle/2"')
    return {
        "tampered": good[:-1] + bytes([good[-1] ^ 1]),
        "tampered signature": good[:200] + b"A" + good[201:],
        "tampered: cut": good[: len(good) // 2],
        "malformed: empty": b"",
        "malformed: a letter": b"Dear centre, here is our month.",
        "malformed: stripped of its signature": good[313:],
        "malformed: inside": _sealed(content + b"{}\n", ward),
        "malformed: no age file": _signed(b"words", ward.key),
        "unknown-signer": _sealed(content, Sender(ward.pack)),
        "wrong-signer: another ward's key on the outside": _sealed(content, other),
        "wrong-signer: another ward's name on the inside": _sealed(foreign, ward),
        "wrong-recipient": make.make(snapshot(), stranger, ward.key, Link(), CREATED).data,
        "newer-version: schema": _sealed(newer, ward),
        "newer-version: container": b"RRPB 2\n" + good[7:],
        "too-large": bytes((64 << 20) + 1),
    }


def test_every_refusal_has_its_code_and_sentence_and_keeps_nothing(
    centre: Centre, ward: Sender, take: Take
) -> None:
    state = centre.shelf.state()
    for name, data in _refusals(centre, ward).items():
        verdict = take(data)
        assert verdict.code == name.partition(":")[0].partition(" ")[0], name
        assert not verdict.taken
        assert verdict.detail
        assert verdict.sentence.count(". ") >= 1, verdict.sentence
        held = centre.folder / "quarantine" / f"{verdict.sha256}.rrpb"
        assert held.exists() == (verdict.code != "too-large")
    assert centre.shelf.held() == ()
    assert centre.shelf.state() == state
    assert list((centre.folder / "originals").iterdir()) == []


def test_a_withdrawn_key_is_refused_from_that_moment(
    centre: Centre, ward: Sender, take: Take, clock: Stopped
) -> None:
    before, after = ward.send(), ward.send()
    take(before)
    clock.at += timedelta(hours=1)
    assert centre.revoke(ward.code) == 1
    assert take(after).code == "revoked"
    assert take(before).code == "duplicate"
    assert centre.revoke(ward.code) == 0


def test_a_key_past_its_date_is_refused(ward: Sender, take: Take, clock: Stopped) -> None:
    clock.at += timedelta(days=731)
    assert take(ward.send()).code == "expired"


def test_a_new_key_for_a_ward_stands_beside_the_old_one(centre: Centre, ward: Sender, take: Take) -> None:
    renewed = Sender(ward.pack, ward.code, epoch="f" * 32)
    centre.enrol(enrol.read_card(renewed.card))
    assert {take(ward.send()).code, take(renewed.send()).code} == {"accepted"}
    with pytest.raises(Refused, match="already-enrolled"):
        centre.enrol(enrol.read_card(renewed.card))


def test_changed_bundles_leave_the_shelf_as_it_was(centre: Centre, ward: Sender) -> None:
    """T16, through the whole of intake."""
    state = centre.shelf.state()
    kept: list[str] = []
    opener = InProcess([centre.keys.identity])
    for mutant in mutants(ward.send().data, 100, seed=61):
        verdict = take_in("m", mutant, centre.shelf, opener, lambda taken, _: kept.extend(taken), CREATED)
        assert not verdict.taken
    assert kept == []
    assert centre.shelf.state() == state


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bytes(64 << 20), id="64 MiB of zeros"),
        pytest.param(b"[" * (1 << 20), id="a million brackets"),
        pytest.param(b"9" * 60_000 + b"\n", id="a number of 60,000 digits"),
        pytest.param(b'{"a":"' + b"x" * (10 << 20) + b'"}\n', id="a manifest of 10 MB"),
        pytest.param(b"\xff\xfe\x00\n", id="no text"),
        pytest.param(b"\xef\xbb\xbf{}\n", id="a byte order mark"),
    ],
)
def test_a_bomb_is_refused_quickly_and_in_little_memory(content: bytes, ward: Sender, centre: Centre) -> None:
    """T23"""
    data = _signed(
        pyrage.encrypt(
            frame.pack(content), [pyrage.x25519.Recipient.from_str(key) for key in ward.pack.keys]
        ),
        ward.key,
    )
    opener = InProcess([centre.keys.identity])
    tracemalloc.start()
    began = time.process_time()
    try:
        assert take_in("m", data, centre.shelf, opener, lambda *_: None, NOW).code == "malformed"
        assert time.process_time() - began < 2
        assert tracemalloc.get_traced_memory()[1] < 192 << 20
    finally:
        tracemalloc.stop()


def test_debian_checks_a_bundle_against_the_lists_the_centre_writes(
    run: Callable[..., bytes], tmp_path: Path, centre: Centre, ward: Sender
) -> None:
    data = ward.send(created=CREATED).data
    (tmp_path / "signature").write_bytes(data[7:313])
    lists = centre.folder
    verify = ("ssh-keygen", "-Y", "verify", "-f", str(lists / "allowed_signers"), "-I", ward.code)
    check = (*verify, "-n", "rrp-bundle@v1", "-s", "signature", "-r", str(lists / "revoked_keys"))
    at = ("-Overify-time=20261201",)
    run(*check, *at, stdin=data[313:])
    centre.revoke(ward.code)
    with pytest.raises(AssertionError):
        run(*check, *at, stdin=data[313:])


def test_receipts_are_signed_and_their_codes_are_the_wards_own(
    centre: Centre, ward: Sender, take: Take
) -> None:
    bundle = ward.send()
    take(bundle)
    (issued,) = centre.receipts()
    said = receipt.read_receipt(issued.path.read_bytes(), ward.pack.receipt_key)
    assert (said.sha256, said.decision, said.seq, said.missing) == (bundle.sha256, "accepted", 1, ())
    assert receipt.read_code(issued.code, bundle.content_sha256, bundle.sha256) == "accepted"
    assert centre.receipts() == ()


def test_the_receipt_for_a_fork_says_held(centre: Centre, ward: Sender, take: Take) -> None:
    take(ward.send())
    ward.link = Link(2, "a" * 64)
    take(ward.send())
    assert [(issued.decision, issued.bundle.problem) for issued in centre.receipts()] == [
        ("accepted", ""),
        ("held", "fork"),
    ]


def test_packs_count_up_and_name_the_two_keys(centre: Centre, tmp_path: Path) -> None:
    made = [centre.pack("South London")[0] for _ in range(2)]
    assert [pack.version for pack in made] == [1, 2]
    assert centre.packs() == tuple(made)
    assert made[0].keys == centre.keys.recipients
    assert not centre.escrow_is_here
    assert made[0].keys[1] in (tmp_path / "escrow").read_text()


def test_the_escrow_identity_opens_what_the_centre_can_open(
    centre: Centre, ward: Sender, tmp_path: Path
) -> None:
    escrow = read_identities((tmp_path / "escrow").read_text())
    assert make.open_sealed(seal.verify(ward.send().data), escrow).manifest.ward == ward.code


def test_private_keys_are_for_their_owner_only(centre: Centre, tmp_path: Path) -> None:
    private = [centre.folder / "keys" / name for name in ("signing_key", "receipt_key", "working_identity")]
    assert [path.stat().st_mode & 0o777 for path in (*private, tmp_path / "escrow")] == [0o600] * 4


def test_a_folder_that_is_no_centre_says_so(tmp_path: Path, clock: Stopped) -> None:
    with pytest.raises(Unavailable, match="no-centre"):
        Centre(tmp_path, clock)
    (tmp_path / "letter").touch()
    with pytest.raises(Unavailable, match="folder-in-use"):
        found(tmp_path, None, clock)


def test_a_damaged_and_a_newer_shelf_are_refused(centre: Centre, clock: Stopped) -> None:
    path = centre.folder / "shelf.db"
    centre.close()
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.execute(sa.update(STORE).values(version=STORE_VERSION + 1))
        connection.commit()
    engine.dispose()
    with pytest.raises(Newer, match="shelf-newer"):
        Centre(centre.folder, clock)
    path.write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(Unavailable, match="shelf-damaged"):
        Centre(centre.folder, clock)


def test_a_missing_folder_is_said_in_words(centre: Centre, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no-folder"):
        centre.intake(tmp_path / "stick")


def test_only_bundles_in_a_folder_are_looked_at(centre: Centre, ward: Sender, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "folder.rrpb").mkdir(parents=True)
    (folder / "b.RRPB").write_bytes(ward.send().data)
    (folder / "a.rrpb.part").write_bytes(b"half")
    (folder / "notes.txt").write_text("x")
    assert [(each.file, each.code) for each in centre.intake(folder)] == [("b.RRPB", "accepted")]


def test_whatever_takes_too_long_to_open_is_refused_and_the_next_is_not(centre: Centre, ward: Sender) -> None:
    sealed = seal.verify(ward.send().data)
    with Opener([centre.keys.identity], seconds=0.0) as hasty:
        with pytest.raises(Damaged, match="opener-ended"):
            hasty.open(sealed)
        hasty.seconds = 60.0
        assert hasty.open(sealed).manifest.ward == ward.code


@pytest.mark.skipif(sys.platform != "linux", reason="limits are Linux's")
def test_the_process_that_opens_bundles_can_reach_nothing(centre: Centre, ward: Sender) -> None:
    with Opener([centre.keys.identity]) as opener:
        opener.open(seal.verify(ward.send().data))
        assert opener.process is not None
        told = Path(f"/proc/{opener.process.pid}")
        status, limits = (told / "status").read_text(), (told / "limits").read_text()
    assert re.search(r"^NoNewPrivs:\t1$", status, re.MULTILINE)
    assert re.search(r"^Max file size +0 ", limits, re.MULTILINE)
    assert re.search(r"^Max address space +536870912 ", limits, re.MULTILINE)
    if os.geteuid() == 0:
        assert re.search(r"^Uid:\t65534", status, re.MULTILINE)


def test_an_answer_that_cannot_be_so_is_not_believed(centre: Centre, ward: Sender) -> None:
    arrival = InProcess([centre.keys.identity]).open(seal.verify(ward.send().data))
    bodies = b"".join(each.body for each in arrival.versions)
    told = {
        "manifest": arrival.manifest.spelled.decode(),
        "content_sha256": arrival.content_sha256,
        "versions": [[each.section, each.place, each.rank, len(each.body)] for each in arrival.versions],
    }
    assert believed(told, bodies) == dataclasses.replace(arrival, versions=list(arrival.versions))
    section, place, rank, length = told["versions"][0]
    wrong = (
        {"content_sha256": "x"},
        {"manifest": "{}"},
        {"versions": [["signers", place, rank, length]]},
        {"versions": [[section, place, "1", length]]},
        {"versions": told["versions"][1:]},
        {"refused": "No!", "sentence": "x"},
        {"refused": "no", "sentence": "two\nlines"},
    )
    assert [each for each in wrong if believed(told | each, bodies) is not None] == []


def test_a_person_decides_which_of_two_contents_counts_and_the_originals_still_say_the_same(
    centre: Centre, ward: Sender, take: Take, clock: Stopped
) -> None:
    base = snapshot(1, ward.code)
    row = base.sections["incidents"][0]
    take(ward.send(base))
    for reason in ("10", "11"):
        rows = ({**row, "revision": 2, "reason": reason}, *base.sections["incidents"][1:])
        month = dataclasses.replace(base, sections=base.sections | {"incidents": rows})
        take(make.make(month, ward.pack, ward.key, ward.link, CREATED + timedelta(days=int(reason))))
    [contest] = centre.shelf.contests()
    contents = centre.shelf.contents(contest)
    wanted = next(digest for digest, content in contents if '"reason":"11"' in content)
    with pytest.raises(Refused, match="not-contested"):
        centre.shelf.choose(contest, "0" * 64, clock.at)
    centre.shelf.choose(contest, wanted, clock.at)
    assert centre.shelf.contests() == ()
    current = {each["key"]: each for _, each in centre.shelf.current("incidents")}
    assert current[row["key"]]["reason"] == "11"
    assert centre.verify()
    later = {**row, "revision": 3, "reason": "12"}
    month = dataclasses.replace(base, sections=base.sections | {"incidents": (later,)})
    take(make.make(month, ward.pack, ward.key, ward.link, CREATED + timedelta(days=20)))
    current = {each["key"]: each for _, each in centre.shelf.current("incidents")}
    assert current[row["key"]]["reason"] == "12"


def test_an_original_that_was_changed_is_noticed(centre: Centre, ward: Sender, take: Take) -> None:
    take(ward.send())
    assert centre.verify()
    [path] = (centre.folder / "originals").iterdir()
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    assert not centre.verify()


def test_a_bundle_that_came_as_text_by_mail_is_the_same_bundle(
    centre: Centre, ward: Sender, tmp_path: Path
) -> None:
    bundle, folder = ward.send(), tmp_path / "in"
    folder.mkdir()
    text = as_text(bundle.data)
    (folder / "a.rrpb.txt").write_bytes(b"Dear centre,\r\n" + text.replace(b"\n", b"\r\n"))
    (folder / "b.rrpb.txt").write_bytes(text[:-40])
    assert [each.code for each in centre.intake(folder)] == ["accepted", "malformed"]
    assert (centre.folder / "originals" / f"{bundle.sha256}.rrpb").read_bytes() == bundle.data
