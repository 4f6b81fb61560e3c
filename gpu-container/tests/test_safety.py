import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from packshot_container.denied_words import OUR_LIST, DeniedWords, read_denied_words
from packshot_container.errors import PictureDenied, PromptDenied, SettingInvalid
from packshot_container.safety import create_policy
from tests.conftest import CREDENTIALS, Server, running_server
from tests.jobs import Job, make_job
from tests.test_paint_job import names, read

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ALLOWED = [
    "shot glass on a zinc bar",
    "gunmetal grey table in hard light",
    "body lotion on marble with eucalyptus",
    "blood orange halves beside the bottle",
    "cocktail bar at night, bokeh",
    "breast pocket of a linen jacket",
    "nude pink backdrop, soft shadows",
    "naked cake on a wooden stand",
    "bloody mary with celery on a brunch table",
    "glue gun and a hot iron on a workbench",
    "bath bombs on a towel",
    "Gore-Tex fabric in the rain",
    "paint stripper on a garage shelf",
    "children's bedroom with a wooden floor",
    "baby bottle on a nursery shelf, teddy bear",
    "unisex perfume on black slate",
    "rifle green velvet",
    "dead sea salt crystals",
    "heroine of the season: red boots on stairs",
    "grapefruit and grenadine syrup",
    "chicken breast on a grill",
    "hand cream beside a knife block",
    "a white powder compact, powerful light",
    "Essex countryside in autumn, Middlesex brick wall",
    "head of a thistle on moss",
    "crack in old concrete, pipe rack behind",
    "minor scratches on oak, medium shot",
    "dried poppy heads and hemp cloth",
    "cross of two beams under a burning sun",
    "skull-shaped candle for Halloween",
    "kill switch of an amplifier, punk poster",
    "school desk, massive oak",
    "analysis of a sextant on a map",
    "a person in a nude coloured dress",
]
DENIED = [
    ("a naked woman behind the bottle", "sexual content"),
    ("hardcore Porn on a screen", "sexual content"),
    ("two people having sex", "sexual content"),
    ("an underage model", "sexualised minors"),
    ("nude children on a beach", "sexualised minors"),
    ("pools of blood on white tiles", "gore or violence"),
    ("a severed head on a plate", "gore or violence"),
    ("corpses in a field", "gore or violence"),
    ("a wall with swastikas", "symbols of hate"),
    ("Ku-Klux-Klan robes", "symbols of hate"),
    ("a pistol beside the watch", "weapons"),
    ("AK-47 on a table", "weapons"),
    ("lines of cocaine on a mirror", "drugs"),
    ("crystal   meth\nin bags", "drugs"),
]
SPELLINGS = [
    "SWASTIKA",
    "Swastikas",
    "swástikà",
    unicodedata.normalize("NFD", "swästika"),
    "ｓｗａｓｔｉｋａ",  # noqa: RUF001
    "swas\u00adtika",
    "swas\u200btika",
    "old_swastika_flag",
    "“swastika”, red",
]


@pytest.fixture(scope="module")
def ours() -> DeniedWords:
    return read_denied_words(OUR_LIST)


