"""Questions in the store: what is kept of them, for how long, and what happens where it cannot be written."""

from __future__ import annotations

import logging
import sqlite3
import stat
import subprocess
import sys
import threading
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from assistant.question import Turn
from assistant.state.receipt_rows import find_receipts
from assistant.state.receipts import MOST_TEXT, KeptReceipt
from assistant.state.records import Records
from assistant.state.review_queue import ReviewQueue
from tests.state.conftest import NOW, QUERY, START, Clock, answered, asked, asked_back, record, refused, rules

ROOT = Path(__file__).parent.parent.parent


def kept(records: Records, number: str) -> KeptReceipt | None:
    records.flush()
    with records.store().reading() as connection:
        return find_receipts(connection, [number]).get(number)


def test_a_receipt_comes_back_as_it_was(records: Records, tmp_path: Path) -> None:
    before = Turn("收入？", "answer", "zh", QUERY, (), ("SELECT 0",), "ann")
    question = asked("收入 \x00多少\ud800?", turns=(before,))
    record(records, question, answered(question, "r1"))
    found = kept(records, "r1")
    assert found is not None
    assert found.question == "收入 多少??"
    assert found.at == START + timedelta(seconds=1)
    assert found.at.tzinfo is UTC
    assert (found.actor, found.now, found.status, found.code) == ("ann", NOW, "answer", "")
    assert (found.headline, found.catalog_version, found.path) == ("Revenue was 12.", "v1", "reader")
    assert found.query == QUERY.to_dict()
    assert [(turn["text"], turn["query"]) for turn in found.turns] == [("收入？", QUERY.to_dict())]
    assert found.reading == ({"text": "revenue", "means": "metric", "value": "revenue"},)
    assert (found.unread, found.sql, found.timings_ms) == (("llamas",), ("SELECT 1",), {"total": 3.5})
    assert [item["code"] for item in found.warnings] == ["partial_period"]
    assert b"SECRET ROW" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_of_refusals_and_clarifications_it_keeps_why_and_what_was_offered(records: Records) -> None:
    question = asked("x" * 100_000)
    record(records, question, refused(question, "r1", "too_long"))
    record(records, question, asked_back(question, "r2"))
    first, second = kept(records, "r1"), kept(records, "r2")
    assert first is not None
    assert second is not None
    assert (first.code, first.reason, len(first.question)) == ("too_long", "No metric matches.", MOST_TEXT)
    assert second.options == ("Revenue",)


@pytest.mark.parametrize(("recorded", "expected"), [("nothing", ""), ("unanswered", "bc"), ("all", "abc")])
def test_what_is_recorded(tmp_path: Path, clock: Clock, recorded: str, expected: str) -> None:
    from dataclasses import replace

    records = Records(replace(rules(tmp_path, clock), recorded=recorded))  # type: ignore[arg-type]
    question = asked("revenue")
    for outcome in (answered(question, "a"), refused(question, "b"), asked_back(question, "c")):
        record(records, question, outcome)
    assert (tmp_path / "state.db").exists() == bool(expected)
    assert "".join(number for number in "abc" if kept(records, number)) == expected
    records.close()


def test_only_the_owner_may_read_the_files(records: Records, tmp_path: Path) -> None:
    (tmp_path / "state.db").touch(0o644)
    question = asked("revenue")
    record(records, question, answered(question, "r1"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"state.db": 0o600, "state.db-wal": 0o600, "state.db-shm": 0o600}
    with records.store().reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_old_receipts_are_forgotten_except_what_is_open(tmp_path: Path, clock: Clock) -> None:
    records = Records(rules(tmp_path, clock))
    for number, outcome in (("a", answered), ("b", refused), ("c", refused)):
        question = asked(f"question {number}")
        record(records, question, outcome(question, number))
    queue = ReviewQueue(records, asked("").actor, may_review=True)
    assert queue.feedback("a", "up", "good") is None
    queue.decide(next(item.id for item in queue.list() if item.question == "question c"), "dismissed", "no")
    records.close()
    clock.now += timedelta(days=91)
    later = Records(rules(tmp_path, clock))
    question = asked("question d")
    record(later, question, answered(question, "d"))
    assert [bool(kept(later, number)) for number in "abcd"] == [False, True, False, True]
    with later.store().reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM feedback").scalar() == 0
    dismissed = ReviewQueue(later, asked("").actor, may_review=True).list("dismissed")
    assert [(item.question, item.receipts) for item in dismissed] == [("question c", ())]
    later.close()


def test_a_store_that_cannot_be_written_is_said_once_and_questions_go_on(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    records = Records(rules(tmp_path / "file" / "home", clock))
    question = asked("revenue")
    with caplog.at_level(logging.WARNING):
        for number in "abc":
            record(records, question, answered(question, number))
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("questions are not recorded: the state store ")
    records.close()


def test_one_that_is_not_taken_does_not_take_others_along(records: Records) -> None:
    question = asked("revenue")
    record(records, question, answered(question, "a"))
    gate = threading.Event()
    records._writer.submit(gate.wait)  # type: ignore[union-attr] # so that the next ones come in one batch
    for number in "aab":
        records.add(question, answered(question, number))
    gate.set()
    assert kept(records, "b") is not None


def test_eight_threads_write_at_once(records: Records) -> None:
    def write(name: int) -> None:
        for number in range(20):
            question = asked("the same question", f"actor {name}")
            records.add(question, refused(question, f"{name}-{number}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (review,) = ReviewQueue(records, asked("").actor, may_review=True).list()
    assert review.count == 160


SCRIPT = """
import sys
from pathlib import Path
from datetime import datetime, UTC
from assistant.state.records import Records
from tests.state.conftest import asked, record, refused, rules
records = Records(rules(Path(sys.argv[1]), lambda: datetime.now(UTC)))
for number in range(25):
    question = asked("the same question", sys.argv[2])
    record(records, question, refused(question, f"{sys.argv[2]}-{number}"))
records.close()
"""


def test_processes_write_at_once_from_the_start(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(tmp_path), name], stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        for name in ("a", "b", "c")
    ]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 3
    with sqlite3.connect(tmp_path / "state.db") as connection:
        assert connection.execute("SELECT count(*) FROM receipts").fetchone() == (75,)
        assert connection.execute("SELECT times FROM reviews").fetchall() == [(75,)]


def test_a_question_is_recorded_even_as_the_process_ends(tmp_path: Path) -> None:
    script = SCRIPT.replace("records.close()", "").replace("record(records, ", "records.add(")
    subprocess.run([sys.executable, "-c", script, str(tmp_path), "a"], check=True, cwd=ROOT)
    with sqlite3.connect(tmp_path / "state.db") as connection:
        assert connection.execute("SELECT count(*) FROM receipts").fetchone() == (25,)


def test_answering_does_not_import_sqlalchemy(tmp_path: Path) -> None:
    script = """
import sys
from assistant.wiring import open_review_queue
from pathlib import Path
from datetime import datetime
from assistant.state.records import Records, Rules
from tests.state.conftest import answered, asked
records = Records(Rules(None, Path(sys.argv[1]), 90, datetime.now, str, "unanswered"))
records.add(asked("revenue"), answered(asked("revenue"), "a"))
records.close()
assert "sqlalchemy" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, cwd=ROOT)
    assert not list(tmp_path.iterdir())
