"""The tree of errors is the one that is drawn, and every error says what it promises."""

import importlib
import pkgutil
import re

import pytest

import feeds
from feeds import errors
from feeds.errors import FeedsError

#: A line of the drawing: four characters a level below the root, which stands alone.
_LINE = re.compile(r"^ {4}(?P<branch>(?:[│ ] {3})*(?:[├└]── )?)(?P<name>[A-Z]\w+)(?=[( ]|$)")

FETCH = {"url": "https://feeds.example/a", "retry_after": 30.0}
#: One of each that takes more than a message: how it is made, and what it then knows.
MADE = {
    "HttpStatus": (("no",), {**FETCH, "status": 503}),
    "ParseError": (("no",), {"url": "https://feeds.example/a"}),
    "NoWorker": (("no",), {"url": "https://feeds.example/a"}),
    "StaleRevision": ((7,), {}),
    "NotFound": (("story", "7K3F"), {}),
}


def drawn():
    """Each drawn error's name and the name above it."""
    above, parents = {}, {}
    for line in errors.__doc__.splitlines():
        found = _LINE.match(line)
        if found:
            depth = len(found["branch"])
            parents[found["name"]] = above.get(depth - 4)
            above[depth] = found["name"]
    return parents


def defined():
    """Every error class of the package, whichever module it stands in."""
    for module in pkgutil.walk_packages(feeds.__path__, "feeds."):
        importlib.import_module(module.name)
    found, left = [], [FeedsError]
    while left:
        found.append(left.pop())
        left += [cls for cls in found[-1].__subclasses__() if cls.__module__.startswith("feeds")]
    return found


def made(cls):
    if cls.__name__ in MADE:
        positional, named = MADE[cls.__name__]
        return cls(*positional, **named)
    return cls("no", **FETCH) if issubclass(cls, errors.FetchError) else cls("no")


def test_the_tree_is_drawn_as_it_is():
    actual = {cls.__name__: cls.__bases__[0].__name__ for cls in defined()} | {"FeedsError": None}
    assert drawn() == actual


@pytest.mark.parametrize("cls", defined(), ids=lambda cls: cls.__name__)
def test_an_error_says_what_went_wrong(cls):
    error = made(cls)
    assert str(error)
    assert cls.__doc__
    assert isinstance(error, FeedsError)


@pytest.mark.parametrize(
    "cls", [cls for cls in defined() if issubclass(cls, errors.FetchError)], ids=lambda cls: cls.__name__
)
def test_an_error_in_fetching_knows_its_address_and_whether_to_try_again(cls):
    error = made(cls)
    assert (error.url, error.retry_after) == (FETCH["url"], 30.0)
    assert error.permanent is (cls is errors.AddressRefused)


@pytest.mark.parametrize(("status", "permanent"), [(410, True), (404, False), (429, False), (503, False)])
def test_of_all_statuses_only_gone_is_for_good(status, permanent):
    error = errors.HttpStatus("no", url="u", status=status)
    assert (error.status, error.permanent) == (status, permanent)


def test_errors_about_things_name_them():
    assert str(errors.NotFound("story", "7K3F")) == "there is no story 7K3F"
    assert errors.NotFound("case", 4).ident == 4
    assert errors.StaleRevision(7).story_id == 7
    assert errors.ParseError("no", url="u").url == "u"
