"""The safety papers say what is so: every check they name is there, every form is listed as it is."""

import re
from pathlib import Path

import pytest

from faults import CAMPAIGNS
from rrp_desktop.forms.export import leaving
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form, Kind
from rrp_desktop.settings import SETTINGS

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "resources" / "rrp_resources" / "papers"
NAMES = ("data_protection", "hazards", "retention", "threat_model")
_TESTS = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
_IN_CODE = re.compile(r"`([^`]+)`")
_ID = re.compile(r"T[0-9]+[a-z]*(-[a-z]+)?")


def paper(name: str) -> str:
    return (PAPERS / f"{name}.md").read_text("utf-8")


def named(name: str) -> list[str]:
    """The campaigns and tests that a paper names."""
    found = _IN_CODE.findall(paper(name))
    return [each for each in found if each.startswith("test_") or _ID.fullmatch(each)]


@pytest.mark.parametrize("name", ["threat_model", "hazards"])
def test_every_check_that_a_paper_names_is_there(name: str):
    checks = named(name)
    assert len(checks) > 20
    for check in checks:
        if check.startswith("test_"):
            assert f"def {check}(" in _TESTS, check
        else:
            assert check in CAMPAIGNS or re.search(rf'"""{check}\b', _TESTS), check


def test_every_hazard_has_a_control_and_a_check():
    rows = [line.split(" | ") for line in paper("hazards").splitlines() if line.startswith("| H")]
    assert [row[0].removeprefix("| ") for row in rows] == [f"H{number}" for number in range(1, len(rows) + 1)]
    assert len(rows) >= 9
    for row in rows:
        assert len(row) == 6, row[0]
        assert all(cell.strip() for cell in row), row[0]
        assert "`" in row[5], row[0]


def fact(form: Form) -> str:
    """What the data-protection paper has to say of *form*."""
    free = "free text" if any(field.kind in (Kind.NOTE, Kind.TEXT) for field in form.fields()) else ""
    leaves = "coded answers" if any(leaving(form)) else "nothing"
    return f"| {form.title} | {free or 'none'} | {leaves} |"


def test_the_data_protection_facts_list_every_form_as_it_is():
    listed = [line for line in paper("data_protection").splitlines() if line in map(fact, FORMS.values())]
    assert listed == [fact(form) for form in FORMS.values()]


def test_the_papers_are_linked_from_where_a_deployer_begins():
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in NAMES:
        assert f"resources/rrp_resources/papers/{name}.md" in readme


def test_the_papers_name_settings_that_there_are():
    for name in NAMES:
        for each in _IN_CODE.findall(paper(name)):
            if re.fullmatch(r"(lock|keys|backup|retention|person)\.[a-z_]+", each):
                assert each in SETTINGS, each
