from PIL import Image
from typer.testing import CliRunner

from bot.cli import app
from feeds.errors import NotFound


def test_the_map_of_a_place_is_written_to_a_file(tmp_path):
    to = tmp_path / "map.png"
    told = CliRunner().invoke(app, ["map", "Stepanakert", "--out", str(to)])
    assert told.exit_code == 0, told.output
    assert "39.82, 46.75" in told.output
    with Image.open(to) as image:
        assert image.size == (960, 540)


def test_the_country_says_which_of_several_places_is_meant(tmp_path):
    to = str(tmp_path / "map.png")
    libya, lebanon = (CliRunner().invoke(app, ["map", "Tripoli", "--country", one, "-o", to]) for one in ("ly", "lb"))
    assert "(LY)" in libya.output
    assert "(LB)" in lebanon.output


def test_a_place_that_is_not_known_is_said_so(tmp_path):
    told = CliRunner().invoke(app, ["map", "Nowhereville", "-o", str(tmp_path / "map.png")])
    assert isinstance(told.exception, NotFound)
    assert not (tmp_path / "map.png").exists()
