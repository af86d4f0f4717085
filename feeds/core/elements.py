"""What a feed's elements are called, for the quick tier: feedparser's own names, so that both tiers mean the same.

feedparser calls an element by the standard prefix of its namespace (``dc_creator``), without one for the namespaces of
the feed formats themselves (``title``), and by the document's own prefix where it does not know the namespace. It acts
on ``HANDLED``; whatever else it meets it stores under that name, which is harmless unless the name is ``SENSITIVE``.
A test compares both with the feedparser that is installed.
"""

import re
from collections.abc import Mapping


def names(written: str) -> frozenset[str]:
    """Names that are written with spaces between them."""
    return frozenset(written.split())


_FORMATS = (
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://example.com/newformat#",
    "http://example.com/necho",
    "http://purl.org/echo/",
    "uri/of/echo/namespace#",
    "http://purl.org/pie/",
    "http://purl.org/atom/ns#",
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/modules/rss091#",
)
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#: Namespaces, in lower case as feedparser compares them, that it treats in any way of its own, with their prefixes.
PREFIXES: dict[str, str] = {
    **dict.fromkeys(_FORMATS, ""),
    RDF: "rdf",
    "http://creativecommons.org/ns#license": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://podlove.org/simple-chapters": "psc",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_OWN = frozenset(PREFIXES.values()) - {""}

#: Names on which feedparser acts.
HANDLED = names(
    "abstract author body category cc_license channel cloud content content_encoded contributor copyright created "
    "creativecommons_license dc_author dc_contributor dc_creator dc_date dc_description dc_language dc_publisher "
    "dc_rights dc_subject dc_title dcterms_created dcterms_issued dcterms_modified dcterms_valid description email "
    "enclosure entry expirationdate feed feedburner_browserfriendly fullitem generator geom georss_box georss_line "
    "georss_point georss_polygon georss_where georssgeom gml_exterior gml_linearring gml_linestring gml_point "
    "gml_polygon gml_pos gml_poslist guid height homepage id image info issued item itunes_author itunes_block "
    "itunes_category itunes_email itunes_explicit itunes_image itunes_keywords itunes_link itunes_name itunes_owner "
    "itunes_subtitle itunes_summary keywords language lastbuilddate link managingeditor media_adult media_category "
    "media_content media_credit media_description media_group media_keywords media_license media_player media_rating "
    "media_restriction media_thumbnail media_title modified name newlocation psc_chapter psc_chapters pubdate "
    "published rights rss source subtitle summary tagline tags textinput title updated uri url webmaster where width "
    "xhtml_body"
)
#: Names on which feedparser acts, but on nothing that an entry or a feed is made of here, if they hold text alone.
IDLE = names(
    "category cc_license cloud copyright creativecommons_license dc_contributor dc_publisher dc_rights dc_subject "
    "dcterms_valid email expirationdate feedburner_browserfriendly generator georss_point height homepage info "
    "itunes_block itunes_category itunes_email itunes_explicit itunes_image itunes_keywords itunes_link itunes_name "
    "itunes_subtitle keywords media_category media_keywords media_license media_player media_restriction name rights "
    "subtitle tagline tags uri url webmaster width"
)
#: Keys of feedparser's results that are read here, or that stand for one, and those that it looks up itself.
SENSITIVE = names(
    "author author_detail authors category content contributors created_parsed date_parsed description "
    "description_detail entries feed guid guidislink id image issued_parsed language license link links "
    "modified_parsed published_parsed source summary summary_detail tags textinput title title_detail ttl "
    "updated_parsed url where"
)

_DECLARED = re.compile(rb"""xmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")


class AsideError(Exception):
    """The quick tier leaves this document to feedparser. The words are for who looks for the reason."""


def check_prefixes(data: bytes, at_root: Mapping[str | None, str]) -> None:
    """Step aside where a prefix is bound to two namespaces, or where feedparser would take one namespace for another:
    it looks a standard prefix up among those of the document once more.

    The document is searched only where its root does not declare all of them.
    """
    known = {prefix: uri for prefix, uri in at_root.items() if prefix}
    if data.count(b"xmlns:") > len(known):
        for found in _DECLARED.finditer(data):
            prefix, uri = (part.decode() for part in found.groups())
            if known.setdefault(prefix, uri) != uri:
                raise AsideError("a prefix has two namespaces")
    standard = {prefix: PREFIXES.get(uri.lower(), prefix.lower()) for prefix, uri in known.items()}
    if any(prefix.lower() in _OWN and prefix.lower() != name for prefix, name in standard.items()):
        moved = {prefix.lower() for prefix, name in standard.items() if prefix.lower() != name}
        if not moved.isdisjoint(standard.values()):
            raise AsideError("a standard prefix stands for another namespace")
    ours = [uri for prefix, uri in known.items() if prefix.lower() in _OWN and uri.lower() not in PREFIXES]
    if any(list(known.values()).count(uri) > 1 for uri in ours):
        raise AsideError("a namespace has a standard prefix and another")


def name_of(tag: str, prefix: str | None) -> str:
    """The name by which feedparser knows an element with this tag (``{namespace}name``), in lower case."""
    uri, _, local = tag[1:].partition("}") if tag[0] == "{" else ("", "", tag)
    local, namespace = local.lower(), uri.lower()
    if not uri:
        return local
    if "backend.userland.com/rss" in namespace:
        return local
    standard = PREFIXES.get(namespace, prefix and prefix.lower())
    if standard is None and local in HANDLED:
        raise AsideError(f"{local} of an unknown namespace")
    return f"{standard}_{local}" if standard else local


def is_harmless(name: str) -> bool:
    """Whether an element of this name that holds text alone changes nothing that is read here."""
    return name not in SENSITIVE if name not in HANDLED else name in IDLE
