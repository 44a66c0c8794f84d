"""Numbers as Chinese documents write them."""

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
CHINESE = "零一二三四五六七八九十"


def circled(number: int) -> str:
    """Return ① … ⑳, beyond them the number in brackets."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"


def chinese(number: int) -> str:
    """Return a number from 1 to 99 in Chinese digits: 十四; beyond them in Arabic."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else CHINESE[tens]) + ("十" if tens else "") + (CHINESE[ones] if ones or not tens else "")
