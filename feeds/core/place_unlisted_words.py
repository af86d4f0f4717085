"""The closed lists of words by which ``feeds.core.place_unlisted`` tells what happens to a name that nobody lists."""

from feeds.core.place_words import word_set

#: Words by which a sentence tells of violence.
VIOLENCE = word_set(
    "killed kill killing kills killings dead died die dies death deaths wounded wounding wounds injured injuring "
    "hurt shot shooting shelled shelling shells bombed bombing bombings bombardment bombs struck strike strikes "
    "airstrike airstrikes hit attack attacks attacked attacking raid raids raided clash clashes clashed fighting "
    "fought battle battles offensive siege besieged explosion explosions blast blasts exploded massacre massacred "
    "casualties captured seized retaken recaptured fled displaced ambush ambushed abducted kidnapped beheaded "
    "detonated fired rockets rocket mortars mortar missile missiles intercepted gunmen militants insurgents troops "
    "stormed executed gunfire artillery sniper snipers tanks bomber warplanes evacuated minefield destroyed gunman "
    "explosives barrels shell"
)
#: Verbs whose object is ground, a person seldom; "attacked", "hit" and "captured" have both.
ONLY_GROUND = word_set(
    "entered entering besieged besieging surrounded overran overrun recaptured recapturing retook retaken liberated "
    "shelled shelling bombarded bombarding pounded pounding stormed storming fled fleeing reached reaching raided "
    "raiding bombed bombing captured capturing seized seizing encircled encircling evacuated evacuating"
)
#: Before "of X": those who live there, and its parts.
INHABITED = word_set(
    "residents inhabitants outskirts villagers streets population siege suburbs hospital people mayor temple monastery"
)
#: What closes a run of capitals without belonging to the name.
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today yesterday overnight late early tonight last this earlier"
)
#: Capitalised words that no name of a town has: bodies, buildings, weapons, tongues, creeds, feasts, firms, parties.
NO_TOWNS = word_set(
    "war wars operation cup league games day week summit act court house party union ministry army force forces "
    "corps unit guard guards order festival hotel tower palace stadium hall park church cathedral mosque synagogue "
    "university college school hospital centre center prison museum airport station street square bank group "
    "company committee commission organisation organization foundation association agency institute observatory "
    "service services office department administration authority movement front brigade brigades battalion division "
    "state states nations council congress senate commons lords parliament knesset duma rada bundestag kremlin "
    "pentagon whitehall hague google amazon facebook meta youtube tiktok instagram whatsapp telegram twitter reddit "
    "signal microsoft apple tesla openai nvidia boeing shell bp hebrew arabic persian farsi kurdish turkish spanish "
    "german french english russian ukrainian chinese mandarin urdu hindi pashto dari latin greek italian portuguese "
    "japanese korean islam christianity judaism allah god jesus christ ramadan eid easter christmas passover "
    "hanukkah ashura shahed patriot patriots himars kalibr iskander grad atacms starlink javelin labour likud fatah "
    "mossad interpol europol opec earth mars moon heaven hell internet covid ebola oscar nobel bitcoin premier "
    "champions olympics olympic republicans democrats republican democrat nazi nazis iron dome arrow cabinet "
    "embassy consulate black red white green blue europe asia africa america east sea ocean pacific atlantic "
    "industries inc corp systems technologies concert least jan feb mar apr jun jul aug sep sept oct nov dec lions "
    "tigers news times journal tv radio magazine special world national international"
)
#: Before "in X": whoever trusts, invests or is tried does so in no place.
NO_GROUND = word_set(
    "investment investments invested ingredient stake shares interest confidence confide belief believe believes "
    "trust role involvement case charges trial faith stocks listed written translated spoke speaking fluent looking "
    "aimed directed laughed shouted shouting smiled mocked angry"
)
#: What comes down or is fired, as the subject of "hit X".
STRIKERS = word_set(
    "rockets rocket missiles missile shells drones drone mortars bombs jets warplanes planes helicopters aircraft "
    "raids strikes airstrikes strike airstrike artillery tanks shelling explosion explosions blast blasts bomb fire"
)
#: Before "on X": what falls, and whose attack.
FALLING = word_set("dropped dropping fired firing rained raining fell landed landing crashed opened unleashed")
#: Before "through X": what a blast or a column does.
THROUGH = word_set("tore ripped swept rampaged rolled raged tearing ripping sweeping rolling")
#: Verbs that follow a name and do not end in "ed".
PASTS = word_set(
    "left went began broke came fell rose grew held hid kept lay made met ran sat saw set spread stood took woke "
    "lost fought fled shook became brought sent drove put leaves goes comes"
)
#: Words by which a sentence tells of what happens without violence: where these are is ground, whichever country's.
GATHERINGS = word_set(
    "talks meeting meetings meet meets met summit conference held hosted host protest protests protesters marched "
    "rally demonstrated demonstrators arrive arrived arrives visiting visited arrested detained arrest signed jailed "
    "tried crashed crash fire flood earthquake funeral election elections vote voted negotiations ceremony"
)
#: What opens a clause behind "In X": "In X a bomb killed nine".
COUNTS = word_set("a an the one two three four five six seven eight nine ten dozens hundreds at several")
