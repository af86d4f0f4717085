"""What a language model wrote about a story, labelled as that."""

from collections.abc import Sequence

from bot.render import html
from bot.render.html import Markup
from feeds.model import Brief, MachineText, Said, Task

#: Characters of a model's name, of an outlet's, and of a credit line.
MODEL, NAME, CREDIT = 60, 60, 300
#: Characters of a sentence at the most: no model's is longer, but what is stored may be anything.
SENTENCE = 600
#: Languages by their codes, as the label names them; of others the code is told.
_LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hy": "Armenian",
    "it": "Italian",
    "ka": "Georgian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
}


def block(brief: Brief, room: int) -> Markup:
    """The translation, else the summary, as far as there is room: label, headline, sentences with whose reports they
    rest on, credit lines. Sentences go whole, the last ones first; without label and credit, or without any sentence or
    headline, there is none.
    """
    text = next((one for task in (Task.TRANSLATION, Task.SUMMARY) for one in brief.machine if one.task is task), None)
    if text is None:
        return html.EMPTY
    for number in range(len(text.sentences), -1, -1):
        shown = _shown(text, text.sentences[:number])
        if (number or text.headline) and html.length(shown) <= room:
            return shown
    return html.EMPTY


def _shown(text: MachineText, sentences: Sequence[Said]) -> Markup:
    headline = html.bold(html.isolate(text.headline, SENTENCE)) if text.headline else html.EMPTY
    said = html.join([_sentence(one) for one in sentences], " ")
    credits_ = [html.isolate(line, CREDIT) for line in dict.fromkeys(line for one in sentences for line in one.credits)]
    return html.join([_label(text), headline, said, html.join(credits_, " · ")], "\n")


def _label(text: MachineText) -> Markup:
    model = html.isolate(text.model, MODEL)
    if text.task is Task.TRANSLATION:
        language = _LANGUAGES.get(text.language, text.language)
        return html.italic(html.text(f"Machine translation into {language} (") + model + html.text("):"))
    return html.italic(html.text("Summary by a language model (") + model + html.text("), checked by program:"))


def _sentence(said: Said) -> Markup:
    outlets = html.join([html.isolate(outlet, NAME) for outlet in said.outlets], ", ")
    return html.isolate(said.text, SENTENCE) + (html.text(" (") + outlets + html.text(")") if outlets else html.EMPTY)
