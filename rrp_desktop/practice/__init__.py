"""The practice ward: a made-up year on a made-up ward, for learning, for the tour, and for tests.

`year` writes a diary of plain answers from a seed; `make` types it into a real, throw-away ward file
with a clock that is told the time. Nothing in it comes from, or resembles, any real ward or person.
"""

from rrp_desktop.practice.bronte import PIN as PIN
from rrp_desktop.practice.make import make_practice_ward as make_practice_ward
