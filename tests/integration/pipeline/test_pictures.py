"""A picture's way from an entry to the story's post, and what is shown once it stands there."""

from feeds.model import Picture, PostKind
from tests.integration.pipeline.newsroom import told
from tests.support.builders import an_outlet

TITLE = "Missile strike kills forty soldiers in Karst, the army says"


def pictured(by, **changes):
    picture = Picture(f"https://cdn.example/{by}.jpg", 1200, credit=f"Photo: Photographer {by}")
    return told("Karst", by=by, pictures=(picture,), **changes)


async def test_a_post_shows_its_headlines_picture_where_the_outlet_lets_it(newsroom):
    url = await newsroom.add_feed(outlet=an_outlet(pictures=True))
    await newsroom.hear(url, pictured(1, summary="Graphic: three bodies."))
    (due,) = await newsroom.deliver(PostKind.NEW)
    expected = Picture("https://cdn.example/1.jpg", 1200, credit="Photographer 1", sensitive=True)
    assert due.payload.brief.picture == expected


async def test_no_picture_is_shown_unless_somebody_says_it_may_be(newsroom):
    url = await newsroom.add_feed()
    await newsroom.hear(url, pictured(1))
    (due,) = await newsroom.deliver(PostKind.NEW)
    assert due.payload.brief.picture is None


async def test_the_picture_that_stands_in_the_post_keeps_its_credit_when_another_headline_comes(newsroom):
    first = await newsroom.add_feed("a", an_outlet("A", pictures=True))
    other = await newsroom.add_feed("b", an_outlet("B", pictures=True))
    await newsroom.hear(first, pictured(1))
    await newsroom.deliver(PostKind.NEW)
    newsroom.clock.advance(minutes=5)
    await newsroom.hear(other, pictured(2, title=TITLE))
    story = await newsroom.story()
    assert story.headline == TITLE
    assert story.brief.picture.credit == "Photographer 1"
    newsroom.clock.advance(minutes=30)
    (edit,) = await newsroom.deliver(PostKind.EDIT)
    assert edit.payload.brief.picture.url == "https://cdn.example/1.jpg"
