"""Funnels, diagnosis matrix, experiments, metric tree, alerts, benchmarks and verified queries, read and checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.catalog import load_catalog
from assistant.catalog.playbooks import Benchmark, Check, Notification, Playbooks, Threshold
from assistant.query import Condition, MetricQuery, RelativeTime
from tests.catalog.writing import codes_of, problems_of, write

MODELS = """\
models:
  - name: visits
    semantic_model: true
    agg_time_dimension: visited_at
    columns:
      - {name: visit_id, entity: {name: visit, type: primary}}
      - {name: visited_at, granularity: day, dimension: time}
      - {name: shop, dimension: categorical}
      - name: variant
        dimension: {type: categorical, config: {meta: {values: [old, new]}}}
    metrics:
      - {name: visit_count, agg: count, config: {meta: {owner: shops}}}
      - {name: buyer_count, agg: count, filter: "{{ Dimension('visit__variant') }} = 'new'"}
      - {name: first_visit_count, agg: count, filter: "{{ Dimension('visit__shop') }} = 'a'"}
      - {name: later_visit_count, agg: count, filter: "{{ Dimension('visit__shop') }} = 'b'"}
      - {name: spent, agg: sum, expr: amount}
      - {name: visitor_count, agg: count_distinct, expr: visitor_id}
  - name: staff
    semantic_model: true
    agg_time_dimension: worked_on
    columns:
      - {name: shift_id, entity: {name: shift, type: primary}}
      - {name: worked_on, granularity: day, dimension: time}
    metrics:
      - {name: shift_count, agg: count}
metrics:
  - name: buying_rate
    type: ratio
    numerator: buyer_count
    denominator: visit_count
    config: {meta: {thresholds: [{kind: minimum, benchmark: industry_p50}]}}
  - {name: spent_per_visit, type: ratio, numerator: spent, denominator: visit_count}
  - name: spent_per_buyer
    type: derived
    expr: 1.0 * spent / nullif(buyer_count, 0)
    input_metrics: [spent, buyer_count]
benchmarks:
  - {metric: buying_rate, kind: industry_p50, value: 0.2, source: survey}
"""

ALL = (
    MODELS
    + """\
  - {metric: buying_rate, kind: industry_p50, value: 0.3, source: survey, effective_from: 2025-01-01}
  - {metric: buying_rate, kind: industry_p50, value: 0.5, source: survey, scope: {shop: a}}
funnels:
  - name: shopping
    labels: {zh: 购物漏斗, en: Shopping funnel}
    synonyms: {zh: [买], en: [buying]}
    model: visits
    time: visited_at
    dimensions: [shop]
    owner: shops
    steps:
      - {name: came, label: Came, metric: visit_count, rate: buying_rate, threshold: {kind: minimum, benchmark: industry_p50}}
      - {name: bought, labels: {zh: 买了}, metric: buyer_count}
diagnosis_matrix:
  - stage: {zh: 购买, en: Buying}
    metric: buying_rate
    method: funnel
    cause: {zh: 贵, en: Too dear}
    action: {zh: 降价, en: Lower prices}
    owner: shops
    dimensions: [shop]
  - {stage: Visits, metric: [visit_count, shift_count], threshold: {kind: minimum, value: 10, source: plan}}
experiments:
  - {key: new_door, label: New door, model: visits, variant: variant, control: old, metric: buying_rate,
     start: 2025-05-01, end: 2025-06-01, minimum_sample: 100, owner: shops, where: [{field: shop, op: "=", values: [a]}]}
metric_tree:
  spent: {product_of: [visit_count, spent_per_visit], driven_by: [buying_rate]}
alerts:
  - {name: few_visits, label: Few visits, metric: visit_count, where: [{field: shop, values: [a]}], group_by: shop,
     time: {relative: last_week}, threshold: {kind: minimum, value: 5}, cadence: weekly, owner: shops,
     notify: [{channel: slack, to: "#shops"}]}
verified_queries:
  - {question: {zh: 昨天多少人, en: [Visits yesterday, How many came]}, query: {metrics: [visit_count], time: {relative: yesterday}},
     verified_by: shops, verified_on: 2025-03-01}
