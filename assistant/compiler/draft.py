"""The statement under construction, as the passes hand it on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from assistant.catalog.model import NonAdditive
from assistant.compiler import nodes
from assistant.plan import GovernedQuery, Leaf, Offset, Prior, ResolvedFilter, ResolvedQuery, Source
from assistant.query import TimeRange
from assistant.rows import Column


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One stretch of time to aggregate over: the current one, what it is compared with, or one of
    several side by side, which `label` names.
    """

    range: TimeRange | None
    prior: Prior | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One aggregated value, as a column of whatever holds it."""

    name: str
    leaf: Leaf
    of_prior: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """Slots that one pass over the rows of one model computes.

    `common` filters hold for all of them; `offsets` and `non_additive` are those of every slot.
    """

    source: Source
    frame: Frame
    slots: tuple[Slot, ...]
    common: tuple[ResolvedFilter, ...]
    prior: Frame | None = None
    """What the scan reads besides `frame`, for those of its slots that are of the prior range."""

    @property
    def offsets(self) -> tuple[Offset, ...]:
        return self.slots[0].leaf.offsets

    @property
    def non_additive(self) -> NonAdditive | None:
        return self.slots[0].leaf.kind.non_additive


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A SELECT that projects the keys so far; `values` are what each slot is within it.

    `grouped`: the values are aggregates, so conditions on them are a HAVING. `select` is owned by
    the draft and may be changed in place until it is closed.
    """

    select: exp.Select
    values: Mapping[str, exp.Expr]
    grouped: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """A column of the answer. `expr` is what it is within the stage; hidden ones only order or filter."""

    column: Column
    expr: exp.Expr
    hidden: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    governed: GovernedQuery
    scans: tuple[Scan, ...] = ()
    slots: Mapping[object, Slot] = field(default_factory=dict)
    """By (leaf identity, is it of the prior range)."""
    parts: tuple[exp.CTE, ...] = ()
    stage: Stage | None = None
    outputs: tuple[Output, ...] = ()
    merged: str | None = None
    """The common table expression with every slot by every key, where there is one."""
    totals: str | None = None
    """Likewise with the slots of the total."""
    means: Mapping[tuple[str, bool], str] = field(default_factory=dict)
    """Where each metric is a mean over groups: its column, by (name, is it of the prior range)."""
    windowed: bool = False
    """Some outputs are window functions, which neither HAVING nor WHERE may hold."""
    tables: frozenset[str] = frozenset()
    finished: exp.Query | None = None

    @property
    def resolved(self) -> ResolvedQuery:
        return self.governed.resolved

    @property
    def current(self) -> Stage:
        if self.stage is None:
            raise RuntimeError("no pass has made a stage yet")
        return self.stage

    def add_part(self, name: str, query: exp.Query) -> Draft:
        """With `query` as a common table expression."""
        made = exp.CTE(this=query, alias=exp.TableAlias(this=nodes.identifier(name)))
        return replace(self, parts=(*self.parts, made))

    def reading(self, tables: Iterable[str]) -> Draft:
        """With `tables` among those that are read."""
        return replace(self, tables=self.tables.union(tables))

    def with_part(self, stage: Stage, name: str = "_part") -> tuple[Draft, str]:
        """With `stage` as a common table expression of its keys and values, and that one's numbered name."""
        name = f"{name}{len(self.parts) + 1}"
        named = [nodes.aliased(value, slot) for slot, value in stage.values.items()]
        stage.select.set("expressions", [*stage.select.expressions, *named])
        return self.add_part(name, stage.select), name

    def close(self, name: str, outputs: bool = False) -> Draft:
        """The stage becomes a common table expression, and the next stage reads its columns.

        With `outputs` the outputs are computed in it as well and are plain columns from then on.
        """
        stage = self.current
        made = list(stage.select.expressions)
        made += [nodes.aliased(value, slot) for slot, value in stage.values.items()]
        if outputs:
            made += [
                nodes.aliased(o.expr, o.column.name) for o in self.outputs if o.column.name not in stage.keys
            ]
        stage.select.set("expressions", made)
        values = {slot: nodes.column(slot) for slot in stage.values}
        after = Stage(
            nodes.select([nodes.column(key) for key in stage.keys], nodes.table(name)),
            values,
            False,
            stage.keys,
        )
        plain = (
            tuple(replace(o, expr=nodes.column(o.column.name)) for o in self.outputs)
            if outputs
            else self.outputs
        )
        return replace(self.add_part(name, stage.select), stage=after, outputs=plain, windowed=False)
