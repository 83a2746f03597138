"""A reminder on Today that the centre has not answered."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rrp_desktop.clock import day_of, spoken_day
from rrp_desktop.people import Act, StaffMember
from rrp_ui.screens.notices import Notice

if TYPE_CHECKING:
    from rrp_desktop.store import Store


def unanswered_notices(store: "Store", who: StaffMember | None) -> Iterator[Notice]:
    """The bundles without a receipt, for whoever sends them."""
    if who is None or not who.may(Act.EXPORT):
        return
    for export in store.unanswered():
        written = spoken_day(day_of(export.written_at))
        words = f"No receipt for {export.month:%B %Y}, sent on {written}. Telephone the centre."
        if export.held:
            words = f"The centre has {export.month:%B %Y} but has not accepted it. Telephone the centre."
        where = {"month": export.month}
        yield Notice(f"receipt_{export.seq}", "✉", words, "Month-end", "month_end", where)
