"""What was not shown cannot be worked out from what was: reports, packs, the month before, an amendment."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rrp_desktop.central.report import equity, impact, protected, trends
from rrp_desktop.central.report.gathered import Tally
from rrp_desktop.reports.hidden import FEWEST, Cell
from tests.core.central.leaving import leaves, nation


def test_nobody_can_work_out_what_was_not_shown(tmp_path: Path) -> None:
    """Neither anybody, nor any ward that takes away its own."""
    for own, view in leaves(nation(14), tmp_path):
        assert sum(cell.hidden for cell in view.cells.values()) > 100
        assert view.recovered(own) == []


def test_were_each_number_protected_alone_some_would_be_worked_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _show_alone(monkeypatch)
    assert any(view.recovered(own) for own, view in leaves(nation(1), tmp_path, ceiling=4))


@pytest.mark.parametrize("weaken", ["parts", "groups"])
def test_were_numbers_exact_and_only_small_ones_hidden_anybody_could(
    weaken: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for place in (protected, impact, equity):
        monkeypatch.setattr(place, "rounded", int)
    if weaken == "parts":
        _show_alone(monkeypatch)
    else:
        monkeypatch.setattr(equity, "hidden", _small)
    _, view = next(leaves(nation(1), tmp_path, nearest=1))
    of_groups = [key[0] in ("people", "events") for key in view.recovered()]
    assert of_groups
    assert all(of_groups) is (weaken == "groups")


def _show_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show whatever is 5 or more, whoever it is of and whatever it stands beside."""

    def alone(tally: Tally) -> Tally | None:
        return blurred(replace(tally, most=0))

    def each_alone(parts: Mapping[str, Tally]) -> dict[str, Tally | None]:
        return {part: alone(tally) for part, tally in parts.items()}

    blurred = protected.blurred
    for place in (impact, trends):
        monkeypatch.setattr(place, "blurred", alone)
        monkeypatch.setattr(place, "shown_parts", each_alone)


def _small(cells: Iterable[Cell]) -> frozenset[int]:
    return frozenset(at for at, cell in enumerate(cells) if cell.people < FEWEST)
