"""Places that datelines name alone, and words that stand where a place would and are none."""

from __future__ import annotations

# Capitals and other cities so often a dateline that no further sign is needed.
CITIES = frozenset(
    str.split(
        "abu_dhabi abuja abidjan accra addis_ababa adelaide aden ahmedabad aleppo alexandria algiers "
        "almaty amman amsterdam ankara antananarivo ashgabat asmara asuncion asunción astana athens "
        "atlanta auckland baghdad baku baltimore bamako bangalore bengaluru bangkok bangui banjul "
        "barcelona basra beijing beirut belfast belgrade berlin bern bhopal birmingham bishkek bissau "
        "bogota bogotá bonn boston brasilia brasília bratislava brazzaville brisbane brussels bucharest "
        "budapest buenos_aires bujumbura cairo calgary canberra cape_town caracas cardiff casablanca "
        "chandigarh chennai chicago chisinau cincinnati cleveland colombo conakry copenhagen dakar "
        "dallas damascus dar_es_salaam delhi denver detroit dhaka dili djibouti doha donetsk dubai "
        "dublin dushanbe edinburgh erbil faisalabad florence frankfurt freetown gaborone gaza gaza_city "
        "geneva georgetown glasgow goma guatemala_city guayaquil hamburg hanoi harare havana helsinki "
        "hiroshima ho_chi_minh_city hong_kong honolulu houston hyderabad indianapolis islamabad "
        "istanbul jaipur jakarta jeddah jerusalem johannesburg juba kabul kampala karachi kathmandu "
        "kharkiv khartoum kiev kyiv kigali kingston kinshasa kolkata kuala_lumpur kuwait kuwait_city "
        "la_paz lagos lahore las_vegas libreville lilongwe lima lisbon liverpool ljubljana lome london "
        "los_angeles luanda lucknow lusaka luxembourg lviv macau madrid malabo male managua manama "
        "manchester manila maputo maseru mbabane mecca medellin melbourne mexico_city miami milan "
        "milwaukee minneapolis minsk mogadishu monaco monrovia montevideo montreal moscow multan mumbai "
        "munich muscat nagasaki nairobi nassau naypyidaw ndjamena new_delhi new_orleans new_york niamey "
        "nicosia nouakchott nuku'alofa odesa odessa osaka oslo ottawa ouagadougou palermo panama_city "
        "paramaribo paris patna perth peshawar philadelphia phnom_penh phoenix pittsburgh podgorica "
        "port-au-prince port_louis port_moresby port_of_spain portland prague praia pretoria pristina "
        "pyongyang quebec quetta quito rabat ramallah rawalpindi reykjavik riga rio_de_janeiro riyadh "
        "rome rotterdam sacramento san_diego san_francisco san_jose san_josé san_juan san_salvador "
        "sanaa santiago santo_domingo sao_paulo são_paulo sarajevo seattle seoul seville shanghai "
        "shenzhen singapore skopje sofia srinagar stockholm strasbourg sucre suva sydney taipei tallinn "
        "tashkent tbilisi tegucigalpa tehran tel_aviv the_hague thimphu thiruvananthapuram tirana tokyo "
        "toronto tripoli tunis turin ulaanbaatar united_nations vaduz valletta vancouver vatican_city "
        "venice vienna vientiane vilnius warsaw washington wellington windhoek yangon yaounde yerevan "
        "yokohama zagreb zurich"
    )
)
# The first or last word of a place of several words: PORT ST. LUCIE, SANTA FE, PALM BEACH.
FIRST = frozenset(
    str.split(
        "new san santa santo são sao saint st st. ste. los las el la le les port puerto fort ft. mount "
        "mt. mt north south east west upper lower great grand cape lake little big camp aboard rio "
        "ciudad villa tel al bandar abu dar kuala phnom hong ho mexico panama"
    )
)
LAST = frozenset(
    str.split(
        "city beach springs falls island islands county township heights park valley grove lake lakes "
        "hills hill river rock bay harbor harbour point town village creek rapids bluff bluffs station "
        "junction center centre ridge mills bridge ferry field forest gardens landing shores summit "
        "province district delhi york d.c. dc"
    )
)
# What a desk puts before a story, an acronym, or a speaker: never a place where nothing else says so.
NO_PLACES = frozenset(
    str.split(
        "alert analysis ap background breaking brief briefs bulletin caution column comment commentary "
        "correct correction corrected corrections covid editorial embargoed exclusive explainer fact "
        "fact-check feature fifa flash frontex full graphic headline headlines highlights how image "
        "images insider insight inside interactive interpol interview investigation latest lead letter "
        "letters list live live-updates look map market markets memo more nasa nato news "
        "newsletter note notice obituary opec opinion photo photos picture pictures podcast poll "
        "preview profile quiz quote quotes recap repeat report reports review roundup sample special "
        "spoiler sport sports stocks story summary takeaways test timeline top transcript trending "
        "tribute true unesco unicef update updated updates urgent verdict video videos view viewpoint "
        "voices warning watch weather what when where who why writethru yes"
    )
)
# A sentence in capitals has one of these where a place has none.
SENTENCE = frozenset(
    str.split(
        "a about after all an are as at be been before but by can could did do does for from get gets "
        "had has have he her his how i if in into is it its just may might must my no not on or our out "
        "over says said she should so than that their them then these they this those to too under "
        "until up us was we were what when where which while who whom whose why will with would you "
        "your monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow"
    )
)
