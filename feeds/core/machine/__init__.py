"""What a language model is asked about a story, and whether its answer is borne out by the reports. Pure."""
