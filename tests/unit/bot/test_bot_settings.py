from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import ClassVar

import pytest

from bot import settings
from bot.settings import ChannelTable, SettingsError, parse
from feeds.core.policy import Review
from feeds.model import Beat, BeatTerms

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
ENOUGH = {
    "HELIOGRAPH_BOT_TOKEN": TOKEN,
    "HELIOGRAPH_CHANNEL": "@conflict_wire",
    "HELIOGRAPH_OWNERS": "77",
    "HELIOGRAPH_DESK": "-1001234567890",
}


def problems(environ=None, file=None):
    with pytest.raises(SettingsError) as caught:
        parse(environ or {}, file or {})
    return caught.value.problems


# ------------------------------------------------------------------ what is read


def test_without_anything_every_setting_has_its_default():
    found = parse({}, {})
    assert found.bot_token is None
    assert found.channel == ()
    assert found.review is Review.POLICY
    assert found.fresh == timedelta(hours=6)
    assert found.posts_per_hour == 10
    assert found.listen == ("127.0.0.1", 8080)
    assert found.api_url == "https://api.telegram.org/bot"
    assert found.database_url.get_secret_value() == "sqlite+aiosqlite:///heliograph.db"


def test_the_environment_wins_over_the_file():
    found = parse({"HELIOGRAPH_POSTS_PER_HOUR": "3"}, {"posts_per_hour": 5, "fresh": "1h"})
    assert (found.posts_per_hour, found.fresh) == (3, timedelta(hours=1))


def test_an_empty_variable_counts_as_not_set():
    assert parse({"HELIOGRAPH_DESK": "  "}, {}).desk is None


def test_variables_of_other_programs_are_none_of_ours():
    assert parse({"PATH": "/bin", "HELIOGRAPHIC": "x"}, {}) == parse({}, {})


def test_the_folder_of_measuring_data_is_no_setting():
    assert parse({"HELIOGRAPH_CORPUS": "/data"}, {}) == parse({}, {})


@pytest.mark.parametrize(
    ("variable", "spelt", "name", "value"),
    [
        (
            "CHANNEL",
            "@one_wire, -1001234567890",
            "channel",
            (ChannelTable(id="@one_wire"), ChannelTable(id="-1001234567890", mirror_of="@one_wire")),
        ),
        ("OWNERS", "77,78 ,", "owners", (77, 78)),
        ("DESK", "-1001234567890", "desk", -1001234567890),
        ("FRESH", "90", "fresh", timedelta(seconds=90)),
        ("FRESH", "90s", "fresh", timedelta(seconds=90)),
        ("FRESH", "10m", "fresh", timedelta(minutes=10)),
        ("FRESH", "1.5 h", "fresh", timedelta(minutes=90)),
        ("FRESH", "2d", "fresh", timedelta(days=2)),
        ("REVIEW", "all", "review", Review.ALL),
        ("FEEDS", "/etc/feeds.opml", "feeds", Path("/etc/feeds.opml")),
        ("LISTEN", "0.0.0.0:80", "listen", ("0.0.0.0", 80)),
        ("LISTEN", "[::1]:8080", "listen", ("::1", 8080)),
        ("LISTEN", ":8080", "listen", ("127.0.0.1", 8080)),
        ("LISTEN", "off", "listen", None),
        ("PUBLIC_URL", "https://news.example/", "public_url", "https://news.example"),
        ("PUBLIC_URL", "http://10.0.0.1:8080/bot/", "public_url", "http://10.0.0.1:8080/bot"),
        ("ALLOW_NETWORKS", "10.1.0.0/16, ::1/128", "allow_networks", (ip_network("10.1.0.0/16"), ip_network("::1"))),
    ],
)
def test_each_value_has_one_spelling_that_people_would_guess(variable, spelt, name, value):
    assert getattr(parse({f"HELIOGRAPH_{variable}": spelt}, {}), name) == value


