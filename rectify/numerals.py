"""Numbers as Chinese documents write them; imports nothing, so that screens and documents alike may stand on it."""

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
DIGITS = "零一二三四五六七八九"


def circled(number: int) -> str:
    """Return ① … ⑳, beyond them the number in brackets."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese digits: 十四; any other in Arabic ones."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")
