"""One evaluation run: its figures, what changed since an earlier one, and its cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from assistant.channels.web_evaluation_cases import Shown, draw_cases
from assistant.channels.web_evaluation_figures import draw_changes, draw_figures, draw_shares, draw_slices
from assistant.channels.web_evaluation_texts import Words
from assistant.errors import UsageError
from assistant.evaluation.baseline import Comparison, compare
from assistant.evaluation.reports.figures import duration, one_line, percent
from assistant.evaluation.reports.grouping import changes_of
from assistant.evaluation.result import Run
from assistant.evaluation.run import folder_of
from assistant.evaluation.runs import read_run, summary_of
from assistant.evaluation.score import score
from assistant.presentation.safe import plain
from assistant.wiring import Assistant


def draw_run(assistant: Assistant, files: Mapping[str, Path], id: str, words: Words) -> None:
    """The run of this id; `files` are those of all the runs, newest first."""
    _draw_back(words)
    try:
        run, place = _read(files[id]), summary_of(files[id]).place
        _draw_head(run, words)
        configuration = _configuration(run, id, words)
        comparison = _comparison(run, files, id, words)
    except UsageError as error:
        st.error(plain(str(error)))
        return
    shown = Shown(
        id=id,
        results=tuple(run.of_configuration(configuration)),
        changes=changes_of(comparison, configuration),
        place=place,
        folder=folder_of(assistant.settings),
        reviewer=assistant.settings.user,
    )
    draw_shares(score(shown.results), comparison, configuration, words)
    _download(run, comparison, words)
    _draw_tabs(shown, comparison, configuration, words)


def _draw_tabs(shown: Shown, comparison: Comparison | None, configuration: str, words: Words) -> None:
    names = ("tab_cases", "tab_changes", "tab_slices", "tab_figures")
    cases, changed, slices, figures = st.tabs([words[name] for name in names])
    scores = score(shown.results)
    with cases:
        draw_cases(shown, words)
    with changed:
        draw_changes(comparison, configuration, words)
    with slices:
        draw_slices(scores, words)
    with figures:
        draw_figures(scores, words)


def _read(file: Path) -> Run:
    """Raises UsageError."""
    try:
        return _kept(str(file), file.stat().st_mtime_ns)
    except OSError:
        raise UsageError(f"there is no result file {file}") from None


@st.cache_resource(show_spinner=False, max_entries=6)
def _kept(file: str, changed: int) -> Run:
    """Runs are immutable: visitors may share them. `changed` is there to tell files apart."""
    return read_run(Path(file))


def _draw_back(words: Words) -> None:
    if st.button(words["back"], icon=":material/arrow_back:", key="all-runs"):
        del st.query_params["run"]
        st.rerun()


def _draw_head(run: Run, words: Words) -> None:
    st.header(f"{words['title']} · {plain(run.started.replace('T', ' ')[:16])}")
    said = {
        "cases": f"{len({item.id for item in run.results}):,}",
        "took": duration(run.seconds),
        "name": run.catalog_name,
        "version": run.versions.catalog[:12],
        "now": run.now[:10],
    }
    st.caption(plain(words["about"].format(**said)))
    if not run.complete:
        st.warning(plain(words["stopped"].format(why=run.stopped)))
    if run.problems:
        with st.expander(plain(words["problems"].format(n=len(run.problems))), icon=":material/warning:"):
            st.markdown("\n".join(f"- {plain(item)}" for item in run.problems))


def _configuration(run: Run, id: str, words: Words) -> str:
    names = list(run.configurations) or [""]
    if len(names) == 1:
        return names[0]
    chosen = st.selectbox(
        words["configuration"],
        range(len(names)),
        format_func=lambda place: one_line(names[place]) or words["as_configured"],
        key=f"configuration-{id}",
    )
    return names[chosen or 0]


def _comparison(run: Run, files: Mapping[str, Path], id: str, words: Words) -> Comparison | None:
    earlier = [name for name in files if name < id]
    if not earlier:
        return None
    chosen = st.selectbox(
        words["compare"],
        [None, *earlier],
        format_func=lambda name: words["nothing"] if name is None else _told(files[name], words),
        key=f"compare-{id}",
    )
    return compare(run, _read(files[chosen])) if chosen else None


def _told(file: Path, words: Words) -> str:
    try:
        found = summary_of(file)
    except UsageError:
        return file.stem
    right = percent(found.verdicts.rate("right").value)
    when = one_line(found.started.replace("T", " ")[:16])
    return f"{when} · {words['found'].format(n=found.cases)} · {words['right']} {right}"


def _download(run: Run, comparison: Comparison | None, words: Words) -> None:
    def page() -> bytes:
        from assistant.evaluation.reports.html import html_report

        scores = {name: score(run.of_configuration(name)) for name in run.configurations}
        return html_report(run, scores, comparison).encode()

    st.download_button(
        words["download"],
        page,
        file_name="evaluation.html",
        mime="text/html",
        icon=":material/download:",
        on_click="ignore",
    )
