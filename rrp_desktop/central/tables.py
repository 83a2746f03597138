"""The tables of the shelf: what arrived as it arrived, and what the reports and the analysts read.

Everything after `VERSIONS` can be made again from it: those tables hold the current content only.
"""

import sqlalchemy as sa

STORE_VERSION = 2
META = sa.MetaData()
# Byte order on every database: the digest of the shelf's state depends on it.
_TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_WHOLE = sa.BigInteger


def _kept(
    name: str, key: tuple[str, ...], *columns: sa.Column[str] | sa.Column[int], more: str = ""
) -> sa.Table:
    """A table whose rows are found by *key*, text all of it, and by the names in *more* beside it."""
    keys = (sa.Column(each, _TEXT, primary_key=True) for each in key)
    index = (sa.Index(f"{name}_by_{more.replace(' ', '_')}", *more.split()),) if more else ()
    return sa.Table(name, META, *keys, *columns, *index, sqlite_with_rowid=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=False)


def _perhaps(name: str) -> sa.Column[int]:
    return sa.Column(name, _WHOLE)


STORE = sa.Table("store", META, sa.Column("version", _WHOLE, primary_key=True))
SIGNERS = _kept(
    "signers",
    ("fingerprint",),
    *map(_text, ("ward", "name", "organisation", "install", "key", "recipient")),
    *map(_whole, ("valid_from", "valid_until")),
    _perhaps("revoked_at"),
)
BUNDLES = _kept(
    "bundles",
    ("sha256",),
    *map(
        _text,
        ("content_sha256", "ward", "epoch", "prev", "kind", "period", "app", "signer", "rows", "problem"),
    ),
    *map(_whole, ("seq", "created", "cutoff", "config", "received_at")),
    _perhaps("receipted_at"),
    more="ward epoch seq",
)
REFUSALS = _kept("refusals", ("sha256",), *map(_text, ("file", "code", "detail")), _whole("at"))
VERSIONS = sa.Table(
    "versions",
    META,
    *(sa.Column(name, _TEXT, primary_key=True) for name in ("section", "ward", "place")),
    sa.Column("rank", _WHOLE, primary_key=True),
    sa.Column("digest", _TEXT, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
CHOICES = _kept("choices", ("ward", "section", "place"), _whole("rank"), _text("digest"), _whole("at"))
"""What a person decided of contested rows: the content of that rank that counts."""

WARDS = _kept("wards", ("ward",), *map(_text, ("name", "organisation", "region", "specialty")))
"""The programme's own list of its wards."""

WARD_MONTHS = _kept(
    "ward_months",
    ("ward", "month"),
    *map(_whole, ("days", "shifts", "confirmed", "midnights", "bed_days", "huddles_expected")),
)
HUDDLE_MONTHS = _kept(
    "huddle_months", ("ward", "month"), *map(_whole, ("logged", "held", "minutes", "timed"))
)
MONTH_COUNTS = _kept(
    "month_counts", ("ward", "month", "measure"), *map(_whole, ("definition", "count", "days_known"))
)
INCIDENTS = _kept(
    "incidents",
    ("ward", "key"),
    *map(_text, ("month", "day", "person", "kinds", "types")),
    more="month ward",
)
HUDDLES = _kept(
    "huddles",
    ("ward", "key"),
    *map(_text, ("month", "day", "slot", "state")),
    _perhaps("minutes"),
    more="ward month",
)
PEOPLE = _kept(
    "people",
    ("ward", "person"),
    *map(_text, ("ethnic_category", "gender", "age_band", "learning_disability", "autism")),
)
READ_BY_ANALYSTS = (WARDS, WARD_MONTHS, HUDDLE_MONTHS, MONTH_COUNTS, INCIDENTS, HUDDLES, PEOPLE)
