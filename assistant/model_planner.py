"""The model planner that the settings ask for; what it needs is imported only where there is a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from assistant.settings import Settings, bundled

if TYPE_CHECKING:
    from assistant.catalog.model import Catalog
    from assistant.llm.model import LanguageModel
    from assistant.retrieval.metric_index import MetricIndex
    from assistant.retrieval.value_index import ValueIndex
    from assistant.understanding.planner import Planner
    from assistant.understanding.planning.means import Mode
    from assistant.understanding.planning.values import Seen, Sharing
    from assistant.understanding.read import Reader


def open_model(settings: Settings) -> LanguageModel | None:
    """The model at its endpoint; None where the settings name none. Nothing is sent yet."""
    if not settings.asks_model or settings.llm_model is None:
        return None
    from assistant.llm.openai_model import Endpoint, OpenAIModel

    return OpenAIModel(Endpoint(settings.llm_model, settings.llm_base_url, settings.llm_api_key))


def open_planner(
    settings: Settings,
    model: LanguageModel | None,
    catalog: Catalog,
    reader: Reader,
    metrics: MetricIndex | None,
    values: ValueIndex | None,
    seen: Seen | None,
) -> Planner | None:
    """The planner over what one set of actors may see; None without a model. Raises UsageError where the
    prompt is missing.
    """
    if model is None:
        return None
    from assistant.llm.model import Price
    from assistant.llm.prompts import load_prompt
    from assistant.understanding.planner import Planner
    from assistant.understanding.planning.means import Means, Rules
    from assistant.understanding.planning.values import Values

    prompt = load_prompt(bundled("prompts"), "plan_query")
    price = Price(settings.llm_input_price, settings.llm_output_price)
    rules = Rules(cast("Mode", settings.llm), settings.llm_deadline, price)
    known = Values(values, cast("Sharing", settings.llm_values), seen)
    return Planner(Means(catalog, reader, metrics, known, model, prompt, rules))
