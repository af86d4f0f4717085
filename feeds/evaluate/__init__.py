"""Measures of the stages on labelled data: a module a measure, each calling the very functions that the pipeline calls."""
