import re
from collections.abc import Iterator
from pathlib import Path

from packshot_container.errors import ContainerError

CATALOGUE = Path(__file__).parents[2] / "shared" / "contracts" / "error-catalogue.ts"


def every_error(kind: type[ContainerError] = ContainerError) -> Iterator[type[ContainerError]]:
    for further in kind.__subclasses__():
        yield further
        yield from every_error(further)


def test_every_code_is_in_the_catalogue_and_retried_as_it_says() -> None:
    told = dict(re.findall(r"^  ([A-Z_]+): \{.*?retry: (true|false)", CATALOGUE.read_text(), re.MULTILINE | re.DOTALL))

    answered = {
        error.code: "true" if error.is_retryable else "false" for error in every_error() if hasattr(error, "code")
    }

    assert {"PAINT_TIMED_OUT", "PROMPT_DENIED", "PICTURE_DENIED"} <= set(answered)
    assert {code: told.get(code) for code in answered} == answered


def test_a_status_says_whether_a_retry_helps() -> None:
    assert {error.is_retryable == (error.status >= 500) for error in every_error()} == {True}
