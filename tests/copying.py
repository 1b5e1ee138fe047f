"""Made articles on one topic, and what becomes of an article when others carry it."""

from __future__ import annotations

import random
import re

TOPIC = {
    "who": "dockers|crane drivers|tug crews|clerks|pilots|stevedores|shippers|fishermen|hauliers|"
    "customs officers|harbour masters|wholesalers|councillors|insurers|ship owners|"
    "fruit importers|port doctors|divers",
    "name": "Abel Marsh|Ines Kovar|Tomas Reul|Edda Lind|Pavel Storm|Rosa Quint|Olaf Brandt|Mina Sorel|"
    "Hugo Tarn|Clara Venn|Janis Orlo|Petra Falk|Emil Dray|Lotte Winter|Karel Moss|Agnes Pike|"
    "Viktor Hale|Nora Stein",
    "place": "Port Lisle|Harwick|the north quay|Sund|the grain pier|Tessel|the old basin|Marle|"
    "the fish hall|Brack|the lock at Venn|Ostend Street|the coal wharf|Grey Island|"
    "the timber yard|Low Town|the ferry landing",
    "thing": "overtime|night shifts|the new scanners|pensions|unpaid leave|lifeboats|the tonnage fee|"
    "winter clothing|rotten ropes|the closed canteen|diesel fumes|a broken winch|"
    "foreign crews|the pilot's licence|lost parcels",
    "cargo": "bananas|steel coils|grain|timber|coffee|second-hand cars|fertiliser|frozen cod|"
    "paper rolls|cement|wind turbines|olive oil|copper|machine parts|flowers|rice|salt|"
    "medicine",
    "did": "refused to load|left on the pier|sent back|weighed twice|auctioned|hid|insured|"
    "photographed|unloaded by hand|counted again|moved to a barge|guarded all night|"
    "gave to a hospital|swept into the water",
    "felt": "was relieved|had lost patience|could not sleep|would rather wait|had heard it before|"
    "trusted nobody|had never been asked|feared for the harvest|saw no way back|"
    "wanted it in writing|blamed the weather",
    "when": "on Monday|before dawn|late in the evening|since Easter|for a second week|"
    "during the storm|at noon|after the vote|on pay day|while the tide was out|"
    "between two shifts|without any warning|last spring",
}
PATTERNS = (
    "{Who} in {place} {did} {n} tonnes of {cargo} {when}.",
    "{name} said that the town {felt} about {thing}.",
    "Nearly {n} {who} met at {place} {when} and argued over {thing} until the lamps went out.",
    "A ship with {cargo} turned away from {place}, which cost its owner {n} crowns.",
    "“{Thing}? We {felt2},” {name} told a crowd of {who} {when}.",
    "{When}, two lawyers for the {who} read out a letter on {thing} and {cargo}.",
    "Nobody at {place} would say who {did} the {cargo} that {name} had ordered.",
    "According to {name}, one in {n} {who} {felt} when {thing} came up at {place}.",
    "Trains to {place} stood still {when}, their waggons full of {cargo}.",
    "The mayor's office put the damage at {n} crowns and pointed to {thing}.",
    "{name} and {name} shook hands at {place}, then quarrelled over {thing} in front of the {who}.",
    "Prices for {cargo} rose by {n} per cent in the markets near {place}.",
    "Some {who} {did} what was left; others marched to {place} with lanterns and a drum.",
    "Police counted {n} people, {name} counted twice as many, and {place} was closed to {who}.",
)
FOOTER = (
    "\n\nSubscribe to our morning letter for the news of the coast. Follow us wherever you read. "
    "All rights reserved; no part of this page may be sold. Write to the editors at the address below."
)
TOKEN = re.compile(r"\w+|\W+")


def article(number: int, sentences: int = 16) -> str:
    """An article of some 250 words on a quarrel in a harbour; each number has its own."""
    rng = random.Random(f"article {number}")
    chosen = [*PATTERNS, *rng.sample(PATTERNS, max(0, sentences - len(PATTERNS)))][:sentences]
    rng.shuffle(chosen)
    lines = [_filled(pattern, rng) for pattern in chosen]
    return "\n\n".join(" ".join(lines[i : i + 4]) for i in range(0, len(lines), 4))


def altered(text: str, share: float, seed: int = 0) -> str:
    """The text with that share of its words replaced by others of it, left out, or added to."""
    rng = random.Random(f"altered {seed}")
    tokens = TOKEN.findall(text)
    words = [token for token in tokens if token[0].isalnum()]
    out = []
    for token in tokens:
        if token[0].isalnum() and rng.random() < share:
            out.append(rng.choice((rng.choice(words), "", f"{token} {rng.choice(words)}")))
        else:
            out.append(token)
    return "".join(out)


def cut(text: str, share: float = 0.6) -> str:
    words = text.split(" ")
    return " ".join(words[: int(len(words) * share)])


def syndicated(text: str) -> str:
    """The text as another site has it: the agency's line before, its own lines behind."""
    return f"PORT LISLE, March 3 (Coast Press) — {text}{FOOTER}"


def _filled(pattern: str, rng: random.Random) -> str:
    def fill(match: re.Match[str]) -> str:
        slot = match[1]
        if slot == "n":
            return f"{rng.randrange(12, 9_900):,}"
        found = rng.choice(TOPIC[slot.lower().rstrip("2")].split("|"))
        return found[0].upper() + found[1:] if slot[0].isupper() else found

    return re.sub(r"{(\w+)}", fill, pattern)
