"""Tables of questions: which column is what, by names that people give them in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.catalog.problems import Problems
from assistant.errors import listed, suggestion
from assistant.evaluation.exchange.document import Document
from assistant.evaluation.exchange.record import Record, at

Row = tuple[int, Sequence[str]]
"""Line and cells."""

HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "case", "case_id", "question_id", "qid", "no", "编号", "序号", "用例编号", "问题编号"),
    "question": ("question", "questions", "问题", "提问", "问句", "用户问题", "问法", "utterance", "natural_language",
                 "prompt", "nl"),
    "question_zh": ("question_zh", "question_cn", "zh", "chinese", "中文", "中文问题", "问题_中文"),
    "question_en": ("question_en", "en", "english", "英文", "英文问题", "问题_英文"),
    "sql": ("sql", "gold_sql", "gold", "sql_query", "query_sql", "expected_sql", "reference_sql", "ground_truth",
            "标准sql", "参考sql", "正确sql", "sql语句", "答案sql"),
    "status": ("status", "expected_status", "outcome", "期望", "预期", "期望结果"),
    "language": ("language", "lang", "locale", "语言", "语种"),
    "tags": ("tags", "tag", "label", "labels", "category", "categories", "标签", "分类", "类别"),
    "actor": ("actor", "user", "role", "asked_by", "角色", "用户", "提问人"),
    "difficulty": ("difficulty", "hardness", "level", "难度", "难易", "难易度"),
    "now": ("now", "as_of", "基准日期", "当前日期"),
    "note": ("note", "notes", "comment", "comments", "remark", "remarks", "evidence", "备注", "说明", "注释"),
}  # fmt: skip
EITHER = "query"
"""A column of this name holds questions, or SQL where another one holds the questions."""
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "zh": ("zh", "cn", "zhcn", "zhhans", "chinese", "中文", "汉语", "简体中文"),
    "en": ("en", "enus", "engb", "english", "英文", "英语"),
}
STATUSES: Mapping[str, tuple[str, ...]] = {
    "answer": ("answer", "回答"), "clarify": ("clarify", "clarification", "澄清", "追问", "反问"),
    "refuse": ("refuse", "refusal", "拒绝", "拒答"),
}  # fmt: skip
DIFFICULTIES: Mapping[str, tuple[str, ...]] = {
    "easy": ("easy", "simple", "简单", "容易", "易", "低"),
    "medium": ("medium", "moderate", "中等", "中", "一般"),
    "hard": ("hard", "challenging", "extra", "extrahard", "困难", "难", "高", "复杂"),
}


def plain(text: str) -> str:
    """A name without its case, width, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def meant(text: str, choices: Mapping[str, tuple[str, ...]]) -> str:
    """The choice that one of its names is, else the text as it is."""
    name = plain(text)
    return next((key for key, names in choices.items() if name in map(plain, names)), text.strip())


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Fields to their columns; the first of several counts."""
    found: dict[str, int] = {}
    for position, cell in enumerate(header):
        name = meant(cell, HEADERS)
        if name in HEADERS:
            found.setdefault(name, position)
    other = next((at for at, cell in enumerate(header) if plain(cell) == EITHER), None)
    if other is not None:
        found.setdefault("sql" if _has_question(found) else "question", other)
    return found


def records_of(rows: Iterable[Row], path: Path, problems: Problems) -> Iterator[Record]:
    """The rows below the header that hold a question; others are told with their number."""
    columns: dict[str, int] | None = None
    width = 0
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns, width = columns_of(cells), len(cells)
            if not _told_header(cells, columns, path, line, problems):
                return
        elif any(cell.strip() for cell in cells[width:]):
            told = f"the row has {len(cells)} cells, the header {width}: quote what holds a separator"
            problems.error(at(path, line), "bad_row", told)
        else:
            record = _record({key: cells[at].strip() for key, at in columns.items() if at < len(cells)}, line)
            if record is None:
                problems.error(at(path, line), "no_question", "the row has no question")
            else:
                yield record


def _told_header(
    header: Sequence[str], columns: Mapping[str, int], path: Path, line: int, problems: Problems
) -> bool:
    """Whether there are questions; columns that nothing is made of are told."""
    names = [cell.strip() for cell in header]
    if not _has_question(columns):
        near = suggestion(names[0], [name for names in HEADERS.values() for name in names])
        told = f"no column holds the questions; the columns are {listed(names)}.{near}"
        problems.error(at(path, line), "no_header", told, "name one of them question or 问题")
        return False
    unused = [name for at, name in enumerate(names) if name and at not in columns.values()]
    if unused:
        told = f"nothing is made of the column{'s' if len(unused) > 1 else ''} {listed(unused)}"
        problems.warning(at(path, line), "unknown_column", told, f"known: {', '.join(HEADERS)}")
    return True


def _has_question(columns: Mapping[str, int]) -> bool:
    return any(key in columns for key in ("question", "question_zh", "question_en"))


def _record(cells: Mapping[str, str], line: int) -> Record | None:
    question, language = _question(cells)
    if not question:
        return None
    document: Document = {"question": question}
    tags = re.split(r"\s*[,;|、，；]\s*", cells.get("tags", ""))
    tags.append(meant(cells.get("difficulty", ""), DIFFICULTIES))
    if any(tags):
        document["tags"] = [tag for tag in dict.fromkeys(tags) if tag]
    told = meant(cells.get("language", ""), LANGUAGES) or language
    kept = {"language": told, "actor": cells.get("actor"), "now": cells.get("now")}
    document |= {key: value for key, value in kept.items() if value}
    expected = {"status": meant(cells.get("status", ""), STATUSES), "sql": cells.get("sql")}
    if any(expected.values()):
        document["expect"] = {key: value for key, value in expected.items() if value}
    if cells.get("note"):
        document["note"] = cells["note"]
    return Record(document, line, cells.get("id", ""))


def _question(cells: Mapping[str, str]) -> tuple[str | dict[str, str], str]:
    """The question, in both languages where both are there, and its language where the column says it."""
    spoken = {key: text for key in ("zh", "en") if (text := cells.get(f"question_{key}", ""))}
    if len(spoken) == 2:
        return spoken, ""
    if cells.get("question"):
        return cells["question"], ""
    return next(((text, language) for language, text in spoken.items()), ("", ""))
