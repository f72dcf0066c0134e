"""The catalog as an actor may see it: the reader, the index and every list work on this one."""

from __future__ import annotations

from dataclasses import replace

from assistant.catalog.model import Catalog
from assistant.policy import Grant
from assistant.question import Actor


def grant_for(actor: Actor) -> Grant:
    """What holds for the actor. Without a policy: open mode, every approved metric and every row."""
    return Grant(actor.name, attributes=actor.attributes, open_mode=True)


def visible(catalog: Catalog) -> Catalog:
    """Only approved metrics answer. Others are hidden rather than taken out: an approved metric may be
    computed from one that nobody should ask for by itself."""
    hidden = {
        name: replace(metric, hidden=True)
        for name, metric in catalog.metrics.items()
        if metric.card.status != "approved" and not metric.hidden
    }
    return replace(catalog, metrics={**catalog.metrics, **hidden}) if hidden else catalog
