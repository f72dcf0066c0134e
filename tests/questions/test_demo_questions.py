"""The questions that must always be answered, over the small demo warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.catalog.problems import Problems
from assistant.engines.reference import Reference
from assistant.evaluation.ask_case import Examiner
from assistant.evaluation.case import Case
from assistant.evaluation.gold import Gold
from assistant.evaluation.read_cases import read_cases
from assistant.evaluation.slots import Slots

CASES = read_cases([Path(__file__).parent / "demo.yml"], Problems())


@pytest.fixture(scope="module")
def examiner(demo_assistant: Any, demo_file: Path) -> Any:
    reference = Reference(demo_file, deadline=60, row_limit=100_000, memory="2GB")
    yield Examiner(demo_assistant, Gold(reference.run), Slots(demo_assistant.catalog))
    reference.close()


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_question(case: Case, examiner: Examiner) -> None:
    result = examiner.examine(case, repeat=1)
    assert result.verdict == "right", (result.shortfalls, result.headline, result.text)
