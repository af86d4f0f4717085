"""The closed lists of words by which ``feeds.core.places`` reads what stands around a name: English, small letters."""


def word_set(words: str) -> frozenset[str]:
    """The words of a list parted by spaces."""
    return frozenset(words.split())


#: Verbs of saying, in the forms that follow a speaker.
SPEECH = word_set(
    "said says say told tells tell wrote writes accused accuses accuse blamed blames blame denied denies deny "
    "rejected rejects confirmed confirms confirm claimed claims claim warned warns warn vowed vows announced "
    "announces announce estimated estimates urged urges called calls condemned condemns criticised criticized "
    "insisted insists maintains maintained argued argues reported reports declared declares stated states added "
    "adds acknowledged acknowledges dismissed dismisses pledged pledges demanded demands asked asks agreed agrees "
    "refused refuses responded responds threatened threatens signalled signaled hinted suggested suggests alleged "
    "alleges reiterated expressed expresses described describes stressed stresses noted notes welcomed welcomes "
    "appealed appeals praised hopes believes wants considers considered saying reporting quoted proposed proposes "
    "offered offers protested protests summoned summons"
)
#: What governments do besides: with these as a verb, a country or a capital in front of it is its government.
ACTS = SPEECH | word_set(
    "backs backed supports supported sent sends recognised recognized recognises recognizes signed signs "
    "imposed imposes hosted hosts ordered orders decided decides plans planned expelled expels approved "
    "approves voted votes seeks sought tried tries prepares prepared began begins started starts launched "
    "launches deployed deploys provided provides supplied supplies will would should could can must may might "
    "does did do had has have wants needs lost won fears feared ignored accepted accepts held holds joined "
    "joins withdrew pulled invaded annexed attacked bombed shelled recalled severed cut suspended resumed "
    "delivered trained armed"
)
#: What takes a speaker's word: "told reporters in Geneva" puts nobody's event there.
HEARERS = word_set(
    "council commons senate lords knesset duma reporters journalists conference briefing interview statement "
    "assembly parliament speech speaking spoke speaks correspondent bureau ambassador envoy address addressed "
    "newspaper interviewed lawmakers congress gathering newsroom analyst analysts diplomat diplomats leaders "
    "ministers minister"
)
#: People who speak for a place, or come from it.
PEOPLE = word_set(
    "resident residents activist activists official officials doctor doctors reporter reporters correspondent "
    "spokesman spokeswoman spokesperson witness witnesses police source sources medic medics governor mayor "
    "journalist journalists lawmaker lawmakers fighter fighter's eyewitness eyewitnesses teacher student "
    "shopkeeper nurse surgeon negotiator exile exiles expert analyst analysts professor researcher director "
    "head chief commander delegation delegates diplomat ambassador envoy man woman people refugee "
    "protester pilgrim native citizen tourist"
)
#: Prepositions that put something into a place.
IN = word_set(
    "in at inside into near around across over outside through throughout within onto via along above beyond off under"
)
#: Prepositions that need a verb or noun of moving.
MOVES = word_set("to from")
#: What moves people or shells: before "to X", "from X".
MOVING = word_set(
    "withdraws returns enters crosses moves arrives evacuates expels retreats flee fled flees fleeing return "
    "returned returning travel travelled traveled travelling traveling withdraw withdrew withdrawn withdrawing "
    "withdrawal expel expelled arrive arrived move moved moving flew fly flown flying drive drove driven "
    "driving deport deported deportation bring brought evacuate evacuated evacuation evacuating smuggle "
    "smuggled launch launched launching fire fired firing barred crossed crossing cross entered escape escaped "
    "retreat retreated retreating pull pulled pulling pullout went go gone going came come coming spread "
    "spilled spill route routed sent infiltrate infiltrated displaced ran run advance advanced advancing convoy "
    "convoys transferred transfer carried rockets missiles drones shells exodus remove removed removes lifted "
    "forced export exporting exports ship shipping originating heading headed ferried depart departed departs "
    "sail sailed evacuees"
)
#: "strike on X", "assault on X".
ATTACKS = word_set(
    "attack attacks strike strikes airstrike airstrikes raid raids assault assaults bombardment shelling "
    "offensive siege bombing bombings advance march push invasion incursion blockade grip hold missiles rockets "
    "drones bombs shells fire rained fell fallen onslaught barrage salvo operation operations battle battles "
    "fight fighting clashes clash war crackdown fired firing dropped control over air-strike air-strikes "
    "massacre blast blasts explosion explosions bomb rocket missile"
)
#: Verbs that a place suffers or that end in it, before its name.
HITS = word_set(
    "bombs recaptures retakes storms besieges surrounds liberates occupies overruns rocks shakes hit hits "
    "hitting struck strikes striking bombed bombing bombard bombarded bombarding shelled shelling shells "
    "attacked attacking attacks attack captured capturing capture captures seized seizing seize seizes entered "
    "entering enter enters left leave leaving leaves fled flee fleeing reached reaching reach reaches besieged "
    "besieging besiege surrounded surrounding surround took take taking takes retook retake retaking recaptured "
    "recapture recapturing liberated liberating liberate invaded invading invade invades occupied occupying "
    "occupy overran overrun rocked rocking shook shaking targeted targeting target targets pounded pounding "
    "pound stormed storming storm raided raiding raid controlled controlling control controls held holding hold "
    "holds defend defended defending destroyed destroying destroy devastated ravaged across crossed crossing "
    "encircled encircling swept lost losing abandoned evacuated evacuating blockaded "
    "blockading around engulfed engulfing gripped burned torched looted approached approaching threatened "
    "strike shell nearing"
)
#: After the name and a form of "be", "come" or "fall": something was done there.
SUFFERED = word_set(
    "hit struck bombed bombarded shelled attacked captured seized besieged surrounded retaken recaptured "
    "liberated invaded occupied rocked shaken targeted pounded stormed raided controlled held destroyed "
    "devastated ravaged encircled evacuated blockaded under fallen fell engulfed gripped cut secured overrun "
    "burning isolated deserted divided quiet calm tense razed flattened emptied partitioned"
)
BE = word_set(
    "is was were are be been being has have had came come comes remains remained fell falls again reportedly also"
)
#: Words of direction: "north of X" is a distance, "northern X" a part of it.
DIRECTIONS = word_set(
    "north south east west northeast northwest southeast southwest northwards southwards eastwards westwards "
    "north-east northward southward eastward westward"
)
PARTS = word_set(
    "northern southern eastern western central northeastern northwestern southeastern southwestern upper lower "
    "greater north south east west northeast northwest southeast southwest mainland rural coastal downtown "
    "inner outer old"
)
#: Nouns of places, each with the precision (0 country … 3 district) that it gives to the name beside it.
KINDS = {
    **dict.fromkeys(
        word_set(
            "province provinces governorate governorates region regions oblast oblasts state states county counties "
            "prefecture territory republic krai division voivodeship enclave exclave peninsula valley mountains "
            "mountain highlands plain desert river gorge coast island islands archipelago basin countryside area areas "
            "sea gulf strait lake hills plateau corridor delta strip heights range"
        ),
        1,
    ),
    **dict.fromkeys(
        word_set(
            "city cities town towns village villages settlement settlements hamlet township municipality commune "
            "locality"
        ),
        2,
    ),
    **dict.fromkeys(
        word_set(
            "district districts neighbourhood neighbourhoods neighborhood neighborhoods suburb suburbs quarter camp "
            "camps airport airfield airbase prison jail oilfield refinery port harbour harbor dam bridge crossing "
            "checkpoint junction outskirts square street highway road hospital university mosque market barracks base "
            "border pass station"
        ),
        3,
    ),
}
#: Nouns that make a name that no gazetteer has a place: "village of X", "the X district".
NAMED_AFTER = word_set(
    "district districts neighbourhood neighborhood suburb quarter village villages town towns hamlet province "
    "governorate region oblast settlement camp checkpoint oilfield airbase prison crossing county township "
    "valley peninsula enclave refinery mountains dam airport airfield area"
)
NAMED_BEFORE = word_set(
    "district neighbourhood neighborhood suburb suburbs quarter village villages town towns hamlet province "
    "governorate settlement settlements city port region island municipality township locality oblast hamlets "
    "districts neighbourhoods neighborhoods townships localities crossing crossings checkpoint"
)
#: Capitalised words that may stand beside a name without making it part of a longer one.
BESIDE = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december governorate province district city town village region oblast state "
    "county river airport hospital university port bridge dam camp street square neighbourhood neighborhood "
    "border valley prison jail peninsula strip heights international military central general air base airbase "
    "island mosque market old north south east west road highway gmt prefecture metropolitan suburb republic "
    "refinery local"
)
#: What before a name shows that it is a person's.
TITLES = word_set(
    "mr mrs ms miss dr president prime minister general gen col colonel lt lieutenant maj major capt captain "
    "cmdr commander sheikh sheik sgt sergeant king queen prince princess sir lord lady ambassador senator sen "
    "rep governor mayor professor prof ayatollah imam mullah secretary chancellor judge admiral brigadier brig "
    "marshal chief pope emir sultan envoy spokesman spokeswoman spokesperson foreign defence defense abu bin "
    "ibn umm saint hms uss ss ins rfa"
)
#: What after a name shows that it belongs to something else.
NOT_PLACES = word_set(
    "convention conventions accord accords agreement agreements protocol protocols treaty process group pact "
    "declaration communique format stock times post herald tribune independent observer brigade brigades "
    "battalion division regiment fc united rovers marathon derby syndrome fashion film festival institute bank "
    "club school council forum papers dynamo university's weekly daily newspaper magazine paper cathedral "
    "spring hilton memorandum deal talks plan initiative formula envoy consulate embassy correspondent bureau- "
    "based office based born trained educated backed led brokered designed made built mediated hosted sponsored "
    "style dossier zoo gazette exchange 24"
)
#: Clauses and verbs end the search backwards for a preposition.
STOPS = word_set(
    "which that who whom whose and but or while when where because if as than said says told has have had is "
    "are was were be been will would could should may might must can do does did not he she they it we i you "
    "his her their its this these those there after before since until with by for about against between among"
)
#: Units of distance.
UNITS = word_set("km kms kilometre kilometres kilometer kilometers mile miles metre metres meter meters yards")
#: Words that open a sentence in capitals without belonging to the name behind them.
OPENERS = word_set(
    "the a an in on at to from near around across inside outside after before since when while as but and for "
    "with over under into through by of that this these those its their his her our many most some all both two "
    "three four five six seven eight nine ten dozens hundreds thousands besieged meanwhile elsewhere today "
    "yesterday only even about between rebel-held government-held fresh new heavy why how what where is are was "
    "were despite against toward towards neighbouring neighboring occupied war-torn nearby battered embattled "
    "divided entire much like unlike along beyond"
)
#: Never places, however they stand: months, faiths, tongues, bodies.
NEVER = word_set(
    "ramadan parliament congress islam nato english arabic russian french eid easter christmas god facebook "
    "twitter telegram january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday mr mrs reuters media gulf middle sea"
)
#: Words that are passed over between a speaker or a name and its verb.
HELPERS = word_set("has have had also later again itself repeatedly immediately quickly strongly on now")
#: Prepositions that put something elsewhere than into a place.
AWAY = word_set("toward towards between")
#: Prepositions that say nothing of ground.
OTHER = word_set("on against with by for like unlike about")
#: Where somebody lives or comes from.
HOME = word_set("born living lives based headquartered exiled exile studied studying resident aged formerly educated")
#: What makes a place a comparison.
COMPARED = word_set("seen as like unlike similar")
#: What goes on in a country for long: to name it is no news of it.
LASTING = word_set("operation operations war battle control")
#: Who tells of the place where he is, and not merely from there.
REPORTERS = word_set(
    "activists activist doctor medic residents resident witnesses witness rebels rebel opposition medics "
    "doctors police protesters fighters eyewitnesses militants insurgents troops eyewitness separatists separatist "
    "cleric clerics elder elders villagers"
)
#: What before a noun of place makes no name of it: peoples, faiths, directions, bodies.
ADJECTIVES = word_set(
    "kurdish sunni shia shiite shi'ite christian alawite druze turkmen arab muslim jewish western northern southern "
    "eastern un us eu american european nato african main central old new rebel army greek catholic orthodox "
    "islamic police federal business financial yazidi yezidi berber tuareg pashtun hazara armenian"
)
#: What flies: "towards X" is no direction then, but where it comes down.
FLYING = word_set("missiles missile rockets rocket drones drone shells fires fired firing launches launched launching")
#: Capitalised nouns that name ground and no body where "of X" follows.
GROUND = word_set("battle siege bay gulf strait island isle port city town state's sea fall massacre coast")
#: What closes a capitalised name and calls it ground: "Taqaddum Air Base".
FACILITY = word_set("air base airbase district governorate province camp refugee village oilfield dam valley township")
#: Bodies that speak or act for a place: "the Gaza health ministry", "Baghdad police".
BODIES = word_set(
    "ministry government authorities administration parliament officials police regime president governor mayor "
    "court leadership cabinet forces fighters troops rebels militia militias leaders army"
)
#: Nouns before "of X" by which something happens to X, or to a part of it.
SEIZED = word_set(
    "capture fall control seizure recapture liberation bombing shelling siege bombardment parts much most "
    "all streets centre center heart edge edges suburbs north south east west invasion occupation evacuation "
    "blockade defence defense stronghold strongholds bastion"
)
#: "the X gas plant", "the X border crossing": two nouns that make ground of a name in front.
UTILITIES = word_set("air military refugee border oil gas power coke nuclear naval")
WORKS = word_set("base camp crossing field plant terminal complex")
#: What speaks for a state: "Syria's state television" is no part of the country.
ORGANS = word_set("tv media television news radio agency broadcaster newspaper department secretary")
#: Who holds a local office: what he tells happened on his own ground.
LOCAL = word_set("governor mayor council councillor councilman prefect")
#: Verbs of those who tell what they saw.
TELLS = word_set("said says told tells recalled recalls added adds")
#: Who fights away from home.
ARMED = word_set(
    "fighter fighters soldier soldiers guard recruit militant militants commander volunteer jihadist rebel"
)
#: Bodies that sit somewhere: "the ministry in X said".
SEATED = word_set("ministry government parliament authorities administration junta leadership council embassy court")
#: What guests come for.
MEETINGS = word_set("talks consultations meetings meeting visit negotiations summit")
