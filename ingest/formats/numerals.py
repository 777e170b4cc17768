"""Automatic numbers as text: what Word and browsers draw before the items of a list."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_HANS = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_HANT = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LARGEST = 9_999
"""No list of ours is longer; a file that says so is broken, and gets plain digits."""


def numeral(n: int, style: str) -> str:
    """`n` as a number in Word's `numFmt` style; plain digits for a style unknown or unfit."""
    write = _STYLES.get(style)
    return (write(n) if write is not None and 0 < n <= _LARGEST else "") or str(n)


def chinese(n: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """1 -> 一, 10 -> 十, 21 -> 二十一, 105 -> 一百零五; 0 < n < 10,000."""
    written = ""
    for place, char in enumerate(reversed(str(n))):
        if char == "0":
            written = ("零" + written) if written and not written.startswith("零") else written
        else:
            written = digits[int(char)] + ("", *units)[place] + written
    return written[1:] if written.startswith("一十") else written


def _letters(n: int) -> str:
    """1 -> a, 26 -> z, 27 -> aa, 28 -> bb: the letter is repeated, as Word does it."""
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (n // value)
        n %= value
    return written


def _digit_by_digit(n: int) -> str:
    return "".join(_DIGITS[int(char)] for char in str(n))


def _full_width(n: int) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in str(n))


def _from(first: str, last: int) -> Callable[[int], str]:
    """Consecutive characters from `first` for 1..`last`, such as ① to ⑳."""
    return lambda n: chr(ord(first) + n - 1) if n <= last else ""


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if n <= len(signs) else ""


_STYLES: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "chineseLegalSimplified": lambda n: chinese(n, _LEGAL_HANS, "拾佰仟"),
    "ideographLegalTraditional": lambda n: chinese(n, _LEGAL_HANT, "拾佰仟"),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
}
