"""Pictures of our own: a map of where a story happens, a chart of its figures (docs/maps.md). Values in, a PNG out."""

#: What stands at the foot of every map, and in the caption of a post that shows one.
MAP_CREDIT = "Natural Earth; GeoNames CC BY 4.0. Boundaries do not imply endorsement."
