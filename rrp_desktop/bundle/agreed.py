"""What leaves of a month under the programme that is in use: the whole of it, or less of it as agreed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rrp_desktop.bundle.asked import SUMS, Asked
from rrp_desktop.forms.export import MONTHLY, Snapshot
from rrp_desktop.forms.export import leaving as fields_of
from rrp_desktop.forms.library import FORMS

_ABOUT_PEOPLE = ("people", "amendments", *MONTHLY)
_COUNTED_ANYWAY = ("huddles", "leave")
"""Of the records of a month, those that tell of nobody."""

Row = dict[str, object]


def as_agreed(snapshot: Snapshot, asked: Asked) -> Snapshot:
    """*snapshot* without what the programme does not want, and without answers that too few people share."""
    sections = dict(snapshot.sections)
    if asked.profile == SUMS:
        kept = {MONTHLY[name] for name in _COUNTED_ANYWAY}
        gone = [name for name in _ABOUT_PEOPLE if name not in _COUNTED_ANYWAY]
        sections |= dict.fromkeys(gone, ())
        for name in ("amendments", "tombstones"):
            rows = snapshot.sections[name]
            sections[name] = tuple(row for row in rows if _tells_of_nobody(str(row["form"]), kept))
    sections["people"] = tuple(_shared(sections["people"], asked.fewest))
    return replace(snapshot, sections=sections)


def _tells_of_nobody(form: str, kept: set[str]) -> bool:
    return form in kept or form not in MONTHLY.values()


def _shared(people: Sequence[Row], fewest: int) -> Sequence[Row]:
    """*people* with every answer blank that fewer than *fewest* of them gave."""
    names = [field.name for field in fields_of(FORMS["person"])]
    given = {name: Counter(row[name] for row in people) for name in names}
    return [row | {name: None for name in names if given[name][row[name]] < fewest} for row in people]
