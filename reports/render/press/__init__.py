"""How a content tree is printed: the figures of the page, lines and pages, title, markup, fonts, and what makes the file last."""