def test_the_tables_of_the_file_set_rules():
    found = parse(
        {},
        {
            "thresholds": {"relevant": 0.6, "unsure": 0.5, "breaking": 0.9},
            "cadence": {"fastest": "2m", "slowest": 7200},
            "pacing": {"per_group": 10, "edit_after": "30s"},
        },
    )
    assert (found.policy.relevant, found.policy.unsure, found.policy.breaking) == (0.6, 0.5, 0.9)
    assert (found.cadence_rules.fastest, found.cadence_rules.slowest) == (120, 7200)
    assert (found.pacing.per_group, found.pacing.edit_after) == (10, timedelta(seconds=30))


@pytest.mark.parametrize(("spelt", "on"), [("on", True), ("1", True), ("TRUE", True), ("off", False), ("no", False)])
def test_maps_are_turned_on_and_off(spelt, on):
    assert parse({"HELIOGRAPH_MAPS": spelt}, {}).maps is on
    assert parse({}, {"maps": on}).maps is on
    assert parse({}, {}).maps is False


# ------------------------------------------------------------------ what is wrong with it


@pytest.mark.parametrize(
    ("variable", "spelt", "says"),
    [
        ("BOT_TOKEN", "no token", "@BotFather"),
        ("CHANNEL", "conflict_wire", "neither a numeric id such as -1001234567890 nor an @name"),
        ("CHANNEL", "@ok_name,12", "'12' is neither"),
        ("DESK", "@desk", "integer"),
        ("OWNERS", "77,me", "integer"),
        ("FRESH", "soon", "90s, 10m, 6h or 2d"),
        ("REVIEW", "some", "'auto', 'policy' or 'all'"),
        ("POSTS_PER_HOUR", "0", "greater than or equal to 1"),
        ("LISTEN", "8080", "127.0.0.1:8080, or off"),
        ("LISTEN", "127.0.0.1:99999", "127.0.0.1:8080, or off"),
        ("PUBLIC_URL", "news.example", "https://news.example.org"),
        ("PUBLIC_URL", "ftp://news.example/", "https://news.example.org"),
        ("PUBLIC_URL", "https://me:secret@news.example/", "without user name"),
        ("PUBLIC_URL", "https://news.example/?a=b", "and query"),
        ("PUBLIC_URL", "https:///path", "https://news.example.org"),
        ("ALLOW_NETWORKS", "10.1", "10.1.0.0/16"),
        ("API_URL", "api.telegram.org/bot", "https://"),
        ("MAPS", "some", "write on or off"),
        ("PROXY", "proxy.example:3128", "http://, https:// or socks5://"),
    ],
)
def test_a_wrong_value_is_named_with_what_to_write(variable, spelt, says):
    (problem,) = problems({f"HELIOGRAPH_{variable}": spelt})
    assert problem.startswith(f"HELIOGRAPH_{variable}: ")
    assert says in problem
    assert "\n" not in problem


def test_all_problems_are_reported_together():
    found = problems({"HELIOGRAPH_FRESH": "soon", "HELIOGRAPH_DESK": "x", "HELIOGRAPH_NONSENSE": "1"})
    assert {text.split(":")[0].split(" ")[0] for text in found} == {
        "HELIOGRAPH_FRESH",
        "HELIOGRAPH_DESK",
        "HELIOGRAPH_NONSENSE",
    }


def test_an_unknown_name_is_an_error_and_a_likely_one_is_guessed():
    assert problems({"HELIOGRAPH_CHANEL": "@x"}) == [
        "HELIOGRAPH_CHANEL is not a setting; did you mean HELIOGRAPH_CHANNEL?"
    ]
    assert problems({"HELIOGRAPH_ZZZ": "1"}) == ["HELIOGRAPH_ZZZ is not a setting; the README lists them all."]


def test_an_unknown_name_in_the_file_is_an_error_too():
    assert problems(file={"chanel": "@x"}) == [
        "heliograph.toml: chanel is not a setting; did you mean HELIOGRAPH_CHANNEL?"
    ]
    assert problems(file={"pacing": {"per_chatt": 1}})[0].startswith("heliograph.toml: pacing.per_chatt is not a")


