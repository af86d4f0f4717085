"""Nouns of those who speak and of those who are counted, and titles that stand before a name."""

#: Heads of phrases that can speak: persons and bodies.
SPEAKERS = frozenset(
    "activist adviser advisor agency aide alliance ally ambassador analyst army authority administration "
    "bishop broadcaster bureau cabinet campaigner captain captive cardinal centre center channel chairman "
    "chairwoman chief civilian clan cleric coalition colonel command commander commission commissioner "
    "committee company contact convoy coordinator correspondent council counterpart court defector delegate "
    "delegation department deputy diplomat director doctor driver elder embassy employee engineer envoy "
    "executive exile expert family farmer father fighter firm force general governor head boss government group guard "
    "guerrilla hospital hostage imam inhabitant insurgent investigator jihadist journalist judge junta king "
    "kremlin lawmaker lawyer leader leadership local lieutenant major man manager marine mayor mediator "
    "medic media member men merchant militant militia military minister ministry mission monitor mother "
    "movement mp nation navy negotiator network newspaper news nurse observatory observer office officer "
    "official operator opponent opposition organisation organization paramedic paper parent parliament "
    "party patient peacekeeper people photographer pilot police policeman policemen politician premier "
    "presenter president presidency priest prisoner professor prosecutor protester protestor publisher "
    "radio rebel refugee regime relative reporter representative republic rescuer researcher resident "
    "scholar school secretariat secretary senator separatist servant service shopkeeper sheikh side soldier "
    "son source speaker spokesman spokesperson spokeswoman spokesmen staff state statement student survivor "
    "survivors station sultan supporter surgeon taliban teacher team television terrorist trader tribe "
    "tribunal troops tv union unit veteran victim villager voice volunteer watchdog white website widow "
    "witness woman women worker writer youth charity charities report inquiry investigation study survey "
    "party-list faction wing front brigade battalion intelligence mediators capital neighbour neighbor "
    "brother sister wife husband uncle cousin daughter boy girl shepherd baker fisherman tribesman "
    "tribesmen leadership bloc campaign foundation fund institute ombudsman ombudswoman paramilitary "
    "paramilitaries insider archbishop pope patriarch rabbi mufti attorney counsel gunman gunmen captor "
    "hostage-taker attacker kidnapper prince emir caretaker pharmacist economist historian newscaster "
    "judiciary delegates countries country governments nations powers leaders nobody agencies families "
    "allies".split()
)
#: Plurals that do not end in s.
PLURALS = frozenset(
    "police people men women media both sides they troops policemen spokesmen gunmen tribesmen paramilitaries taliban "
    "children staff".split()
)
#: Words of a capitalised name that make it a body, not a person.
BODIES = frozenset(
    "afp ap cnn reuters "
    "administration agency agence alliance army assembly association authority bank battalion bbc board brigade "
    "brotherhood bureau cabinet center centre church coalition command commission committee company conference "
    "congress corporation corps council court crescent cross defence defense department directorate embassy "
    "federation force forces foreign front foundation government group guard hamas health hezbollah hizbollah "
    "hospital house human information institute intelligence interior international islamic jihad junta justice "
    "afp ap cnn reuters kingdom kremlin league liberation media medecins militia military minister ministry "
    "mission monitor movement "
    "nation nations nato navy network news observatory office operations organisation organization parliament party "
    "patrol pentagon police post press prosecutor radio red region reporters republic resistance rights sans "
    "secretariat security senate service society staff state states supreme taliban team times tribunal tv television "
    "un unit union united university watch white wing world amnesty save doctors oxfam fund".split()
)
#: Titles before a name.
TITLES = frozenset(
    "admiral adm rear marshall ambassador archbishop ayatollah bishop brigadier brigadier-general brig "
    "captain capt cardinal chairman chairwoman chancellor chief col colonel commander commissioner "
    "congressman corporal councillor count crown dame delegate deputy director doctor dr emir envoy father "
    "field first-lieutenant first foreign gen general governor gov hajj imam inspector interior judge "
    "justice king lady leader lieutenant lieutenant-colonel lieutenant-general lieutenant-commander lord lt "
    "maj major major-general marshal mayor minister mr mrs ms mullah officer pastor pope premier president "
    "priest prime prince princess prof professor prosecutor queen rabbi rep representative reverend rev "
    "secretary secretary-general sen senator sergeant sergeant-major sgt sheik sheikh shaikh sir spokesman "
    "spokesperson spokeswoman staff sultan vice vice-president warrant private pvt cpl coordinator engineer "
    "ombudsman ombudswoman correspondent reporter vice-admiral rear-admiral nurse sister brother teacher "
    "attorney archimandrite patriarch chairperson cmdr undersecretary".split()
)
#: Small words inside a name.
CONNECTORS = frozenset("al el bin bint ibn abu de la le van von der den di da du of and for the".split())
NAME_PARTICLES = frozenset("al el bin bint ibn abu de la le van von der den di da du ul".split())
DETERMINERS = frozenset(
    "the a an this that these those its his her their our my your some several many most all one another other "
    "two three four no any each every both either neither few various numerous certain".split()
)
PRONOUNS = frozenset("he she it they we i you who".split())
PREPOSITIONS = frozenset("of for in at from with near on under to by against inside behind within".split())
#: Words at which a phrase that is read leftwards ends.
BORDERS = frozenset(
    "that as after while but because when where although though if whether which who whom whose what since until "
    "before during amid despite or so than like unlike including meanwhile elsewhere separately however yet into "
    "about over between through across following according is are was were be been being has have had do does did "
    "will would could can may might must should not there here then also ago".split()
)

