"""Search: any text is a valid query, and both databases find the same."""

from feeds.model import Standing
from tests.integration.store.scenes import a_stored_item, a_story, an_item, at

HOSTILE = [
    "",
    " ",
    '"',
    '""',
    "'",
    "*",
    "^",
    "-",
    "AND",
    "OR OR",
    "NOT shelling",
    "NEAR(a b, 2)",
    "title:x",
    "{title body}: x",
    "a + b",
    "(",
    ")",
    "shelling)",
    '"unbalanced',
    "\\",
    "%",
    "_",
    "a:*",
    "a & | ! b",
    "<->",
    "a <2> b",
    "'); DROP TABLE items; --",
    "\0",
    "\ud83d",
    "🕊",
    "a\nb\tc",
    "x" * 5000,
    "word " * 500,
    ":words",
    "$1",
    "%s %(a)s",
    "ﷺ",
    "²³",
    "Ⅷ",
    "𐐀𐐨",
    "͏ ̈ ́",
    "ß",
]


SPELLINGS = [
    ("Zürich talks", "zurich"),
    ("Zurich talks", "Zürich"),
    ("Straße", "STRASSE"),
    ("Обстрел Артёмовска", "артемовска"),
    ("Київ", "КИЇВ"),
    ("Ստեփանակերտ", "ստեփանակերտ"),
    ("Ağdam", "agdam"),
    ("مُدَرِّسَة", "مدرسة"),
    ("Al-Shabaab's", "shabaab"),
    ("U.S. drones", "u s"),
    ("T-72B3", "t 72b3"),
    ("https://a.example/path?x=1", "example path"),
    ("12,500 shells", "12 500"),
]


async def test_any_text_is_a_valid_query(writing):
    await a_story(writing)
    for words in HOSTILE:
        assert isinstance(await writing.stories.search(words, limit=5), list), words


async def test_operators_are_words_like_others(writing):
    await a_story(writing)
    for operator in ("OR", "NOT", "NEAR", "AND"):
        assert await writing.stories.search(f"shelling {operator} river", limit=5) == [], operator
        assert await writing.stories.search(f"shelling {operator} nonsense", limit=5) == [], operator


async def found(uow, words):
    return [story.headline for story in await uow.stories.search(words, limit=10)]


async def test_all_words_must_occur_and_of_the_last_the_beginning_is_enough(writing):
    await a_story(writing, title="Drone strike on Kherson", text="Two people were wounded.")
    assert await found(writing, "kherson drone") == ["Drone strike on Kherson"]
    assert await found(writing, "DRONE wounded") == ["Drone strike on Kherson"]
    assert await found(writing, "drone wound") == ["Drone strike on Kherson"]
    assert await found(writing, "dron strike") == []
    assert await found(writing, "drone tank") == []


async def test_spellings_that_readers_type_find_the_word(writing):
    for number, (text, query) in enumerate(SPELLINGS):
        await a_story(writing, f"k{number}", title=f"t{number}", text=text)
        assert f"t{number}" in await found(writing, query), query


async def test_a_word_in_the_title_ranks_before_one_in_the_text(writing):
    await a_story(writing, "k1", title="Talks go on", text="The ceasefire was not mentioned again.", moment=at(9))
    await a_story(writing, "k2", title="Ceasefire signed", text="Talks ended.")
    assert await found(writing, "ceasefire") == ["Ceasefire signed", "Talks go on"]


async def test_readers_find_only_what_they_may_see(writing):
    for standing in Standing:
        await a_story(writing, standing.value, standing=standing, title=f"Shelling {standing}")
    await a_stored_item(writing, "alone", title="Shelling alone")
    assert sorted(await found(writing, "shelling")) == [
        "Shelling archived",
        "Shelling listed",
        "Shelling posted",
        "Shelling waiting",
    ]


async def test_a_story_is_found_once_however_many_of_its_items_match(writing):
    story = await a_story(writing)
    for key in ("k2", "k3"):
        item_id = await a_stored_item(writing, key)
        await writing.stories.join(story.id, item_id, similarity=0.9, at=at(1))
    assert await found(writing, "shelling") == [story.headline]


async def test_a_revised_item_is_found_by_its_new_words_only(writing):
    story = await a_story(writing)
    (source,) = await writing.items.of_story(story.id)
    await writing.items.revise(source.id, an_item(title="Ceasefire holds", text="Quiet."), seen_at=at(1))
    assert await found(writing, "shelling") == []
    assert await found(writing, "ceasefire quiet") == [story.headline]


async def test_no_more_than_asked_for(writing):
    for number in range(4):
        await a_story(writing, f"k{number}")
    assert len(await writing.stories.search("shelling", limit=3)) == 3


async def test_a_text_longer_than_the_index_holds_is_stored(writing):
    await a_story(writing, title="x", text="beginning " + " ".join(f"w{number}" for number in range(20_000)))
    assert await found(writing, "beginning") == ["x"]
