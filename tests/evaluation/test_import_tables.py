"""CSV, TSV and spreadsheets of questions become cases."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assistant.catalog.problems import Problems
from assistant.errors import UsageError
from assistant.evaluation.exchange.record import Source
from assistant.evaluation.exchange.shapes import import_file

Documents = tuple[dict[str, Any], ...]


def imported(path: Path, **options: Any) -> tuple[Documents, list[str]]:
    """The documents, and the problems as they are printed, without the folder."""
    problems = Problems()
    shape = options.pop("shape", None)
    documents = import_file(Source(path, **options), problems, shape)
    return documents, [str(problem).replace(f"{path.parent}/", "") for problem in problems]


def written(folder: Path, text: str | bytes, name: str = "set.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_a_row_with_everything(tmp_path: Path) -> None:
    text = (
        "id,question,sql,language,tags,actor,difficulty,note,now,status\n"
        'mql,"MQLs, last month","SELECT 1",English,"trend; Marketing,x",exec,困难,why,2025-12-31,回答\n'
    )
    documents, problems = imported(written(tmp_path, text))
    assert problems == []
    assert documents == (
        {
            "id": "mql",
            "question": "MQLs, last month",
            "tags": ["trend", "Marketing", "x", "hard"],
            "language": "en",
            "actor": "exec",
            "now": "2025-12-31",
            "expect": {"status": "answer", "sql": "SELECT 1"},
            "note": "why",
        },
    )


@pytest.mark.parametrize(
    ("header", "row", "document"),
    [
        ("question,sql", "q,SELECT 1", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        ("问题,SQL", "q,SELECT 1", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        ("query,gold_sql", "q,SELECT 1", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        ("Question,Query", "q,SELECT 1", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        ("Query,Question", "SELECT 1,q", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        (" GOLD SQL ,用户问题", "SELECT 1,q", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        ("gold-sql,问 题", "SELECT 1,q", {"question": "q", "expect": {"sql": "SELECT 1"}}),
        ("QUESTION,标签,语言", "q,a、b,中文", {"question": "q", "tags": ["a", "b"], "language": "zh"}),
        ("问题,难度,角色,备注", "q,中等,sales,n", {"question": "q", "tags": ["medium"], "actor": "sales", "note": "n"}),
        ("question,difficulty", "q,challenging", {"question": "q", "tags": ["hard"]}),
        ("question,difficulty", "q,nasty", {"question": "q", "tags": ["nasty"]}),
        ("question,status", "q,拒答", {"question": "q", "expect": {"status": "refuse"}}),
        ("question_zh,question_en", "收入,revenue", {"question": {"zh": "收入", "en": "revenue"}}),
        ("中文问题,英文问题", "收入,", {"question": "收入", "language": "zh"}),
        ("question;sql", "a, b;SELECT 1", {"question": "a, b", "expect": {"sql": "SELECT 1"}}),
        ("question\tsql", "a, b\tSELECT 1", {"question": "a, b", "expect": {"sql": "SELECT 1"}}),
        ("question", "a", {"question": "a"}),
        ("question,sql,tags", "q", {"question": "q"}),
        ("question,sql", "q,SELECT 1,,", {"question": "q", "expect": {"sql": "SELECT 1"}}),
    ],
)  # fmt: skip
def test_headers_in_many_forms(tmp_path: Path, header: str, row: str, document: dict[str, Any]) -> None:
    (found,), problems = imported(written(tmp_path, f"{header}\n{row}\n"))
    assert problems == []
    assert {key: value for key, value in found.items() if key != "id"} == document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_ends_of_lines(tmp_path: Path, encoding: str, newline: str) -> None:
    text = newline.join(["问题,sql", "各地区收入,SELECT 1", ""])
    (document,), problems = imported(written(tmp_path, text.encode(encoding)))
    assert (document["question"], problems) == ("各地区收入", [])


def test_gbk_is_read_and_told(tmp_path: Path) -> None:
    (document,), problems = imported(written(tmp_path, "问题,sql\n各地区收入,SELECT 1\n".encode("gbk")))
    assert document["question"] == "各地区收入"
    assert problems == ["set.csv: warning: the file is not UTF-8 and was read as GBK; save it as UTF-8"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither UTF-8 nor GBK"):
        imported(written(tmp_path, b"question\n\xff\xff\xff\n"))


def test_quoted_line_breaks_and_quotes(tmp_path: Path) -> None:
    text = 'question,sql\n"first","SELECT ""a""\nFROM t\n"\nsay "hi",SELECT 2\nthird,"SELECT 3"\n'
    documents, problems = imported(written(tmp_path, text))
    assert problems == []
    assert [item["expect"]["sql"] for item in documents] == ['SELECT "a"\nFROM t', "SELECT 2", "SELECT 3"]
    assert [item["question"] for item in documents] == ["first", 'say "hi"', "third"]


def test_a_line_that_names_the_separator(tmp_path: Path) -> None:
    (document,), problems = imported(written(tmp_path, "sep=|\nquestion|sql\na|SELECT 1\n"))
    assert (document["question"], problems) == ("a", [])


def test_other_separators_of_lines_are_text(tmp_path: Path) -> None:
    documents, problems = imported(written(tmp_path, "question\na\u2028b\n\x0bc\n"))
    assert ([item["question"] for item in documents], problems) == (["a\u2028b", "c"], [])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",SELECT 1", "the row has no question"),
        ("a,SELECT 1,x,y", "the row has 4 cells, the header 3: quote what holds a separator"),
        ('"open,SELECT 1,', "the quotes of this row are wrong"),
        ('"a"b,SELECT 1,', "the quotes of this row are wrong"),
        ("a,SELECT 1,French", "unknown language 'french'"),
    ],
)
def test_a_row_that_is_wrong_is_told_and_the_others_come(tmp_path: Path, row: str, told: str) -> None:
    text = f'question,sql,language\nfirst,SELECT 1,\n{row}\n\n"last\none",SELECT 2,en\n'
    documents, problems = imported(written(tmp_path, text))
    assert [item["question"] for item in documents] == ["first", "last\none"]
    assert len(problems) == 1
    assert problems[0].startswith("set.csv:3: error: ")
    assert told in problems[0].replace("French", "french")


def test_an_open_quote_does_not_swallow_the_file(tmp_path: Path) -> None:
    rows = "\n".join(f"question {number},SELECT {number}" for number in range(50_000))
    documents, problems = imported(written(tmp_path, f'question,sql\n"open,SELECT 1\n{rows}\n'))
    assert len(documents) == 50_000
    assert [problem.split(": ")[0] for problem in problems] == ["set.csv:2"]


@pytest.mark.parametrize("text", ["", "\n\n", "a,b\nc,d\n", "questoin,sql\nq,SELECT 1\n"])
def test_without_a_column_of_questions(tmp_path: Path, text: str) -> None:
    documents, problems = imported(written(tmp_path, text))
    assert documents == ()
    assert [("no column holds the questions" in problem) for problem in problems] == [True] * bool(
        text.strip()
    )
    assert all("Did you mean question" in problem for problem in problems if "questoin" in problem)


def test_columns_that_nothing_is_made_of_are_told(tmp_path: Path) -> None:
    (document,), problems = imported(written(tmp_path, "question,问题,owner\na,b,c\n"))
    assert document["question"] == "a"
    assert len(problems) == 1
    assert problems[0].startswith("set.csv:1: warning: nothing is made of the columns 问题, owner")


# ── ids ─────────────────────────────────────────────────────────────────────────────────────────────


def test_ids_are_unique_and_the_same_again(tmp_path: Path) -> None:
    text = (
        "id,question,question_en\n,What is revenue?,\n,what is REVENUE,\nA 1/b,x,\nA 1/b,x,\n7,x,\n,各地区收入,\n,x,\n"
        "pair.zh,x,\n"
    )
    file = written(tmp_path, text, "Q set.csv")
    documents, _ = imported(file)
    assert [item["id"] for item in documents] == [
        "what-is-revenue", "what-is-revenue-2", "A-1-b", "A-1-b-2", "q-set-7", "q-set-7-2", "q-set-8", "pair.zh",
    ]  # fmt: skip
    assert imported(file)[0] == documents


def test_ids_leave_room_for_pairs(tmp_path: Path) -> None:
    text = "id,question,question_zh,question_en\na.zh,x,,\na,,收入,revenue\n"
    documents, problems = imported(written(tmp_path, text))
    assert ([item["id"] for item in documents], problems) == (["a.zh", "a-2"], [])


# ── spreadsheets ────────────────────────────────────────────────────────────────────────────────────


def workbook(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = folder / "set.xlsx"
    book.save(file)
    return file


def test_the_first_sheet_is_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [],
        ["编号", "问题", "SQL", "now", "标签"],
        [1, "收入", "SELECT 1\nFROM t", date(2025, 12, 31), True],
        [],
        [2.0, None, "SELECT 1"],
        ["x", 2025, None, datetime(2025, 12, 31, 10)],
    ]
    documents, problems = imported(workbook(tmp_path, {"题库": rows, "other": [["question"], ["no"]]}))
    assert documents == (
        {
            "id": "set-1",
            "question": "收入",
            "tags": ["true"],
            "now": "2025-12-31",
            "expect": {"sql": "SELECT 1\nFROM t"},
        },
        {"id": "x", "question": "2025", "now": "2025-12-31T10:00:00"},
    )
    assert problems == ["set.xlsx:5: error: the row has no question"]


def test_a_sheet_by_its_name(tmp_path: Path) -> None:
    file = workbook(tmp_path, {"a": [["x"]], "Questions ": [["question"], ["q"]]})
    assert [item["question"] for item in imported(file, sheet="questions")[0]] == ["q"]
    with pytest.raises(UsageError, match=r"no sheet 'Question'\. Did you mean Questions"):
        imported(file, sheet="Question")
    with pytest.raises(UsageError, match=r"no sheet 'zzz'. There are a, Questions"):
        imported(file, sheet="zzz")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match=r"is no .xlsx file"):
        imported(written(tmp_path, content, "set.xlsx"))


def test_a_zip_that_is_no_spreadsheet(tmp_path: Path) -> None:
    import zipfile

    file = tmp_path / "set.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(UsageError, match="cannot be read as a spreadsheet"):
        imported(file)


def test_a_spreadsheet_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.evaluation.exchange.spreadsheet.MOST_UNPACKED", 100)
    with pytest.raises(UsageError, match="holds more than"):
        imported(workbook(tmp_path, {"a": [["question"], ["q"]]}))


def test_options_for_another_shape(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--sheet is for the shape xlsx, and set.csv is csv"):
        imported(written(tmp_path, "question\nq\n"), sheet="a")
