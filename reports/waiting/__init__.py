"""待我办理: what waits for somebody in a round, by rules over the matrix and the transition tables.

`rules` says what waits for whom, `rows` finds and counts the records, `brief` tells of those beside the ledger in one query.
"""
