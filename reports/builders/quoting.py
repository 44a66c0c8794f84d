"""Putting a title between quotation marks (GB/T 15834-2011): marks inside it alternate, ‘ ’ within “ ”."""

OPENING, CLOSING = "“‘", "”’"


def quoted(text: str) -> str:
    """Return `text` within “ ”, its own quotation marks changed by their depth and a full stop at its end left out.

    A closing mark that closes nothing stays what it is, unless it would end the outer pair: ’ may be an apostrophe.
    """
    depth, out = 0, []
    for char in text.strip().rstrip("。"):
        if char in OPENING:
            depth += 1
            out.append(OPENING[depth % 2])
        elif char in CLOSING and depth:
            out.append(CLOSING[depth % 2])
            depth -= 1
        else:
            out.append(CLOSING[1] if char in CLOSING else char)
    return f"“{''.join(out)}”"
