"""What in free text may tell who somebody is: numbers and dates that belong in the trust's own record."""

import re
from collections.abc import Iterator
from datetime import date

_TEN = re.compile(r"(?<!\d)\d(?:[ -]?\d){9}(?!\d)")
_PHONE = re.compile(r"(?<!\w)(?:\+44[ -]?(?:\(0\)[ -]?)?|0)\d(?:[ -]?\d){8,9}(?!\d)")
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY, _MONTH, _YEAR = r"(?P<day>\d\d?)", r"(?P<month>\d\d?)", r"(?P<year>\d{4}|\d\d)(?!\d)"
_NAMED = rf"(?P<month>{_MONTHS})[a-z]*"
_BORN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_DAY}([/.-]){_MONTH}\2{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}})([/.-]){_MONTH}\2{_DAY}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)? *{_NAMED},? *{_YEAR}",
        rf"\b{_NAMED} +{_DAY}(?:st|nd|rd|th)?,? +(?P<year>\d{{4}})(?!\d)",
    )
)
_YOUNGEST = 4


def nhs_number(digits: str) -> bool:
    """Whether ten *digits* are an NHS number: the check digit fits, and they are not all the same."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return len(digits) == 10 and len(set(digits)) > 1 and -total % 11 == int(digits[-1])


def telltales(text: str, today: date) -> Iterator[tuple[str, str]]:
    """A code and a sentence for each kind of telltale in *text*; never the text itself."""
    if any(nhs_number(re.sub(r"\D", "", found)) for found in _TEN.findall(text)):
        yield "nhs-number-like", "This looks like an NHS number. Take it out, or say why it is not one."
    if any(_birth(found, today) for pattern in _BORN for found in pattern.finditer(text)):
        yield "birth-date-like", "This looks like a date of birth. Take it out, or say why it is not one."
    if _PHONE.search(text):
        yield "phone-like", "This looks like a phone number. Take it out, or say why it is not one."


def _birth(found: re.Match[str], today: date) -> bool:
    """Whether a date is long enough ago for somebody on a ward to be born on it."""
    month = found["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.split("|").index(month) + 1
    year = int(found["year"])
    if year < 100:
        year += 2000 if year <= today.year % 100 + 2 else 1900
    try:
        born = date(year, number, int(found["day"]))
    except ValueError:
        return False
    return 1900 <= born.year <= today.year - _YOUNGEST
