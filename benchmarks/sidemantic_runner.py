"""Compiles queries with sidemantic, in an environment of its own: this file imports nothing of ours.

`python sidemantic_runner.py FOLDER` reads one query as JSON a line, the arguments of `compile`, and
writes one `{"ms": …}` or `{"error": …}` a line.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

from sidemantic import SemanticLayer
from sidemantic.loaders import load_from_directory


def main(folder: str) -> None:
    logging.disable(logging.CRITICAL)
    layer = SemanticLayer(auto_register=False)
    load_from_directory(layer, folder)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_compiled(layer, json.loads(line))), flush=True)


def _compiled(layer: Any, query: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        sql = layer.compile(**query)
    except Exception as error:
        return {"error": str(error).splitlines()[0][:300]}
    return {"ms": (time.perf_counter() - started) * 1000, "characters": len(sql)}


if __name__ == "__main__":
    main(sys.argv[1])
