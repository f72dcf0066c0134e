from __future__ import annotations

import pytest

from assistant.catalog.filters import FieldReference, parse_filter
from assistant.catalog.sql_text import BadExpression
from assistant.errors import QueryError

READ = [
    (
        "{{ Dimension('order__status') }} = 'paid'",
        "__field_0 = 'paid'",
        FieldReference("dimension", "status", ("order",)),
    ),
    (
        '{{Dimension("a__b__c")}} IN (1, 2)',
        "__field_0 IN (1, 2)",
        FieldReference("dimension", "c", ("a", "b")),
    ),
    (
        "{{ Dimension('b__c', entity_path=['a']) }} IS NULL",
        "__field_0 IS NULL",
        FieldReference("dimension", "c", ("a", "b")),
    ),
    (
        "{{ TimeDimension('metric_time', 'month') }} >= '2025-01-01'",
        "__field_0 >= '2025-01-01'",
        FieldReference("time_dimension", "metric_time", (), "month"),
    ),
    (
        "{{ TimeDimension('order__at', 'DAY', date_part_name='dow') }} = 1",
        "__field_0 = 1",
        FieldReference("time_dimension", "at", ("order",), "day", "dow"),
    ),
    (
        "{{ Dimension('metric_time').grain('week').date_part('doy') }} < 9",
        "__field_0 < 9",
        FieldReference("time_dimension", "metric_time", (), "week", "doy"),
    ),
    (
        "{{ Dimension('order__at__month') }} = '2025-01-01'",
        "__field_0 = '2025-01-01'",
        FieldReference("time_dimension", "at", ("order",), "month"),
    ),
    (
        "not ({{ Entity('a__b') }} IS NULL)",
        "NOT (__field_0 IS NULL)",
        FieldReference("entity", "b", ("a",)),
    ),
    (
        "{{ Metric('bookings', group_by=['listing']) }} > 2",
        "__field_0 > 2",
        FieldReference("metric", "bookings", group_by=("listing",)),
    ),
    ("{{ Dimension('o__is_new') }}", "__field_0", FieldReference("dimension", "is_new", ("o",))),
]


@pytest.mark.parametrize(("text", "sql", "field"), READ)
def test_read(text: str, sql: str, field: FieldReference) -> None:
    found = parse_filter(text)
    assert found.ast.sql("duckdb") == sql
    assert found.fields == (field,)


def test_parentheses_and_several_fields_stay() -> None:
    found = parse_filter(
        "({{ Dimension('a__x') }} = 1 or {{ Dimension('a__y') }} = 2) and {{ Dimension('a__x') }} < 9"
    )
    assert found.ast.sql("duckdb") == "(__field_0 = 1 OR __field_1 = 2) AND __field_2 < 9"
    assert [item.name for item in found.fields] == ["x", "y", "x"]


def test_actor_keeps_the_case_of_its_attribute() -> None:
    found = parse_filter("{{ Dimension('region') }} = {{ actor('Region_Code') }}")
    assert found.fields[1] == FieldReference("actor", "Region_Code")


def test_comments_do_not_survive() -> None:
    found = parse_filter("{{ Dimension('a__x') }} = 1 -- and the rest\n /* hidden */")
    assert found.ast.sql("duckdb") == "__field_0 = 1"


REFUSED = [
    ("status = 'x'", "no field"),
    ("{{ Dimension('a__x') }} = status", "no field"),
    ("{{ Dimension('a__x') }} = t.__field_0", "reserved"),
    ("__FIELD_0 = 1", "reserved"),
    ("{{ Dimension('a__x') }}.y = 1", "no field"),
    ("'{{ Dimension('a__x') }}' = 'x'", "inside quotes"),
    ("{{ __import__('os').system('x') }} = 1", "unknown field function"),
    ("{{ Dimension('a__x').__class__('y') }} = 1", "not known here"),
    ("{{ Dimension('a__x')['b'] }} = 1", "is not a field"),
    ("{{ Dimension(name) }} = 1", "plain texts"),
    ("{{ Dimension('a' + 'b') }} = 1", "plain texts"),
    ("{{ Dimension() }} = 1", "must be a text"),
    ("{{ Dimension(7) }} = 1", "must be a text"),
    ("{{ Dimension('a', 'b', 'c') }} = 1", "at most 2"),
    ("{{ Dimension('a', nope=1) }} = 1", "does not take"),
    ("{{ Dimention('a__x') }} = 1", "Did you mean Dimension"),
    ("{{ Dimension('a__x').grain('month', 'day') }} = 1", "takes one text"),
    ("{{ TimeDimension('a__x', date_part_name='era') }} = 1", "unknown date part"),
    ("{{ Dimension('a__x' }} = 1", "is not a field"),
    ("{% if true %} {{ Dimension('a__x') }} = 1 {% endif %}", "are understood"),
    ("{{ Dimension('a__x') }} = 1; drop table orders", "exactly one"),
    ("{{ Dimension('a__x') }} = (select max(x) from orders)", "subquery"),
    ("exists (select 1 from secrets)", "subquery"),
    ("{{ Dimension('a__x') }} in (select x from secrets)", "subquery"),
    ("sum({{ Dimension('a__x') }}) > 1", "nested aggregate"),
    ("row_number() over (order by {{ Dimension('a__x') }}) = 1", "window"),
    ("{{ Dimension('a__x') }} + 1", "not a condition"),
    ("{{ Dimension('a__x') }} and 1 + 1", "not a condition"),
    ("getenv('HOME') = 'x'", "getenv() is not allowed"),
    ("regexp_matches({{ Dimension('a__x') }}, '(a+)+')", "not allowed"),
    ("{{ Dimension('a__x') }} = $secret", "parameters"),
    ("", "exactly one"),
    ("{{ Dimension('a__x') }} =", "not valid SQL"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(BadExpression) as caught:
        parse_filter(text)
    assert words in str(caught.value)
    assert isinstance(caught.value, QueryError)
