"""Ids: integers that must not be mixed up."""

from typing import NewType

FeedId = NewType("FeedId", int)
OutletId = NewType("OutletId", int)
ItemId = NewType("ItemId", int)
StoryId = NewType("StoryId", int)
CaseId = NewType("CaseId", int)
PostId = NewType("PostId", int)
DeliveryId = NewType("DeliveryId", int)
ReaderId = NewType("ReaderId", int)
