"""One content, one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.bundle import canonical
from rrp_desktop.errors import Damaged

_CONTENT = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.text(st.characters(codec="utf-8"))
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=12,
)


@given(_CONTENT)
def test_what_is_spelled_is_read_back(content: object) -> None:
    assert canonical.read(canonical.spell(content)) == content


@pytest.mark.parametrize(
    "spelled",
    [
        pytest.param(b'{"b":1,"a":2}', id="keys out of order"),
        pytest.param(b'{"a":1,"a":1}', id="a key twice"),
        pytest.param(b'{"a": 1}', id="a space"),
        pytest.param(b'{"a":1}\n', id="a line end"),
        pytest.param(b'["\xc3\xa9"]', id="a letter beyond ASCII"),
        pytest.param(b'\xef\xbb\xbf["a"]', id="a byte order mark"),
        pytest.param(b'["\\u0041"]', id="an escape too many"),
        pytest.param(b'["\\ud800"]', id="half a surrogate pair"),
        pytest.param(b"[NaN]", id="not a number"),
        pytest.param(b"[1e999]", id="infinity by overflow"),
        pytest.param(b"[1.50]", id="a float spelled otherwise"),
        pytest.param(b"[-0]", id="minus nothing"),
        pytest.param(b"[" + b"9" * 60_000 + b"]", id="a number of 60,000 digits"),
        pytest.param(b"[" * 60_000 + b"]" * 60_000, id="60,000 levels"),
        pytest.param(b"[" * 1_900 + b"]" * 1_900, id="1,900 levels"),
        pytest.param(b"[" * 17 + b"]" * 17, id="17 levels"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="no text at all"),
    ],
)
def test_a_second_spelling_is_refused(spelled: bytes) -> None:
    with pytest.raises(Damaged, match="json-spelling"):
        canonical.read(spelled)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([b'{"a":1},{"b":2}'], id="two in one line"),
        pytest.param([b'{"a":[1', b"2]}", b"3,4"], id="one in two lines"),
        pytest.param([b"1", b""], id="an empty line"),
    ],
)
def test_what_is_read_together_is_read_line_by_line(lines: list[bytes]) -> None:
    with pytest.raises(Damaged, match="json-spelling"):
        canonical.read_all(lines)
    assert canonical.read_all([b'{"a":1}', b"[]"] * 70) == [{"a": 1}, []] * 70
