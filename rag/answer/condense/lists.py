"""Small closed lists that follow-ups are read with: helping verbs, prepositions, openers, kinds of nouns."""

from __future__ import annotations

from typing import Literal

AUXILIARY = frozenset(
    """
    is are was were be been am do does did has have had will would can could may might must shall should
    """.split()
)
PREPOSITIONS = frozenset(
    """
    about across after against among around as at before behind below between beyond by despite during for
    from in inside into near of off on onto over since through throughout to toward towards under until
    up with within without
    """.split()
)
JOINED_BY = frozenset("of in on for between with over at against to from".split())  # phrase and its modifier
DETERMINERS = frozenset("the a an this that these those its his her their my our your".split())
POSSESSIVE = frozenset("its his her their".split())
ASKING = frozenset("who whom whose what which when where why how".split())

# Verbs by their plain form, as news is asked about: where a phrase without a name ends
VERBS = frozenset(
    """
    accept accuse acquire add admit affect agree aim allow announce answer appear apply approve argue arrest
    arrive ask attack attend avoid back ban become begin believe block break bring build buy call cancel carry
    cause change charge choose claim close come concern confirm contain continue cost cover crash create
    damage decide declare defend demand deny depart describe destroy die discuss do earn elect enable end
    ensure enter expect explain express face fail fall fight file find fire fix follow force gain get give go
    grow hand happen hear help hit hold host hurt identify improve include increase injure invade invest
    involve join keep kill know land last launch lead learn leave let lie live look lose maintain make manage
    matter mean meet miss move name need occur offer open oppose order organize owe own participate pass pay
    perform plan play pledge prevent produce promise propose protect provide publish pull push put raise reach
    react receive reduce refuse reject release rely remain remove replace reply report require rescue resign
    respond rest return reveal rise run save say see seek seem sell send serve set share ship shoot show sign
    sink sit speak spend spread stand start stay steal steer stop strike succeed suffer suggest support
    survive take talk target tell think threaten took train travel treat try turn use visit vote wait want
    warn win withdraw work worry write
    """.split()
)
PAST = frozenset(
    """
    agreed began became bought broke brought built came chose cost died did fell felt fought found gave given
    gone got grew heard held hit kept knew known led left lost made meant met paid put ran rose said sank sat
    saw seen sent set shot shown sold spoke spent stood stole struck sunk taken thought told took taught went
    won wrote written
    """.split()
)

# What a capitalised name ends or begins with that is no person
GROUPS = frozenset(
    """
    agency airlines airways alliance army assembly association authority bank board brigade bureau cabinet
    center centre chamber church club co coalition command commission committee company conference congress
    constitution corp corporation council court department division federation fleet force forces forum
    foundation fund government group guard holding holdings house inc industries institute journal laboratory
    league limited ltd ministry movement museum navy network news office organization organisation parliament
    lines mines motors oil steel works
    partnership party plc police post press senate service services society syndicate team times treaty act
    accord agreement tribunal trust union united university address advisor treatment registry
    """.split()
)
NAMED_PLACES = frozenset(
    "bay beach canal city coast county desert district island islands lake mountain ocean peninsula port "
    "province republic river sea state states strait street valley village".split()
)

# Nouns that stand for what was named before: "that country", "the company"
KIND_OF: dict[str, Literal["person", "place", "group"]] = {
    **dict.fromkeys(
        "man woman person official politician leader suspect minister president".split(), "person"
    ),
    **dict.fromkeys("country city town village island nation".split(), "place"),
    **dict.fromkeys("company firm agency organization organisation group party ship vessel".split(), "group"),
}

COUNTRIES = frozenset(
    """
    afghanistan albania algeria angola argentina armenia australia austria azerbaijan bangladesh belarus
    belgium bolivia bosnia botswana brazil britain bulgaria burma cambodia cameroon canada chad chile
    china colombia congo costa_rica croatia cuba cyprus denmark ecuador egypt el_salvador england
    eritrea estonia ethiopia finland france gaza germany ghana greece greenland guatemala guinea guyana
    haiti honduras hungary iceland india indonesia iran iraq ireland israel italy ivory_coast jamaica
    japan jordan kazakhstan kenya kosovo kuwait laos latvia lebanon liberia libya lithuania luxembourg
    madagascar malawi malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar
    namibia nepal netherlands new_zealand nicaragua niger nigeria north_korea norway oman pakistan
    panama paraguay peru philippines poland portugal puerto_rico qatar romania russia rwanda
    saudi_arabia scotland senegal serbia sierra_leone singapore slovakia slovenia somalia south_africa
    south_korea spain sri_lanka sudan sweden switzerland syria taiwan tajikistan tanzania thailand tibet
    tunisia turkey uganda ukraine united_kingdom united_states uruguay uzbekistan venezuela vietnam
    wales yemen zambia zimbabwe africa asia europe america uk
    """.split()
)
