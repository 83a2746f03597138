"""What IT is told of a PC on which a ward cannot be opened, as text to copy: nothing about anybody."""

import platform

import rrp_desktop
from rrp_desktop.errors import RrpError
from rrp_desktop.store.home import Home
from rrp_desktop.store.preflight import look
from rrp_desktop.store.surroundings import facts


def report_for_it(home: Home, said: RrpError) -> str:
    """The folder of *home*, its disk, what stands out there, and what the app *said* last."""
    known = facts(home)
    files = {"ward file": home.ward, "key file": home.ring, "backups": home.backups}
    there = ", ".join(f"{name} {'there' if file.exists() else 'missing'}" for name, file in files.items())
    return "\n".join(
        (
            "RRP Desktop, report for IT",
            f"Said: {said.sentence} (code {said.code})",
            f"Release: {rrp_desktop.__version__}",
            f"Folder: {known.folder} ({known.drive} disk, {known.free // 1_000_000:,} MB free)",
            f"Files: {there}, {known.size / 1_000_000:.1f} MB",
            *(f"Found: {found.sentence} (code {found.code})" for found in look(known)),
            f"System: {platform.platform()}, Python {platform.python_version()}",
            "",
        )
    )
