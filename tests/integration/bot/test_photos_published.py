"""A story with a picture through the running bot: the photo, the text that answers it, and the edit of both."""

from dataclasses import replace

from feeds.model import NewPost, Payload, Picture, PostKind, Standing
from tests.support.briefs import an_excerpt

GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")
URL = "https://cdn.example/river.jpg"


def excerpts(*outlets):
    return tuple(an_excerpt(f"{outlet} says so. " * 25, outlet) for outlet in outlets)


def posted(bot, kind, story, brief, revision, **payload):
    told = Payload(brief=brief, public_id=story.public_id, **payload)
    bot.post(NewPost(kind, told, bot.rules.targets, bot.now, bot.now, story.id, revision))


def test_a_photo_is_followed_by_the_rest_of_its_text_and_both_follow_the_story(telegram, bot):
    telegram.sim.put_on_web(URL, GIF)
    story = bot.story("Shelling by the river", standing=Standing.ARCHIVED)
    brief = replace(story.brief, picture=Picture(URL, credit="Ann Lee"), excerpts=excerpts("Arven", "Sarn", "Dorn"))
    posted(bot, PostKind.NEW, story, brief, 2)
    photo, rest = telegram.sim.until(telegram.channel, lambda seen: len(seen) == 2)
    assert photo.text.endswith("Photo: Ann Lee")
    assert (bool(photo.photo), rest.photo, rest.reply_to) == (True, None, photo.id)
    bot.until_states("sent", "sent")

    longer = replace(brief, excerpts=excerpts("Arven", "Sarn", "Ilse"))
    posted(bot, PostKind.EDIT, story, longer, 3, change="Ilse reports it too")
    telegram.sim.until(telegram.channel, lambda seen: "Ilse says so." in seen[-1].text)
    bot.until_states("sent", "sent", "sent", "sent")
    photo, rest = telegram.sim.messages(telegram.channel)
    assert "Ilse reports it too\nPhoto: Ann Lee" in photo.text
    assert rest.reply_to == photo.id


def test_a_refused_picture_leaves_a_text_and_nothing_to_follow(telegram, bot):
    story = bot.story("Shelling by the river", standing=Standing.ARCHIVED)
    brief = replace(story.brief, picture=Picture(URL, credit="Ann Lee"), excerpts=excerpts("Arven", "Sarn", "Dorn"))
    posted(bot, PostKind.NEW, story, brief, 2)
    bot.until_states("sent")
    posted(bot, PostKind.EDIT, story, brief, 3, change="Ilse reports it too")
    bot.until_states("sent", "sent")
    (message,) = telegram.sim.messages(telegram.channel)
    assert message.photo is None
    assert "Dorn says so." in message.text
    assert "Ilse reports it too" in message.text
