"""Does a report belong to an open story? A few features, weighed by a learned linear model.

The model is a multinomial logit over the candidate stories and *none of them*, as in Miranda et al., "Multilingual
Clustering of Streaming News" (2018), who learn which story first and whether at all second; here one model does both.
Its scalars come from ``heliograph train join`` (``feeds/models/join.toml``).

The features of a report and a story, all of them cheap:

``nearest``     cosine to the story's nearest report (of the newest ones), and its root
``mean``        cosine to the mean of its reports, its root: a chain of weak links does not make one event
``recent``      mean of the three best cosines, each faded by the hours between: a long story moves on
``likelihood``  log-likelihood ratio, per root of the length, of the report's stems under the story's smoothed counts
                against the stream's (Dirichlet smoothing; Zhai and Lafferty, "A study of smoothing methods", 2004)
``stranger``    share of the information of the report's title names that no report of the story has
``foreign``     share of the names of the story's titles that the report does not have
``conflict``    the product of the two: each names what the other does not know
``missing``     share of the information of the words that nearly all of the story's reports have, and this has not
``days, gap``   between the report and the story's nearest in time: in days, and the logarithm in hours
``age``         days between the report and the story's earliest
``cover``       share of the information of the report's title that the story has, by how many of its reports have it
``size``        logarithm of the number of reports
``digest``      a digest shares words with every event that it tells of
``bare``        for titles alone, whose few words agree less, cosines weigh otherwise
"""

import math
from collections.abc import Mapping, Sequence

from feeds.core.gathered import Gathered, Own
from feeds.core.packed import Packed, Query, cosine

FEATURES = (
    "nearest",
    "nearest_root",
    "mean",
    "mean_root",
    "recent",
    "likelihood",
    "stranger",
    "foreign",
    "conflict",
    "missing",
    "days",
    "gap",
    "age",
    "cover",
    "size",
    "digest",
    "digests",
    "bare_nearest",
    "bare_mean",
)
#: Hours between two reports below which the time between them says nothing, and beyond which nothing more.
LEAST_GAP, MOST_GAP = 1.0, 96.0
#: Hours that are taken to lie at least between two reports of which one is undated.
UNDATED = 6.0
#: Hours after which a cosine is faded to a third.
FADE = 48.0
#: Texts that the smoothing counts as.
SMOOTHING = 4.0
#: What ``stranger`` is for a title without names, ``missing`` for a story without words of its own.
NO_NAMES, NOTHING_OWN = 0.3, 0.5
#: The newest reports of a story that are compared one by one, and how many of the best make ``recent``.
NEWEST, BEST = 12, 3


def cosines(query: Query, story: Gathered, mean: float) -> list[float]:
    """The cosines of a report to a story's newest reports, the oldest of them first; ``mean``: that to their mean."""
    return [mean] if len(story.reports) == 1 else [cosine(query.vector, report) for report in story.reports[-NEWEST:]]


def features(query: Query, story: Gathered, near: Sequence[float], mean: float) -> tuple[float, ...]:
    """What speaks for and against a report's belonging to a story of at least one report, in the order of ``FEATURES``.

    ``near`` are the cosines to its newest reports, ``mean`` is that to the mean of all.
    """
    newest, reports = story.reports[-NEWEST:], len(story.reports)
    gaps = [_between(query, report) for report in newest]
    nearest, mean = max(near), max(0.0, mean)
    shared, own = story.shared(query), story.own()
    stranger, foreign = _stranger(query, shared), story.foreign(query)
    bare, gap = float(query.bare), min(max(min(gaps), LEAST_GAP), MOST_GAP)
    return (
        nearest,
        math.sqrt(max(0.0, nearest)),
        mean,
        math.sqrt(max(0.0, mean)),
        _recent(near, gaps),
        _likelihood(query, shared, reports),
        stranger,
        NO_NAMES if foreign is None else foreign,
        stranger * (foreign or 0.0) if query.names else 0.0,
        _missing(query, own),
        gap / 24,
        math.log(gap),
        min(abs(query.hour - story.first), MOST_GAP) / 24,
        _cover(query, shared, reports),
        math.log(reports),
        float(query.digest),
        sum([report.digest for report in newest]) / len(newest),
        nearest * bare,
        mean * bare,
    )


def _between(query: Query, other: Packed) -> float:
    """Hours between two reports; where either is undated they may be any, within reason."""
    gap = abs(query.hour - other.hour)
    return gap if gap >= UNDATED or (query.dated and other.dated) else UNDATED


def _recent(near: Sequence[float], gaps: Sequence[float]) -> float:
    if len(near) == 1:
        return near[0] * math.exp(-min(gaps[0], MOST_GAP) / FADE)
    faded = [cosine * math.exp(-min(gap, MOST_GAP) / FADE) for cosine, gap in zip(near, gaps, strict=True)]
    best = sorted(faded, reverse=True)[:BEST]
    return sum(best) / len(best)


def _cover(query: Query, shared: Mapping[int, int], reports: int) -> float:
    """The share of the information of the report's title that the story's reports have, a word by how many have it."""
    covered = [i * min(1.0, shared[stem] / reports) for stem, i in query.titled.items() if stem in shared]
    return sum(covered) / query.headed if query.headed else 0.0


def _likelihood(query: Query, shared: Mapping[int, int], reports: int) -> float:
    """The log-likelihood ratio of story to stream, in nats per root of the number of words."""
    length, log, exp = len(query.vector) + len(query.titled), math.log, math.exp
    if not length:
        return 0.0
    total, information, titled = length * log(SMOOTHING / (reports + SMOOTHING)), query.information, query.titled
    for stem, count in shared.items():
        likelier = log(count * exp(information[stem]) / (2 * SMOOTHING) + 1)
        total += 2 * likelier if stem in titled else likelier
    return total / math.sqrt(length)


def _stranger(query: Query, shared: Mapping[int, int]) -> float:
    strange = [i for stem, i in query.names.items() if stem not in shared]
    return sum(strange) / query.named if query.named else NO_NAMES


def _missing(query: Query, own: Own) -> float:
    vector = query.vector
    missing = [i for stem, i in own.items() if stem not in vector]
    return sum(missing) / sum(own.values()) if own else NOTHING_OWN
