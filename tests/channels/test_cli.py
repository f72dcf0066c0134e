"""The command line as people use it: output, exit codes, and one sentence for each thing that goes wrong."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assistant.channels import cli
from tests.catalog.writing import ORDERS, write
from tests.llm.endpoint import completion, error, serving


class Run(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(
    demo_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Run]:
    """Run `assistant` in this process, over the small demo."""
    home = tmp_path_factory.getbasetemp().parent / "assistant-home"
    monkeypatch.setenv("ASSISTANT_HOME", str(home))
    monkeypatch.setenv("ASSISTANT_WAREHOUSE", str(demo_file))

    def call(*arguments: str, stdin: bytes = b"", **environment: str) -> Run:
        for name, value in environment.items():
            monkeypatch.setenv(f"ASSISTANT_{name.upper()}", value)
        monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as leave:
            cli.main()
        captured = capsys.readouterr()
        return Run(int(leave.value.code or 0), captured.out, captured.err)

    return call


def one_sentence(result: Run) -> str:
    assert "Traceback" not in result.err + result.out
    assert result.err.startswith("assistant: ")
    return result.err


def test_ask_prints_headline_table_definition_and_sql(run: Callable[..., Run]) -> None:
    result = run("ask", "revenue last quarter by region")
    assert result.code == 0
    for part in ("Definition", "SELECT", "2025"):
        assert part in result.out


def test_ask_json_has_every_key_of_the_contract(run: Callable[..., Run]) -> None:
    result = run("ask", "上个月各渠道的MQL数量是多少?", "--json")
    assert result.code == 0
    document = result.json
    keys = [
        *(
            "status",
            "headline",
            "text",
            "language",
            "analysis",
            "request",
            "query",
            "queries",
            "rows",
            "reading",
            "chart",
        ),
        *("definitions", "filters", "time", "freshness", "sql", "findings", "warnings", "options", "reason"),
        *("unread", "suggestions", "path", "verified", "confidence", "timings_ms", "usage", "conversation"),
        *("catalog_version", "receipt"),
    ]
    assert list(document) == keys
    assert document["language"] == "zh"
    assert document["query"]["time"] == {"start": "2025-11-01", "end": "2025-12-01"}
    assert document["chart"]["$schema"].endswith("v6.json")
    assert document["rows"]["labels"]["channel"]["organic_search"] == "自然搜索"
    question = "上个月各渠道的MQL数量是多少?"
    assert all(question[span["start"] : span["end"]] == span["text"] for span in document["reading"])


def test_a_verified_question_says_who_answers_for_it(run: Callable[..., Run]) -> None:
    document = run("ask", "请问上季度的收入是多少？", "--json").json
    assert (document["path"], document["confidence"]) == ("verified", 1.0)
    assert document["verified"] == {"by": "finance", "on": "2025-12-05", "question": "上季度收入"}
    assert [span["means"] for span in document["reading"]] == ["verified"]
    assert document["query"]["time"] == {"start": "2025-07-01", "end": "2025-10-01"}
    printed = run("ask", "Revenue last quarter").out
    assert "✓ Verified query · finance · 2025-12-05 · Revenue last quarter" in printed
    assert "✓ 已核验的查询 · finance" in run("ask", "上季度收入").out


@pytest.mark.parametrize("question", ["上季度华东收入", "转化率多少", "Delete last month's bad orders"])
def test_other_questions_are_not_verified(run: Callable[..., Run], question: str) -> None:
    document = run("ask", question, "--json").json
    assert (document["path"], document["verified"]) == ("reader", None)
    assert "✓" not in run("ask", question).out


@pytest.mark.parametrize("actor", ["marketing", "viewer", "nobody"])
def test_a_verified_question_about_what_an_actor_may_not_see(run: Callable[..., Run], actor: str) -> None:
    question = "Which partners ran out of stock this quarter" if actor == "viewer" else "今年各季度利润率"
    result = run("ask", question, "--json", "--as", actor)
    assert (result.json["path"], result.json["verified"]) == ("reader", None)
    assert result.code != 0


@pytest.mark.parametrize(
    ("question", "code"),
    [("转化率多少", 3), ("Delete last month's bad orders", 4), ("", 4), ("   ", 4), ("😀😀", 4)],
)
def test_exit_codes(run: Callable[..., Run], question: str, code: int) -> None:
    result = run("ask", question, "--json")
    assert result.code == code
    assert result.json["sql"] == []


def test_a_question_of_ten_thousand_characters_is_refused_at_once(run: Callable[..., Run]) -> None:
    result = run("ask", "线索量" * 4000, "--json")
    assert result.code == 4
    assert result.json["reason"]


def test_control_characters_do_not_reach_the_outcome(run: Callable[..., Run]) -> None:
    result = run("ask", "revenue\x07 last\u202e quarter", "--json")
    assert result.code == 0
    assert "\x07" not in result.json["headline"]


def test_a_conversation_goes_on_in_the_next_process(run: Callable[..., Run], tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    first = ("ask", "MQL数量 2025年11月", "--conversation", "../mine", "--json")
    assert run(*first, home=home).json["status"] == "answer"
    followed = run("ask", "按渠道呢", "--conversation", "../mine", "--json").json
    assert followed["query"]["metrics"] == ["mql_count"]
    assert followed["query"]["group_by"] == ["channel"]
    assert followed["query"]["time"] == {"start": "2025-11-01", "end": "2025-12-01"}
    alone = run("ask", "按渠道呢", "--json").json
    assert alone["status"] != "answer"
    (file,) = (tmp_path / "home" / "conversations").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("{", encoding="utf-8")
    assert "is damaged" in one_sentence(run("ask", "按渠道呢", "--conversation", "../mine"))


def test_query_and_compile(run: Callable[..., Run], tmp_path: Path) -> None:
    file = tmp_path / "query.json"
    file.write_text('{"metrics": ["revenue"], "group_by": ["region"], "time": {"relative": "last_quarter"}}')
    result = run("query", str(file), "--json")
    assert result.code == 0
    assert [column["name"] for column in result.json["rows"]["columns"]] == ["region", "revenue"]
    assert run("query", "-", stdin=file.read_bytes()).code == 0
    compiled = run("compile", str(file))
    assert compiled.code == 0
    assert compiled.out.lstrip().upper().startswith(("SELECT", "WITH"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ('{"metrics": ["revenu"]}', "revenue"),
        ('{"metrics": ["revenue"], "group_by": ["regoin"]}', "region"),
        ('{"metrics": ["revenue"], "wher": []}', "where"),
    ],
)
def test_a_bad_query_is_named(run: Callable[..., Run], text: str, message: str) -> None:
    result = run("query", "-", "--json", stdin=text.encode())
    assert result.code == 2
    assert message in one_sentence(result)
    assert result.json["status"] == "error"


def test_unreadable_input(run: Callable[..., Run], tmp_path: Path) -> None:
    assert run("query", str(tmp_path / "none.json")).code == 2
    assert run("query", str(tmp_path)).code == 2
    binary = run("query", "-", stdin=b"\xff\xfe\x00")
    assert binary.code == 2
    assert "UTF-8" in one_sentence(binary)


def test_guard(run: Callable[..., Run]) -> None:
    assert run("guard", "-", stdin=b"SELECT count(*) AS n FROM leads").code == 0
    refused = run("guard", "-", stdin=b"DELETE FROM leads")
    assert refused.code == 4
    assert "refused" in refused.err
    lines = b'{"id": 1, "sql": "SELECT region FROM leads GROUP BY region"}\n\n{"id": "b", "sql": "SELECT 1; SELECT 2"}\n'
    result = run("guard", "-", "--jsonl", stdin=lines)
    verdicts = [json.loads(line) for line in result.out.splitlines()]
    assert [(item["id"], item["allowed"]) for item in verdicts] == [(1, True), ("b", False)]
    assert result.code == 4
    assert run("guard", "-", "--jsonl", stdin=b"nonsense").code == 2


def test_catalog_commands(run: Callable[..., Run]) -> None:
    checked = run("catalog", "check")
    assert checked.code == 0, checked.out
    assert checked.out.strip().endswith("warnings")
    shown = run("catalog", "show", "单条线索成本", "--json").json
    assert shown["name"] == "cpl"
    assert run("catalog", "show", "cpll").code == 2
    hits = run("catalog", "search", "cost of one lead", "--json").json
    assert "cpl" in [hit["name"] for hit in hits]


def test_a_model_proposes_words_for_the_catalog(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = {"name": "cpl", "synonyms": ["price of each lead we buy"], "examples": []}
    with serving([completion(json.dumps({"metrics": [entry]}))]) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        found = run("catalog", "enrich", "CPL", "--json", llm_model="test")
    assert [each["text"] for each in found.json["suggestions"]] == ["price of each lead we buy"]
    assert "+" in found.json["diff"]
    assert found.json["usage"]["input_tokens"] == 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("--from", "model"), "there is no language model"), (("cpll",), "there is no metric 'cpll'")],
)
def test_words_for_the_catalog_need_a_model_and_metrics(
    run: Callable[..., Run], arguments: tuple[str, ...], message: str
) -> None:
    result = run("catalog", "enrich", *arguments)
    assert result.code == 2
    assert message in one_sentence(result)


def test_a_model_that_fails_proposes_nothing(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving([error(401, "bad key")]) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.url)
        result = run("catalog", "enrich", "cpl", llm_model="test")
    assert result.code != 0
    assert "key" in one_sentence(result)


def test_the_dictionary_lists_every_metric_with_its_columns(run: Callable[..., Run]) -> None:
    listed = run("catalog", "list", "--json").json
    assert len(listed) == 146
    assert [item["name"] for item in listed] == sorted(item["name"] for item in listed)
    for item in listed:
        for key in (
            "unit",
            "direction",
            "basis",
            "refresh",
            "sources",
            "owner",
            "layers",
            "kind",
            "formula",
            "status",
        ):
            assert item[key], (item["name"], key)
        assert item["dimensions"] or not item["computable"], item["name"]
    cpl = next(item for item in listed if item["name"] == "cpl")
    assert {"channel", "region"} <= set(cpl["dimensions"])
    rate = next(item for item in listed if item["name"] == "mql_rate")
    assert [(found["kind"], found["value"]) for found in rate["thresholds"]] == [("minimum", 0.4)]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        (("--layer", "north_star"), {"weekly_active_paying_accounts"}),
        (("--owner", "data"), {"tracking_completeness", "id_match_rate"}),
        (("--owner", "Service", "--layer", "key_result"), {"csat"}),
        (("--owner", "data", "--layer", "north_star"), set()),
    ],
)
def test_the_dictionary_by_owner_and_layer(
    run: Callable[..., Run], options: tuple[str, ...], names: set[str]
) -> None:
    assert {item["name"] for item in run("catalog", "list", "--json", *options).json} == names


def test_unknown_owners_and_layers_name_the_choices(run: Callable[..., Run]) -> None:
    assert "Did you mean marketing?" in one_sentence(run("catalog", "list", "--owner", "marketting"))
    result = run("catalog", "list", "--layer", "top")
    assert result.code == 2
    assert "key_result, l1, l2, north_star" in one_sentence(result)


def test_an_entry_shows_where_the_metric_belongs(run: Callable[..., Run]) -> None:
    shown = run("catalog", "show", "negotiation_win_rate", "--json").json
    assert shown["tree"]["path"][0] == "weekly_active_paying_accounts"
    assert shown["tree"]["above"] == ["win_rate"]
    assert {item["name"]: item["steps"] for item in shown["funnels"]}["sales"] == ["negotiation"]
    assert [item["owner"] for item in shown["diagnosis"]] == ["sales"]
    assert [item["name"] for item in shown["alerts"]] == ["negotiation_below_standard"]
    assert shown["verified_queries"]
    assert run("catalog", "show", "cpl", "--json").json["tree"]["made_of"] == {
        "quotient_of": ["ad_spend", "paid_lead_count"]
    }
    form = run("catalog", "show", "form_conversion_rate", "--json").json
    assert [item["key"] for item in form["experiments"]] == ["form_len_2025q2", "form_copy_2025q4"]
    d7 = run("catalog", "show", "retention_d7", "--json").json
    assert [item["kind"] for item in d7["benchmarks"]] == ["industry_p25", "industry_p50", "industry_p75"]
    assert run("catalog", "show", "mql_count", "--json").json["history"][0]["until"] == "2025-02-01"
    text = run("catalog", "show", "mql_count").out
    assert "tree: path: weekly_active_paying_accounts · mql_count" in text
    assert "history:" in text


def test_the_dictionary_needs_no_warehouse(run: Callable[..., Run], tmp_path: Path) -> None:
    shown, listed = run("catalog", "show", "revenue", "--json").json, run("catalog", "list", "--json").json
    nowhere = str(tmp_path / "none.duckdb")
    assert run("catalog", "show", "revenue", "--json", warehouse=nowhere).json == shown
    assert run("catalog", "list", "--json").json == listed
    assert run("ask", "revenue").code == 1


def test_a_missing_catalog(run: Callable[..., Run], tmp_path: Path) -> None:
    result = run("ask", "revenue", catalog=str(tmp_path / "nowhere"))
    assert result.code in (1, 2)
    assert "nowhere" in one_sentence(result)


def test_a_broken_catalog_lists_its_problems(run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "m.yml").write_text(
        "metrics:\n  - name: a\n    type: ratio\n    numerator: b\n    denominator: c\n"
    )
    result = run("ask", "revenue", catalog=str(tmp_path))
    assert result.code == 1
    assert "m.yml:" in one_sentence(result)
    checked = run("catalog", "check", catalog=str(tmp_path))
    assert checked.code == 1
    assert "m.yml:" in checked.out


def test_keys_that_are_none_in_the_data(run: Callable[..., Run], tmp_path: Path) -> None:
    (tmp_path / "orders.yml").write_text(
        """\