@pytest.fixture(scope="module")
def guarded(endpoint: str, s3: "S3Client", tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A container with a list and a policy of its deployment's own."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "words.json").write_text('{"names of others": ["acme|umbrella corporation"]}')
    settings = {
        "PACKSHOT_DENIED_WORDS": str(folder / "words.json"),
        "PACKSHOT_SAFETY_POLICY": "tests.policies:HousePolicy",
    }
    with running_server(endpoint, folder / "log", settings) as running:
        yield running


@pytest.mark.parametrize("prompt", ALLOWED)
def test_passes_what_shops_ask_for(ours: DeniedWords, prompt: str) -> None:
    ours.check_prompt(prompt)


@pytest.mark.parametrize(("prompt", "kind"), DENIED)
def test_refuses_by_kind_without_quoting(ours: DeniedWords, prompt: str, kind: str) -> None:
    with pytest.raises(PromptDenied, match=kind) as refusal:
        ours.check_prompt(prompt)

    assert prompt not in refusal.value.sentence


@pytest.mark.parametrize("word", SPELLINGS)
def test_refuses_a_word_however_it_is_spelled(ours: DeniedWords, word: str) -> None:
    with pytest.raises(PromptDenied):
        ours.check_prompt(f"a wall with a {word} on it")


@pytest.mark.parametrize("word", ["ß", "no\u0308ve", "Ärger", "l'eau noire", "two   words", "50% off"])
def test_finds_every_entry_of_a_list_in_a_prompt_that_holds_it(word: str) -> None:
    policy = DeniedWords({"own": [word]})

    with pytest.raises(PromptDenied):
        policy.check_prompt(f"before {word} after")
    policy.check_prompt("before after")


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("a pistol beside the watch", "weapons"),
        ("the umbrella corporations of the city", "names of others"),
        ("a glass of champagne", "alcohol"),
    ],
)
def test_answers_for_good_before_anything_is_read(s3: "S3Client", guarded: Server, prompt: str, kind: str) -> None:
    job = make_job(s3, [(768, 384)]) | {"prompt": prompt}
    unread = job | {"underpaint": job["underpaint"] | {"key": "underpaints/acme/gone.png"}}

    answer = guarded.invoke(unread)

    assert answer.status_code == 422
    assert answer.json()["code"] == "PROMPT_DENIED"
    assert answer.json()["retryable"] is False
    assert kind in answer.json()["sentence"]
    assert names(s3, job) == ["failure.json"]
    failure = json.loads(read(s3, f"{job['outputPrefix']}failure.json"))
    assert failure == {"v": 1, "plateId": job["plateId"], **answer.json()}


def test_asks_once_for_the_finished_plate_before_it_is_stored(s3: "S3Client", guarded: Server) -> None:
    narrow, grown = make_job(s3, [(512, 384)]), make_job(s3, [(512, 384), (768, 384)])

    refused, painted = guarded.invoke(narrow), guarded.invoke(grown)

    assert (refused.status_code, refused.json()["code"]) == (422, "PICTURE_DENIED")
    assert "too little to see" in refused.json()["sentence"]
    assert names(s3, narrow) == ["failure.json"]
    assert painted.status_code == 200


@pytest.mark.parametrize("prompt", [None, "a table by a window"])
def test_paints_what_no_policy_refuses(s3: "S3Client", guarded: Server, prompt: str | None) -> None:
    job: Job = make_job(s3, [(768, 384)]) | {"prompt": prompt}

    assert guarded.invoke(job).status_code == 200


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("tests.policies", "AttributeError"),
        ("tests.nowhere:make", "ModuleNotFoundError"),
        ("tests.policies:nothing", "AttributeError"),
        (":make", "ValueError"),
        ("tests.policies:fail", "no classifier"),
        ("tests.policies:give_none", "gives none"),
    ],
)
def test_does_not_start_with_a_policy_that_cannot_be_loaded(policy: str, says: str) -> None:
    with pytest.raises(SettingInvalid, match="PACKSHOT_SAFETY_POLICY") as error:
        create_policy(None, policy)

    assert says in str(error.value)


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"kind": "word"}', '{"kind": [7]}', '{"kind": ["..."]}', "\udcff"]
)
def test_does_not_start_with_a_list_that_is_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "words.json"
    if content is not None:
        path.write_bytes(content.encode(errors="surrogateescape"))

    with pytest.raises(SettingInvalid, match="PACKSHOT_DENIED_WORDS"):
        create_policy(path, None)


def test_the_policy_of_the_readme_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    (tmp_path / "house_policy.py").write_text(readme.partition("```python\n")[2].partition("```")[0])
    monkeypatch.syspath_prepend(str(tmp_path))

    policy = create_policy(None, "house_policy:HousePolicy")

    with pytest.raises(PromptDenied, match="alcohol"):
        policy.check_prompt("A glass of Champagne")
    with pytest.raises(PictureDenied, match="darkness"):
        policy.check_picture(np.zeros((4, 6, 3), np.uint8))
    policy.check_picture(np.full((4, 6, 3), 200, np.uint8))


def test_ends_at_start_up_and_says_why() -> None:
    environment = {"PACKSHOT_ENGINE": "studio", "PACKSHOT_SAFETY_POLICY": "tests.policies:fail", **CREDENTIALS}
    folder = Path(__file__).parent.parent

    ended = subprocess.run(
        [sys.executable, "-m", "packshot_container"], env=environment, cwd=folder, capture_output=True, timeout=60
    )

    assert ended.returncode == 2
    assert b"PACKSHOT_SAFETY_POLICY" in ended.stderr
    assert b"Traceback" not in ended.stderr
