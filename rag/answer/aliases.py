"""Small closed lists that names are read with: titles, joining words, short names of what news names most."""

from __future__ import annotations

from rag.answer.dates import MONTHS, WEEKDAYS

CONNECTORS = frozenset(
    "of de del della der des di da do dos du la las le los van von den bin bint ibn al el y e".split()
)
TITLES = frozenset(
    """
    mr mrs ms miss dr prof professor sir lord lady dame rev reverend hon president vice prime minister
    secretary senator sen rep representative congressman congresswoman gov governor mayor judge justice
    gen general lt lieutenant col colonel maj major capt captain cmdr commander adm admiral sgt sergeant cpl
    corporal pvt private officer detective chief king queen prince princess pope cardinal bishop archbishop
    ambassador chancellor premier chairman chairwoman director sheriff coach imam sheikh ayatollah rabbi
    spokesman spokeswoman spokesperson deputy foreign defense defence former then acting
    """.split()
)
ALSO_NAMES = frozenset("april june may august march".split())  # as people and places have them
NOT_NAMES = (
    frozenset([*MONTHS, *WEEKDAYS, *"i i'm i’m i've i’ve i'll i’ll i'd i’d am pm".split()]) - ALSO_NAMES
)
LINKS = frozenset(  # that begin sentences, rare in lower case
    """
    however furthermore moreover nevertheless nonetheless therefore thus hence meanwhile besides otherwise
    yesterday today instead likewise overall also yet yes still indeed regardless afterwards afterward
    whereas although
    """.split()
)

_SHORT = {
    "united states": "us, usa, united states of america, america, states",
    "united kingdom": "uk, britain, great britain",
    "united nations": "un",
    "european union": "eu",
    "united arab emirates": "uae, emirates",
    "soviet union": "ussr",
    "democratic republic of congo": "drc, democratic republic of the congo",
    "north atlantic treaty organization": "nato, north atlantic treaty organisation",
    "world health organization": "who, world health organisation",
    "federal bureau of investigation": "fbi",
    "central intelligence agency": "cia",
    "washington dc": "dc, district of columbia",
    "los angeles": "la",
    "new york city": "nyc",
}
KNOWN_AS = {short: full for full, shorts in _SHORT.items() for short in shorts.split(", ")}

_PEOPLE_OF = """
    africa african africans, asia asian asians, afghanistan afghan afghans, algeria algerian algerians,
    argentina argentine argentinian, australia australian australians, austria austrian, bangladesh
    bangladeshi, belgium belgian, bolivia bolivian, brazil brazilian brazilians, united_kingdom british
    briton britons, canada canadian canadians, chile chilean, china chinese, colombia colombian
    colombians, cuba cuban cubans, denmark danish danes dane, ecuador ecuadorian, egypt egyptian
    egyptians, england english, ethiopia ethiopian, europe european europeans, finland finnish finns,
    france french frenchman, georgia georgian georgians, germany german germans, greece greek greeks,
    haiti haitian haitians, hungary hungarian, india indian indians, indonesia indonesian, iran iranian
    iranians, iraq iraqi iraqis, ireland irish, israel israeli israelis, italy italian italians, japan
    japanese, jordan jordanian, kenya kenyan kenyans, lebanon lebanese, libya libyan libyans, malaysia
    malaysian, mexico mexican mexicans, morocco moroccan, myanmar burma burmese, netherlands dutch,
    nigeria nigerian nigerians, norway norwegian, pakistan pakistani pakistanis, palestine palestinian
    palestinians, panama panamanian panamanians, peru peruvian peruvians, philippines filipino filipinos
    philippine, poland polish poles, portugal portuguese, russia russian russians, rwanda rwandan,
    saudi_arabia saudi saudis, scotland scottish scots, serbia serbian serbs, somalia somali somalis,
    south_africa south_african south_africans, south_korea south_korean south_koreans, north_korea
    north_korean north_koreans, spain spanish spaniard spaniards, sudan sudanese, sweden swedish swedes,
    switzerland swiss, syria syrian syrians, taiwan taiwanese, thailand thai thais, tunisia tunisian,
    turkey turkish turks, ukraine ukrainian ukrainians, united_states american americans, venezuela
    venezuelan venezuelans, vietnam vietnamese, wales welsh, yemen yemeni yemenis, zimbabwe zimbabwean
"""
_PLACE_OF = {
    word.replace("_", " "): row.split()[0].replace("_", " ")
    for row in _PEOPLE_OF.split(",")
    for word in row.split()
}


def place_of(key: str) -> str:
    """The country whose people, language or adjective the key names ("peruvian": "peru"), else the key."""
    return _PLACE_OF.get(key, key)


def is_country(key: str) -> bool:
    """Whether the key names a country or continent of the list, or its people, language or adjective."""
    return key in _PLACE_OF
