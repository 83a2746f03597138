"""Whether a PC and a folder will keep a ward's file safe: judged before anything is opened or made.

What there is to judge comes from `surroundings`. Refusals come first, in the order in which IT mends them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath, PureWindowsPath

from rrp_desktop.clock import offset_minutes
from rrp_desktop.errors import Unavailable
from rrp_desktop.store.told import Finding

ROOM, ROOM_TIMES = 500_000_000, 3
ENOUGH = 1_000_000_000
SLACK, LONG = timedelta(minutes=2), timedelta(days=7)
_SYNCED_NAMES = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "iclouddrive", "box sync")


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to know about the folder for a ward's file before it is opened.

    `drive` is network, removable or local. `probe` is what failed of write and rename, or nothing. `synced`
    are the folders that some program copies to the network, `twins` other copies of the ward's file.
    """

    folder: PurePath
    drive: str = "local"
    synced: tuple[PurePath, ...] = ()
    roaming: tuple[PurePath, ...] = ()
    recalled: bool = False
    probe: str = ""
    twins: tuple[str, ...] = ()
    free: int = ENOUGH
    size: int = 0
    offset: int | None = None
    now: datetime | None = None
    last: datetime | None = None


def look(facts: Facts) -> tuple[Finding, ...]:
    """What is wrong with what *facts* tell of, what must be mended first."""
    return tuple(found for judge in _JUDGES if (found := judge(facts)))


def refuse_unfit(findings: Iterable[Finding]) -> None:
    """Unavailable with the code of the first of *findings* that keeps the ward from being opened."""
    for finding in findings:
        if finding.stops:
            raise Unavailable(finding.code, finding.sentence)


def _network(facts: Facts) -> Finding | None:
    drive = facts.folder.drive.upper() if isinstance(facts.folder, PureWindowsPath) else ""
    unc = drive.startswith("\\\\") and not drive.startswith(("\\\\?\\", "\\\\.\\"))
    if not (unc or drive.startswith("\\\\?\\UNC\\") or facts.drive == "network"):
        return None
    return _stop(
        "folder-network",
        "The ward's folder is on the network, where its file can be damaged. Ask IT to move it to this PC's "
        "own disk. Backups may go to the network.",
    )


def _removable(facts: Facts) -> Finding | None:
    if facts.drive != "removable":
        return None
    return _stop(
        "folder-removable",
        "The ward's folder is on a stick or a card. Ask IT to move it to this PC's own disk.",
    )


def _synced(facts: Facts) -> Finding | None:
    named = any(part.lower().startswith(_SYNCED_NAMES) for part in facts.folder.parts)
    if not (named or facts.recalled or _lies_in(facts.folder, facts.synced)):
        return None
    return _stop(
        "folder-synced",
        "The ward's folder is one that OneDrive or a program like it copies, which damages the ward's file. "
        "Ask IT to move it to a folder that is not synced.",
    )


def _roaming(facts: Facts) -> Finding | None:
    if not _lies_in(facts.folder, facts.roaming):
        return None
    return _stop(
        "folder-roaming",
        "The ward's folder is in a profile that follows one person from PC to PC. Ask IT to move it to a "
        "folder that all who use this PC share.",
    )


def _closed(facts: Facts) -> Finding | None:
    match facts.probe:
        case "":
            return None
        case "rename":
            return _stop(
                "folder-no-rename",
                "Files in the ward's folder cannot be renamed, so nothing is safe there. Ask IT to move it "
                "to another disk.",
            )
        case _:
            return _stop(
                "folder-closed", f"This PC may not write in {facts.folder}. Ask IT to allow it for the ward."
            )


def _twins(facts: Facts) -> Finding | None:
    if not facts.twins:
        return None
    return Finding(
        "file-twin",
        "Another copy of the ward's file lies beside it. Ask IT which program makes it, and to stop that "
        "for this folder.",
    )


def _room(facts: Facts) -> Finding | None:
    needed = max(ROOM, ROOM_TIMES * facts.size)
    if facts.free >= max(ENOUGH, needed):
        return None
    left = f"{facts.free // 1_000_000:,} MB"
    if facts.free < needed and not facts.size:
        return _stop("room-short", f"Only {left} are free on this disk, and a ward needs 500 MB. Free some.")
    return Finding("room-short", f"Only {left} are free on this disk. Ask IT to free some space soon.")


def _behind(facts: Facts) -> Finding | None:
    if facts.now is None or facts.last is None or facts.now >= facts.last - SLACK:
        return None
    return Finding(
        "clock-behind",
        "The clock of this PC is behind the last entry. Times that are filled in will be wrong: ask IT to "
        "set it.",
    )


def _far(facts: Facts) -> Finding | None:
    if facts.now is None or facts.last is None or facts.now <= facts.last + LONG:
        return None
    return Finding("clock-far", "Nothing was entered for over a week. Check that today's date is right.")


def _zone(facts: Facts) -> Finding | None:
    if facts.now is None or facts.offset is None or facts.offset == offset_minutes(facts.now):
        return None
    return Finding(
        "zone-other",
        "Windows on this PC does not show London time. The app does: its times differ from the clock of the "
        "PC. Ask IT to set the time zone.",
    )


_JUDGES = (_network, _removable, _synced, _roaming, _closed, _room, _twins, _behind, _far, _zone)


def _stop(code: str, sentence: str) -> Finding:
    return Finding(code, sentence, stops=True)


def _lies_in(folder: PurePath, roots: Iterable[PurePath]) -> bool:
    return any(folder.is_relative_to(root) for root in roots)
