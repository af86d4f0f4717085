"""Adapters to the web: the guarded HTTP client, the processes that parse, the lists of feeds."""
