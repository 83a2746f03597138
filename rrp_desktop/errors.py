"""What can go wrong, in four kinds, each with a code, a sentence and something to do.

A sentence never holds an answer from a form, and a released code never changes its meaning.
"""


class RrpError(Exception):
    """Anything the product says no to. `code` is for support, `sentence` is for the person."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


class Refused(RrpError):
    """The person asked for something that cannot be; shown beside what they typed."""


class Unavailable(RrpError):
    """The machine cannot do it just now; nothing was lost, and the sentence says what to do."""


class Damaged(RrpError):
    """A file is not what it was when it was written."""


class Newer(RrpError):
    """A file was written by a newer release than this one."""
