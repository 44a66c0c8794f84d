"""Ask whether PostgreSQL and Redis answer, before the tests that need them.

`python -P services.py DATABASE_URL BROKER_URL` ends with status 1 and one sentence where one does not.
Run by its path: it needs the packages of the environment and nothing of the project.
"""

# ruff: noqa: T201 (a script of the command line: it prints)

import sys
from collections.abc import Sequence

import psycopg2  # type: ignore[import-untyped]
import redis


def fault(database_url: str, broker_url: str) -> str:
    """Return the sentence about the first of the two that doesn't answer within five seconds; empty where both do."""
    try:
        psycopg2.connect(database_url, connect_timeout=5).close()
    except psycopg2.Error as error:
        return f"PostgreSQL does not answer at {database_url} (TEST_DATABASE_URL): {first_line(error)}."
    try:
        redis.Redis.from_url(broker_url, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        return f"Redis does not answer at {broker_url} (TEST_BROKER_URL): {first_line(error)}."
    return ""


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, without its full stop."""
    return str(error).strip().partition("\n")[0].rstrip(".")


def main(arguments: Sequence[str]) -> int:
    """Say which service is missing, if any; returns the exit status."""
    database_url, broker_url = arguments
    sentence = fault(database_url, broker_url)
    if sentence:
        print(sentence, file=sys.stderr)
    return 1 if sentence else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
