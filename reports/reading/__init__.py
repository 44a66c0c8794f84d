"""Reading a published notice (通报) back into the ledger: bytes → lines → what was read → a round.

`files` and `docx` read the bytes, `parsing` and what it calls are pure, `storing` opens the ledger's doors, `importing` is
the one door that page, job and command share.
"""
