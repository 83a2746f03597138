"""The library that encrypts does with the test vectors for age what was seen when it was chosen."""

from pathlib import Path

from campaigns import mutants
from campaigns.outcome import Asked


def test_the_library_reads_the_published_vectors_as_pinned(tmp_path: Path) -> None:
    """T19: a new release of the library that differs elsewhere is looked at before it is used."""
    outcome = mutants.age_vectors(Asked(1, tmp_path, seed=19))
    assert outcome.passed, outcome.line()
    assert outcome.counts["vectors"] == 143


def test_a_bundle_is_the_same_whatever_surrounds_it(tmp_path: Path) -> None:
    """T25: the whole campaign is `build_scripts/faults.py --only T25`."""
    outcome = mutants.the_same_everywhere(Asked(2, tmp_path, seed=25))
    assert outcome.passed, outcome.line()
