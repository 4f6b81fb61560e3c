"""Lists of words that no prompt may hold, by the kind of thing that they stand for.

A list is a JSON object: the kind, as the sentence of a refusal names it, and its entries. An entry is one word or
several in a row; `|` stands between words that may take one place: `bare|exposed breast`.
"""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from packshot_container.errors import PromptDenied, SettingInvalid
from packshot_container.picture import Levels

OUR_LIST = Path(__file__).with_name("denied_words.json")
PLURAL = "(?:s|es)?"
MARKS_AND_INVISIBLE = ("Mn", "Cf")
"""Accents once they stand apart from their letters; soft hyphens, joiners and the like."""
_LIST: TypeAdapter[dict[str, list[str]]] = TypeAdapter(dict[str, list[str]])


class DeniedWords:
    """The safety policy that refuses prompts by their words and lets every picture pass."""

    def __init__(self, entries: Mapping[str, list[str]]) -> None:
        self._patterns = {kind: _to_pattern(of_kind) for kind, of_kind in entries.items() if of_kind}

    def check_prompt(self, text: str) -> None:
        """Passes a prompt without denied words, whatever their case, accents, width and plural.

        Raises:
            PromptDenied: It holds one; the sentence says of what kind, not which.
        """
        words = _to_words(text)
        for kind, pattern in self._patterns.items():
            if pattern.search(words):
                raise PromptDenied(kind)

    def check_picture(self, picture: Levels) -> None:
        """Passes every picture."""


def read_denied_words(path: Path) -> DeniedWords:
    """Reads a list.

    Raises:
        SettingInvalid: There is no such file, or it is no list; the sentence names the setting.
    """
    try:
        entries = _LIST.validate_json(path.read_bytes(), strict=True)
        return DeniedWords(entries)
    except (OSError, ValidationError, ValueError) as error:
        expected = 'a file like {"kind of thing": ["word", "several words"]} in PACKSHOT_DENIED_WORDS'
        raise SettingInvalid(f"Expected {expected}, got {path} ({type(error).__name__}): correct it.") from error


def _to_pattern(entries: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_to_phrase(entry) for entry in entries)})\b")


def _to_phrase(entry: str) -> str:
    places = [[_to_words(word) for word in place.split("|")] for place in entry.split()]
    if not places or not all(all(place) for place in places):
        raise ValueError("Expected a word at every place of an entry")
    return " ".join(f"(?:{'|'.join(map(re.escape, place))}){PLURAL}" for place in places)


def _to_words(text: str) -> str:
    """The words of a text with one space between them, so that no spelling of the same word slips through."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(letter for letter in apart if unicodedata.category(letter) not in MARKS_AND_INVISIBLE)
    return " ".join(re.findall(r"[^\W_]+", letters))
