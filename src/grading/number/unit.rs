//! Units: whether the words beside a number name what the card counts.
//!
//! The unit may be missing, abbreviated or inflected; another unit is wrong, and nothing is
//! converted. Words that are in no table count as the same where only their ending differs.

use crate::spelling;

/// What may stand beside a number.
pub(super) struct Wanted<'a> {
    unit: Option<&'a str>,
    ask: &'a str,
}

impl<'a> Wanted<'a> {
    /// The unit of the card; without one, words of the question may stand there.
    pub(super) fn new(unit: Option<&'a str>, ask: &'a str) -> Self {
        Self { unit, ask }
    }

    /// Whether the folded words name the unit, or there are none.
    pub(super) fn is_met_by(&self, given: &[String]) -> bool {
        if given.is_empty() {
            return true;
        }
        let given = given.join(" ");
        match self.unit {
            Some(unit) => is_same(unit, &given),
            None => spelling::words(self.ask).iter().any(|word| is_same(&word.folded, &given)),
        }
    }
}

fn is_same(wanted: &str, given: &str) -> bool {
    let run = |text: &str| spelling::fold(text).replace(' ', "");
    let (wanted_run, given_run) = (run(wanted), run(given));
    let row = |run: &String| NAMES.iter().position(|names| names.contains(&run.as_str()));
    match (row(&wanted_run), row(&given_run)) {
        _ if wanted_run == given_run => true,
        (Some(wanted), Some(given)) => wanted == given,
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => is_inflection(wanted, given),
    }
}

/// Whether the two differ only in the ending and the umlaut of an inflection: `Irrtum`, `Irrtümer`.
fn is_inflection(one: &str, other: &str) -> bool {
    let other = stems(other);
    stems(one).iter().any(|stem| other.contains(stem))
}

/// The text without umlauts, whole and without each ending that it may have.
fn stems(text: &str) -> Vec<String> {
    let bare: Vec<String> = spelling::words(text).into_iter().map(|word| word.bare).collect();
    let bare = bare.join(" ").replace("ae", "a").replace("oe", "o").replace("ue", "u");
    let endings = ["ern", "en", "er", "es", "e", "n", "s"];
    let cut = endings
        .iter()
        .filter_map(|ending| bare.strip_suffix(ending))
        .filter(|stem| stem.chars().count() > 2);
    let plural = bare.strip_suffix("ies").map(|stem| format!("{stem}y"));
    cut.map(str::to_owned).chain(plural).chain([bare.clone()]).collect()
}

/// Names of one unit each, folded and run together.
const NAMES: &[&[&str]] = &[
    &["km", "kilometer", "kilometern", "kilometers", "kilometre", "kilometres"],
    &["m", "meter", "metern", "meters", "metre", "metres"],
    &["dm", "dezimeter", "dezimetern", "decimeter", "decimetre", "decimetres"],
    &["cm", "zentimeter", "zentimetern", "centimeter", "centimeters", "centimetre", "centimetres"],
    &["mm", "millimeter", "millimetern", "millimeters", "millimetre", "millimetres"],
    &["mi", "meile", "meilen", "mile", "miles"],
    &["sm", "nm", "seemeile", "seemeilen", "nauticalmile", "nauticalmiles"],
    &["ft", "fuss", "foot", "feet"],
    &["zoll", "inch", "inches"],
    &["yd", "yard", "yards"],
    &[
        "km²",
        "km2",
        "km^2",
        "qkm",
        "quadratkilometer",
        "quadratkilometern",
        "squarekilometers",
        "squarekilometres",
        "sqkm",
    ],
    &[
        "m²",
        "m2",
        "m^2",
        "qm",
        "quadratmeter",
        "quadratmetern",
        "squaremeters",
        "squaremetres",
        "sqm",
    ],
    &["m³", "m3", "m^3", "kubikmeter", "kubikmetern", "cubicmeters", "cubicmetres"],
    &["sqmi", "squaremile", "squaremiles", "quadratmeile", "quadratmeilen"],
    &["ha", "hektar", "hektaren", "hectare", "hectares"],
    &["acre", "acres"],
    &[
        "km/h",
        "kmh",
        "stundenkilometer",
        "kilometerprostunde",
        "kilometersperhour",
        "kilometresperhour",
        "kph",
    ],
    &["m/s", "meterprosekunde", "meterspersecond", "metrespersecond"],
    &["mph", "milesperhour", "meilenprostunde"],
    &["kg", "kilogramm", "kilo", "kilos", "kilogram", "kilograms", "kilogrammes"],
    &["g", "gramm", "gram", "grams", "gramme", "grammes"],
    &["mg", "milligramm", "milligram", "milligrams"],
    &["t", "tonne", "tonnen", "tonnes", "metricton", "metrictons"],
    &["ton", "tons"],
    &[
        "lb",
        "lbs",
        "pfund",
        "pound",
        "pounds",
        "£",
        "gbp",
        "pfundsterling",
        "poundsterling",
        "poundssterling",
    ],
    &["l", "liter", "litern", "liters", "litre", "litres"],
    &["ml", "milliliter", "millilitern", "milliliters", "millilitre", "millilitres"],
    &["s", "sek", "sekunde", "sekunden", "sec", "second", "seconds"],
    &["ms", "millisekunde", "millisekunden", "millisecond", "milliseconds"],
    &["min", "minute", "minuten", "minutes", "mins"],
    &["h", "std", "stunde", "stunden", "hour", "hours", "hrs"],
    &["d", "tag", "tage", "tagen", "day", "days"],
    &["woche", "wochen", "week", "weeks"],
    &["monat", "monate", "monaten", "month", "months"],
    &["a", "j", "jahr", "jahre", "jahren", "year", "years", "yr", "yrs"],
    &["°", "grad", "degree", "degrees", "deg"],
    &["°c", "gradcelsius", "celsius", "degreescelsius", "degreecelsius"],
    &["°f", "gradfahrenheit", "fahrenheit", "degreesfahrenheit"],
    &["kelvin"],
    &["%", "prozent", "percent", "vh"],
    &["‰", "promille", "permille", "permil"],
    &["$", "dollar", "dollars", "usdollar", "usdollars", "us$", "usd"],
    &["€", "euro", "euros", "eur"],
    &["chf", "franken", "schweizerfranken", "swissfrancs", "sfr", "fr"],
    &["¥", "yen", "jpy"],
    &["rubel", "rouble", "roubles", "ruble", "rubles", "rub"],
    &["w", "watt", "watts"],
    &["kw", "kilowatt", "kilowatts"],
    &["mw", "megawatt", "megawatts"],
    &["v", "volt", "volts"],
];
