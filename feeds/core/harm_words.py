"""Words by which ``harm`` knows what may hurt people. Patterns of one sentence; gaps are bounded, so that they take
linear time.

English is covered with care; Russian, Ukrainian and Arabic only by the short lists at the end, which see the plainest
cases.
"""

import re
from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UPPER = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ"
#: A capitalised word, or an initial.
_CAPITAL = rf"(?-i:[{_UPPER}](?:\.|[\w'’-]{{0,30}}))"
_JOINER = r"(?:(?:al|el|bin|ibn|bint|abu|de|der|van|von)[ -])?"
#: Two capitalised words or more, as names of people are written; ``harm`` looks at them again.
NAME: Final = rf"(?P<name>{_CAPITAL}(?: {_JOINER}{_CAPITAL}){{1,3}})"
_ONE_NAME = rf"(?P<name>{_CAPITAL}(?: {_JOINER}{_CAPITAL}){{0,3}})"
_GAP = r"[^.!?;\n]"

_ARMED = (
    r"(?:troops|soldiers?|servicemen|conscripts?|fighters?|militants?|gunmen|insurgents|rebels|mercenaries|snipers?|"
    r"paratroopers|marines|battalion|brigade|regiment|platoon|company of|command post|headquarters|mortar crew|"
    r"gun crew|ammunition (?:depot|dump|store)|howitzers?|launchers?|air defen[cs]e (?:system|battery|"
    r"unit)s?|garrison)"
)
_SHELTERED = (
    r"(?:civilians|families|residents|villagers|refugees|evacuees|displaced (?:people|families)|women|children)"
)
_STAYS = (
    r"(?:shelter(?:ing|ed)?|hiding|hid|holed up|stationed|deployed|billeted|quartered|garrisoned|positioned|based|"
    r"camped|dug in|housed|located|stored|living|sleeping|lodged)"
)
_HIDES = r"(?:sheltering|hiding|hidden|taking shelter|have taken refuge)"
_STREET = (
    rf"(?:(?:no\.? ?|number )?\d{{1,4}}[a-z]?,? )?{_CAPITAL}(?: {_CAPITAL}){{0,2}} "
    r"(?-i:Street|St\b|Avenue|Boulevard|Lane|Road|Square|Alley|Prospekt|Quay)"
)
_PLACED = rf"{_GAP}{{0,60}}?\b(?:on|at|in|off|of|near|beside|behind|opposite)(?: the)? {_STREET}"
_BUILDING = (
    r"(?:school|hospital|kindergarten|nursery|church|mosque|monastery|college|university|clinic|dormitory|hotel)"
)
_NAMED_BUILDING = (
    rf"(?:(?P<of>{_CAPITAL}(?: {_CAPITAL}){{0,2}}) {_BUILDING}|(?-i:Hotel|Hospital|School) {_CAPITAL}"
    rf"|{_BUILDING},? (?:no\.?|number|№) ?\d+)\b"
)
_INSIDE = rf"{_GAP}{{0,40}}?\b(?:in|at|inside|under|on the roof of|in the basement of)(?: the)? {_NAMED_BUILDING}"
_NOW = r"(?:is|are|remains?|stays?|still)"

