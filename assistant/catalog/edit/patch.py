"""A unified diff applied to the files of a catalog: in its own words or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assistant.catalog.edit.edit import Edit
from assistant.catalog.edit.write import newline_of
from assistant.errors import UsageError

EDITABLE = (".yml", ".yaml", ".sql")
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_NOWHERE = "/dev/null"


@dataclass(frozen=True, slots=True)
class _Hunk:
    at: int
    """Line, from 0, where the old lines are said to begin; where there are none, the line before."""
    old: tuple[str, ...]
    new: tuple[str, ...]
    """Lines without their ends."""
    open_end: bool
    """The new text has no newline at its end."""


@dataclass(slots=True)
class _FilePatch:
    source: str
    target: str
    hunks: list[_Hunk]


def apply_patch(folder: Path, diff: str) -> tuple[Edit, ...]:
    """What the diff makes of the files in `folder`. Raises UsageError where it does not fit."""
    patches = list(_read([line.rstrip("\r") for line in diff.split("\n")]))
    if not patches:
        raise UsageError(
            "this is no unified diff: lines '--- a/FILE', '+++ b/FILE' and '@@ … @@' are missing"
        )
    edits = tuple(_applied(folder, patch) for patch in patches)
    if len({edit.file for edit in edits}) < len(edits):
        raise UsageError("the diff changes the same file twice")
    return edits


def checked_name(folder: Path, name: str) -> str:
    """The name of a file that may be written in the catalog's folder. Raises UsageError."""
    path = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith(".") for part in path.parts)
    if path.is_absolute() or hidden or not path.parts or path.suffix not in EDITABLE:
        raise UsageError(f"'{name:.80}' is no file of a catalog: YAML and SQL below its folder are")
    if not (folder / path).resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"'{name:.80}' lies outside of the catalog's folder")
    return path.as_posix()


def current_text(folder: Path, name: str) -> str | None:
    """The file as it is on disk; None where there is none. Raises UsageError."""
    try:
        return (folder / name).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{name} cannot be read as UTF-8 text") from None


def _read(lines: list[str]) -> Iterator[_FilePatch]:
    patch: _FilePatch | None = None
    at = 0
    while at < len(lines):
        if lines[at].startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ "):
            if patch is not None:
                yield patch
            patch = _FilePatch(_name(lines[at], "a/"), _name(lines[at + 1], "b/"), [])
            at += 2
        elif patch is not None and lines[at].startswith("@@"):
            hunk, at = _hunk(lines, at)
            patch.hunks.append(hunk)
        else:
            at += 1  # what git writes between the files
    if patch is not None:
        yield patch


def _name(line: str, prefix: str) -> str:
    return line[4:].split("\t")[0].strip().removeprefix(prefix)


def _hunk(lines: list[str], at: int) -> tuple[_Hunk, int]:
    match = _HUNK.match(lines[at])
    if match is None:
        raise UsageError(f"line {at + 1} of the diff is not '@@ -1,2 +1,3 @@'")
    left, right = int(match[2] or 1), int(match[3] or 1)
    old: list[str] = []
    new: list[str] = []
    open_end, at = False, at + 1
    while at < len(lines) and (len(old) < left or len(new) < right):
        mark, text = lines[at][:1] or " ", lines[at][1:]
        if mark not in " -+\\":
            break
        old += [text] if mark in " -" else []
        new += [text] if mark in " +" else []
        at += 1
        if lines[at : at + 1] and lines[at].startswith("\\"):
            open_end, at = open_end or mark in " +", at + 1
    if (len(old), len(new)) != (left, right):
        raise UsageError(f"the diff is cut off at line {at}: the lines of a '@@' are fewer than it says")
    return _Hunk(int(match[1]) - 1, tuple(old), tuple(new), open_end), at


def _applied(folder: Path, patch: _FilePatch) -> Edit:
    name = checked_name(folder, patch.target if patch.target != _NOWHERE else patch.source)
    if _NOWHERE not in (patch.source, patch.target) and patch.source != patch.target:
        raise UsageError(f"the diff renames {patch.source}; make a new file and remove the old one")
    before = current_text(folder, name)
    if (before is None) != (patch.source == _NOWHERE):
        raise UsageError(f"{name} {'is not there' if before is None else 'is there already'}")
    after = _patched(name, before or "", patch.hunks)
    return Edit(name, before, None if patch.target == _NOWHERE else after)


def _patched(name: str, text: str, hunks: list[_Hunk]) -> str:
    newline = newline_of(text)
    lines = _LINES.findall(text)
    done: list[str] = []
    used = 0
    for number, hunk in enumerate(hunks, start=1):
        at = _where([line.rstrip("\r\n") for line in lines], hunk, used)
        if at is None:
            raise UsageError(
                f"the diff does not fit {name}: part {number}, at line {hunk.at + 1}, finds other text"
            )
        done += lines[used:at]
        ends = {line: lines[at + i] for i, line in enumerate(hunk.old) if lines[at + i].endswith("\n")}
        done += [ends.get(line, line + newline) for line in hunk.new]
        used = at + len(hunk.old)
        if hunk.open_end and done and used == len(lines):
            done[-1] = done[-1].rstrip("\r\n")
    return "".join(done + lines[used:])


def _where(lines: list[str], hunk: _Hunk, least: int) -> int | None:
    """The place that the diff names, else the only other one where its old lines stand."""
    size = len(hunk.old)
    if not size:
        return hunk.at + 1 if least <= hunk.at + 1 <= len(lines) else None
    fitting = [at for at in range(least, len(lines) - size + 1) if tuple(lines[at : at + size]) == hunk.old]
    if hunk.at in fitting:
        return hunk.at
    return fitting[0] if len(fitting) == 1 else None
