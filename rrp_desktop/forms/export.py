"""What of each form leaves the ward: the fields that say so, and no others.

Times leave as `YYYY-MM-DDTHH:MMZ`, days as `YYYY-MM-DD`, sets of codes as lists in the code list's
order. An unanswered question leaves as null.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rrp_desktop.forms.spec import Answers, Field, Form, Kind


def leaving(form: Form) -> Iterator[Field]:
    """The fields of *form* that leave the ward, in the order of the page."""
    return (field for field in form.fields() if field.leaves_ward)


def outgoing(form: Form, answers: Answers) -> dict[str, Any]:
    """*answers* as they leave: every leaving field by name, plain JSON values, child rows included."""
    return {field.name: _plain(field, answers.get(field.name)) for field in leaving(form)}


def _plain(field: Field, value: Any) -> Any:
    if value is None:
        return [] if field.kind is Kind.ROWS else None
    if field.rows is not None:
        return [outgoing(field.rows, row) for row in value]
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%MZ}"
    if isinstance(value, date):
        return value.isoformat()
    if field.kind is Kind.CHOICES:
        return list(value)
    return value


SECTIONS = (
    "codes",
    "days",
    "counts",
    "people",
    "incidents",
    "huddles",
    "debriefs",
    "episodes",
    "leave",
    "aims",
    "ideas",
    "cycles",
    "progress",
    "hazards",
    "hazard_reviews",
    "restrictions",
    "amendments",
    "tombstones",
)
"""The sections of a month, always all of them, in this order.

codes       {list, version} for each code list in use
days        {day, shifts, nil, incident, unconfirmed, huddles_expected, occupied, available, closed,
            on_leave}; the last four null where nobody counted
counts      {measure, definition, day, count, known}: one row a measure and day; count null unless known.
            Days and counts of an earlier month that was sent stand here again when anything of it changed
people      {person, **leaving fields of the person form} for everybody the month's records name
incidents   {key, revision, recorded_at, person, **leaving fields of the incident form}
huddles, debriefs, episodes, leave
            {key, revision, recorded_at, **leaving fields}; episodes name a person, as incidents do
aims, ideas, cycles, progress, hazards, hazard_reviews, restrictions
            {key, revision, recorded_at, **leaving fields}: all of the ward's, whatever the month
amendments  {form, month, **a row of that form's section}: records of earlier months that changed, or
            came late, since the last accepted bundle
tombstones  {form, key, revision, month}: records voided since the last accepted bundle

`person` is the ward's pseudonym for a person, 32 hex digits, or null.
"""

MONTHLY = {
    "incidents": "incident",
    "huddles": "huddle",
    "debriefs": "debrief",
    "episodes": "episode",
    "leave": "leave_tally",
}
"""The sections of records that belong to a month, and their forms."""
STANDING = {
    "aims": "aim",
    "ideas": "idea",
    "cycles": "cycle",
    "progress": "progress",
    "hazards": "hazard",
    "hazard_reviews": "hazard_review",
    "restrictions": "restriction",
}
"""The sections of records that are sent whole every month, and their forms."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything of one month that leaves the ward, read in one go. Rows are plain JSON dicts.

    `cutoff` is the number of the last event in the ward's chain that the rows include. `sections`
    holds exactly `SECTIONS`; equal records give equal snapshots.
    """

    month: date
    ward: str
    epoch: str
    cutoff: int
    sections: dict[str, tuple[dict[str, Any], ...]]
