"""The inside of a bundle: one zstd frame, padded so that its size tells little.

    "RRPZ"  u32 version  u64 length of the frame  frame (content size and checksum)  zeros

Numbers are big-endian, as in the signature and in age.
"""

import struct

import zstandard

from rrp_desktop.errors import Damaged, Newer, Refused

CONTENT_CAP = 64 << 20
WINDOW_CAP = 128 << 20
_MAGIC = b"RRPZ"
_VERSION = 1
_HEAD = struct.Struct(">4sIQ")
_ZSTD_MAGIC = zstandard.FRAME_HEADER
_BUCKET = 64 << 10
_LEVEL, _LEVEL_OF_YEARS, _YEARS = 19, 9, 8 << 20


def pack(content: bytes) -> bytes:
    """*content* compressed and padded. Equal content makes equal bytes."""
    if len(content) > CONTENT_CAP:
        raise Refused("bundle-too-large", "This is more than one bundle holds. Send fewer months at a time.")
    level = _LEVEL if len(content) < _YEARS else _LEVEL_OF_YEARS
    frame = zstandard.ZstdCompressor(level=level, write_checksum=True, write_content_size=True).compress(
        content
    )
    packed = _HEAD.pack(_MAGIC, _VERSION, len(frame)) + frame
    return packed.ljust(bucket(len(packed)), b"\0")


def bucket(size: int) -> int:
    """*size* rounded up: to 64 KiB up to 512 KiB, then in steps of an eighth to a sixteenth of the size."""
    step = max(_BUCKET, (1 << (size - 1).bit_length()) >> 4)
    return -(-size // step) * step


def unpack(packed: bytes) -> bytes:
    """The content of *packed*. Nothing is decompressed before its declared size is known to be allowed."""
    if len(packed) < _HEAD.size:
        raise _wrong("frame-head")
    magic, version, length = _HEAD.unpack_from(packed)
    if magic != _MAGIC:
        raise _wrong("frame-head")
    if version > _VERSION:
        raise Newer(
            "frame-newer", "This bundle was made by a newer release. Update this one, then take it in."
        )
    end = _HEAD.size + length
    if version < _VERSION or len(packed) != bucket(end) or packed.count(b"\0", end) != len(packed) - end:
        raise _wrong("frame-padding")
    return _decompress(packed[_HEAD.size : end])


def _decompress(frame: bytes) -> bytes:
    try:
        head = zstandard.get_frame_parameters(frame)
        if not frame.startswith(_ZSTD_MAGIC) or head.dict_id or not head.has_checksum:
            raise _wrong("frame-zstd")
        if head.content_size == zstandard.CONTENTSIZE_UNKNOWN:
            raise _wrong("frame-zstd")
        if head.content_size > CONTENT_CAP or head.window_size > WINDOW_CAP:
            raise Refused(
                "frame-too-large", "The bundle unpacks to more than is allowed. It was not unpacked."
            )
        return zstandard.ZstdDecompressor(max_window_size=WINDOW_CAP).decompress(
            frame, allow_extra_data=False
        )
    except zstandard.ZstdError:
        raise _wrong("frame-zstd") from None


def _wrong(code: str) -> Damaged:
    return Damaged(code, "The bundle is not put together as it should be. Ask the ward for it again.")
