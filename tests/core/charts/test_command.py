"""rrp-chart from outside."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rrp_desktop.charts.command import main

README = Path(__file__).parents[3] / "README.md"
CELLS = [
    "date",
    "value",
    "denominator",
    "2026-01-05",
    "2026-01-12",
    "1",
    "-1",
    "1e999",
    "nan",
    "",
    '"',
    "'",
    "\0",
]
NAMES = ["chart", "rules", "name", "direction", "multiplier", "freeze", "phases", "targets", "screening"]
NAMES += ["shift", "trend", "crosses", "order", "conflict", "minimum", "spread", "from_zero", "title"]
WEEKS = [12, 15, 11, 14, 13, 16, 12, 30, 14, 13, 15, 12, 14, 16, 15, 18, 20]
DAYS = [f"2024-{month:02}-01" for month in range(1, 13)] + [f"2025-{month:02}-01" for month in range(1, 6)]
CSV = "\ufeffdate,value\r\n" + "".join(f"{day},{value}\r\n" for day, value in zip(DAYS, WEEKS, strict=True))


def run(*arguments: str, text: str = CSV) -> Result:
    return CliRunner().invoke(main, arguments, input=text.encode())


def numbers(*arguments: str, text: str = CSV) -> dict[str, Any]:
    done = run(*arguments, text=text)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_csv_in_numbers_out():
    found = numbers("--chart", "xmr")
    assert found["centre"][0] == pytest.approx(260 / 17, abs=1e-12)
    assert found["upper"][0] == pytest.approx(260 / 17 + 2.66 * 4.25, abs=1e-12)
    assert found["single"] == [0] * 7 + [1] + [0] * 9


def test_json_and_csv_give_the_same_numbers():
    text = json.dumps(
        {"dates": DAYS, "values": WEEKS, "options": {"chart": "xmr", "rules": "plotthedots_r", "freeze": 12}}
    )
    assert numbers(text=text) == numbers("--chart", "xmr", "--rules", "plotthedots_r", "--freeze", "12")


def test_the_command_line_wins_over_the_file():
    text = json.dumps({"dates": DAYS, "values": WEEKS, "options": {"chart": "xmr", "screening": False}})
    assert numbers("--screening", text=text)["upper"][0] == pytest.approx(21.754118, abs=1e-6)


def test_a_rule_set_may_differ_from_its_preset():
    text = json.dumps(
        {
            "dates": DAYS,
            "values": WEEKS,
            "options": {"chart": "xmr", "rules": {"name": "mdc", "screening": True, "shift": 7}},
        }
    )
    found = numbers("--trend", "8", text=text)
    assert found["rules"] | {"shift": 7, "trend": 8, "screening": True} == found["rules"]
    assert found["rules"]["title"] == "Making Data Count rules, changed"


def test_denominators_phases_targets_and_left_out_rows_are_read():
    text = "date,value,denominator,ghost,incomplete\n" + "".join(
        f"{day},{value},{100 + at},{'yes' if at == 3 else ''},{'1' if at == 16 else '0'}\n"
        for at, (day, value) in enumerate(zip(DAYS, WEEKS, strict=True))
    )
    found = numbers(
        "--chart",
        "u",
        "--multiplier",
        "1000",
        "--phase",
        "2024-09-01",
        "--target",
        "90@2024-05-01",
        text=text,
    )
    assert found["phase"] == [0] * 8 + [1] * 9
    assert found["target"] == [None] * 4 + [90] * 13
    assert [at for at, counts in enumerate(found["counts"]) if not counts] == [3, 16]
    assert found["values"][0] == pytest.approx(120)


def test_na_and_blank_are_missing_not_zero():
    text = "date,value\n2026-01-05,NA\n2026-01-12,\n2026-01-19,0\n"
    assert numbers(text=text)["values"] == [None, None, 0]


def test_suggested_phases_are_added_when_asked_for():
    values = [20, 22, 19, 21, 23, 20, 18, 22, 21, 20, 19, 22, 21]
    values += [20, 24, 21, 17, 16, 18, 15, 21, 17, 16, 14, 18, 15, 17, 16, 15, 18, 17]
    text = "date,value\n" + "".join(f"2026-01-{at:02},{value}\n" for at, value in enumerate(values, start=1))
    found = numbers("--suggest", "below", text=text)
    assert [one["row"] for one in found["rebasing"]["suggestions"]] == [16]
    assert "rebasing" not in numbers(text=text)


def test_a_picture_has_a_marker_for_every_value(tmp_path: Path):
    assert run("--out", str(tmp_path / "chart.svg"), "--title", "A & B").exit_code == 0
    drawn = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert drawn.count("<g fill=") == 17
    assert "A &amp; B" in drawn


def test_equal_input_makes_equal_files(tmp_path: Path):
    for name in ("a", "b"):
        assert run("--chart", "xmr", "--out", str(tmp_path / f"{name}.json")).exit_code == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "a header with date and value", id="empty"),
        pytest.param("day,count\n1,2\n", "a header with date and value", id="other header"),
        pytest.param("date,value\n2026-13-01,2\n", "month", id="no such month"),
        pytest.param("date,value\n2026-01-05,many\n", "many", id="not a number"),
        pytest.param('{"dates": ["2026-01-05"], "values": [1, 2]}', "as long as dates", id="lengths"),
        pytest.param('{"values": [1]}', "dates", id="no dates"),
        pytest.param('{"dates": [], "values": [], "extra": 1}', "extra", id="unknown name"),
        pytest.param('{"dates": [], "values": [], "options": {"colour": 1}}', "colour", id="unknown option"),
        pytest.param(
            '{"dates": [], "values": [], "options": {"rules": "mine"}}', "unknown rules mine", id="rules"
        ),
        pytest.param('{"dates": ', "cannot be charted", id="broken JSON"),
        pytest.param('{"dates": ["2026-01-05"], "values": false}', "as long as dates", id="no values"),
        pytest.param('{"dates": ["2026-01-05"], "values": ["x"]}', "values cannot be 'x'", id="text"),
        pytest.param('{"a":' * 100_000, "cannot be charted", id="deep JSON"),
        pytest.param('date,value\n"' + "x" * 200_000 + '",1\n', "field larger", id="a huge cell"),
        pytest.param("date,value\n0001-01-01,1\n", "too long ago", id="a date without a calendar"),
        pytest.param('{"dates": [], "values": [], "options": {"multiplier": "x"}}', "multiplier", id="word"),
        pytest.param('{"dates": [], "values": [], "options": {"freeze": [1, "x"]}}', "freeze", id="freeze"),
        pytest.param('{"dates": [], "values": [], "options": {"from_zero": 1}}', "from_zero", id="switch"),
        pytest.param(
            '{"dates": [], "values": [], "options": {"rules": {"name": "mdc", "trend": "x"}}}',
            "trend",
            id="a rule that is no number",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(text: str, said: str):
    done = run(text=text)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=60)
    | st.lists(st.lists(st.sampled_from(CELLS), max_size=6).map(",".join), max_size=8).map("\n".join)
    | st.recursive(
        st.sampled_from([None, True, 3, -1.5, "x", "2026-01-05", "run", "mdc", "u"]),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
        ),
    ).map(lambda one: json.dumps({"dates": ["2026-01-05"], "values": [3], "options": one}))
)
@pytest.mark.parametrize("ending", ["json", "svg"])
def test_no_text_however_hostile_makes_a_traceback(text: str, ending: str, tmp_path: Path):
    done = run("--out", str(tmp_path / f"chart.{ending}"), text=text)
    assert done.exit_code in (0, 1)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception


@pytest.mark.parametrize("example", ["csv", "json"])
def test_the_examples_of_the_read_me_work(example: str):
    blocks = README.read_text(encoding="utf-8").split("```")
    if example == "csv":
        [block] = [one for one in blocks if "$ cat weeks.csv" in one]
        found = numbers(
            "--chart", "u", "--multiplier", "1000", text=block[block.index("date,") :].split("$")[0]
        )
        assert found["values"][0] == pytest.approx(5 / 126 * 1000)
    else:
        [block] = [one for one in blocks if "$ echo '" in one]
        found = numbers(text=block.split("'")[1])
        assert found["target"] == [None, 5, 5]


def test_the_spread_of_a_frozen_i_prime_chart_can_be_asked_for_as_the_r_package_has_it():
    text = "date,value,denominator\n" + "".join(
        f"{day},{value},50\n" for day, value in zip(DAYS, WEEKS, strict=True)
    )
    ours, theirs = (
        numbers("--chart", "i'", "--freeze", "6", *more, text=text) for more in ((), ("--i-prime-unfrozen",))
    )
    assert ours["upper"][0] < theirs["upper"][0]


def test_dates_that_go_back_are_refused_with_their_rows():
    found = numbers(text="date,value\n2026-01-12,1\n2026-01-05,2\n")
    assert found["refused"] == "Row 2 is dated before row 1. Dates must go up."
    assert found["values"] == [None, None]


def test_another_ending_is_refused(tmp_path: Path):
    assert "must end in" in run("--out", str(tmp_path / "chart.gif")).output
    assert not list(tmp_path.iterdir())
