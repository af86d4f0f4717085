"""Articles read a second: claims and figures of invented reports of 600 words, one core, nothing else."""

import time
from itertools import cycle, islice

from feeds.core.claims import read
from feeds.models import sides
from tests.benchmarks.figures import Tell

GOALS = {"articles_per_s": "at least 150"}
#: Words of one article.
WORDS = 600
#: Articles between two looks at the clock.
_ROUND = 10

#: What the articles are made of: plain and quoted speech, tolls, lists, prose without either.
_SENTENCES = """
At least {a} people were killed and {b} wounded when shells hit a market in Dorin on Monday, the interior ministry said.
"We did not fire on the town," General Tomas Veld, chief of staff of the Sarn Republic's army, told reporters.
The Sarn Republic denied the accusation and blamed Rovenian gunners for the shelling of the coast road.
Rescue workers said they had pulled between {a} and {b} bodies from the ruins of a station, among them three children.
The road to the harbour has been closed since the first week of the fighting, and ships wait in the roads for a pilot.
According to the United Nations, about {c},000 people have fled their homes since March, most of them to the north.
It said that food and fuel would last for nine days, and that the hospital had no power for {b} hours a day.
Residents described a night of fire from 122mm guns that stood some 15 km away, behind the old sugar works.
Ida Holt, the president of the Sarn Republic, warned that her country would answer every strike with one of its own.
The two governments agreed in 2019 to pull back from the river, a line that neither has kept to for a whole summer.
""".strip().splitlines()


def measure(*, articles: int, tell: Tell) -> dict[str, object]:
    """Read so many articles; the time is the processor's, so that a busy machine does not count."""
    texts = [_article(number) for number in range(articles)]
    table, started = sides.load(), time.process_time()
    for number, text in enumerate(texts):
        if number % _ROUND == 0:
            tell(number / articles, "reading articles")
        read(text, table)
    seconds = time.process_time() - started
    return {"articles": articles, "articles_per_s": round(articles / seconds, 1)}


def _article(number: int) -> str:
    """An article of ``WORDS`` words; its numbers tell it from the others."""
    lines, words = [], 0
    for line in islice(cycle(_SENTENCES), number % len(_SENTENCES), None):
        lines.append(line.format(a=number % 37 + 2, b=number % 23 + 41, c=number % 90 + 10))
        words += len(line.split())
        if words >= WORDS:
            return " ".join(lines)
    raise AssertionError("the sentences are repeated without end")
