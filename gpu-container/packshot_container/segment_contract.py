"""The segment contract: mirrors shared/contracts/segment-job.ts, tested on both sides with test/contracts/examples."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from packshot_container.contract import ContractModel, StoredPicture, Version, Weights


class SegmentJob(ContractModel):
    """What the container is asked where a segmenter does not fit into mask-photo; told from a paint job by its kind."""

    v: Version
    kind: Literal["segment"]
    segmenter: str
    bucket: str
    picture: StoredPicture
    output_prefix: Annotated[str, StringConstraints(pattern=r"/$")]


class SegmentFacts(ContractModel):
    """What the container says of a segmented picture: its answer, and `<sha256 of the weights>.json` beside the map."""

    v: Version
    segmenter: str
    weights: Weights
    licence: str
    map: StoredPicture
    seconds: Annotated[float, Field(ge=0)]
