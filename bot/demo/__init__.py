"""The sample wire: a day of invented news, served as real feeds for the demonstration.

    data/*.toml ─load_wire→ Wire ─render_feed(minute)→ Document ─WireServer→ HTTP

`wire` holds the values and reads them, `feeds` and `pages` render them as pure functions of the simulated minute, and
`server` puts them behind a local HTTP server whose day runs faster than life.
"""
