"""A made-up nation, with what goes wrong on the way, says after intake what its generator says it made."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

from pyrage.x25519 import Identity

import nation
from rrp_desktop.bundle import enrol
from rrp_desktop.bundle.keys import recipients_of
from rrp_desktop.central import collate
from rrp_desktop.central.centre import Centre
from tests.core.bundle.sample import INSTALL

MONTHS, SEED = 6, 18
"""Of these five wards one joins late, one leaves a month out, and one confirms nine shifts in ten."""


def _sent(centre: Centre, folder: Path, plan: tuple[nation.Ward, ...]) -> int:
    """Enrol the wards and write what they send into *folder*, in no order; how many bundles that is."""
    folder.mkdir()
    [recipient] = recipients_of([Identity.generate()])
    made = list(nation.bundles(plan, centre.pack("Nation")[0], MONTHS, SEED))
    for sender in {sender.ward.code: sender for sender, _ in made}.values():
        ward = sender.ward
        issued = date(2026, 11, 1)
        card = enrol.write_card(
            ward.code, ward.name, ward.organisation, INSTALL, issued, sender.key, recipient
        )
        centre.enrol(enrol.read_card(card))
    random.Random(SEED).shuffle(made)
    for number, (_, bundle) in enumerate(made):
        (folder / f"{number:02}.rrpb").write_bytes(bundle.data)
    return len(made)


def test_a_nation_with_gaps_forks_restores_and_late_amendments_adds_up(
    centre: Centre, tmp_path: Path
) -> None:
    plan = nation.wards(5, MONTHS, SEED)
    count = _sent(centre, tmp_path / "in", plan)
    lost, restored, copied, amends = plan[1:]
    verdicts = list(centre.intake(tmp_path / "in"))
    held = centre.shelf.held()
    assert len(verdicts) == len(held) == count
    assert all(verdict.taken for verdict in verdicts)

    [gap] = {(each.ward, each.missing) for each in held if each.missing}
    sent = [month.at for month in nation.months_of(lost, MONTHS, SEED)]
    assert gap == (lost.code, (sent.index(MONTHS // 2) + 1,))
    assert {each.ward for each in held if each.problem == "fork"} == {copied.code}
    epochs = Counter(ward for ward, _ in {(each.ward, each.epoch) for each in held})
    assert epochs == Counter({ward.code: 1 for ward in plan} | {restored.code: 2})
    assert centre.shelf.contests() == ()
    revised = [ward for ward, row in centre.shelf.current("incidents") if row["revision"] == 2]
    amended = [month for month in nation.months_of(amends, MONTHS, SEED) if any(month.counts.values())]
    assert revised == [amends.code] * len(amended[:-1])

    expected = {
        (ward.code, month.label): month
        for ward in plan
        for month in nation.months_of(ward, MONTHS, SEED)
        if (ward, month.at) != (lost, MONTHS // 2)
    }
    told = {(each.ward, each.month): each for each in collate.ward_months(centre.shelf)}
    assert told.keys() == expected.keys()
    for place, month in expected.items():
        here = told[place]
        assert (here.bed_days, here.confirmed, here.huddles_held) == (
            month.bed_days,
            month.confirmed,
            month.held,
        )
        if month.confirmed == here.shifts:
            assert {name: here.counts[name] for name in month.counts} == month.counts
    happened = Counter(
        (ward, row["started_at"][:7], *row["kinds"]) for ward, row in centre.shelf.current("incidents")
    )
    assert happened == Counter(
        {(*place, kind): count for place, month in expected.items() for kind, count in month.counts.items()}
    )
