"""The values that pass between the stages: frozen dataclasses, enums and id types, and nothing that acts.

A type's name tells its direction, as in the flow: ``…ForPoll`` and ``Known…`` come *from* the store, ``New…`` and
``…Intent`` are handed *to* it. All times are timezone-aware and in UTC.
"""

from feeds.model.desk import Case, CaseState, Reason
from feeds.model.ids import CaseId, DeliveryId, FeedId, ItemId, OutletId, PostId, ReaderId, StoryId
from feeds.model.items import Entry, Item, KnownItem, ParsedFeed, Picture, StoryItem
from feeds.model.outbox import (
    DeliveryState,
    DueDelivery,
    Failure,
    Heard,
    Line,
    Missed,
    NewPost,
    Payload,
    PostBrief,
    PostKind,
    Settlement,
    Target,
    TargetKind,
)
from feeds.model.outlets import (
    Affiliation,
    FeedForPoll,
    FeedHealth,
    FeedIntent,
    FeedSeed,
    FeedState,
    Outlet,
    Terms,
    Trust,
)
from feeds.model.people import AuditEntry, Reader
from feeds.model.stories import Brief, Excerpt, NewStory, Note, NoteKind, SourceLine, Standing, Story, StoryIntent

__all__ = [
    "Affiliation",
    "AuditEntry",
    "Brief",
    "Case",
    "CaseId",
    "CaseState",
    "DeliveryId",
    "DeliveryState",
    "DueDelivery",
    "Entry",
    "Excerpt",
    "Failure",
    "FeedForPoll",
    "FeedHealth",
    "FeedId",
    "FeedIntent",
    "FeedSeed",
    "FeedState",
    "Heard",
    "Item",
    "ItemId",
    "KnownItem",
    "Line",
    "Missed",
    "NewPost",
    "NewStory",
    "Note",
    "NoteKind",
    "Outlet",
    "OutletId",
    "ParsedFeed",
    "Payload",
    "Picture",
    "PostBrief",
    "PostId",
    "PostKind",
    "Reader",
    "ReaderId",
    "Reason",
    "Settlement",
    "SourceLine",
    "Standing",
    "Story",
    "StoryId",
    "StoryIntent",
    "StoryItem",
    "Target",
    "TargetKind",
    "Terms",
    "Trust",
]
