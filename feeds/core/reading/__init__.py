"""How a text is read for claims and figures: sentences, words, phrases, speakers, numbers. English, by rules alone."""
