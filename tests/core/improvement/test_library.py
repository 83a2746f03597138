"""The library of change ideas: whole, sourced, searchable, and free of anything that is no code."""

from rrp_desktop.forms.lists.improvement import CHANGE_IDEA, SAFEWARDS
from rrp_desktop.improvement.drivers import STARTER, starter_set
from rrp_desktop.improvement.library import begun_from, find, groups, ideas_from, shipped_ideas
from rrp_desktop.measures import MEASURES

IDEAS = shipped_ideas()


def test_every_idea_of_the_code_list_is_on_the_shelf_once():
    assert sorted(idea.code for idea in IDEAS) == sorted(option.code for option in CHANGE_IDEA)


def test_every_idea_says_what_it_is_where_it_is_from_and_what_it_should_move():
    starters = {driver.key.removeprefix(STARTER) for driver in starter_set()}
    for idea in IDEAS:
        assert len(idea.title) <= 60, idea.code
        assert len(idea.what) > 30, idea.code
        assert idea.source, idea.code
        assert idea.driver in starters, idea.code
        assert idea.measures, idea.code
        assert set(idea.measures) <= set(MEASURES), idea.code


def test_the_ten_of_safewards_are_ideas_too():
    assert len(SAFEWARDS.options) == 10
    assert {option.code for option in SAFEWARDS} <= {idea.code for idea in IDEAS}


def test_ideas_are_found_by_any_words_in_any_order():
    assert [idea.code for idea in find(IDEAS, "meeting mutual")] == ["sw_mutual_help"]
    assert {idea.group for idea in find(IDEAS, "Oxford")} == {"Leave"}
    assert find(IDEAS, "") == IDEAS
    assert find(IDEAS, "no such thing anywhere") == ()


def test_ideas_with_the_words_in_their_title_come_first():
    assert find(IDEAS, "unwritten")[0].code == "unwritten"
    assert len(find(IDEAS, "unwritten")) > 1


def test_ideas_stand_in_groups():
    assert groups(IDEAS)[0] == "Team and huddles"
    assert "Safewards" in groups(IDEAS)


def test_an_idea_is_begun_with_its_measures_and_its_driver():
    [soft] = find(IDEAS, "soft words")
    begun = begun_from(soft, "a-key")
    assert begun["library"] == "sw_soft_words"
    assert begun["status"] == "planned"
    assert begun["driver"] == "a-key"
    assert "driver" not in begun_from(soft, None)


def test_a_programme_may_bring_ideas_of_its_own():
    row = {"what": "Tea.", "group": "Ours", "driver": "rules", "measures": ["restraint"], "source": "Here"}
    own, shipped = ideas_from(
        {"ideas": [row | {"code": "tea", "title": "Tea at four"}, row | {"code": "garden"}]}
    )
    assert own.title == "Tea at four"
    assert shipped.title == "Garden open"