def test_rules_that_contradict_each_other_are_an_error():
    assert "unsure must not be above relevant" in problems(file={"thresholds": {"relevant": 0.3, "unsure": 0.4}})[0]
    assert "fastest must not be above slowest" in problems(file={"cadence": {"fastest": "2h", "slowest": "1h"}})[0]


def test_a_public_address_needs_something_that_listens():
    found = problems({"HELIOGRAPH_PUBLIC_URL": "https://news.example", "HELIOGRAPH_LISTEN": "off"})
    assert found == ["HELIOGRAPH_PUBLIC_URL is where HELIOGRAPH_LISTEN is seen, which is off."]


def test_a_file_that_is_named_must_be_there(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.read(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_toml_is_an_error(tmp_path):
    (tmp_path / "bad.toml").write_text("channel = \n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        settings.read(tmp_path / "bad.toml")


def test_a_file_that_is_no_text_is_an_error(tmp_path):
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.read(tmp_path / "bad.toml")


# ------------------------------------------------------------------ what running needs


def test_with_token_channel_owners_and_desk_the_bot_can_run():
    assert parse(ENOUGH, {}).missing_to_run() == []


@pytest.mark.parametrize("name", sorted(ENOUGH))
def test_what_is_missing_to_run_is_named_with_what_to_do(name):
    (problem,) = parse({key: value for key, value in ENOUGH.items() if key != name}, {}).missing_to_run()
    assert name in problem


def test_without_review_no_desk_is_needed():
    without = {key: value for key, value in ENOUGH.items() if key != "HELIOGRAPH_DESK"}
    assert parse({**without, "HELIOGRAPH_REVIEW": "auto"}, {}).missing_to_run() == []


# ------------------------------------------------------------------ secrets

SECRETS = {
    "HELIOGRAPH_BOT_TOKEN": TOKEN,
    "HELIOGRAPH_DATA_KEY": "c2VjcmV0LWRhdGEta2V5LW9mLTMyLWJ5dGVzLWxvbmchIQ==",
    "HELIOGRAPH_PROXY": "http://reader:proxypassword@proxy.example:3128",
    "HELIOGRAPH_DATABASE_URL": "postgresql+psycopg://h:dbpassw%2Frd@db.example/heliograph",
}
HALVES = (TOKEN, TOKEN.split(":")[1], SECRETS["HELIOGRAPH_DATA_KEY"], "proxypassword", "dbpassw%2Frd", "dbpassw/rd")


def test_secrets_do_not_print():
    found = parse(SECRETS, {})
    shown = f"{found} {found!r} {found.model_dump()} {found.model_dump_json()}"
    assert not [secret for secret in HALVES if secret in shown]


@pytest.mark.parametrize("secret", HALVES)
def test_every_spelling_of_a_secret_is_among_what_is_struck_out(secret):
    assert secret in parse(SECRETS, {}).secrets()


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_wrong_value_of_a_secret_is_not_repeated(name):
    wrong = {name: "not-a-value-of:anything@all hunter2", "HELIOGRAPH_DESK": "x"}
    assert not [problem for problem in problems(wrong) if "hunter2" in problem]


def test_settings_without_secrets_have_none():
    assert parse({}, {}).secrets() == ()


# ------------------------------------------------------------------ the language model

MODEL = {"HELIOGRAPH_LLM_URL": "http://127.0.0.1:11434/v1/", "HELIOGRAPH_LLM_MODEL": "small-1"}


def test_there_is_no_language_model_unless_one_is_named():
    found = parse({}, {})
    assert (found.llm_url, found.llm_model, found.llm_key, found.language) == (None, None, None, None)


def test_a_language_model_is_an_address_a_name_and_perhaps_a_key():
    found = parse({**MODEL, "HELIOGRAPH_LLM_KEY": "sk-hush-hush", "HELIOGRAPH_LANGUAGE": "de"}, {})
    assert (found.llm_url, found.llm_model, found.language) == ("http://127.0.0.1:11434/v1", "small-1", "de")
    assert found.secrets() == ("sk-hush-hush",)
    assert "hush" not in repr(found)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"HELIOGRAPH_LLM_URL": MODEL["HELIOGRAPH_LLM_URL"]}, "needs HELIOGRAPH_LLM_MODEL"),
        ({"HELIOGRAPH_LLM_MODEL": "small-1"}, "without HELIOGRAPH_LLM_URL"),
        ({"HELIOGRAPH_LLM_KEY": "sk-hush"}, "HELIOGRAPH_LLM_KEY is of no use"),
        ({"HELIOGRAPH_LANGUAGE": "de"}, "needs a language model"),
        ({**MODEL, "HELIOGRAPH_LLM_URL": "llm.example"}, "HELIOGRAPH_LLM_URL: write an address"),
        ({**MODEL, "HELIOGRAPH_LLM_URL": "http://[::1/v1"}, "HELIOGRAPH_LLM_URL: write an address"),
        ({**MODEL, "HELIOGRAPH_LLM_URL": "http://127.0.0.1:port/v1"}, "HELIOGRAPH_LLM_URL: write an address"),
        ({**MODEL, "HELIOGRAPH_LLM_TOKENS": "0"}, "HELIOGRAPH_LLM_TOKENS: "),
        ({**MODEL, "HELIOGRAPH_LANGUAGE": "German"}, "HELIOGRAPH_LANGUAGE: write the two letters of a language"),
        ({**MODEL, "HELIOGRAPH_LANGUAGE": "xx"}, "HELIOGRAPH_LANGUAGE: write the two letters of a language"),
        ({**MODEL, "HELIOGRAPH_LLM_KEY": "sk-hush\nsk-hush"}, "HELIOGRAPH_LLM_KEY: a key has no blank, no line break"),
        ({"HELIOGRAPH_MAPS": "perhaps"}, "HELIOGRAPH_MAPS: write on or off"),
    ],
)
def test_a_language_model_that_cannot_be_asked_is_told(environ, words):
    (problem,) = problems(environ)
    assert words in problem
    assert "hush" not in problem