STREET_OF_TROOPS = re.compile(rf"\b{_ARMED}\b{_GAP}{{0,60}}?\b{_STAYS}\b{_PLACED}", re.IGNORECASE)
STREET_OF_SHELTER = re.compile(rf"\b{_SHELTERED}\b{_GAP}{{0,40}}?\b{_HIDES}\b{_PLACED}", re.IGNORECASE)
BUILDING = re.compile(
    rf"\b(?:{_ARMED}\b{_GAP}{{0,40}}?\b{_NOW}\b{_GAP}{{0,20}}?\b{_STAYS}"
    rf"|{_ARMED} (?:billeted|quartered|hiding)"
    rf"|{_SHELTERED}\b{_GAP}{{0,30}}?\b{_NOW}\b{_GAP}{{0,20}}?\b{_HIDES})\b{_INSIDE}",
    re.IGNORECASE,
)
#: Degrees with three decimals or more, or with minutes.
COORDINATES = re.compile(
    r"(?<![\d.])-?\d{1,2}\.\d{3,8} ?°? ?[NS]?,? {1,2}-?\d{1,3}\.\d{3,8}(?![\d.])"
    r"|\d{1,2} ?° ?\d{1,2} ?['′’][^.!?\n]{0,12}[NSEW]?[ ,]{0,2}\d{1,3} ?° ?\d{1,2} ?['′’]",
    re.IGNORECASE,
)
#: What makes two numbers coordinates of somebody.
LOCATED = re.compile(
    rf"\bcoordinates\b|\b{_ARMED}\b|\b{_SHELTERED}\b|координат|إحداثيات|\btanks?\b|\bpositions?\b", re.IGNORECASE
)
#: Whoever was there is no longer.
STRUCK = re.compile(
    r"\b(?:hit|struck|strikes?|killed|killing|wounded|destroyed|destroying|shelled|bombed|attacked|"
    r"airstrikes?|exploded|"
    r"died|dead|had been|used to|left|evacuated)\b",
    re.IGNORECASE,
)
STILL = re.compile(rf"\b{_NOW}\b", re.IGNORECASE)

_MOVER = (
    r"(?:convoys?|columns?|troops|soldiers|tanks|battalions?|brigades?|regiments?|armou?red vehicles|"
    r"military (?:vehicles|trucks)|howitzers|missile launchers|warships?|aid trucks)"
)
_MOVES = (
    r"(?:moving|heading|travell?ing|driving|rolling|passing|crossing|marching|proceeding|on (?:its|"
    r"their) way|en route)"
)
_ROUTE = (
    r"(?:the )?(?-i:[A-Z]{1,2}-?\d{1,4}\b|(?:Highway|Route|Road|Motorway) [A-Z]{0,2}-?\d{1,4}\b|"
    rf"[{_UPPER}][\w'’]+(?:[ –-][{_UPPER}][\w'’]+){{0,2}} (?:highway|road|motorway|bridge|route|Highway|Road|Bridge))"
)
ON_ROUTE = re.compile(
    rf"\b{_MOVER}\b{_GAP}{{0,50}}?\b(?:is|are) {_GAP}{{0,20}}?\b{_MOVES}\b{_GAP}{{0,40}}?"
    rf"\b(?:along|on|via|down|up|over|across) {_ROUTE}",
    re.IGNORECASE,
)
AT_TIME = re.compile(
    rf"\b{_MOVER}\b{_GAP}{{0,40}}?\b(?:will|(?:is|are) (?:due|expected|scheduled|set|planning|"
    rf"about) to) {_GAP}{{0,12}}?"
    r"\b(?:pass|cross|arrive|leave|depart|move|reach|enter|set (?:off|out)|sail|roll)\b[^!?;\n]{0,60}?"
    r"\b(?:at|by|around|before|after|from) (?:\d{1,2}[:.]\d\d|\d{1,2} ?[ap]\.?m\b|noon|midnight)",
    re.IGNORECASE,
)
THIS_MOMENT = re.compile(
    rf"\b(?:right now|at this (?:moment|hour|very moment)|as we speak)\b{_GAP}{{0,60}}?\b{_MOVER}\b{_GAP}{{0,40}}?"
    rf"\b(?:is|are) (?:{_MOVES}|entering|leaving)\b"
    rf"|\b{_MOVER}\b{_GAP}{{0,40}}?\b(?:is|are) (?:{_MOVES}|entering|leaving)\b{_GAP}{{0,60}}?"
    r"\b(?:right now|at this (?:moment|hour)|as we speak)\b",
    re.IGNORECASE,
)

