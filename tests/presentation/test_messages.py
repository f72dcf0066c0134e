import re
from string import Formatter

import pytest

from assistant.presentation.messages import messages

CODES = {
    "clarify": """ambiguous_metric ambiguous_value ambiguous_dimension ambiguous_time one_comparison missing_metric
        similar_metric""",
    "refuse": """no_metric unread_condition one_at_a_time no_such_number no_such_period which_holiday kind_of_day write_request personal_data forecast planned_metric
        outside_catalog
        too_fine_grain incompatible_dimension raw_sql injection empty_question too_long no_such_value contradicting
        unsupported_analysis impossible_query missing_context no_data_end timeout memory failed guard
        not_supported unknown_metric unknown_field snapshot_only wrong_type bad_query bad_filter
        ambiguous_dimension missing_metric unknown_parameter bad_parameter""",
    "warning": """default_period assumed_year partial_period future_period default_metric typo meaning_match
        dimension_metric joined_dimension weak_word negation incomplete_comparison snapshot_as_of own_grain split_by_own_grain missing_dimension short_window
        null_excluded
        immature_cohort truncated empty_result all_zero metrics_instead small_sample vanity definition_changed open_mode seasonality
        share_of working_days default_comparison parameters""",
}


def test_both_languages_have_the_same_keys() -> None:
    assert messages("zh").keys() == messages("en").keys()


@pytest.mark.parametrize("key", sorted(messages("zh").keys()))
def test_both_languages_fill_the_same_gaps_or_fewer(key: str) -> None:
    zh, en = (messages(language).raw(key) for language in ("zh", "en"))
    if not isinstance(zh, str):
        return
    names = [{part[1] for part in Formatter().parse(text) if part[1]} for text in (zh, en)]
    months = {"month", "month_name"}
    assert names[0] - months == names[1] - months


@pytest.mark.parametrize("group", list(CODES))
def test_every_stable_code_has_its_sentence(group: str) -> None:
    missing = [code for code in CODES[group].split() if not messages("zh").has(f"{group}.{code}")]
    assert missing == []


def test_chinese_sentences_are_chinese_and_english_ones_are_not() -> None:
    sentences = [
        key for key in sorted(messages("zh").keys()) if key.split(".")[0] in ("refuse", "warning", "clarify")
    ]
    for key in sentences:
        assert re.search("[\u4e00-\u9fff]", messages("zh").raw(key)), key
        assert not re.search("[\u4e00-\u9fff]", messages("en").raw(key)), key


def test_braces_in_what_is_filled_in_mean_nothing() -> None:
    assert "{evil.__class__}" in messages("en").text("refuse.no_metric", subject="{evil.__class__}")


def test_an_unknown_language_reads_english() -> None:
    assert messages("fr").language == "en"
