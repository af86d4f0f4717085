"""What a language model may be given in tests: one report of an invented war that has everything a check looks at."""

import json

from feeds.model import ItemId, StoryItem, Terms, Told
from tests.support.builders import a_source, an_item, an_outlet

REPORT = (
    "Nine people were killed when artillery shells hit the market of Karst on Tuesday morning, the regional governor, "
    "Oleg Maran, said. Rescue teams were still searching the rubble for survivors. Arven's Defence Ministry denied "
    'that its forces had shelled the market. "We did not fire a single shell," said ministry spokeswoman Lena Orlov. '
    "The shelling may have been a reprisal for a raid on Friday, officials said. North's army accused Arven of using "
    "cluster munitions. At least 20 others were wounded, the hospital said. Arven shelled North in May. "
    "The bridge over the Sarn was not damaged. Some 1,200 Northern villagers left the valley after the raid. "
    "The road is closed if it rains."
)
GOOD = (
    "Nine people were killed when shells hit the market of Karst on Tuesday, the regional governor said.",
    "Arven's Defence Ministry denied that its forces had shelled the market.",
)


def a_report(text: str = REPORT, *, number: int = 1, terms: Terms = Terms.FULL_WITH_CREDIT, **outlet) -> StoryItem:
    """A report whose outlet lets a model have it."""
    said = {"model": True, "credit": "Courier, CC BY 4.0", **outlet}
    name = said.pop("name", "Courier")
    item = an_item("Market of Karst shelled", text, key=f"guid-{number}")
    return a_source(item, an_outlet(name, terms=terms, **said), number=number)


def told(*sentences: str, items: tuple[int, ...] = (1,)) -> tuple[Told, ...]:
    """What a model wrote."""
    return tuple(Told(sentence, tuple(ItemId(item) for item in items)) for sentence in sentences)


def as_json(*sentences: str, reports: tuple[int, ...] = (1,)) -> str:
    """The same as it answers."""
    return json.dumps({"sentences": [{"text": sentence, "reports": list(reports)} for sentence in sentences]})
