"""Pictures of our own: a map of where a story happens, a chart of its figures (docs/maps.md). Values in, a PNG out."""
