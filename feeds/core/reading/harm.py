"""Words that say what happened to people: killed, wounded, captured, missing, displaced."""

from feeds.model import FigureKind

_K, _W, _C, _M, _D = FigureKind
#: After "were", or alone behind a noun: "20 people (were) killed".
SUFFERED: dict[str, FigureKind] = {
    form: kind
    for kind, forms in {
        _K: (
            "killed slain slaughtered massacred murdered executed beheaded assassinated martyred drowned gunned "
            "lynched hanged electrocuted decapitated buried incinerated crushed suffocated"
        ),
        _W: "wounded injured hurt maimed hospitalised hospitalized mutilated burned burnt",
        _C: "captured detained arrested abducted kidnapped seized imprisoned jailed taken snatched apprehended",
        _M: "",
        _D: "displaced evacuated uprooted expelled deported relocated",
    }.items()
    for form in forms.split()
}
#: Without "were": "20 people died".
BEFELL: dict[str, FigureKind] = {
    **dict.fromkeys("died dead perished die lifeless".split(), _K),
    **dict.fromkeys("missing disappeared vanished unaccounted".split(), _M),
    **dict.fromkeys("fled homeless".split(), _D),
}
#: Before those who suffer it: "killing 20 people".
INFLICTED: dict[str, FigureKind] = {
    form: kind
    for kind, forms in {
        _K: (
            "killed killing kills kill slaughtered slaughtering massacred massacring murdered murdering executed "
            "executing beheaded beheading assassinated assassinating slew lost losing"
        ),
        _W: "wounded wounding injured injuring wounds injures maimed maiming hurt hurting",
        _C: (
            "captured capturing detained detaining arrested arresting abducted abducting kidnapped kidnapping seized "
            "seizing snatched imprisoned jailed"
        ),
        _M: "",
        _D: "displaced displacing evacuated evacuating uprooted uprooting expelled expelling deported",
    }.items()
    for form in forms.split()
}
#: Nouns that count themselves what happened: "100 deaths".
COUNTS: dict[str, FigureKind] = {
    **dict.fromkeys(
        "death deaths fatality fatalities body bodies corpse corpses execution executions killing killings murder "
        "murders lives".split(),
        _K,
    ),
    **dict.fromkeys("injuries".split(), _W),
    **dict.fromkeys("arrests abductions kidnappings detentions".split(), _C),
    **dict.fromkeys("disappearances".split(), _M),
}
#: "the death of two Marines"
OF: dict[str, FigureKind] = {
    **dict.fromkeys(
        "death deaths killing killings murder murders massacre execution executions beheading body bodies "
        "corpses corpse assassination loss lives toll".split(),
        _K,
    ),
    **dict.fromkeys("wounding injury injuries".split(), _W),
    **dict.fromkeys("capture arrest arrests abduction kidnapping detention abductions kidnappings seizure".split(), _C),
    **dict.fromkeys("disappearance disappearances".split(), _M),
    **dict.fromkeys("displacement evacuation expulsion exodus".split(), _D),
}
#: What a toll counts, by the words near it.
TOLL: dict[str, FigureKind] = {
    **dict.fromkeys("death deaths dead killed fatalities died losses lives fatality slain".split(), _K),
    **dict.fromkeys("injured wounded injuries hurt".split(), _W),
    **dict.fromkeys("captured prisoners detained arrested hostages arrests kidnapped abducted".split(), _C),
    **dict.fromkeys("missing disappeared".split(), _M),
    **dict.fromkeys("displaced refugees".split(), _D),
}
TOLL_HEADS = frozenset("toll total tally number losses deaths fatalities dead casualties figure count".split())
#: Words between a toll and its number.
REACHES = frozenset(
    "to at of is was from between exceed stands stood reached reaching reaches hit hits passed topped exceeds "
    "exceeded surpassed climbed rose exceeding as above over".split()
)
HELD = frozenset("prisoner captive hostage prisoners captives hostages custody alive".split())
HEDGES = frozenset("feared believed thought presumed may might could possibly apparently".split())
#: Future and wish: what has not happened is no figure.
UNREAL = frozenset("would will can should must cannot to if".split())
