"""All settings in one frozen object, read from the environment once. docs/settings.md lists them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from assistant.errors import UsageError, WarehouseError, suggestion

PREFIX = "ASSISTANT_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is an environment variable, see `variable_of`; the defaults run the demo."""

    home: Path
    """Folder for everything the assistant writes by itself."""
    catalog: Path
    """Folder of the catalog or dbt project, or a `semantic_manifest.json`."""
    warehouse: Path
    """The DuckDB file in use."""
    demo: Path
    """Folder of the demo warehouses."""
    index: Path
    """Folder of the search indexes."""
    now: datetime | None = None
    """What relative dates refer to; None: the calendar's as_of, else the clock."""
    user: str = "exec"
    """Who asks, where a channel does not say."""
    host: str = "localhost"
    port: int = 8501
    deadline: float = 30.0
    """Seconds that one statement may run."""
    row_limit: int = 10_000
    """Rows that one answer may hold; more are cut off and the answer says so."""
    memory: str = "4GB"
    """Memory limit of the engine."""
    threads: int = 0
    """Engine threads; 0 is one per core."""
    spill: Path | None = None
    """Folder that large queries may spill to; None: they fail instead."""
    state: str | None = None
    """SQLAlchemy URL of the state store; None: the SQLite file `state.db` in `home`."""
    keep_receipts: int = 90
    """Days that the record of a question is kept."""
    questions: Path | None = None
    """Folder of the question sets that changes are compared by; None: looked for beside the catalog."""
    mask_key: str | None = None
    """Secret behind the labels of masked values; None: one is made and kept in `home`."""
    llm: str = "auto"
    """When a language model is asked: `auto`, `always` or `never`."""
    llm_model: str | None = None
    """Name of the model at its endpoint; None: none is asked."""
    llm_api_key: str | None = field(default=None, repr=False)
    llm_base_url: str | None = None
    embeddings_model: str | None = None
    """Name of the model at the same endpoint whose vectors the search uses; None: the built-in ones."""
    llm_deadline: float = 20.0
    """Seconds for all that a model is asked about one question."""
    llm_values: str = "declared"
    """Which values of dimensions a model is shown: `declared`, `all` or `none`."""
    llm_input_price: float = 0.0
    """Of a million tokens; 0 where it is not known."""
    llm_output_price: float = 0.0

    @property
    def asks_model(self) -> bool:
        """Whether there is a model to ask: it is named, and there is a key or an address."""
        return self.llm != "never" and bool(self.llm_model) and bool(self.llm_api_key or self.llm_base_url)


_NAMES = {"llm_api_key": "OPENAI_API_KEY", "llm_base_url": "OPENAI_BASE_URL"}
"""Settings whose variables have the names that everybody else gives them."""


def variable_of(setting: str) -> str:
    """The environment variable of a setting."""
    return _NAMES.get(setting, PREFIX + setting.upper())


def bundled(name: str) -> Path:
    """A file or folder that ships with the product: inside a wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "bundled" / name
    return inside if inside.exists() else package.parent / name


def load_settings(
    overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Settings from the environment, single ones replaced by `overrides`.

    Raises UsageError naming the variable and what it takes.
    """
    environ = os.environ if environ is None else environ
    given = {name: environ[variable_of(name)] for name in _READERS if environ.get(variable_of(name))}
    given.update(_checked(overrides or {}))
    values = {name: _read(name, value) for name, value in given.items()}
    home = values.get("home") or _home()
    demo = values.get("demo") or home / "demo"
    defaults: dict[str, Any] = {
        "home": home,
        "demo": demo,
        "catalog": bundled("metric_catalog"),
        "index": home / "index",
        "warehouse": demo / "current.json",
    }
    return Settings(**(defaults | values))


def _home() -> Path:
    from platformdirs import user_data_path  # only where no folder is named

    return user_data_path("metric-assistant", appauthor=False)


def _checked(overrides: Mapping[str, Any]) -> dict[str, Any]:
    for name in overrides:
        if name not in _READERS:
            raise UsageError(f"unknown setting '{name}'.{suggestion(name, _READERS)}")
    return {name: value for name, value in overrides.items() if value is not None}


