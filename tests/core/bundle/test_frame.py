"""Compressed, padded, and never unpacked before it is known to be small enough."""

import random
import struct
import tracemalloc

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.bundle import frame
from rrp_desktop.errors import Damaged, Newer, Refused, RrpError


def _framed(zstd: bytes, version: int = 1) -> bytes:
    packed = struct.pack(">4sIQ", b"RRPZ", version, len(zstd)) + zstd
    return packed.ljust(frame.bucket(len(packed)), b"\0")


def _zstd(content: bytes, *, checksum: bool = True) -> bytes:
    return zstandard.ZstdCompressor(level=3, write_checksum=checksum).compress(content)


@given(st.binary(max_size=3_000))
def test_what_is_packed_unpacks_to_the_same(content: bytes) -> None:
    assert frame.unpack(frame.pack(content)) == content
    assert frame.pack(content) == frame.pack(content)


def test_an_empty_month_and_a_quiet_one_look_the_same() -> None:
    quiet = random.Random(5).randbytes(40_000)
    assert len(frame.pack(b"")) == len(frame.pack(quiet)) == 64 << 10


@given(st.integers(1, 80 << 20))
def test_padding_is_in_steps_of_64_kib_and_never_more_than_an_eighth(size: int) -> None:
    padded = frame.bucket(size)
    assert padded >= size
    assert padded % (64 << 10) == 0
    assert padded - size < max(64 << 10, size / 8)
    assert frame.bucket(padded) == padded


def test_years_at_once_are_packed_too() -> None:
    content = random.Random(1).randbytes(1 << 20) * 9
    assert frame.unpack(frame.pack(content)) == content


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        pytest.param(b"", "frame-head", id="nothing"),
        pytest.param(b"RRPZ", "frame-head", id="half a head"),
        pytest.param(b"QRPZ" + _framed(_zstd(b"a"))[4:], "frame-head", id="another head"),
        pytest.param(_framed(_zstd(b"a"), 0), "frame-padding", id="version nought"),
        pytest.param(_framed(_zstd(b"a"))[:-1], "frame-padding", id="cut"),
        pytest.param(_framed(_zstd(b"a")) + bytes(64 << 10), "frame-padding", id="a bucket too many"),
        pytest.param(_framed(_zstd(b"a"))[:-1] + b"x", "frame-padding", id="something in the padding"),
        pytest.param(
            struct.pack(">4sIQ", b"RRPZ", 1, 1 << 62).ljust(64 << 10, b"\0"), "frame-padding", id="2^62"
        ),
        pytest.param(_framed(b""), "frame-zstd", id="no frame"),
        pytest.param(_framed(_zstd(b"a", checksum=False)), "frame-zstd", id="no checksum"),
        pytest.param(_framed(_zstd(b"a") * 2), "frame-zstd", id="two frames"),
        pytest.param(
            _framed(b"\x50\x2a\x4d\x18\x01\0\0\0a" + _zstd(b"a")), "frame-zstd", id="a skippable frame first"
        ),
        pytest.param(_framed(_zstd(b"a")[:-1]), "frame-zstd", id="a cut frame"),
        pytest.param(_framed(_zstd(bytes(9_999))[:-1] + b"?"), "frame-zstd", id="a wrong checksum"),
    ],
)
def test_a_frame_made_otherwise_is_refused(packed: bytes, code: str) -> None:
    with pytest.raises(Damaged, match=code):
        frame.unpack(packed)


def test_a_frame_of_a_newer_release_says_so() -> None:
    with pytest.raises(Newer, match="frame-newer"):
        frame.unpack(_framed(_zstd(b"a"), 2))


def _undeclared(size: int) -> bytes:
    compressor = zstandard.ZstdCompressor(
        level=3, write_checksum=True, write_content_size=False
    ).compressobj()
    return b"".join(compressor.compress(bytes(1 << 20)) for _ in range(size >> 20)) + compressor.flush()


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(_zstd(bytes((64 << 20) + 1)), id="a byte over 64 MiB, declared"),
        pytest.param(_undeclared(256 << 20), id="256 MiB, undeclared"),
        pytest.param(
            b"\x28\xb5\x2f\xfd\xe4" + struct.pack("<Q", 1 << 30) + b"\x90" + bytes(9),
            id="1 GiB, declared only",
        ),
        pytest.param(b"\x28\xb5\x2f\xfd\x04\xff" + bytes(9), id="a window of terabytes"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(bomb: bytes) -> None:
    """T23"""
    packed = _framed(bomb)
    tracemalloc.start()
    try:
        with pytest.raises(RrpError) as refused:
            frame.unpack(packed)
        assert isinstance(refused.value, Refused | Damaged)
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()
