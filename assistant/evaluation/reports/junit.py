"""A run as JUnit XML, which every CI system shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from xml.etree import ElementTree as Tree

from assistant.evaluation.reports.figures import one_line, partial, visible
from assistant.evaluation.result import CaseResult, Run, Verdict

_KINDS: dict[Verdict, str] = {
    "wrong": "failure", "incomplete": "failure", "clarified": "failure", "refused": "failure",
    "fault": "error", "gold_defect": "error", "unscored": "skipped",
}  # fmt: skip
_NAMELESS = "cases"


def junit_xml(run: Run) -> str:
    """One suite per file of cases; another one where the run itself is not as it should be."""
    root = Tree.Element("testsuites", name="assistant eval")
    files: dict[str, list[CaseResult]] = defaultdict(list)
    for item in run.results:
        files[item.file or _NAMELESS].append(item)
    for file, results in files.items():
        _suite(root, run, file, [_case(item) for item in results])
    if problems := _problems(run):
        _suite(root, run, "run", problems)
    _count(root, list(root.iter("testcase")))
    root.set("time", _seconds(sum(_took(item) for item in run.results)))
    Tree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _suite(root: Tree.Element, run: Run, name: str, cases: Sequence[Tree.Element]) -> None:
    suite = Tree.SubElement(root, "testsuite", name=visible(name), timestamp=visible(run.started))
    _count(suite, cases)
    suite.set("time", _seconds(sum(float(case.get("time", "0")) for case in cases)))
    properties = Tree.SubElement(suite, "properties")
    for key, value in {"run": run.id, "catalog": run.catalog_name, "now": run.now}.items():
        Tree.SubElement(properties, "property", name=key, value=visible(value))
    suite.extend(cases)


def _count(element: Tree.Element, cases: Sequence[Tree.Element]) -> None:
    element.set("tests", str(len(cases)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(sum(case.find(tag) is not None for case in cases)))


def _case(result: CaseResult) -> Tree.Element:
    case = Tree.Element("testcase", name=visible(_name(result)), classname=visible(result.file or _NAMELESS))
    if result.file:
        case.set("file", visible(result.file))
        case.set("line", str(result.line))
    case.set("time", _seconds(_took(result)))
    kind = _KINDS.get(result.verdict)
    if kind == "skipped":
        Tree.SubElement(case, kind, message="nothing is expected of it")
    elif kind:
        what = "; ".join(f"{item.code} {item.detail}".strip() for item in result.shortfalls)
        found = Tree.SubElement(
            case, kind, type=result.verdict, message=one_line(f"{result.verdict}: {what}", 500)
        )
        found.text = visible("\n".join(_told(result)))
    return case


def _name(result: CaseResult) -> str:
    configuration = f" [{result.configuration}]" if result.configuration else ""
    return f"{result.id}{configuration}{f' #{result.repeat}' if result.repeat > 1 else ''}"


def _told(result: CaseResult) -> list[str]:
    """What somebody needs to see without the other reports."""
    lines = [*(f"before: {turn}" for turn in result.before), f"question: {result.question}"]
    lines.append(
        f"expected {' or '.join(result.expected_status) or 'nothing'}, got {result.status or 'none'}"
    )
    lines += [f"- {item.code} {item.detail}".rstrip() for item in result.shortfalls]
    if result.expected_query is not None:
        lines.append(f"expected query: {_json(result.expected_query)}")
    if result.query is not None:
        lines.append(f"query: {_json(result.query)}")
    lines += [line for line in (result.headline, result.sql) if line]
    return lines


def _problems(run: Run) -> list[Tree.Element]:
    """A run that ended early, or a file that could not be read, must not look like one that passed."""
    found = [("complete", partial(run))] if not run.complete else []
    found += [(one_line(problem, 120), problem) for problem in run.problems]
    cases = []
    for name, message in found:
        case = Tree.Element("testcase", name=name, classname="run", time="0.000")
        Tree.SubElement(case, "error", type="run", message=one_line(message, 500))
        cases.append(case)
    return cases


def _took(result: CaseResult) -> float:
    timings = result.timings_ms
    return timings.get("total", sum(timings.values())) / 1000


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, default=str)
