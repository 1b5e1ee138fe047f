"""What amounts are measured in: units, currencies, and the words that stretch an amount."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """`size` in the measure's first unit: amounts of one measure compare when each is multiplied by it."""

    name: str
    measure: str
    size: float


def _table() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for measure, rows in _MEASURES.items():
        for row in rows.strip().splitlines():
            size, *words = row.split()
            unit = Unit(words[0], measure, float(size))
            table.update({word.replace("_", " "): unit for word in words})
    return table


_MEASURES = {
    "length": """
        1 metre metres meter meters m
        0.01 centimetre centimetres centimeter centimeters cm
        0.001 millimetre millimetres millimeter millimeters mm
        1000 kilometre kilometres kilometer kilometers km kms
        1609.344 mile miles
        0.9144 yard yards
        0.3048 foot feet ft
        0.0254 inch inches
        1852 nautical_mile nautical_miles""",
    "area": """
        1 square_metre square_metres square_meter square_meters
        1e6 square_kilometre square_kilometres square_kilometer square_kilometers
        2589988 square_mile square_miles
        0.09290304 square_foot square_feet
        4046.856 acre acres
        10000 hectare hectares""",
    "mass": """
        1 kilogram kilograms kilo kilos kg
        0.001 gram grams
        1000 tonne tonnes metric_tons metric_ton
        907.185 ton tons
        0.453592 pound pounds lb lbs
        0.0283495 ounce ounces oz""",
    "volume": """
        1 litre litres liter liters
        3.785412 gallon gallons
        158.987 barrel barrels
        1000 cubic_metre cubic_metres cubic_meter cubic_meters""",
    "speed": """
        1 kilometre_an_hour kilometres_an_hour kilometers_an_hour kilometres_per_hour kilometers_per_hour kph
        1.609344 mph miles_an_hour miles_per_hour
        1.852 knot knots""",
    "power": """
        1 watt watts
        1e3 kilowatt kilowatts kw
        1e6 megawatt megawatts mw
        1e9 gigawatt gigawatts gw""",
    "time": """
        1 second seconds sec secs
        60 minute minutes min mins
        3600 hour hours hr hrs
        86400 day days
        604800 week weeks
        2629746 month months
        31556952 year years yr yrs
        315569520 decade decades
        3155695200 century centuries""",
    "temperature": """
        1 degree degrees °""",
}

UNITS = _table()
LONGEST_UNIT = 3  # words of "miles per hour"

SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY"}
DOLLARS = {
    "us": "USD",
    "a": "AUD",
    "au": "AUD",
    "c": "CAD",
    "ca": "CAD",
    "hk": "HKD",
    "nz": "NZD",
    "s": "SGD",
}
CODES = frozenset("USD EUR GBP JPY CNY RMB INR CHF AUD CAD HKD NZD SGD RUB KRW TRY BRL MXN ZAR".split())
CURRENCIES = {
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "sterling": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rupee": "INR",
    "rupees": "INR",
    "ruble": "RUB",
    "rubles": "RUB",
    "rouble": "RUB",
    "roubles": "RUB",
    "won": "KRW",
    "peso": "peso",
    "pesos": "peso",
    "franc": "franc",
    "francs": "franc",
    "crown": "crown",
    "crowns": "crown",
    "kronor": "crown",
    "kroner": "crown",
    "rand": "ZAR",
    "reais": "BRL",
    "lira": "TRY",
    "liras": "TRY",
    "shekel": "ILS",
    "shekels": "ILS",
}
POUND = "pound"  # of weight or of money: only what it stands against can tell

ABOUT, OVER, UNDER = 0.1, 1.5, 1.5
STRETCHED = {  # the words before a number, and how far down and up they stretch it
    **dict.fromkeys(
        ("about", "around", "roughly", "approximately", "some", "circa", "~"), (1 - ABOUT, 1 + ABOUT)
    ),
    **dict.fromkeys(("over", "above", "exceeding", "more than", "at least", "greater than"), (1.0, OVER)),
    **dict.fromkeys(("under", "below", "nearly", "almost", "less than", "fewer than"), (1 / UNDER, 1.0)),
    **dict.fromkeys(("up to", "at most", "as many as", "no more than", "close to"), (1 / UNDER, 1.0)),
}
