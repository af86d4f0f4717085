import io

import pytest
from PIL import Image

from bot.drawing.worker import open_atlas
from bot.render.pictures import ground
from bot.render.pictures.locator import arranged, locator, scale_bar, shown
from bot.render.pictures.view import HEIGHT, WIDTH, View
from feeds.model.places import MapSpot, Precision


@pytest.fixture(scope="module")
def atlas():
    return open_atlas()


def words(spot, atlas):
    view, towns = shown(spot, atlas)
    return arranged(spot, view, towns, atlas)


SPOTS = {
    "Gaza": MapSpot("Gaza Strip", 31.45, 34.40, Precision.REGION),
    "Stepanakert": MapSpot("Stepanakert", 39.82, 46.75, other="Khankendi"),
    "Kyiv": MapSpot("Київ", 50.45, 30.52),
    "Khartoum": MapSpot("الخرطوم", 15.55, 32.53),
    "Fiji": MapSpot("Taveuni", -16.85, -179.97),
    "north": MapSpot("Camp", 85.0, 30.0),
    "pole": MapSpot("Pole", -90.0, 0.0),
    "island": MapSpot("Alofi", -19.05, -169.92),
    "long": MapSpot("Krung Thep Maha Nakhon Amon Rattanakosin Mahinthara Ayuthaya", 13.75, 100.5),
    "Ukraine": MapSpot("Ukraine", 49, 32, Precision.COUNTRY),
    "Russia": MapSpot("Russia", 62, 95, Precision.COUNTRY),
    "district": MapSpot("Sheikh Jarrah", 31.79, 35.23, Precision.DISTRICT),
    "nameless": MapSpot("東京", 35.68, 139.69),
}


@pytest.mark.parametrize("name", SPOTS)
def test_no_word_covers_another_or_the_edge(name, atlas):
    found = words(SPOTS[name], atlas)
    blocks = [[label.box for label in found.main]] if found.main else []
    blocks += [[label.box] for label in (*found.faint, *(label for _, label in found.towns))]
    blocks += [[found.inset]] if found.inset else []
    for number, block in enumerate(blocks):
        for box in block:
            assert 0 <= box.left < box.right <= WIDTH
            assert 0 <= box.top < box.bottom <= HEIGHT
            assert not any(box.overlaps(other) for rest in blocks[:number] for other in rest)


@pytest.mark.parametrize("name", SPOTS)
def test_a_map_is_a_small_png_and_the_same_each_time(name, atlas):
    picture = locator(SPOTS[name], atlas)
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(picture) < 200_000
    assert picture == locator(SPOTS[name], atlas)


def test_a_place_is_named_as_its_text_spells_it_with_the_other_sides_name_below(atlas):
    first, second = words(SPOTS["Stepanakert"], atlas).main
    assert (first.text, second.text) == ("Stepanakert", "Khankendi")
    assert first.box.bottom <= second.box.top


def test_a_name_that_cannot_be_written_gives_way_to_the_other_one(atlas):
    (only,) = words(MapSpot("東京", 35.68, 139.69, other="Tokyo"), atlas).main
    assert only.text == "Tokyo"


def test_countries_are_named_on_their_own_ground_and_none_on_disputed_ground(atlas):
    gaza = [label.text for label in words(MapSpot("Rafah", 31.29, 34.25), atlas).faint]
    assert {"EGYPT", "ISRAEL"} <= set(gaza)
    crimea = [label.text for label in words(MapSpot("Simferopol", 44.95, 34.1), atlas).faint]
    assert crimea == ["Crimea"]
    sahara = [label.text for label in words(MapSpot("Dakhla", 23.7, -15.93), atlas).faint]
    assert sahara == ["Western Sahara"]


def test_a_country_is_shown_whole(atlas):
    view, towns = shown(SPOTS["Ukraine"], atlas)
    assert 1000 < view.km * view.width < 2600
    assert len(towns) >= 4


def test_a_lonely_place_is_shown_from_further_off(atlas):
    far, near = shown(SPOTS["island"], atlas)[0], shown(SPOTS["Kyiv"], atlas)[0]
    assert far.km > 3 * near.km


def test_land_crosses_the_date_line(atlas):
    image = ground.draw(View.around(-16.85, 180.0, 400), atlas.borders)
    bands = [y for y in range(HEIGHT) if all(image.getpixel((x, y)) == ground.GROUND for x in range(0, 150, 5))]
    assert bands == []  # no land from Fiji round the world
    taveuni = View.around(-16.85, -179.97, 400)
    seen = [ground.draw(taveuni, atlas.borders).getpixel((x, HEIGHT // 2)) for x in range(380, 580)]
    assert ground.GROUND in seen
    assert ground.SEA in seen


@pytest.mark.parametrize(("km", "bar"), [(130, 20), (280, 20), (560, 50), (1100, 100), (12_000, 2000), (1, 1)])
def test_the_scale_is_a_round_length(km, bar):
    assert scale_bar(km) == bar


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (50, 30), (-17, 179.99), (85, -170), (90, 0)])
def test_a_place_is_in_the_middle_of_its_view(lat, lon):
    assert View.around(lat, lon, 300).pixel(lat, lon) == pytest.approx((WIDTH / 2, HEIGHT / 2))
