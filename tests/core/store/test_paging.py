"""A list goes on where its last page ended."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store


def test_a_page_that_ends_within_a_day_goes_on_within_it(store: Store, manager: StaffMember):
    first = datetime(2026, 11, 20, 9, tzinfo=UTC)
    with store.many():
        for minute in range(7):
            started = first + timedelta(minutes=minute)
            store.save("incident", {"kinds": ("violence",), "started_at": started}, by=manager)
    seen, page = [], store.find("incident", limit=3)
    while page:
        seen += [record.answers["started_at"] for record in page]
        page = store.find("incident", limit=3, before=page[-1].page)
    assert len(seen) == 7
    assert all(earlier < later for later, earlier in pairwise(seen))
