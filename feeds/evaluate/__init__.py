"""Measures of the stages on labelled data: each calls the very functions that the pipeline calls."""
