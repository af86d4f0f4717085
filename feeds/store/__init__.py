"""The store: SQLite or PostgreSQL behind the ports of ``feeds.ports``.

::

    schema   upgrade(url), check(url)           the tables are those that this program knows
    engine   open_store(url, seal=…) → SqlStore two doors: reading() and writing()
    edge     what the database refuses becomes a StoreError with a sentence, once
    unit_of_work, feeds, items, stories, cases, outbox, readers, audit, switches    one transaction, its repositories
    tables, columns, codec, public_id, seal, search    what is stored, and how
"""
