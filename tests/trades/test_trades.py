"""Other people's schemas, each with a catalog and questions that somebody wrote who had not seen an answer.

`expected.json` says of each question how it ends today. One that was answered rightly must stay so, and none may
become wrong; `python -m tests.trades.test_trades` writes the file anew.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import duckdb
import pytest

from assistant import open_assistant
from assistant.catalog.problems import Problems
from assistant.engines.reference import Reference
from assistant.evaluation.ask_case import Examiner
from assistant.evaluation.gold import Gold
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.slots import Slots

HERE = Path(__file__).parent
TRADES = sorted(path.parent.name for path in HERE.glob("*/questions.yml"))


def verdicts(name: str, folder: Path) -> dict[str, str]:
    """How each question of a trade ends, by its id."""
    file = folder / f"{name}.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute((HERE / name / "setup.sql").read_text(encoding="utf-8"))
    assistant = open_assistant(home=folder / "home", catalog=HERE / name / "catalog", warehouse=file)
    reference = Reference(file, deadline=60, row_limit=100_000, memory="2GB")
    try:
        examiner = Examiner(assistant, Gold(reference.run), Slots(assistant.catalog))
        cases = read_cases([HERE / name / "questions.yml"], Problems())
        return {case.id: examiner.examine(case, repeat=1).verdict for case in cases}
    finally:
        reference.close()
        assistant.close()


@pytest.mark.parametrize("name", TRADES)
def test_questions_of_other_trades(name: str, tmp_path: Path) -> None:
    expected = json.loads((HERE / name / "expected.json").read_text(encoding="utf-8"))
    found = verdicts(name, tmp_path)
    assert set(found) == set(expected)
    changed = {case: verdict for case, verdict in found.items() if verdict != expected[case]}
    assert not [case for case in changed if expected[case] == "right"], changed
    assert not [case for case, verdict in changed.items() if verdict in ("wrong", "fault")], changed


if __name__ == "__main__":
    for trade in TRADES:
        with tempfile.TemporaryDirectory() as home:
            text = json.dumps(verdicts(trade, Path(home)), ensure_ascii=False, indent=1)
        (HERE / trade / "expected.json").write_text(f"{text}\n", encoding="utf-8")
