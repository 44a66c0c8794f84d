"""The weekly sheets' room: composing, mailing and showing them."""