_RANK = r"(?:(?:private|corporal|sergeant|lieutenant|captain|major|colonel|general|pilot|officer|soldier) )?"
_SERVES = r"(?:soldier|officer|pilot|fighter|serviceman|commander|sniper|conscript|marine|airman|journalist|reporter)"
_CAPTIVE = rf"(?:prisoner(?: of war)?|pow|hostage|captive|(?:captured|captive) (?:\w{{1,20}} )?{_SERVES})"
_INTRODUCED = (
    r"(?:who (?:gave|gives) (?:his|her) name as|(?:who )?(?:was|is|has been)? ?(?:identified|named|introduced)"
    r"(?: (?:himself|herself))?(?: by \w+(?: \w+)?)?(?: as)?|called)"
)
CAPTIVE = re.compile(
    rf"\b{_CAPTIVE},? (?:{_INTRODUCED} )?(?:(?:a )?\w+(?:-\w+)?[ -]years?[ -]old |aged \d+,? )?{_RANK}{NAME}",
    re.IGNORECASE,
)
TAKEN = re.compile(
    rf"\b{NAME},? (?:(?:was|were|is|are|has been|have been|being) (?:taken|held)"
    r" (?:as )?(?:an? )?(?:prisoner|captive|hostage)|(?:is )?an? (?:prisoner of war|hostage|captive)\b)",
    re.IGNORECASE,
)
#: Whoever is free, or dead, is no prisoner.
FREE = re.compile(
    r"\b(?:freed|released|former|swapped|exchanged|returned|rescued|repatriated|died|dead|killed|body|"
    r"remains|funeral|death|execut\w{2,3}|behead\w{1,3})\b",
    re.IGNORECASE,
)

_YEARS = (
    r"(?:1[0-7]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|"
    r"seventeen)"
)
_KIN = r"(?:boy|girl|child|toddler|pupil|schoolboy|schoolgirl|son|daughter|brother|sister|nephew|niece|orphan)"
_CALLED = r"(?:,? (?:who (?:was|is) )?(?:named|called|identified as|identified by \w+ as))"
#: "9-year-old Amir H."; what stands between is a demonym, or says who the child is.
CHILD_OF_AGE = re.compile(
    rf"(?<![\w-]){_YEARS}[- ]years?[- ]old (?:(?-i:[A-Z]\w{{2,20}}(?:an|ese|ish|i|"
    rf"ic)) )?(?:{_KIN}{_CALLED}? |{_KIN}, )?{_ONE_NAME}",
    re.IGNORECASE,
)
CHILD_AGED = re.compile(
    rf"\b{NAME}(?:, (?:aged )?|,? aged | \()(?:1[0-7]|[1-9])(?=[,;.)]| and\b| years)", re.IGNORECASE
)
CHILD_NAMED = re.compile(
    rf"\b(?-i:[Ss]choolboy|[Ss]choolgirl|[Tt]oddler|[Ii]nfant|[Bb]aby (?:girl|boy)) {NAME}"
    rf"|\b(?-i:[Tt]he|[Aa]|young|little|injured|wounded|orphaned) (?-i:boy|girl|child|toddler|infant|"
    rf"orphan){_CALLED} (?P<called>{_CAPITAL})",
    re.IGNORECASE,
)
#: What tells a person from a law or a war: something happened to him, or he is somebody's.
PERSON = re.compile(
    r"\b(?:killed|wounded|injured|died|dead|survived|shot|lost|buried|missing|his|her|son|daughter|mother|"
    r"father|uncle|aunt|"
    r"brother|sister|boy|girl|child|children|family|said|told|hospital|abducted|orphan\w*)\b",
    re.IGNORECASE,
)

