"""What a code list is: versioned, dated, with its source and whether it was read there.

Codes are retired by an end date, never removed, so that an old record always shows its words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

MHSDS = "MHSDS v6.0"
PROGRAMMES_OWN, WARDS_OWN = "This programme's own list", "This ward's own list"


@dataclass(frozen=True, slots=True)
class Option:
    """A code and its words. Valid on London dates in [since, until)."""

    code: str
    title: str
    short: str = ""
    family: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def chip(self) -> str:
        """The words on a chip."""
        return self.short or self.title

    def valid_on(self, day: date) -> bool:
        """Whether the code may be newly used for something that happened on *day*."""
        return (self.since is None or day >= self.since) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list: its name, version, where it comes from, and whether that was read at the source."""

    name: str
    title: str
    version: str
    source: str
    verified: bool
    options: tuple[Option, ...]

    def __iter__(self) -> Iterator[Option]:
        return iter(self.options)

    def option(self, code: str) -> Option | None:
        """The option with *code*, retired ones included."""
        return next((option for option in self.options if option.code == code), None)

    def title_of(self, code: str) -> str:
        """The words for *code*; the bare code when the list does not hold it."""
        option = self.option(code)
        return option.title if option else code

    def on(self, day: date) -> tuple[Option, ...]:
        """The options that may be chosen for something that happened on *day*."""
        return tuple(option for option in self.options if option.valid_on(day))


Lists = Mapping[str, CodeList]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one list comes from, and whether its codes were read there."""

    name: str
    title: str
    version: str
    source: str
    verified: bool

    @property
    def own(self) -> bool:
        """Whether nobody else keeps the list, so that there is nothing to verify it by."""
        return self.source in (PROGRAMMES_OWN, WARDS_OWN)


def origins(lists: Lists) -> tuple[Origin, ...]:
    """The origin of every list, by title: for settings, and for whoever asks what a code rests on."""
    found = (
        Origin(each.name, each.title, each.version, each.source, each.verified) for each in lists.values()
    )
    return tuple(sorted(found, key=lambda each: each.title.casefold()))


def own_list(
    name: str,
    title: str,
    *options: tuple[str, str] | tuple[str, str, str],
    source: str = PROGRAMMES_OWN,
) -> CodeList:
    """A list that nobody else keeps, of (code, title) or (code, title, words on a chip)."""
    return CodeList(name, title, "1", source, False, tuple(Option(*option) for option in options))
