"""calendar.yml, policy.yml and catalog.yml."""

from __future__ import annotations

from assistant.catalog.calendar import WEEKDAYS
from assistant.catalog.policies import ALL
from assistant.catalog.readers.card import LAYERS
from assistant.catalog.schema.shapes import (
    DATE,
    FLAG,
    LABELS,
    TEXT,
    TEXTS,
    WORDS,
    Schema,
    about,
    choice,
    either,
    listed,
    mapped,
    record,
    whole,
)
from assistant.query import RelativePeriod

_HOLIDAY = record(
    {
        "name": TEXT,
        "labels": LABELS,
        "label": LABELS,
        "synonyms": WORDS,
        "ranges": listed(record({"start": DATE, "end": about(DATE, "Exclusive.")}, ["start", "end"])),
        "day_zero": about(mapped(DATE), "Year to the day that years are compared by."),
        "compare": choice(("align_day_zero",)),
    },
    ["name"],
)
CALENDAR = record(
    {
        "as_of": about(
            either(TEXT, record({"model": TEXT, "time": TEXT}, ["model", "time"])),
            "The moment that the data ends; absent: the clock.",
        ),
        "time_zone": TEXT,
        "week_start": choice(WEEKDAYS),
        "fiscal_year_start_month": {"type": "integer", "minimum": 1, "maximum": 12},
        "holidays": listed(_HOLIDAY),
        "default_period": choice(RelativePeriod),
    }
)

_ROLE = record(
    {
        "owners": TEXTS,
        "layers": either(choice((*LAYERS, ALL)), listed(choice((*LAYERS, ALL)))),
        "metrics": TEXTS,
        "except_metrics": TEXTS,
        "row_filter": about(TEXT, "{{ Dimension('region') }} = 'south_cn'."),
        "models_without_filter_column": choice(("deny", "allow")),
        "show_pii": TEXTS,
        "mask_pii": FLAG,
        "aggregates_only": FLAG,
        "minimum_group_size": whole(1),
        "reviewer": FLAG,
    }
)
_USER = record({"roles": TEXTS, "role": TEXTS, "attributes": mapped({"type": ["string", "integer"]})})
POLICY = record({"roles": mapped(_ROLE), "users": mapped(either(TEXTS, _USER))})

CATALOG_KEYS: dict[str, Schema] = {
    "name": TEXT,
    "schema": about(TEXT, "The default schema of relations."),
    "relations": about(either(mapped(TEXT), listed(TEXT)), "A model's or table's name to where it is."),
}