_PART = r"(?:head|limb|hand|arm|leg|finger|ear|foot|feet)s?"
_DEAD = r"(?:bod(?:y|ies)|corpses?|remains)"
GRAPHIC = re.compile(
    rf"\bsevered {_PART}\b|\b{_PART} (?:was |were |had been )?(?:torn|blown|ripped|hacked|sawn|chopped|cut) off\b"
    rf"|\b(?:mutilated|charred|dismembered|decapitated|headless|rotting|decomposing|decomposed|"
    rf"disembowell?ed|bloated) {_DEAD}\b"
    rf"|\b{_DEAD} (?:was |were |had been )?(?:mutilated|dismembered|decapitated|disembowell?ed|charred|"
    rf"torn to pieces)\b"
    r"|\b(?:burn(?:ed|t)|skinned|buried) alive\b|\bbody parts\b|\bentrails\b|"
    r"\bpieces of (?:human )?flesh\b|\bhuman flesh\b"
    r"|\beyes? gouged\b|\bgouged out\b|\bbrain matter\b|\bmaggots\b|\bbeheading video"
    r"|\bgraphic (?:content|warning|images?|footage|videos?|photos?|photographs|pictures?|details?|"
    r"scenes?|descriptions?)\b"
    r"|\bviewer discretion\b|\b(?:distressing|disturbing) (?:content|images?|footage|scenes?|details?)\b",
    re.IGNORECASE,
)

#: Words that are written large and are no part of a person's name.
NO_NAME: Final = _listed(
    "his her its our their the a an in on at of for and but to from by with after before as is was it he "
    "she they we this that these those "
    "war civil conflict operation treaty agreement accord deal pact convention government republic army "
    "brigade battalion "
    "regiment division corps navy force forces council commission committee ministry party union nations "
    "united state "
    "states federation kremlin street road avenue province district region city village camp affairs swap exchange "
    "release talks crisis families forum club society support rescue guides scouts january february "
    "march april may june "
    "july august september october november december monday tuesday wednesday thursday friday saturday sunday boeing "
    "airbus toyota taliban news agency press times post radio television mission act law insurgency "
    "revolution uprising "
    "blockade siege occupation peace plan international human rights red cross crescent security supreme court"
)
#: Whoever bears one of these before the name is known by office already.
OFFICE: Final = _listed(
    "prime president minister king queen prince pope secretary foreign defence defense interior senator "
    "governor mayor "
    "ambassador chancellor premier chairman speaker judge spokesman spokeswoman commissioner general un us eu"
)
#: A single capitalised word that says whence somebody is, not who he is.
DEMONYM: Final = re.compile(
    r"(?:\w+(?:ian|ean|ese|ish)|(?:israel|iraq|pakistan|yemen|oman|kuwait|saud|emirat|bahrain|qatar|"
    r"azerbaijan|beng?al|somal|"
    r"nepal|isra|fulan)i|afghan|german|american|mexican|african|kenyan|libyan|ugandan|rwandan|kazakh|"
    r"uzbek|tajik|turk|kurd|"
    r"arab|druze|greek|french|dutch|swiss|chechen|uyghur|tutsi|hutu|yazidi|rohingya|tigrayan|jew|muslim|christian|"
    r"british|welsh|scot|czech|serb|croat|slovak|finn|dane|swede|pole|thai|filipino|sudani|gazan|korean)s?"
)
#: What stands before a demonym.
COMPASS: Final = frozenset(
    {"north", "south", "east", "west", "northern", "southern", "eastern", "western", "saudi", "sri"}
)
#: Names of buildings that say no more than whose they are.
NOBODYS: Final = _listed("un unrwa unicef un-run unicef-run state public local the a an this their his its")