@pytest.mark.parametrize("host", ["llm.example.org", "8.8.8.8:443", "[2001:4860:4860::8888]"])
def test_a_key_does_not_go_over_plain_http_to_a_foreign_host(host):
    named = {**MODEL, "HELIOGRAPH_LLM_URL": f"http://{host}/v1"}
    assert parse(named, {}).llm_url == f"http://{host}/v1"
    (problem,) = problems({**named, "HELIOGRAPH_LLM_KEY": "sk-hush"})
    assert "write https://" in problem
    assert "hush" not in problem
    assert parse({**named, "HELIOGRAPH_LLM_URL": f"https://{host}/v1", "HELIOGRAPH_LLM_KEY": "sk-hush"}, {}).llm_key


@pytest.mark.parametrize("host", ["localhost:11434", "ollama:11434", "10.1.2.3", "192.168.1.5:80", "[::1]", "gpu.lan"])
def test_a_key_may_go_over_plain_http_where_the_way_is_ones_own(host):
    assert parse({**MODEL, "HELIOGRAPH_LLM_URL": f"http://{host}/v1", "HELIOGRAPH_LLM_KEY": "sk-hush"}, {}).llm_key


def test_a_language_may_be_written_in_capitals():
    assert parse({**MODEL, "HELIOGRAPH_LANGUAGE": "UK"}, {}).language == "uk"


def test_all_that_does_not_go_together_is_told_at_once():
    environ = {"HELIOGRAPH_LLM_MODEL": "m", "HELIOGRAPH_LLM_KEY": "sk-hush", "HELIOGRAPH_LANGUAGE": "de"}
    found = problems(environ, {"thresholds": {"line": 0.9}, "channel": [{"id": "@one_wire"}, {"id": "@one_wire"}]})
    assert [words.split()[0] for words in found] == [
        "[thresholds]:",
        "HELIOGRAPH_LLM_MODEL",
        "HELIOGRAPH_LLM_KEY",
        "HELIOGRAPH_LANGUAGE",
        "[[channel]]:",
    ]


# ------------------------------------------------------------------ the environment


