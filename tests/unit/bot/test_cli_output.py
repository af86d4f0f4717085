"""What commands print: nothing in it steers the terminal."""

from bot.cli.common import out, out_table


def test_what_could_steer_a_terminal_is_shown_as_unreadable(capsys):
    out("a\x1b[31mb\x9bc\td\u202ee")
    out_table("", ["x"], [["a\x1b]0;title\x07[b]"]])
    said = capsys.readouterr().out
    assert said.startswith("a\ufffd[31mb\ufffdc\td")
    assert "\ufffd]0;title\ufffd[b]" in said
    assert not {"\x1b", "\x07", "\x9b"} & set(said)
