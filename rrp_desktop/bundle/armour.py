"""A file as plain text, for mail that lets nothing else through.

The text stands for the file: what is signed, numbered and receipted is the file itself.
"""

import base64
import binascii

from rrp_desktop.errors import Damaged

_BEGIN = b"-----BEGIN RRP FILE-----"
_END = b"-----END RRP FILE-----"
_WIDTH = 76
ENDING = ".txt"
"""What is added to the name of a file that is written as text."""


def as_text(data: bytes) -> bytes:
    """*data* in lines of letters and digits."""
    text = base64.b64encode(data)
    lines = (text[start : start + _WIDTH] for start in range(0, len(text), _WIDTH))
    return b"\n".join((_BEGIN, *lines, _END, b""))


def as_file(data: bytes) -> bytes:
    """The file that *data* stands for; *data* itself when it is no text of ours.

    What a mail program did to line ends, or wrote above and below, makes no difference; Damaged with
    `armour` when it did more than that.
    """
    start = data.find(_BEGIN)
    if start < 0:
        return data
    text, end, _ = data[start + len(_BEGIN) :].partition(_END)
    try:
        if not end:
            raise ValueError
        return base64.b64decode(b"".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        raise Damaged("armour", "This text is not whole any more. Ask for it to be sent again.") from None
