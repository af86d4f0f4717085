import pytest

from bot.render.pictures.faces import cut, face, writable


@pytest.mark.parametrize(
    "name",
    ["Kyiv", "Київ", "الخرطوم", "Երևան", "თბილისი", "ירושלים", "Xankəndi", "Đà Nẵng", "Reẖovot", "Αθήνα", "تهران"],
)
def test_names_in_the_scripts_of_the_beat_are_written_whole(name):
    assert writable(name) == name


@pytest.mark.parametrize("name", ["", " \n", "東京", "ရန်ကုန်", "🕊🕊", "\0\x1b\u202e"])
def test_what_cannot_be_written_is_left_out_rather_than_drawn_as_boxes(name):
    assert writable(name) == ""


def test_what_steers_the_direction_or_breaks_the_line_is_taken_off():
    assert writable("Kyi\u202ev\n\tOblast\u2066 🕊") == "Kyiv Oblast"


def test_a_long_name_is_cut_to_its_width():
    text = cut("Krung Thep Maha Nakhon", 30, 150)
    assert text.endswith("…")
    assert face(30).getlength(text) <= 150
    assert cut("Goma", 30, 150) == "Goma"


def test_arabic_letters_are_joined():
    joined, apart = face(40).getlength("حمص"), sum(face(40).getlength(letter) for letter in "حمص")
    assert joined < apart
