"""The return pack: only its ward reads it, and no other ward's small number fits into it."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import canonical, frame, sshsig
from rrp_desktop.bundle.keys import SigningKey, recipients_of
from rrp_desktop.bundle.returned import (
    Compared,
    Dot,
    Funnel,
    IdeaTried,
    OwnMonth,
    Returned,
    Spread,
    read_return,
    write_return,
)
from rrp_desktop.errors import Damaged, Newer, Refused, RrpError
from tests.core.bundle.conftest import mutants

_KEY = SigningKey(b"receipt key of the programme, 32")
_FUNNEL = Funnel(
    date(2025, 11, 1),
    date(2026, 10, 1),
    910,
    Dot(5213, 41),
    (Dot(4800, 35), Dot(5000, 55), Dot(5000, 60)),
    left_out=2,
)
_RESTRAINT = Compared(
    "restraint",
    1,
    (
        OwnMonth(date(2026, 9, 1), None, 511, Spread(14, 512, 870, 1340)),
        OwnMonth(date(2026, 10, 1), 3, 540),
    ),
    _FUNNEL,
)
RETURNED = Returned(
    ward="RV5A1",
    programme="South London",
    number=4,
    month=date(2026, 10, 1),
    issued=date(2026, 11, 12),
    measures=(_RESTRAINT, Compared("prone", 1, ())),
    ideas=(IdeaTried("Evening activities", "restraint", 9, 6, 5),),
    feedback=("Your huddles are the steadiest in the region.",),
)


@pytest.fixture(scope="module")
def ward() -> Identity:
    return Identity.generate()


@pytest.fixture(scope="module")
def made(ward: Identity) -> bytes:
    return write_return(RETURNED, str(ward.to_public()), _KEY)


def sealed(content: bytes, *recipients: str) -> bytes:
    keys = [pyrage.x25519.Recipient.from_str(each) for each in recipients]
    body = pyrage.encrypt(frame.pack(content), keys)
    return b"RRPT 1\n" + sshsig.sign(body, _KEY, "rrp-return@v1") + body


def lines(**head: Any) -> bytes:
    said = {
        "schema": "rrp.return/1",
        "ward": "RV5A1",
        "programme": "South London",
        "number": 4,
        "month": "2026-10",
        "issued": "2026-11-12",
        "measures": 0,
        "ideas": 0,
        "feedback": 0,
    }
    return canonical.spell(said | head) + b"\n"


def test_what_the_centre_returns_is_what_the_ward_reads(made: bytes, ward: Identity) -> None:
    assert read_return(made, _KEY.public, ward) == RETURNED
    assert RETURNED.name == "RRP_RV5A1_2026-10_004.rrpt"


def test_a_ward_reads_no_return_pack_but_its_own(made: bytes) -> None:
    with pytest.raises(Refused, match="return-recipient"):
        read_return(made, _KEY.public, Identity.generate())


def test_a_return_pack_from_another_hand_is_refused(made: bytes, ward: Identity) -> None:
    with pytest.raises(Refused, match="return-signer"):
        read_return(made, SigningKey.new().public, ward)


def test_a_return_pack_that_more_than_the_ward_could_open_is_refused(ward: Identity) -> None:
    both = recipients_of((ward, Identity.generate()))
    with pytest.raises(Damaged, match="return-damaged"):
        read_return(sealed(lines(), *both), _KEY.public, ward)
    assert read_return(sealed(lines(), both[0]), _KEY.public, ward).number == 4


def test_a_thousand_changed_return_packs_are_all_refused(made: bytes, ward: Identity) -> None:
    for mutant in mutants(made, 1_000, seed=9):
        with pytest.raises(RrpError):
            read_return(mutant, _KEY.public, ward)


@pytest.mark.parametrize(
    "dot",
    [Dot(5000, 4), Dot(5000, 0), Dot(5000, 7), Dot(5013, 10), Dot(50, 10), Dot(5000, -5)],
    ids=str,
)
def test_no_small_or_exact_number_of_another_ward_fits(dot: Dot, ward: Identity) -> None:
    funnel = dataclasses.replace(_FUNNEL, peers=(dot,))
    measure = dataclasses.replace(_RESTRAINT, funnel=funnel)
    with pytest.raises(Refused, match="return-content"):
        write_return(dataclasses.replace(RETURNED, measures=(measure,)), str(ward.to_public()), _KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"ward": "Brontë"},
        {"programme": ""},
        {"number": 0},
        {"feedback": ("two\nlines",)},
        {"feedback": ("x" * 2_001,)},
        {"ideas": (IdeaTried("Idea", "restraint", 2, 3, 0),)},
        {"ideas": (IdeaTried("Idea", "no-such-measure", 2, 1, 0),)},
        {"measures": (Compared("no-such-measure", 1, ()),)},
        {"measures": (Compared("prone", 1, (OwnMonth(date(2026, 9, 1), 1, 9, Spread(4, 1, 2, 3)),)),)},
        {"measures": (Compared("prone", 1, (OwnMonth(date(2026, 9, 1), 1, 9, Spread(5, 3, 2, 1)),)),)},
        {"measures": (Compared("prone", 1, (OwnMonth(date(2026, 9, 1), 1, 9),) * 2),)},
    ],
    ids=str,
)
def test_a_return_pack_with_anything_odd_is_not_made(change: dict[str, Any], ward: Identity) -> None:
    with pytest.raises(Refused, match="return-content"):
        write_return(dataclasses.replace(RETURNED, **change), str(ward.to_public()), _KEY)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        lines() + b'"more"\n',
        lines(more=1),
        lines(measures=1),
        lines(measures=-1) + b'"x"\n',
        lines(measures=True) + b"{}\n",
        lines(issued="2026-W46-4"),
        lines(month="2026-1"),
        lines(ideas=1) + b'{"title":"x"}\n',
        lines()[:-1],
        lines().replace(b":4", b": 4"),
    ],
    ids=str,
)
def test_signed_and_sealed_but_odd_inside_is_still_refused(content: bytes, ward: Identity) -> None:
    with pytest.raises(Damaged):
        read_return(sealed(content, str(ward.to_public())), _KEY.public, ward)


def test_what_is_no_return_pack_or_a_newer_one_is_told_apart(made: bytes, ward: Identity) -> None:
    for wrong in (b"", b"RRPB 1\n", b"x" * 1000):
        with pytest.raises(Damaged, match="return-foreign"):
            read_return(wrong, _KEY.public, ward)
    with pytest.raises(Newer, match="return-newer"):
        read_return(made.replace(b"RRPT 1", b"RRPT 2"), _KEY.public, ward)
    with pytest.raises(Newer, match="return-newer"):
        read_return(sealed(lines(schema="rrp.return/2"), str(ward.to_public())), _KEY.public, ward)


def test_a_return_pack_made_with_debian_alone_is_read(run: Any, tmp_path: Path, ward: Identity) -> None:
    (tmp_path / "packed").write_bytes(frame.pack(lines(feedback=1) + b'"Well done."\n'))
    (tmp_path / "key").write_bytes(_KEY.openssh)
    (tmp_path / "key").chmod(0o600)
    run("age", "-r", str(ward.to_public()), "-o", "body", "packed")
    body = (tmp_path / "body").read_bytes()
    signature = run("ssh-keygen", "-q", "-Y", "sign", "-f", "key", "-n", "rrp-return@v1", stdin=body)
    assert read_return(b"RRPT 1\n" + signature + body, _KEY.public, ward).feedback == ("Well done.",)
