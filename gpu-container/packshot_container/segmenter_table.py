"""The segmenters that a container can run: the table of shared/contracts/segmenters.ts, as `npm run docs` writes it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RootModel, ValidationError

from packshot_container.contract import ContractModel, PositiveInteger, PositiveNumber, Sha256
from packshot_container.errors import SettingInvalid

OUR_TABLE = Path(__file__).parent / "segmenters.json"


class SegmenterFacts(ContractModel):
    """A network that finds products: its weights, and what it takes and answers."""

    file: str
    sha256: Sha256
    licence: str
    side_px: PositiveInteger
    """Width and height of the input and the answer."""
    mean: Annotated[list[float], Field(min_length=3, max_length=3)]
    """Of RGB values 0..1 after division by the picture's brightest value."""
    deviation: Annotated[list[PositiveNumber], Field(min_length=3, max_length=3)]
    answer: Literal["probability", "logit"]
    """What the first output holds: values 0..1, or logits that still need the sigmoid."""


class _Table(RootModel[dict[str, SegmenterFacts]]):
    """Facts by the segmenter's name."""


def read_segmenters(table: Path = OUR_TABLE) -> Mapping[str, SegmenterFacts]:
    """Gives the segmenters of a table by name.

    Raises:
        SettingInvalid: There is no such table, or it is none.
    """
    try:
        return _Table.model_validate_json(table.read_bytes(), by_alias=True, by_name=False).root
    except (OSError, ValidationError) as error:
        raise SettingInvalid(f"Expected a table of segmenters in {table}, got {error}.") from error
