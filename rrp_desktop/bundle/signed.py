"""Signed papers that are not secret: programme packs, enrolment cards, receipts.

    a line that says what it is   signature (SSHSIG)   canonical JSON   line end

The signature is over the JSON, so `ssh-keygen -Y verify` checks it without us.
"""

from dataclasses import dataclass
from typing import Any

from rrp_desktop.bundle import canonical, sshsig
from rrp_desktop.bundle.keys import PublicKey, SigningKey
from rrp_desktop.errors import Damaged, Newer, Refused

_CAP = 4 << 20


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of signed paper. `title` is what a person calls it."""

    title: str
    letter: str
    namespace: sshsig.Namespace

    @property
    def head(self) -> bytes:
        """The first line of every paper of this kind."""
        return f"RRP{self.letter} 1\n".encode()


PACK = Paper("programme pack", "P", "rrp-config@v1")
CARD = Paper("enrolment card", "E", "rrp-enrol@v1")
RECEIPT = Paper("receipt", "R", "rrp-receipt@v1")


def sign(paper: Paper, content: dict[str, Any], key: SigningKey) -> bytes:
    """*content* as a paper signed with *key*. Equal input makes equal bytes."""
    body = canonical.spell(content)
    return paper.head + sshsig.sign(body, key, paper.namespace) + body + b"\n"


def read(paper: Paper, data: bytes) -> tuple[dict[str, Any], PublicKey]:
    """The content of *data* and the key that signed it. Whether to trust that key is for the caller."""
    if not data.startswith(paper.head):
        if data.startswith(paper.head[:5]) and data[5:6].isdigit():
            raise Newer(
                "paper-newer", f"This {paper.title} was made by a newer release. Update this one first."
            )
        raise Damaged("paper-foreign", f"This is no {paper.title}. Check that the right file was chosen.")
    if len(data) > _CAP:
        raise Refused("paper-too-large", f"This file is larger than any {paper.title}. It was not opened.")
    start = len(paper.head) + sshsig.length(paper.namespace)
    body = data[start:-1]
    signer = sshsig.signer(data[len(paper.head) : start], body, paper.namespace)
    content = canonical.read(body)
    if not data.endswith(b"\n") or not isinstance(content, dict):
        raise wrong(paper)
    return content, signer


def wrong(paper: Paper) -> Damaged:
    """The refusal of a paper whose signature holds but whose content is not what it should be."""
    return Damaged(
        "paper-content", f"This {paper.title} does not hold what it should. Ask for it to be made again."
    )


def is_text(value: Any, longest: int) -> bool:
    """Whether *value* is a line of text that may be shown to a person."""
    return isinstance(value, str) and 0 < len(value.strip()) == len(value) <= longest and value.isprintable()
