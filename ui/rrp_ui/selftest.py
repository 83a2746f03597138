"""Proves that this installation works: encryption, an old file, a chart, paper, a bundle and the centre.

Everything is done for real in a folder that is thrown away. The answer is one JSON object on standard
output: `passed`, and for each check what it found.
"""

import json
import os
import sys
import tempfile
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import rrp_desktop
from rrp_desktop.clock import DAY, PcClock, day_of, month_before, month_of, starts_at
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus

_NEEDS: dict[str, Any] = {"clock": PcClock(), "bus": Bus(), "new_id": lambda: str(uuid.uuid4())}
_PIN = "2468"
_NO_SECRET = b"SQLite format 3"
FACTS = "facts.json"
"""In the folder of an old ward: what must be found in it, and the recovery code that opens it."""


def self_test(old_ward: Path | None = None) -> int:
    """Run every check; 0 when all passed. *old_ward* is the folder of a ward file of an earlier release."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    began = time.monotonic()
    app = QGuiApplication.instance() or QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="rrp-self-test-") as scratch:
        checks = _Checks(Path(scratch), old_ward)
        found = {check.__name__.strip("_"): _tried(check) for check in checks.all()}
    del app
    answer = {
        "passed": all(each["passed"] for each in found.values()),
        "version": rrp_desktop.__version__,
        "seconds": round(time.monotonic() - began, 2),
        "checks": found,
    }
    sys.stdout.write(json.dumps(answer, indent=1) + "\n")
    return 0 if answer["passed"] else 1


def _tried(check: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"passed": True, **check()}
    except Exception:  # noqa: BLE001  a failed check is the answer, whatever failed
        return {"passed": False, "problem": traceback.format_exc(limit=6)}


class _Checks:
    def __init__(self, scratch: Path, old_ward: Path | None) -> None:
        from rrp_desktop.store import Home

        self.scratch, self.old_ward = scratch, old_ward
        self.home = Home(scratch / "ward", scratch / "keys")
        self.month = month_before(month_of(day_of(PcClock().now())))

    def all(self) -> tuple[Callable[[], dict[str, Any]], ...]:
        """Every check, in order: the later ones need the ward that the first one makes."""
        old = (self._old_file,) if self.old_ward else ()
        return (self._letters, self._encryption, *old, self._chart, self._bundle)

    def _letters(self) -> dict[str, Any]:
        from rrp_ui import icons, theme

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app)
        assert not icons.icon("restraint").isNull(), "icons are missing"
        return {"font": app.font().family()}

    def _encryption(self) -> dict[str, Any]:
        from rrp_desktop.store import make_ward, new_recovery_code, open_ward

        code = new_recovery_code()
        values = {"ward.name": "Self-test", "ward.code": "SELF", "ward.live_from": self.month.isoformat()}
        store = make_ward(self.home, values, manager="S. T.", pin=_PIN, recovery_code=code, **_NEEDS)
        [me] = store.staff()
        began = starts_at(self.month + 9 * DAY, store.ward().shifts[0].starts) + timedelta(hours=1)
        incident = {"kinds": ("restraint",), "started_at": began, "interventions": ({"type": "11"},)}
        key = store.save("incident", incident, by=me).key
        store.close()
        assert not self.home.ward.read_bytes().startswith(_NO_SECRET), "the ward file is not encrypted"
        try:
            open_ward(self.home, words=new_recovery_code(), **_NEEDS).close()
        except RrpError as refusal:
            refused = refusal.code
        else:
            refused = "nothing"
        assert refused == "key-wrong", f"a wrong recovery code met {refused}"
        again = open_ward(self.home, **_NEEDS)
        try:
            again.sign_in(me.key, _PIN)
            assert again.read("incident", key).answers["interventions"] == ({"type": "11"},)
            return {"events": again.check_chain()}
        finally:
            again.close()

    def _old_file(self) -> dict[str, Any]:
        from rrp_desktop.store import Home, open_ward

        assert self.old_ward is not None
        folder = copytree(self.old_ward, self.scratch / "old")
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        home = Home(folder, self.scratch / "old-keys")
        store = open_ward(home, words=facts["recovery_code"], **_NEEDS)
        try:
            counted = store.check_chain()
            assert counted > facts["events"], "events of the old ward are missing"
            held = store.happened(date.min, date.max)
            assert len(held) == len(facts["records"]["incident"]), "incidents are missing"
        finally:
            store.close()
        copies = [copy.name for copy in folder.glob("ward.before-*")]
        assert copies, "the old file was not copied before it was brought up to date"
        return {"events": counted, "copy": copies[0]}

    def _chart(self) -> dict[str, Any]:
        from rrp_desktop.reports.figures import figure_for
        from rrp_desktop.store import open_ward
        from rrp_ui.charts.paper import write_pdf
        from rrp_ui.charts.run_chart import RunChart

        store = open_ward(self.home, **_NEEDS)
        try:
            [me] = store.staff()
            store.sign_in(me.key, _PIN)
            figure = figure_for(store, "restrictive", now=PcClock().now())
        finally:
            store.close()
        chart = RunChart()
        chart.draw(figure)
        picture = chart.grab().toImage()
        colours = {
            picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)
        }
        chart.deleteLater()
        assert len(colours) > 2, "the chart is blank"
        paper = self.scratch / "chart.pdf"
        write_pdf(figure, paper)
        assert paper.read_bytes().startswith(b"%PDF"), "the paper chart is no PDF"
        return {"points": len(figure.points), "pdf_bytes": paper.stat().st_size}

    def _bundle(self) -> dict[str, Any]:
        from pyrage.x25519 import Identity

        from rrp_desktop.bundle.keys import SigningKey
        from rrp_desktop.bundle.make import open_sealed
        from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
        from rrp_desktop.bundle.seal import verify
        from rrp_desktop.month_end import hand_over, prepare, take_pack
        from rrp_desktop.store import open_ward

        key, centre, kept = SigningKey.new(), Identity.generate(), Identity.generate()
        recipients = tuple(Recipient(str(each.to_public()), "Self-test") for each in (centre, kept))
        pack = write_pack(Pack("Self-test", 1, day_of(PcClock().now()), recipients, key.public), key)
        store = open_ward(self.home, **_NEEDS)
        try:
            [me] = store.staff()
            store.sign_in(me.key, _PIN)
            take_pack(store, pack, key.public.words, by=me)
            bundle, export = hand_over(prepare(store, self.month), self.scratch, PcClock())
            store.record_export(export, by=me)
        finally:
            store.close()
        data = (self.scratch / bundle.name).read_bytes()
        rows = open_sealed(verify(data), [centre]).sections
        assert len(rows["incidents"]) == 1, "the bundle does not hold the incident"
        return {"bytes": len(data), "rows": {name: len(each) for name, each in rows.items()}}
