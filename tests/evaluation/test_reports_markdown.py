"""The comment on a pull request."""

from __future__ import annotations

import re

from assistant.evaluation.reports.markdown import MOST_BYTES, markdown, text
from tests.evaluation.made_run import HOSTILE, against_baseline, hostile_run, made_run, result, scores_of

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]")


def test_the_comment_puts_what_broke_before_what_was_fixed() -> None:
    run, comparison = against_baseline()
    page = markdown(run, scores_of(run), comparison, ("wrong 16.7% is above 5.0%",))
    assert page.startswith("## Evaluation of demo: 1 gate failed\n")
    order = (
        "wrong 16.7% is above",
        "**Wrong answers 16.7%**",
        "baseline run-1",
        "Broken: 1",
        "Worse: 1",
        "Fixed: 1",
        "Not right: 3",
    )
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    assert "| <code>b</code> | b 的营收是多少 | right → refused | code\\_of\\_refused detail |" in page
    assert "| **Wrong** | 40.0% (2/5) | 20.0% (1/5) | **-1** |" in page
    assert "New cases: <code>new</code>" in page
    assert page.count("<details") == page.count("</details>")


def test_the_comment_on_a_partial_run_says_so_first() -> None:
    page = markdown(made_run(result("a", "right"), complete=False), scores_of(made_run(result("a", "right"))))
    assert page.index("PARTIAL RUN") < page.index("Wrong answers")


def test_texts_do_nothing_in_markdown() -> None:
    shown = text(HOSTILE)
    assert "<script" not in shown
    assert not re.search(r"(?<!\\)[|`#]", shown)
    assert "@octocat" not in shown
    assert "\n" not in shown
    assert text("see https://x.y/ #12 www.x.y") == "see https:\u2060//x.y/ \\#\u206012 w\u2060ww.x.y"
    page = markdown(hostile_run(), scores_of(hostile_run()), None, (HOSTILE,))
    assert "<script" not in page
    assert not CONTROL.search(page)
    for line in page.splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in (2, 3, 5)


def test_a_long_comment_is_cut() -> None:
    results = [result(f"case-{n}", "wrong", question="营收" * 200) for n in range(2000)]
    page = markdown(made_run(*results), scores_of(made_run(*results)))
    assert 30_000 < len(page.encode()) <= MOST_BYTES
    assert re.search(r"… and [\d,]+ more", page)
    assert page.count("<details") == page.count("</details>")


def test_a_run_without_cases_has_a_comment() -> None:
    assert markdown(made_run(), {}).startswith("## Evaluation of demo: 0 cases")
