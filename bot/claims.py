"""A model's reply as it streams -> claims: its sentences, each with the numbers it cites."""

import re
from dataclasses import dataclass

MAX_CLAIM_CHARS = 300  # a longer one is cut there: it has no end, or none that is worth waiting for

_MARKER = re.compile(
    r"\s*[\[【［]\s*\^?(?:[^\W\d]{1,8}\s*)?(\d{1,3}(?:\s*[-–~,，、;；]\s*\d{1,3})*)\s*[\]】］]"
)
_BEGUN_MARKER = re.compile(r"\s*(?:[\[【［][^\]】］]{0,24})?$")
_END = re.compile(r"[。！？!?…]+[”’」』）)\"']*|\.(?=[”’\"')]*(?:\s|$|[\[【［]))[”’\"')]*|\n+")
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|#+\s*)?(?:[(（]?(\d{1,2})\s*[.、．)）](?!\d)\s*)?")
_NUMBERED = re.compile(r"^\s*\**[(（]?\d{1,2}\.$")
_RANGE = re.compile(r"(\d+)\s*[-–~]\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the reply without its markers; `number` if it is a list's item.

    `cited` are the numbers of the evidence it names, in order, each once; maybe none.
    """

    text: str
    cited: tuple[int, ...] = ()
    number: int | None = None


class ClaimReader:
    """Takes a reply in pieces, gives its claims as soon as each is whole."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._rest = ""
        self._thinks = True

    def feed(self, text: str) -> list[Claim]:
        """The claims that this piece completes."""
        self._rest += text
        return self._taken(is_over=False)

    def close(self) -> list[Claim]:
        """The claims that the end of the reply completes; a tail that just breaks off is none."""
        return self._taken(is_over=True)

    def _taken(self, *, is_over: bool) -> list[Claim]:
        if self._thinks and not self._has_thought(is_over=is_over):
            return []
        claims: list[Claim] = []
        while (end := _end_of_claim(self._rest, is_over=is_over)) is not None:
            claim = _claim(self._rest[:end])
            self._rest = self._rest[end:]
            if claim is not None:
                claims.append(claim)
        return claims

    def _has_thought(self, *, is_over: bool) -> bool:
        """Whether the reply proper has begun; what reasoning models think aloud is left out."""
        begun = self._rest.lstrip()
        if not is_over and len(begun) < len("<think>") and "<think>".startswith(begun):
            return False
        if begun.startswith("<think>"):
            if "</think>" not in begun:
                self._rest = "" if is_over else begun
                return False
            self._rest = begun.partition("</think>")[2]
        self._thinks = False
        return True


def _end_of_claim(text: str, *, is_over: bool) -> int | None:
    """Where the first claim ends, its markers included; None while that can't be told."""
    for match in _END.finditer(text):
        if match.start() >= MAX_CLAIM_CHARS:
            return MAX_CLAIM_CHARS
        if _NUMBERED.match(text[: match.end()]):
            continue
        if match.group().startswith("\n"):
            return match.end()
        end = match.end()
        while (marker := _MARKER.match(text, end)) is not None:
            end = marker.end()
            end = len(text) - len(text[end:].lstrip("。！？!?…."))
        if not is_over and _BEGUN_MARKER.match(text, end):
            return None
        return end
    if len(text) > MAX_CLAIM_CHARS:
        return MAX_CLAIM_CHARS
    return len(text) if is_over and _MARKER.search(text) else None


def _claim(text: str) -> Claim | None:
    bullet = _BULLET.match(text)
    number = bullet.group(1) if bullet else None
    body = text[bullet.end() :] if bullet else text
    cited = [n for match in _MARKER.finditer(body) for n in _numbers(match.group(1))]
    plain = _MARKER.sub("", body).replace("**", "").replace("__", "").strip()
    if not any(char.isalnum() for char in plain):
        return None
    return Claim(plain, tuple(dict.fromkeys(cited)), int(number) if number else None)


def _numbers(listed: str) -> list[int]:
    """1, 3-5: one, three, four, five; a range of more than nine is none."""
    numbers: list[int] = []
    for part in re.split(r"[,，、;；]", listed):
        span = _RANGE.fullmatch(part.strip())
        if span is None:
            numbers += [int(n) for n in re.findall(r"\d+", part)]
        elif 0 <= int(span.group(2)) - int(span.group(1)) < 9:
            numbers += range(int(span.group(1)), int(span.group(2)) + 1)
    return numbers
