"""The page of an official document (GB/T 9704-2012) in points: A4, a type area of 156 mm × 225 mm, 22 lines of 28 characters."""

from reports.render.typeset import Measure

MM = 72 / 25.4
WIDTH, HEIGHT = 156 * MM, 225 * MM
ROWS, COLUMNS = 22, 28
PITCH = 28.99  # from one line to the next: the height over 22, a hair less, so that the 22nd line fits
BODY_SIZE, TITLE_SIZE = 16.0, 22.0  # 3号, 2号
ADVANCE = WIDTH / COLUMNS  # from one character to the next
INDENT = 2 * ADVANCE
# of a line of 28: it ends with a character, not with a gap
SPACING = (WIDTH - COLUMNS * BODY_SIZE) / (COLUMNS - 1)
MEASURE = Measure(width=WIDTH, indent=INDENT, spacing=SPACING)
TITLE_CAPACITY = int(WIDTH / TITLE_SIZE)
ISSUER_CAPACITY = 24  # characters: two are left empty at the right, and the date begins two further in