def _read(name: str, value: Any) -> Any:
    try:
        return _READERS[name](value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"{variable_of(name)} is not usable: {error}") from None


def read_moment(value: object) -> datetime:
    """A moment; a bare date means its end, so that "today" is a whole day of data."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    text = str(value).strip()
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"'{text}' is not a date such as 2025-12-31") from None
    if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
        return datetime.combine(moment.date(), time()) + timedelta(days=1) - timedelta(seconds=1)
    return moment


def _path(value: object) -> Path:
    text = str(value)
    if re.match(r"[a-z]+://", text):
        raise ValueError(f"'{text.split('://')[0]}://' is not supported; give the path of a DuckDB file")
    return Path(text).expanduser().absolute()


def _whole(low: int, high: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        text = str(value).strip()
        if not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"'{text}' is not a whole number from {low} to {high}")
        return int(text)

    return read


def _seconds(value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = -1.0
    if not 0.1 <= seconds <= 3600:
        raise ValueError(f"'{value}' is not a number of seconds from 0.1 to 3600")
    return seconds


def _one_of(*choices: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = str(value).strip().lower()
        if text not in choices:
            raise ValueError(f"'{text}' is not one of {', '.join(choices)}")
        return text

    return read


def _price(value: object) -> float:
    try:
        price = float(str(value))
    except ValueError:
        price = -1.0
    if not 0 <= price < 1e9:
        raise ValueError(f"'{value}' is not a price of a million tokens")
    return price


def _address(value: object) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"https?://\S+", text):
        raise ValueError("it takes an address that begins with http:// or https://")
    return text.rstrip("/")


def _secret(value: object) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9A-Za-z_-]{16,128}", text):
        raise ValueError("it takes 16 to 128 letters, digits, - and _")
    return text


def _size(value: object) -> str:
    text = str(value).strip()
    if not re.fullmatch(r"\d+(\.\d+)?\s*(MB|GB|MiB|GiB)", text):
        raise ValueError(f"'{text}' is not a size such as 4GB")
    return text


_READERS: dict[str, Callable[[Any], Any]] = {
    "home": _path,
    "catalog": _path,
    "warehouse": _path,
    "demo": _path,
    "index": _path,
    "now": read_moment,
    "user": str,
    "host": str,
    "port": _whole(1, 65535),
    "deadline": _seconds,
    "row_limit": _whole(1, 1_000_000),
    "memory": _size,
    "threads": _whole(0, 1024),
    "spill": _path,
    "state": str,
    "keep_receipts": _whole(1, 36_500),
    "questions": _path,
    "mask_key": _secret,
    "llm": _one_of("auto", "always", "never"),
    "llm_model": str,
    "llm_api_key": str,
    "llm_base_url": _address,
    "embeddings_model": str,
    "llm_deadline": _seconds,
    "llm_values": _one_of("declared", "all", "none"),
    "llm_input_price": _price,
    "llm_output_price": _price,
}
assert set(_READERS) == {item.name for item in fields(Settings)}


def with_warehouse(settings: Settings, warehouse: Path) -> Settings:
    return replace(settings, warehouse=warehouse)


def find_warehouse(settings: Settings) -> Path:
    """The DuckDB file to open; the demo's pointer is followed. Raises WarehouseError."""
    chosen = settings.warehouse
    if chosen.suffix != ".json":
        return chosen
    if not chosen.exists():
        raise WarehouseError(
            "there is no demo warehouse yet; run `assistant demo build`, or set ASSISTANT_WAREHOUSE to a DuckDB file"
        )
    try:
        return chosen.parent / Path(json.loads(chosen.read_text(encoding="utf-8"))["file"]).name
    except (ValueError, KeyError, TypeError):
        raise WarehouseError(f"{chosen} is damaged; run `assistant demo build` again") from None
    except OSError:
        raise WarehouseError(f"{chosen} cannot be read; check its permissions") from None