_RU_NAME = r"(?-i:[А-ЯЁІЇЄҐ][а-яёіїєґ'’]+(?: [А-ЯЁІЇЄҐ][а-яёіїєґ'’]+)"
OTHER_POSITION = re.compile(
    r"\b(?:военны[ех]|военнослужащи[ех]|солдат\w*|бойц\w+|боевик\w*|жител\w+|військов\w+|бійц\w+)\b[^.!?\n]{0,40}?"
    r"\b(?:размещ\w+|укрыва\w+|пряч\w+|скрыва\w+|находятся|дислоцир\w+|розміщен\w+|перехову\w+|"
    r"ховаються)\b[^.!?\n]{0,50}?"
    r"(?:улиц\w+|вулиц\w+|\bул\.|\bвул\.) ?(?-i:[А-ЯЁІЇЄҐ])\w+",
    re.IGNORECASE,
)
OTHER_MOVEMENT = re.compile(
    r"\b(?:колонн\w+|колон\w+|танк\w*|бронетехник\w+)\b[^.!?\n]{0,40}?\b(?:движ[еу]тся|едет|едут|"
    r"следу[ею]т|рухає\w+|їде|їдуть)\b"
    r"[^.!?\n]{0,30}?\b(?:по|через|в сторону|на)\b[^.!?\n]{0,20}?\b(?:трасс\w+|шоссе|дорог\w+|трас\w+|шосе|мост\w*)",
    re.IGNORECASE,
)
OTHER_PRISONER = re.compile(
    rf"\b(?:военнопленн(?:ый|ая|ого|ому|ым)|пленн(?:ый|ая|ого)|заложни(?:к|ца|ка|цу)|військовополонен(?:ий|"
    rf"ого)) {_RU_NAME}{{1,2}})",
    re.IGNORECASE,
)
OTHER_MINOR = re.compile(
    rf"\b(?:1[0-7]|[1-9])-?(?:летн|річн|ти ?летн|ти ?річн)\w+ (?:(?:мальчик\w*|девочк\w+|хлопчик\w*|"
    rf"дівчинк\w+) )?{_RU_NAME}?)"
    r"|(?<!\w)الطفلة? (?:\w+ ){1,3}\((?:1[0-7]|[1-9]|[١-٩]|١[٠-٧]) ?(?:عام|عاما|أعوام|سنة|سنوات)\w*\)",
    re.IGNORECASE,
)
OTHER_GRAPHIC = re.compile(
    r"\b(?:расчлен[её]нн\w+|обезглавленн\w+) тел\w*|\bоторванн\w+ (?:рук|ног|голов)\w*|"
    r"\bобугленн\w+ (?:тел|останк)\w*"
    r"|\bфрагмент\w+ тел\b|\bне для слабонервных\b|\b(?:розчленован|обвуглен)\w+ тіл\w*|\bфрагмент\w+ тіл\b"
    r"|(?<!\w)(?:أشلاء|جثث متفحمة|جثة متفحمة|مقطوعة? الرأس|مقطوعي الرؤوس)(?!\w)",
    re.IGNORECASE,
)

#: Words without which a pattern matches nowhere.
STREETS: Final = ("street", " st", "avenue", "boulevard", "lane", "road", "square", "alley", "prospekt", "quay")
BUILDINGS: Final = tuple(_BUILDING.removeprefix("(?:").removesuffix(")").split("|"))
NUMBERS: Final = ("°", *(f".{digit}" for digit in range(10)))
AGES: Final = ("aged ", *(f"{before}{digit}" for before in (", ", "(") for digit in range(1, 10)))
CHILDREN: Final = ("schoolboy", "schoolgirl", "toddler", "infant", "baby", "boy", "girl", "child", "orphan")
DETAILS: Final = _listed(
    "sever off mutilat charred dismember decapitat headless rotting decompos disembowel bloated torn alive body "
    "entrails flesh gouged brain maggot behead graphic viewer distress disturb"
)
OTHER_DETAILS: Final = (
    "членен",
    "членён",
    "членован",
    "обезглавл",
    "оторван",
    "обугл",
    "обвугл",
    "фрагмент",
    "слабонерв",
    "أشلاء",
    "جثة",
    "جثث",
    "مقطوع",
)
