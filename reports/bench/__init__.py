"""The bench: how long the pages and documents take, and how many queries, at one round and at many. `manage.py bench`."""
