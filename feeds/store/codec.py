"""Briefs and payloads as JSON text: what is written today is read by every later version.

Each document carries a version, ``v``. A new field gets a default in the reader; a change that a default cannot
bridge gets a new version, and the reader keeps the old one. Text is escaped to ASCII, so that any string survives.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from feeds.errors import SchemaError
from feeds.model import (
    Affiliation,
    Brief,
    CaseId,
    DeliveryId,
    Excerpt,
    FigureKind,
    Ground,
    ItemId,
    Line,
    Note,
    NoteKind,
    Payload,
    Picture,
    Reason,
    SourceLine,
    SpokenFigure,
    StoryId,
)

VERSION: Final = 1


def dump_brief(brief: Brief) -> str:
    """A brief as text."""
    return _write(brief_to_dict(brief))


def load_brief(text: str) -> Brief:
    """The brief that the text holds."""
    return brief_from_dict(_read(text))


def dump_payload(payload: Payload) -> str:
    """A payload as text."""
    return _write(payload_to_dict(payload))


def load_payload(text: str) -> Payload:
    """The payload that the text holds."""
    return payload_from_dict(_read(text))


def dump_reasons(reasons: Sequence[Reason]) -> str:
    """The reasons of a case as text."""
    return json.dumps([reason.value for reason in reasons])


def load_reasons(text: str) -> tuple[Reason, ...]:
    """The reasons that the text holds."""
    return tuple(Reason(value) for value in json.loads(text))


def dump_grounds(grounds: Sequence[Ground]) -> str | None:
    """The grounds of a case as text; None where it has none."""
    return json.dumps([_ground_to_dict(ground) for ground in grounds]) if grounds else None


def load_grounds(text: str | None) -> tuple[Ground, ...]:
    """The grounds that the text holds."""
    return tuple(_ground(values) for values in json.loads(text)) if text else ()


def dump_pictures(pictures: Sequence[Picture]) -> str | None:
    """An item's pictures as text; None where it has none."""
    return json.dumps([_picture_to_dict(picture) for picture in pictures]) if pictures else None


def load_pictures(text: str | None) -> tuple[Picture, ...]:
    """The pictures that the text holds."""
    return tuple(Picture(**values) for values in json.loads(text)) if text else ()


def dump_notes(notes: Sequence[Note]) -> str | None:
    """A story's notes as text; None where it has none."""
    return json.dumps([_note_to_dict(note) for note in notes]) if notes else None


def load_notes(text: str | None) -> tuple[Note, ...]:
    """The notes that the text holds."""
    return tuple(_note(values) for values in json.loads(text)) if text else ()


def dump_detail(detail: Mapping[str, str]) -> str:
    """The detail of a log line as text."""
    return json.dumps(dict(detail))


def load_detail(text: str) -> dict[str, str]:
    """The detail that the text holds."""
    return {str(key): str(value) for key, value in json.loads(text).items()}


def brief_to_dict(brief: Brief) -> dict[str, Any]:
    """A brief as plain values."""
    values: dict[str, Any] = {
        "headline": brief.headline,
        "headline_outlet": brief.headline_outlet,
        "headline_item": brief.headline_item,
        "language": brief.language,
        "excerpts": [_excerpt_to_dict(excerpt) for excerpt in brief.excerpts],
        "sources": [_source_to_dict(source) for source in brief.sources],
        "outlets": brief.outlets,
        "independent": brief.independent,
        "first_at": _moment(brief.first_at),
        "updated_at": _moment(brief.updated_at),
    }
    told = {
        "places": list(brief.places),
        "figures": [_figure_to_dict(figure) for figure in brief.figures],
        "more_figures": brief.more_figures,
        "denials": list(brief.denials),
    }
    values |= {name: value for name, value in told.items() if value}
    if brief.picture is not None:
        values["picture"] = _picture_to_dict(brief.picture)
    return values


def brief_from_dict(values: Mapping[str, Any]) -> Brief:
    """The brief that the plain values spell."""
    return Brief(
        headline=values["headline"],
        headline_outlet=values["headline_outlet"],
        headline_item=ItemId(values["headline_item"]),
        language=values["language"],
        excerpts=tuple(_excerpt(one) for one in values["excerpts"]),
        sources=tuple(_source(one) for one in values["sources"]),
        outlets=values["outlets"],
        independent=values["independent"],
        first_at=datetime.fromisoformat(values["first_at"]),
        updated_at=datetime.fromisoformat(values["updated_at"]),
        picture=None if values.get("picture") is None else Picture(**values["picture"]),
        places=tuple(values.get("places", ())),
        figures=tuple(_figure(one) for one in values.get("figures", ())),
        more_figures=values.get("more_figures", 0),
        denials=tuple(values.get("denials", ())),
    )