models:
  - name: orders
    semantic_model: true
    agg_time_dimension: ordered_at
    columns:
      - {name: order_id, entity: {name: order, type: primary}}
      - {name: product_id, entity: {name: product, type: unique}}
      - {name: ordered_at, granularity: day, dimension: time}
    metrics: [{name: revenue, agg: sum, expr: net_amount}]
""",
        encoding="utf-8",
    )
    checked = run("catalog", "check", catalog=str(tmp_path))
    assert checked.code == 1
    assert 'orders.yml:7: error: model "orders": entity "product" is declared unique, but ' in checked.out
    assert "values of product_id stand in more than one row" in checked.out
    assert run("catalog", "check", "--no-warehouse").code == 0


def test_warehouses_that_cannot_be_used(run: Callable[..., Run], tmp_path: Path) -> None:
    missing = run("ask", "revenue", warehouse=str(tmp_path / "none.duckdb"))
    assert missing.code == 1
    assert "assistant demo build" in one_sentence(missing)
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (i)")
    result = run("ask", "revenue", warehouse=str(foreign))
    assert result.code == 1
    assert "not a DuckDB file" in one_sentence(result)


def test_a_warehouse_that_lacks_a_column(run: Callable[..., Run], tmp_path: Path, demo_file: Path) -> None:
    import duckdb

    lacking = tmp_path / "lacking.duckdb"
    lacking.write_bytes(demo_file.read_bytes())
    lacking.chmod(stat.S_IRUSR | stat.S_IWUSR)
    with duckdb.connect(str(lacking)) as connection:
        connection.execute("DROP VIEW IF EXISTS v_event_stream")
        connection.execute("ALTER TABLE leads DROP COLUMN mql_at")
    result = run("ask", "revenue", warehouse=str(lacking))
    assert result.code == 1
    assert "mql_at" in one_sentence(result)


def test_an_unwritable_home(run: Callable[..., Run], tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    result = run("catalog", "index", home=str(blocked / "inside"), index=str(blocked / "index"))
    assert result.code == 1
    assert str(blocked) in one_sentence(result)


@pytest.mark.parametrize(("name", "value"), [("port", "web"), ("now", "soon"), ("deadline", "never")])
def test_bad_settings(run: Callable[..., Run], name: str, value: str) -> None:
    result = run("ask", "revenue", **{name: value})
    assert result.code == 2
    assert f"ASSISTANT_{name.upper()}" in one_sentence(result)


def test_bad_usage(run: Callable[..., Run]) -> None:
    assert run("ask").code == 2
    assert run("nonsense").code == 2
    assert run("demo", "build", "--size", "huge").code == 2
    assert run("ask", "revenue", "--now", "someday").code == 2


def test_a_port_in_use(run: Callable[..., Run]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("web", "--host", "127.0.0.1", "--port", str(taken.getsockname()[1]))
    assert result.code == 2
    assert "in use" in one_sentence(result)


def test_version_and_help(run: Callable[..., Run]) -> None:
    from assistant import __version__

    assert run("--version").out.strip() == __version__
    assert "ask" in run("--help").out


def test_a_policy_that_cannot_be_read_is_not_taken_for_none(run: Callable[..., Run], tmp_path: Path) -> None:
    import shutil

    from assistant.settings import bundled

    guarded = tmp_path / "catalog"
    shutil.copytree(bundled("metric_catalog"), guarded)
    (guarded / "policy.yml").write_text(
        "policy:\n  roles:\n    viewer: {layers: [l1], row_filter: \"{{ Dimension('regoin') }} = 'x'\"}\n"
    )
    result = run("ask", "revenue", catalog=str(guarded))
    assert result.code == 1
    assert "policy.yml" in one_sentence(result)


def test_commands_answer_as_somebody(run: Callable[..., Run]) -> None:
    names = {item["name"] for item in json.loads(run("catalog", "list", "--as", "delivery", "--json").out)}
    assert "cost_burn_rate" in names
    assert "revenue" not in names
    assert run("catalog", "show", "revenue", "--as", "delivery").code == 2
    found = json.loads(run("catalog", "search", "revenue", "--as", "delivery", "--json").out)
    assert not {"revenue"} & {item["name"] for item in found}
    assert run("ask", "revenue", "--as", "nobody in particular").code == 4
    assert "region = 'south_cn'" in run("compile", "-", "--as", "li.na", stdin=b'{"metrics": ["aov"]}').out
    assert run("compile", "-", "--as", "li.na", stdin=b'{"metrics": ["csat"]}').code == 2


def test_the_check_finds_verified_questions_that_ask_the_same(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    text = """\
verified_queries:
  - question: 收入
    query: {metrics: [revenue]}
  - question: 请问收入是多少
    query: {metrics: [order_count]}
"""
    checked = run("catalog", "check", catalog=str(write(tmp_path, orders__yml=ORDERS, verified__yml=text)))
    assert checked.code == 1
    assert "verified.yml:5: error: the question '请问收入是多少' asks the same as '收入'" in checked.out
