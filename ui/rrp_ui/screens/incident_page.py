"""The incident as its page asks it: each kind of force in a section of its own, what is rarer folded away.

A page's answers are those of the form, but for `interventions`, which stand by family under the name of
their kind. Paths of problems are turned the same way.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rrp_desktop.forms.incident import INCIDENT, INTERVENTION, RESTRICTIVE
from rrp_desktop.forms.lists import CodeList
from rrp_desktop.forms.spec import Answers, Field, Form, Kind, Section, when

PRESET = {"seclusion": "05", "rapid_tranquillisation": "14"}
"""The type that a kind of force nearly always is."""

_TITLES = {
    "restraint": ("Restraint", "Position held longest"),
    "seclusion": ("Seclusion or segregation", "Which"),
    "rapid_tranquillisation": ("Rapid tranquillisation", "Which"),
}
_ASKED = {
    "restraint": ("type", "staff_count", "minutes", "in_care_plan", "injury_patient", "injury_staff"),
    "seclusion": ("type", "started_at", "ended_at", "in_care_plan"),
    "rapid_tranquillisation": ("type", "in_care_plan", "injury_patient", "injury_staff"),
}
_BESIDE = "incident_number"
"""Asked in the panel beside the page."""
_FOLDED = frozenset({"ended_at"})
_FOLDED_SECTIONS = frozenset({"Use of force", "Afterwards"})


def page_form(*, restricted: bool) -> Form:
    """The incident's page; with the *restricted* questions for those who may see them."""
    sections: list[Section] = []
    for section in INCIDENT.sections:
        if section.title == "Restrictive intervention":
            sections += [_force(kind) for kind in RESTRICTIVE]
        elif fields := tuple(
            _field(section, field) for field in section.fields if _on_page(field, restricted)
        ):
            sections.append(replace(section, fields=fields))
    return replace(INCIDENT, sections=tuple(sections))


def _on_page(field: Field, restricted: bool) -> bool:
    return field.name != _BESIDE and (restricted or not field.restricted)


def _field(section: Section, field: Field) -> Field:
    return replace(field, folded=section.title in _FOLDED_SECTIONS or field.name in _FOLDED)


def _force(kind: str) -> Section:
    title, which = _TITLES[kind]
    asked = [INTERVENTION.field(name) for name in _ASKED[kind]]
    rest = [field for field in INTERVENTION.fields() if field not in asked]
    asked[0] = replace(asked[0], title=which, families=frozenset({kind}))
    fields = (*asked, *(replace(field, folded=True) for field in rest))
    rows = replace(INTERVENTION, title=title, sections=(Section(title, fields),))
    return Section(
        title,
        (Field(kind, title, Kind.ROWS, rows=rows, needed=True, leaves_ward=True),),
        asked=when("kinds", kind),
    )


def to_page(answers: Answers, types: CodeList) -> dict[str, Any]:
    """*answers* to the form as the page shows them."""
    page = {name: value for name, value in answers.items() if name not in ("interventions", _BESIDE)}
    kinds = [kind for kind in RESTRICTIVE if kind in answers.get("kinds", ())] or ["restraint"]
    by_kind: dict[str, list[Answers]] = {}
    for row in answers.get("interventions", ()):
        option = types.option(row.get("type", ""))
        waiting = next((kind for kind in kinds if kind not in by_kind), kinds[0])
        by_kind.setdefault(option.family if option else waiting, []).append(row)
    return page | {kind: tuple(rows) for kind, rows in by_kind.items()}


def from_page(page: Answers) -> dict[str, Any]:
    """What the *page* holds as answers to the form."""
    answers = {name: value for name, value in page.items() if name not in RESTRICTIVE}
    if rows := tuple(row for _, row in _rows(page)):
        answers["interventions"] = rows
    return answers


def page_path(path: str, page: Answers) -> str:
    """Where on the page the answer at *path* of the form stands."""
    name, _, rest = path.partition(".")
    if name != "interventions":
        return path
    number, _, within = rest.partition(".")
    places = [place for place, _ in _rows(page)]
    if not number.isdecimal() or int(number) >= len(places):
        return next((kind for kind in RESTRICTIVE if kind in page.get("kinds", ())), "kinds")
    return f"{places[int(number)]}.{within}"


def asked_at(form: Form, path: str) -> Field:
    """The question of the page's *form* at *path*."""
    name, _, rest = path.partition(".")
    field = form.field(name)
    within = rest.rpartition(".")[2]
    return field.rows.field(within) if field.rows is not None and within else field


def _rows(page: Answers) -> list[tuple[str, Mapping[str, Any]]]:
    """The interventions on the page with their places, in the order the form keeps them."""
    return [
        (f"{kind}.{number}", row)
        for kind in RESTRICTIVE
        if kind in page.get("kinds", ())
        for number, row in enumerate(page.get(kind, ()))
    ]
