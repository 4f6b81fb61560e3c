"""The registry as files, for the documents: `python -m packshot_container.engines.table` writes them.

`engines.json` holds the facts of the engines, `ratios.json` the canvases of one megapixel.
"""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from packshot_container.engines.ratios import RATIOS
from packshot_container.engines.registry import ENGINES

TABLE = Path(__file__).parents[2] / "engines.json"
RATIO_TABLE = TABLE.with_name("ratios.json")
SHARE_DIGITS = 4
LINE = 120
"""A list that fits on a line stands on one, as the formatter of JSON wants it."""


def engine_table() -> str:
    """Gives the facts of every engine as JSON, in camelCase."""
    text = json.dumps([_in_camel_case(asdict(facts)) for facts in ENGINES], indent=2)
    return re.sub(r"^( *\"\w+\": )(\[[^\][{}]+\])(,?)$", _on_one_line, text, flags=re.MULTILINE) + "\n"


def ratio_table() -> str:
    """Gives the canvases of one megapixel as JSON, in camelCase."""
    rows = [
        {
            "ratio": ratio.name,
            "canvas": {"widthPx": ratio.canvas.width_px, "heightPx": ratio.canvas.height_px},
            "tokens": ratio.tokens,
            "offShare": round(ratio.off_share, SHARE_DIGITS),
        }
        for ratio in RATIOS
    ]
    return json.dumps(rows, indent=2) + "\n"


def _on_one_line(found: re.Match[str]) -> str:
    name, values, comma = found.groups()
    line = f"{name}{json.dumps(json.loads(values))}{comma}"
    return line if len(line) <= LINE else found.group()


def _in_camel_case(value: Any) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        return value
    return {re.sub(r"_(\w)", lambda part: part[1].upper(), key): _in_camel_case(inner) for key, inner in value.items()}


if __name__ == "__main__":
    TABLE.write_text(engine_table())
    RATIO_TABLE.write_text(ratio_table())
