"""How the installation is, in words; and the same for IT, to copy. Nothing about anybody is in it."""

import platform
from typing import TYPE_CHECKING

import rrp_desktop

if TYPE_CHECKING:
    from rrp_desktop.store.told import Health

Fact = tuple[str, str]


def health_facts(health: "Health") -> list[Fact]:
    """What there is to know, line by line; what is wrong with the PC comes last."""
    return [
        ("Release", rrp_desktop.__version__),
        ("Records", f"encrypted with SQLCipher {health.cipher} (SQLite {health.sqlite})"),
        ("Folder", health.folder),
        ("Size", f"{health.size / 1_000_000:.1f} MB"),
        ("Entries", f"{health.events:,}"),
        ("Missing entries", "since a rollback: see Backup and recovery" if health.rolled_back else "none"),
        ("This PC", "\n".join(f"▲ {each.sentence}" for each in health.findings) or "nothing stands out"),
    ]


def report(health: "Health", said: str) -> str:
    """The facts as plain text, with what was *said* last to whoever asks for help."""
    lines = [f"{what}: {value}" for what, value in health_facts(health)]
    codes = ", ".join(each.code for each in health.findings) or "none"
    backup = health.backup.made_at.isoformat() if health.backup else "none"
    away = f"{health.away.at.isoformat()} {health.away.code}".strip() if health.away else "none"
    drill = (
        f"{health.rehearsed.at.isoformat()} {health.rehearsed.code}".strip() if health.rehearsed else "none"
    )
    return "\n".join(
        (
            "RRP Desktop, report for IT",
            *lines,
            f"Codes: {codes}",
            f"Last backup: {backup}",
            f"Second place: {away}",
            f"Rehearsal: {drill}",
            f"System: {platform.platform()}, Python {platform.python_version()}",
            *([f"Said: {said}"] if said else []),
        )
    )
