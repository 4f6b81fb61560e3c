"""The paint contract: mirrors shared/contracts/paint-job.ts, tested on both sides with test/contracts/examples."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

LARGEST_SAFE_INTEGER = 2**53 - 1
"""JavaScript's whole numbers end here, and so do the contract's."""
LARGEST_SEED = 2**32 - 1
MOST_PASSES = 3


def _refuse_true(value: bool) -> bool:
    if value:
        raise ValueError("Expected false")
    return value


def _refuse_none(value: object) -> object:
    if value is None:
        raise ValueError("Expected a value, or no field")
    return value


SafeInteger = Annotated[int, Field(ge=-LARGEST_SAFE_INTEGER, le=LARGEST_SAFE_INTEGER)]
PositiveInteger = Annotated[int, Field(gt=0, le=LARGEST_SAFE_INTEGER)]
NonNegativeInteger = Annotated[int, Field(ge=0, le=LARGEST_SAFE_INTEGER)]
PositiveNumber = Annotated[float, Field(gt=0)]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Version = Annotated[int, Field(ge=1, le=1)]
"""Not Literal[1], which takes true for 1."""
Given = BeforeValidator(_refuse_none)
"""For optional fields: they are absent or have a value, and null is none."""
No = Annotated[bool, AfterValidator(_refuse_true)]
"""Not Literal[False], which takes 0 for false."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Layout = Literal["init", "reference", "control", "none"]
"""How the underpaint reaches an engine: as the picture it starts from, as a reference, as a control, or not at all."""


class ContractModel(BaseModel):
    """Strict: no conversions, no further fields; camelCase in JSON, snake_case here."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
    )

    @classmethod
    def from_json(cls, body: bytes) -> Self:
        """Parses JSON, in camelCase alone.

        Raises:
            ValidationError: The body is not this model.
        """
        return cls.model_validate_json(body, by_alias=True, by_name=False)

    def to_json(self) -> bytes:
        """Gives JSON in camelCase, UTF-8; what was not given stays absent."""
        return self.model_dump_json(exclude_unset=True).encode()


class Size(ContractModel):
    """A size in whole pixels."""

    width_px: PositiveInteger
    height_px: PositiveInteger

    def __str__(self) -> str:
        return f"{self.width_px}x{self.height_px}"


class PixelBox(ContractModel):
    """A rectangle in whole pixels, origin at the top left."""

    left_px: SafeInteger
    top_px: SafeInteger
    width_px: PositiveInteger
    height_px: PositiveInteger

    @property
    def size(self) -> Size:
        """Its width and height."""
        return Size(width_px=self.width_px, height_px=self.height_px)


class UnitRect(ContractModel):
    """A rectangle in u: origin at the centre of the product's base line, y up."""

    left: float
    bottom: float
    width: PositiveNumber
    height: PositiveNumber


class StoredPicture(ContractModel):
    """A picture in the work bucket: its key, the hash of its bytes and its size in pixels."""

    key: Annotated[str, StringConstraints(min_length=1)]
    sha256: Sha256
    width_px: PositiveInteger
    height_px: PositiveInteger

    @property
    def size(self) -> Size:
        """Its width and height."""
        return Size(width_px=self.width_px, height_px=self.height_px)


class PaintPass(ContractModel):
    """One step of painting: a canvas, its rectangle in u, and where the earlier pass's picture lies on it.

    `keep` is None for the first pass of a stage, which starts from the underpaint. In later passes it is where the
    picture of the pass before lies, in the first one where the underpaint lies: a photo whose backdrop goes on.
    """

    name: Literal["hero", "wide", "tall"]
    canvas: Size
    rect: UnitRect
    keep: PixelBox | None


Text = Annotated[str, StringConstraints(min_length=1)]


class PaintSettings(ContractModel):
    """What a job may ask of an engine beyond its prompt; None is the engine's own choice.

    `strength` is how far the first pass leaves its underpaint (0..1); what `guidance` means differs between engines.
    """

    steps: Annotated[PositiveInteger | None, Given] = None
    guidance: Annotated[float | None, Field(ge=0), Given] = None
    negative_prompt: Annotated[Text | None, Given] = None
    scheduler: Annotated[Text | None, Given] = None
    strength: Annotated[float | None, Field(gt=0, le=1), Given] = None


class PaintJob(ContractModel):
    """What the container is asked: the body of `POST /invocations`.

    `mask` is where the first pass paints (255) around a product that it keeps (0); None is everywhere.
    `timeout_seconds` is how long the answer is waited for.
    """

    v: Version
    plate_id: Id
    attempt: PositiveInteger
    engine: str
    prompt: str | None
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)]
    bucket: str
    underpaint: StoredPicture
    mask: Annotated[StoredPicture | None, Given] = None
    settings: PaintSettings = PaintSettings()
    passes: Annotated[list[PaintPass], Field(min_length=1, max_length=MOST_PASSES)]
    timeout_seconds: Annotated[PositiveInteger | None, Given] = None
    output_prefix: Annotated[str, StringConstraints(pattern=r"/$")]


class Weights(ContractModel):
    """The weights of an engine: their id and their hash."""

    id: str
    sha256: Sha256


class PaintFacts(ContractModel):
    """What the container says of a painted plate: its answer, and `painted.json` beside the plate.

    `layout` is what the underpaint was to the engine in this job.
    """

    v: Version
    plate_id: Id
    plate: StoredPicture
    engine: str
    weights: Weights | None
    licence: str
    seed: NonNegativeInteger
    steps: NonNegativeInteger
    scheduler: str | None = None
    seconds: Annotated[float, Field(ge=0)]
    gpu_memory_mib: NonNegativeInteger | None = None
    prompt_used: bool
    layout: Layout = "init"


class PaintFailure(ContractModel):
    """What the container says of a job that it can never paint: `failure.json`, written before it answers 4xx."""

    v: Version
    plate_id: Id
    code: str
    sentence: str
    retryable: No
