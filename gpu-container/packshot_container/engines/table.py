"""The registry as a file, for the documents: `python -m packshot_container.engines.table` writes `engines.json`."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from packshot_container.engines.registry import ENGINES

TABLE = Path(__file__).parents[2] / "engines.json"
LINE = 120
"""A list that fits on a line stands on one, as the formatter of JSON wants it."""


def engine_table() -> str:
    """Gives the facts of every engine as JSON, in camelCase."""
    text = json.dumps([_in_camel_case(asdict(facts)) for facts in ENGINES], indent=2)
    return re.sub(r"^( *\"\w+\": )(\[[^\][{}]+\])(,?)$", _on_one_line, text, flags=re.MULTILINE) + "\n"


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
