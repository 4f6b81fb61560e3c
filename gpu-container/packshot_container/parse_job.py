"""From the body of a request to a job of the kind that it says."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from packshot_container.contract import PaintJob
from packshot_container.errors import JobMalformed, SegmentMalformed
from packshot_container.segment_contract import SegmentJob

Job = PaintJob | SegmentJob


def parse_job(body: bytes) -> Job:
    """Parses the body of a request; what names no kind is a paint job.

    Raises:
        JobMalformed: The body is no job; the sentence names the known fields, never their values.
        SegmentMalformed: The body says that it is a segment job, and is none.
    """
    try:
        return _JOB.validate_json(body, by_alias=True, by_name=False)
    except ValidationError as error:
        issues = error.errors(include_url=False, include_input=False, include_context=False)
    wrong = "; ".join(dict.fromkeys(f"{_field_of(issue)}: {issue['type']}" for issue in issues))
    got = f"got a body with {wrong}."
    if all(issue["loc"][:1] == ("segment",) for issue in issues):
        raise SegmentMalformed(f"Expected a segment job as shared/contracts/segment-job.ts says, {got}")
    raise JobMalformed(f"Expected a paint job as shared/contracts/paint-job.ts says, {got}")


def _field_of(issue: ErrorDetails) -> str:
    """Names the field; of an unknown one only where it stands, because its name comes from outside."""
    known = issue["loc"][:-1] if issue["type"] == "extra_forbidden" else issue["loc"]
    return ".".join(str(step) for step in known) or "body"


def _kind_of(body: Any) -> str:  # noqa: ANN401 - JSON from outside
    kind = body.get("kind", "paint") if isinstance(body, dict) else "paint"
    return kind if isinstance(kind, str) else "unknown"


_JOB: TypeAdapter[Job] = TypeAdapter(
    Annotated[Annotated[PaintJob, Tag("paint")] | Annotated[SegmentJob, Tag("segment")], Discriminator(_kind_of)]
)
