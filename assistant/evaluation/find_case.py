"""The case behind a result, as its file says it today."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from assistant.catalog.problems import Problems
from assistant.evaluation.case import Case
from assistant.evaluation.read_cases import read_case_file
from assistant.evaluation.result import CaseResult

Missing = Literal["no_file", "no_case"]
"""The file is not there any more; it is, but holds no readable case of that id."""


def find_case(result: CaseResult, place: str) -> Case | Missing:
    """`place` is the folder of the run, which a relative name refers to; the present one where it is empty."""
    file = Path(place or ".") / result.file
    if not result.file or not file.is_file():
        return "no_file"
    cases = (case for case in read_case_file(file, Problems()) if case.id == result.id)
    return next(cases, "no_case")