#: People who may be counted.
COUNTED = frozenset(
    "person people civilian soldier troop trooper fighter rebel militant insurgent terrorist gunman gunmen "
    "man men woman women child children boy girl infant baby babies toddler teenager youth student pupil "
    "schoolchild schoolchildren teacher doctor medic nurse patient paramedic rescuer worker journalist "
    "reporter cameraman cameramen photographer policeman policemen policewoman policewomen police officer "
    "official guard marine sailor airman airmen pilot captain commander general colonel major lieutenant "
    "sergeant peacekeeper observer monitor contractor mercenary mercenaries hostage captive prisoner "
    "detainee suspect attacker assailant bomber militiaman militiamen serviceman servicemen servicewoman "
    "recruit conscript cadet reservist paratrooper guardsman guardsmen resident inhabitant villager local "
    "citizen national foreigner tourist passenger pilgrim worshipper worshiper mourner protester protestor "
    "demonstrator activist supporter relative member family families household victim casualty casualties "
    "refugee migrant farmer shepherd fisherman fishermen driver trader shopper bystander grandchildren "
    "grandson granddaughter grandmother grandfather nephew niece uncle aunt toddler stepson passer-by "
    "passers-by pedestrian motorist engineer miner volunteer aid-worker employee staff personnel crew "
    "crewman crewmen deserter defector separatist jihadist islamist guerrilla extremist loyalist combatant "
    "agent spy lawmaker politician minister diplomat cleric imam priest nun monk bishop elder tribesman "
    "tribesmen leader aide bodyguard sniper gunner tanker plotter hijacker kidnapper hostage-taker criminal "
    "looter inmate brother sister son daughter mother father parent cousin grandchild wife husband orphan "
    "firefighter evacuee survivor body bodies corpse corpses dead wounded injured soul souls life lives "
    "american briton human friend neighbour neighbor colleague comrade countryman countrymen compatriot "
    "adult minor elderly regular irregular operative ally allies partisan settler commando infantryman "
    "infantrymen police-officer settler workman workmen other others head sheikh professor judge lawyer "
    "lecturer singer player athlete policeman chief".split()
)
#: Countable things that are hurt or lost in wars and are no people.
THINGS = frozenset(
    "tank vehicle house home building shop truck lorry car bus plane aircraft jet helicopter drone missile rocket "
    "shell round bomb mortar gun rifle weapon boat ship village town city province district area region street "
    "mosque church school hospital camp base post position checkpoint site target strike raid attack blast explosion "
    "clash battle incident case day week month year hour minute second time mile kilometre kilometer metre meter foot "
    "feet inch ton tonne pound dollar euro degree percent per cent point seat vote animal cow sheep goat horse camel "
    "dog cattle livestock country countries state nation side party group unit brigade battalion division company "
    "faction force organisation organization agency ministry court charge count floor storey room bed bag box "
    "barrel litre gallon decade century occasion front sortie mission flight operation stage phase step way "
    "thing item page paragraph article resolution deal agreement report interview question million billion thousand "
    "hundred dozen score others' am pm gmt bst th st nd rd mm cm km kg per".split()
)


def is_capital(word: str) -> bool:
    """Whether a word is written as a name's: "Nasr", "al-Nasr"."""
    return word[0].isupper() or (word[1:3] == "l-" and word[3:4].isupper())


def singular(noun: str) -> str:
    """A noun without its plural ending, roughly: enough to look it up here."""
    noun = noun.removesuffix("'s").removesuffix("s'") if noun.endswith(("'s", "s'")) else noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def speaks(noun: str) -> bool:
    """Whether a word in small letters names a person or a body."""
    return noun in SPEAKERS or singular(noun) in SPEAKERS


def is_counted(noun: str) -> bool:
    """Whether a word in small letters names people who may be counted."""
    return noun in COUNTED or singular(noun) in COUNTED


def is_thing(noun: str) -> bool:
    """Whether a word in small letters names what is no person."""
    return noun in THINGS or singular(noun) in THINGS