def test_a_process_that_is_started_gets_no_setting_but_those_given(monkeypatch):
    monkeypatch.setenv("HELIOGRAPH_CHANNEL", "@one_wire")
    monkeypatch.setenv("OTHER", "kept")
    found = settings.environment(HELIOGRAPH_DESK="-1")
    assert "HELIOGRAPH_CHANNEL" not in found
    assert (found["HELIOGRAPH_DESK"], found["OTHER"]) == ("-1", "kept")


class TestChannels:
    BEAT: ClassVar = {"name": "river", "words": ["Karst"]}

    def read(self, *tables, **more):
        return parse({}, {"channel": list(tables), "beat": [self.BEAT], **more})

    def test_tables_say_what_goes_where(self):
        main = {"id": "@river_wire", "beats": ["river"], "languages": ["en"]}
        found = self.read(main, {"id": "@river_mirror", "mirror_of": "@river_wire"})
        assert found.channel[0].beats == ("river",)
        assert found.channel[1].mirror_of == "@river_wire"
        assert found.own_beats == (Beat("river", terms=(BeatTerms(None, ("Karst",)),)),)

    def test_a_beat_may_have_words_names_and_places_by_language(self):
        table = {"name": "river", "words": {"en": ["Karst"], "ru": ["карст*"]}, "places": ["Velmora"]}
        [beat] = parse({}, {"beat": [table]}).own_beats
        assert beat.terms == (
            BeatTerms("en", ("Karst",)),
            BeatTerms("ru", ("карст*",)),
            BeatTerms(None, places=("Velmora",)),
        )

    def test_a_shipped_beat_is_usable_by_its_name_and_an_operators_takes_its_place(self):
        assert parse({}, {"channel": [{"id": "@one_wire", "beats": ["sudan"]}]}).channel[0].beats == ("sudan",)
        mine = parse({}, {"beat": [{"name": "sudan", "words": ["Karst"]}]}).beats
        assert [beat.terms for beat in mine if beat.name == "sudan"] == [(BeatTerms(None, ("Karst",)),)]

    @pytest.mark.parametrize(
        ("table", "problem"),
        [
            ({"name": "river"}, "give it words, names or places"),
            ({"name": "river", "words": ["*"]}, "must hold a letter"),
            ({"name": "river", "words": ["ka*st"]}, "a * at its end only"),
            ({"name": "river", "words": {"English": ["Karst"]}}, "match"),
        ],
    )
    def test_a_beat_that_cannot_work_is_said_in_words(self, table, problem):
        with pytest.raises(SettingsError) as caught:
            parse({}, {"beat": [table]})
        assert problem in str(caught.value)

    @pytest.mark.parametrize(
        ("tables", "problem"),
        [
            ([{"id": "@one_wire", "beats": ["sea"]}], "there is no [[beat]] named 'sea'"),
            ([{"id": "@one_wire"}, {"id": "@one_wire"}], "@one_wire is there twice"),
            ([{"id": "@one_wire", "mirror_of": "@another"}], "mirror_of must name another channel"),
            ([{"id": "@one_wire", "mirror_of": "@one_wire"}], "mirror_of must name another channel"),
            (
                [{"id": "@one_wire"}, {"id": "@two_wire", "mirror_of": "@one_wire", "languages": ["en"]}],
                "a mirror has the beats and languages of @one_wire",
            ),
            ([{"id": "one"}], "neither a numeric id"),
            ([{"beats": []}], "required"),
        ],
    )
    def test_what_cannot_work_is_said_in_words(self, tables, problem):
        with pytest.raises(SettingsError) as caught:
            self.read(*tables)
        assert problem in str(caught.value)

    def test_a_rate_that_telegram_charges_for_must_be_wanted(self):
        with pytest.raises(SettingsError, match="paid_broadcast = true"):
            parse({}, {"pacing": {"overall": 100}})
        assert parse({}, {"pacing": {"overall": 100, "paid_broadcast": True}}).pacing.overall == 100


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({"line": 0.5, "post": 0.4}, "line must not be above post"),
        ({"post": 0.9, "breaking": 0.8}, "post must not be above breaking"),
    ],
)
def test_bars_of_importance_stand_in_their_order(table, problem):
    with pytest.raises(SettingsError, match=problem):
        parse({}, {"thresholds": table})
