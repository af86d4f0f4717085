"""The values that pass between the stages: frozen dataclasses, enums and id types, and nothing that acts.

A type's name tells its direction, as in the flow: ``…ForPoll`` and ``Known…`` come *from* the store, ``New…`` and
``…Intent`` are handed *to* it. All times are timezone-aware and in UTC.
"""

from feeds.model.chain import Break, ChainFault, ChainHead, ChainReport, Gap, Link, Unreadable
from feeds.model.channels import Beat, Channel
from feeds.model.claims import Claim, ClaimKind, Figure, FigureKind, Qualifier, Reading
from feeds.model.desk import Case, CaseState, Reason
from feeds.model.discovery import Candidate, Discovery, Found, Origin
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
from feeds.model.websub import HubLink, PushState, Subscription

__all__ = [
    "Affiliation",
    "AuditEntry",
    "Beat",
    "Break",
    "Brief",
    "Candidate",
    "Case",
    "CaseId",
    "CaseState",
    "ChainFault",
    "ChainHead",
    "ChainReport",
    "Channel",
    "Claim",
    "ClaimKind",
    "DeliveryId",
    "DeliveryState",
    "Discovery",
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
    "Figure",
    "FigureKind",
    "Found",
    "Gap",
    "Heard",
    "HubLink",
    "Item",
    "ItemId",
    "KnownItem",
    "Line",
    "Link",
    "Missed",
    "NewPost",
    "NewStory",
    "Note",
    "NoteKind",
    "Origin",
    "Outlet",
    "OutletId",
    "ParsedFeed",
    "Payload",
    "Picture",
    "PostBrief",
    "PostId",
    "PostKind",
    "PushState",
    "Qualifier",
    "Reader",
    "ReaderId",
    "Reading",
    "Reason",
    "Settlement",
    "SourceLine",
    "Standing",
    "Story",
    "StoryId",
    "StoryIntent",
    "StoryItem",
    "Subscription",
    "Target",
    "TargetKind",
    "Terms",
    "Trust",
    "Unreadable",
]