"""
)


@pytest.fixture
def books(tmp_path: Path) -> Playbooks:
    return load_catalog(write(tmp_path, all__yml=ALL)).playbooks


def test_nothing_is_wrong_with_the_example(tmp_path: Path) -> None:
    assert problems_of(tmp_path, ALL) == ()


def test_funnel(books: Playbooks) -> None:
    funnel = books.funnels["shopping"]
    assert (funnel.model, funnel.time, funnel.dimensions, funnel.owner) == (
        "visits",
        "visited_at",
        ("shop",),
        "shops",
    )
    assert (funnel.labels.en, funnel.synonyms) == ("Shopping funnel", ("买", "buying"))
    came, bought = funnel.steps
    assert (came.name, came.metric, came.rate, came.labels.en) == (
        "came",
        "visit_count",
        "buying_rate",
        "Came",
    )
    assert came.threshold == Threshold("minimum", 0.3, "survey", "industry_p50")
    assert (bought.labels.zh, bought.threshold) == ("买了", None)


def test_diagnosis_takes_the_threshold_of_the_card_or_its_own(books: Playbooks) -> None:
    first, second = books.diagnosis
    assert first.checks == (Check("buying_rate", Threshold("minimum", 0.3, "survey", "industry_p50")),)
    assert (first.method, first.cause.en, first.action.zh, first.owner) == (
        "funnel",
        "Too dear",
        "降价",
        "shops",
    )
    assert [(check.metric, check.threshold.value) for check in second.checks] == [
        ("visit_count", 10),
        ("shift_count", 10),
    ]


def test_experiment(books: Playbooks) -> None:
    test = books.experiments["new_door"]
    assert (test.start, test.end, test.minimum_sample) == (date(2025, 5, 1), date(2025, 6, 1), 100)
    assert (test.variant, test.control, test.metric) == ("variant", "old", "buying_rate")
    assert test.where == (Condition("shop", "=", ("a",)),)


def test_tree(books: Playbooks) -> None:
    assert books.tree["spent"].children == ("visit_count", "spent_per_visit", "buying_rate")
    assert books.parents("buying_rate") == ("spent",)
    assert books.path("visit_count") == ("spent", "visit_count")
    assert books.path("spent") == ("spent",)


def test_alert(books: Playbooks) -> None:
    rule = books.alerts["few_visits"]
    where = (Condition("shop", "=", ("a",)),)
    assert rule.query == MetricQuery(("visit_count",), ("shop",), where, time=RelativeTime("last_week"))
    assert (rule.metric, rule.threshold.value, rule.cadence) == ("visit_count", 5, "weekly")
    assert rule.notify == (Notification("slack", "#shops"),)


def test_benchmarks_and_verified_queries(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, all__yml=ALL))
    assert [item.value for item in catalog.benchmarks] == [0.2, 0.3, 0.5]
    assert catalog.benchmarks[2].scope == {"shop": "a"}
    assert isinstance(catalog.benchmarks[0], Benchmark)
    (verified,) = catalog.verified_queries
    assert verified.questions == ("昨天多少人", "Visits yesterday", "How many came")
    assert verified.query.metrics == ("visit_count",)
    assert (verified.verified_by, verified.verified_on) == ("shops", date(2025, 3, 1))


def test_a_card_takes_the_latest_figure_of_the_whole_business(tmp_path: Path) -> None:
    catalog = load_catalog(write(tmp_path, all__yml=ALL))
    assert [item.value for item in catalog.metrics["buying_rate"].card.thresholds] == [0.3]


def test_what_an_actor_may_see(books: Playbooks) -> None:
    left = books.only(lambda name: name != "shift_count")
    assert [[check.metric for check in row.checks] for row in left.diagnosis] == [
        ["buying_rate"],
        ["visit_count"],
    ]
    left = books.only(lambda name: name != "spent_per_visit")
    assert left.tree["spent"].children == ("buying_rate",)
    left = books.only(lambda name: name not in ("buying_rate", "spent"))
    assert (left.funnels, left.experiments, left.tree) == ({}, {}, {})
    assert books.only(lambda name: True) == books


# ── what can be wrong ─────────────────────────────────────────────────────────────────────────────

FUNNEL = "funnels: [{name: f, steps: [{name: a, metric: visit_count}, {name: b, metric: buyer_count}]}]\n"
DIAGNOSIS = "diagnosis_matrix: [{stage: S, metric: visit_count, threshold: {kind: minimum, value: 1}}]\n"
TEST = "experiments: [{key: e, model: visits, variant: variant, control: old, metric: buying_rate, start: 2025-01-01, end: 2025-02-01}]\n"
ALERT = "alerts: [{name: a, metric: visit_count, threshold: {kind: minimum, value: 1}}]\n"
VERIFIED = "verified_queries: [{question: Q, query: {metrics: [visit_count], group_by: [shop], order_by: [visit_count]}}]\n"


@pytest.mark.parametrize("text", [FUNNEL, DIAGNOSIS, TEST, ALERT, VERIFIED])
def test_the_short_forms_are_right(tmp_path: Path, text: str) -> None:
    assert problems_of(tmp_path, MODELS + text) == ()


WRONG = [
    # funnels
    (FUNNEL, "metric: buyer_count", "metric: buyer_cont", "unknown_metric", "Did you mean buyer_count"),
    (FUNNEL, "name: f,", "name: f, model: visitz,", "unknown_model", "Did you mean visits"),
    (FUNNEL, "name: f,", "name: f, model: staff,", "other_model", 'computed from visits, not from staff'),
    (FUNNEL, "name: f,", "name: f, model: visits, time: shop,", "unknown_time_dimension", "It has visited_at"),
    (FUNNEL, "name: f,", "name: f, time: visited_at,", "missing_model", "needs the model"),
    (FUNNEL, "name: f,", "name: f, dimensions: [shopp],", "unknown_dimension", "Did you mean shop"),
    (FUNNEL, "name: f,", "name: f, dimension: [shop],", "unknown_key", "Did you mean dimensions"),
    (FUNNEL, "name: b, metric", "name: a, metric", "bad_funnel", "same name"),
    (FUNNEL, ", {name: b, metric: buyer_count}", "", "bad_funnel", "at least two steps"),
    (FUNNEL, "buyer_count}", "buyer_count, threshold: {kind: minimum, value: 1}}", "bad_funnel", "the last step has none"),
    (FUNNEL, "visit_count}", "visit_count, treshold: {}}", "unknown_key", "Did you mean threshold"),
    (FUNNEL, "visit_count}", "visit_count, rate: buying}", "unknown_metric", 'unknown metric "buying"'),
    (FUNNEL, "visit_count}", "visit_count, rate: buying_rate, threshold: {kind: minimum, value: 0.9}}", "threshold_differs", "0.9 differs from 0.2"),
    (FUNNEL, "visit_count}", "visit_count, threshold: {kind: lowest, value: 1}}", "bad_kind", "minimum, maximum, target"),
    (FUNNEL, "visit_count}", "visit_count, threshold: {kind: minimum, benchmark: industry_p50}}", "unknown_benchmark", "no benchmark of the kind industry_p50"),
    (FUNNEL, "visit_count}", "visit_count, threshold: {kind: minimum, benchmark: p50}}", "bad_benchmark", "industry_p50"),
    # diagnosis
    (DIAGNOSIS, "metric: visit_count", "metric: visits_count", "unknown_metric", "Did you mean visit_count"),
    (DIAGNOSIS, "kind: minimum", "kind: least", "bad_kind", "one of minimum, maximum, target"),
    (DIAGNOSIS, ", threshold: {kind: minimum, value: 1}", "", "missing_threshold", 'card of "visit_count"'),
    (DIAGNOSIS, "metric: visit_count, threshold: {kind: minimum, value: 1}", "metric: no_such", "unknown_metric", "no_such"),
    (DIAGNOSIS, "stage: S, ", "", "bad_diagnosis", "needs a stage and a metric"),
    (DIAGNOSIS, "stage: S,", "stage: S, method: dirvers,", "bad_method", "Did you mean drivers"),
    (DIAGNOSIS, "stage: S,", "stage: S, owner: shop,", "unknown_owner", "Did you mean shops"),
    (DIAGNOSIS, "stage: S,", "stage: S, actions: x,", "unknown_key", "Did you mean action"),
    (DIAGNOSIS, "metric: visit_count, threshold: {kind: minimum, value: 1}", "metric: buying_rate, threshold: {kind: minimum, value: 0.1}", "threshold_differs", "0.1 differs from 0.2"),
    # experiments
    (TEST, "end: 2025-02-01", "end: 2024-12-31", "bad_range", "it ends (2024-12-31) before it starts (2025-01-01)"),
    (TEST, "end: 2025-02-01", "end: soon", "wrong_type", "a date such as"),
    (TEST, ", end: 2025-02-01", "", "bad_experiment", "needs end"),
    (TEST, "model: visits", "model: visitz", "unknown_model", "Did you mean visits"),
    (TEST, "variant: variant", "variant: varaint", "unknown_dimension", "Did you mean variant"),
    (TEST, "control: old", "control: odl", "unknown_value", "Did you mean old"),
    (TEST, "metric: buying_rate", "metric: buyin_rate", "unknown_metric", "Did you mean buying_rate"),
    (TEST, "metric: buying_rate", "metric: shift_count", "other_model", "computed from staff"),
    (TEST, "key: e", "key: E 1", "bad_name", "must match"),
    (TEST, "key: e", "key: e, where: [{field: shopp, values: [a]}]", "unknown_dimension", "Did you mean shop"),
    (TEST, "key: e", "key: e, where: [{feld: shop}]", "bad_query", "field, op, values"),
    (TEST, "key: e", "key: e, min_sample: 9", "unknown_key", "Did you mean minimum_sample"),
    (TEST, "key: e", "key: e, minimum_sample: 0", "wrong_type", "at least 1"),
    # alerts
    (ALERT, "metric: visit_count", "metric: visit_cont", "unknown_metric", "Did you mean visit_count"),
    (ALERT, "name: a,", "name: a, group_by: [shopp],", "unknown_dimension", "Did you mean shop"),
    (ALERT, "name: a,", "name: a, time: {relative: lastweek},", "bad_query", "Did you mean last_week"),
    (ALERT, "name: a,", "name: a, cadence: dayly,", "bad_cadence", "Did you mean daily"),
    (ALERT, "name: a,", "name: a, notify: [{channel: slack}],", "bad_notify", "whom to tell"),
    (ALERT, "name: a,", "name: a, notify: [{channel: pigeon, to: x}],", "bad_channel", "one of slack"),
    (ALERT, ", threshold: {kind: minimum, value: 1}", "", "bad_alert", "a metric and a threshold"),
    (ALERT, "name: a,", "name: a, scope: x,", "unknown_key", "unknown key 'scope'"),
    # verified queries
    (VERIFIED, "metrics: [visit_count]", "metrics: [visit_cont]", "unknown_metric", "Did you mean visit_count"),
    (VERIFIED, "group_by: [shop]", "group_by: [shopp]", "unknown_dimension", "Did you mean shop"),
    (VERIFIED, "group_by: [shop]", "groupby: [shop]", "bad_query", "Did you mean group_by"),
    (VERIFIED, "order_by: [visit_count]", "order_by: [buyer_count]", "unknown_dimension", "buyer_count"),
    (VERIFIED, "group_by: [shop]", "where: [\"{{ Dimension('visit__shopp') }} = 'a'\"]", "unknown_dimension", "Did you mean shop"),
    (VERIFIED, "group_by: [shop]", "where: [\"shop = 'a'\"]", "bad_filter", "{{ Dimension("),
    (VERIFIED, "{metrics: [visit_count], group_by: [shop], order_by: [visit_count]}", "{limit: 1}", "bad_query", "names no metric"),
    (VERIFIED, "{metrics: [visit_count], group_by: [shop], order_by: [visit_count]}", "{saved_query: s}", "unknown_saved_query", '"s"'),
    (VERIFIED, "question: Q, ", "", "bad_verified_query", "a question and a query"),
    (VERIFIED, "question: Q,", "question: Q, verifed_by: x,", "unknown_key", "Did you mean verified_by"),
    (VERIFIED, "order_by: [visit_count]}}", "order_by: [visit_count]}}, {question: q, query: {metrics: [spent]}}", "duplicate_question", "verified twice"),
    (VERIFIED, "order_by: [visit_count]}}", "order_by: [visit_count]}}, {question: ' q？！', query: {metrics: [spent]}}", "duplicate_question", "verified twice"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "code", "words"), WRONG)
def test_what_can_be_wrong(tmp_path: Path, text: str, old: str, new: str, code: str, words: str) -> None:
    assert old in text
    found = problems_of(tmp_path, MODELS + text.replace(old, new, 1))
    assert code in {problem.code for problem in found}, found
    problem = next(problem for problem in found if problem.code == code)
    assert words in str(problem), problem
    assert problem.line == MODELS.count("\n") + 1
    if code not in ("unknown_key", "threshold_differs", "unknown_owner"):
        assert problem.severity == "error"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{metric: buying_rat, kind: industry, value: 1, source: x}", "unknown_metric"),
        ("{metric: buying_rate, kind: industri, value: 1, source: x}", "bad_kind"),
        ("{metric: buying_rate, kind: industry, source: x}", "bad_benchmark"),
        ("{metric: buying_rate, kind: industry, value: many, source: x}", "wrong_type"),
        ("{metric: buying_rate, kind: industry, value: 1}", "missing_source"),
        ("{metric: buying_rate, kind: industry_p50, value: 1, source: x}", "duplicate_benchmark"),
        (
            "{metric: buying_rate, kind: industry, value: 1, source: x, scope: {shopp: a}}",
            "unknown_dimension",
        ),
        ("{metric: buying_rate, kind: industry, value: 1, source: x, effective_from: soon}", "wrong_type"),
        ("{metric: buying_rate, kind: industry, value: 1, source: x, effective: 2025-01-01}", "unknown_key"),
    ],
)
def test_benchmarks_that_are_wrong(tmp_path: Path, line: str, code: str) -> None:
    assert code in codes_of(tmp_path, f"{MODELS}  - {line}\n")


@pytest.mark.parametrize(
    ("tree", "code", "words"),
    [
        ("spent: {product_of: [visit_count, spent_per_visit]}", None, ""),
        ("spent_per_visit: {quotient_of: [spent, visit_count]}", None, ""),
        ("spent_per_buyer: {quotient_of: [spent, buyer_count]}", None, ""),
        ("visit_count: {sum_of: [first_visit_count, later_visit_count]}", None, ""),
        ("spent: {driven_by: [visit_count]}", None, ""),
        (
            "spent: {product_of: [buyer_count, spent_per_visit]}",
            "relation_mismatch",
            "an aggregation of its own",
        ),
        (
            "spent_per_visit: {quotient_of: [spent, buyer_count]}",
            "relation_mismatch",
            "computed from spent, visit_count",
        ),
        (
            "spent_per_visit: {difference_of: [spent, visit_count]}",
            "relation_mismatch",
            "not the difference of",
        ),
        ("spent_per_visit: {sum_of: [spent, visit_count]}", "relation_mismatch", "not the sum of"),
        (
            "visit_count: {sum_of: [first_visit_count, spent]}",
            "relation_mismatch",
            '"spent" is sum(amount), not count(1)',
        ),
        (
            "visitor_count: {sum_of: [first_visit_count, later_visit_count]}",
            "relation_mismatch",
            "not additive",
        ),
        (
            "visit_count: {sum_of: [first_visit_count, first_visit_count]}",
            "relation_mismatch",
            "count the same rows",
        ),
        ("spent: {product_of: [visit_count]}", "bad_relation", "at least two"),
        ("spent: {quotient_of: [spent_per_visit, visit_count, buyer_count]}", "bad_relation", "exactly two"),
        ("spent: {product_of: [a, b], sum_of: [a, b]}", "bad_relation", "in one way"),
        ("spent: {}", "bad_relation", "says nothing"),
        ("spent: {produkt_of: [a, b]}", "unknown_key", "Did you mean product_of"),
        ("spent: {driven_by: [visitcount]}", "unknown_metric", "Did you mean visit_count"),
        ("spend: {driven_by: [visit_count]}", "unknown_metric", "Did you mean spent"),
        (
            "spent: {driven_by: [visit_count]}, visit_count: {driven_by: [spent]}",
            "cycle",
            "spent → visit_count → spent",
        ),
    ],
)
def test_tree_relations(tmp_path: Path, tree: str, code: str | None, words: str) -> None:
    found = problems_of(tmp_path, f"{MODELS}metric_tree: {{{tree}}}\n")
    assert (code in {problem.code for problem in found}) if code else found == (), found
    assert any(words in problem.message for problem in found) or not code, found


def test_a_driver_of_a_higher_layer_is_a_warning(tmp_path: Path) -> None:
    text = (
        MODELS.replace("owner: shops", "layers: [north_star]")
        + "metric_tree: {buying_rate: {driven_by: [visit_count]}}\n"
    )
    text = text.replace("thresholds: [{kind: minimum, benchmark: industry_p50}]", "layers: [l1]")
    assert codes_of(tmp_path, text) == ["layer_order"]


def test_a_branch_stands_once(tmp_path: Path) -> None:
    write(tmp_path, more__yml="metric_tree: {spent: {driven_by: [buying_rate]}}\n")
    found = problems_of(tmp_path, MODELS + "metric_tree: {spent: {driven_by: [visit_count]}}\n")
    assert [problem.code for problem in found] == ["duplicate_branch_of_the_metric_tree"]


def test_all_problems_come_in_one_run(tmp_path: Path) -> None:
    text = MODELS + "".join(
        section.replace(old, new)
        for section, old, new in (
            (FUNNEL, "buyer_count", "buyers"),
            (DIAGNOSIS, "visit_count", "vists"),
            (TEST, "metric: buying_rate", "metric: buying"),
            (ALERT, "visit_count", "visitz"),
            (VERIFIED, "[shop]", "[shopp]"),
        )
    )
    lines = {problem.line - MODELS.count("\n") for problem in problems_of(tmp_path, text)}
    assert lines == {1, 2, 3, 4, 5}
