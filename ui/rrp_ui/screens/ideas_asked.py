"""What the programme's pack brings to the improvement work: aims and ideas of its own."""

from typing import TYPE_CHECKING

from rrp_desktop.improvement.aims import Template
from rrp_desktop.improvement.drivers import STARTER, Driver, starter_set
from rrp_desktop.improvement.library import Idea, ideas_from
from rrp_desktop.measures import MEASURES

if TYPE_CHECKING:
    from rrp_desktop.bundle.asked import Asked
    from rrp_desktop.store import Store


def programme_ideas(store: "Store") -> tuple[Idea, ...]:
    """The ideas of the pack in use."""
    asked = _asked(store)
    return ideas_from(asked.library) if asked else ()


def programme_aims(store: "Store") -> tuple[Template, ...]:
    """The aims that the pack in use offers."""
    asked = _asked(store)
    return tuple(
        Template(
            f"programme:{place}", aim.title, aim.measure, aim.percent, aim.days, MEASURES[aim.measure].better
        )
        for place, aim in enumerate(asked.aims if asked else ())
        if aim.measure in MEASURES
    )


def starter_drivers(store: "Store") -> tuple[Driver, ...]:
    """The drivers to begin with: those of the pack in use, else the shipped ones."""
    asked = _asked(store)
    given = asked.drivers if asked else ()
    return (
        tuple(
            Driver(f"{STARTER}{each.code}", each.title, f"{STARTER}{each.under}" if each.under else "", place)
            for place, each in enumerate(given, 1)
        )
        or starter_set()
    )


def _asked(store: "Store") -> "Asked | None":
    from rrp_desktop.month_end import held_pack

    held = held_pack(store)
    return held.pack.asks if held else None