def payload_to_dict(payload: Payload) -> dict[str, Any]:
    """A payload as plain values; what is empty is left out."""
    values: dict[str, Any] = {
        "brief": None if payload.brief is None else brief_to_dict(payload.brief),
        "public_id": payload.public_id,
        "lines": [asdict(line) for line in payload.lines],
        "text": payload.text,
        "case_id": payload.case_id,
        "reasons": [reason.value for reason in payload.reasons],
        "change": payload.change,
        "notes": [_note_to_dict(note) for note in payload.notes],
        "grounds": [_ground_to_dict(ground) for ground in payload.grounds],
        "delivery_id": payload.delivery_id,
        "merged_into": payload.merged_into,
    }
    return {name: value for name, value in values.items() if value is not None and value != []}


def payload_from_dict(values: Mapping[str, Any]) -> Payload:
    """The payload that the plain values spell."""
    brief, case_id, delivery_id = values.get("brief"), values.get("case_id"), values.get("delivery_id")
    return Payload(
        brief=None if brief is None else brief_from_dict(brief),
        public_id=values.get("public_id"),
        lines=tuple(_line(one) for one in values.get("lines", ())),
        text=values.get("text"),
        case_id=None if case_id is None else CaseId(case_id),
        reasons=tuple(Reason(value) for value in values.get("reasons", ())),
        change=values.get("change"),
        notes=tuple(_note(one) for one in values.get("notes", ())),
        grounds=tuple(_ground(one) for one in values.get("grounds", ())),
        delivery_id=None if delivery_id is None else DeliveryId(delivery_id),
        merged_into=values.get("merged_into"),
    )


def _excerpt_to_dict(excerpt: Excerpt) -> dict[str, Any]:
    return {name: value for name, value in asdict(excerpt).items() if (name, value) != ("rank", 0)}


def _excerpt(values: Mapping[str, Any]) -> Excerpt:
    return Excerpt(
        outlet=values["outlet"],
        text=values["text"],
        item_id=ItemId(values["item_id"]),
        language=values["language"],
        credit=values.get("credit"),
        whole=values.get("whole", False),
        rank=values.get("rank", 0),
    )


def _figure_to_dict(figure: SpokenFigure) -> dict[str, Any]:
    """A figure as plain values; what is empty is left out."""
    return {name: value for name, value in asdict(figure).items() if value not in (None, False, "")}


def _figure(values: Mapping[str, Any]) -> SpokenFigure:
    return SpokenFigure(**{**values, "kind": FigureKind(values["kind"]), "item_id": ItemId(values["item_id"])})


def _source_to_dict(source: SourceLine) -> dict[str, Any]:
    values = {name: value for name, value in asdict(source).items() if (name, value) != ("via", None)}
    return values | {"published_at": _moment(source.published_at), "affiliation": source.affiliation.value}


def _source(values: Mapping[str, Any]) -> SourceLine:
    return SourceLine(
        outlet=values["outlet"],
        title=values["title"],
        url=values["url"],
        item_id=ItemId(values["item_id"]),
        published_at=datetime.fromisoformat(values["published_at"]),
        affiliation=Affiliation(values["affiliation"]),
        side=values.get("side"),
        copy=values.get("copy", False),
        via=values.get("via"),
    )


def _line(values: Mapping[str, Any]) -> Line:
    return Line(
        story_id=StoryId(values["story_id"]),
        public_id=values["public_id"],
        headline=values["headline"],
        outlet=values["outlet"],
        url=values["url"],
        outlets=values["outlets"],
    )


def _picture_to_dict(picture: Picture) -> dict[str, Any]:
    """What is known of a picture; what is empty is left out."""
    return {name: value for name, value in asdict(picture).items() if value not in (None, False)}


def _ground_to_dict(ground: Ground) -> dict[str, Any]:
    return {"reason": ground.reason.value, "words": ground.words, "outlet": ground.outlet}


def _ground(values: Mapping[str, Any]) -> Ground:
    return Ground(Reason(values["reason"]), values["words"], values.get("outlet"))


def _note_to_dict(note: Note) -> dict[str, Any]:
    return {"kind": note.kind.value, "text": note.text, "at": _moment(note.at)}


def _note(values: Mapping[str, Any]) -> Note:
    return Note(NoteKind(values["kind"]), values["text"], datetime.fromisoformat(values["at"]))


def _moment(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment}")
    return moment.astimezone(UTC).isoformat()


def _write(values: dict[str, Any]) -> str:
    return json.dumps({"v": VERSION, **values}, separators=(",", ":"))


def _read(text: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(text)
    if values.get("v") != VERSION:
        raise SchemaError(f"A row was written by a newer Heliograph (form {values.get('v')}): upgrade the program.")
    return values
