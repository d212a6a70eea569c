//! The page of `pauk stats --html` in a browser: nothing is said on the console, nothing reaches
//! over the rim of a phone, every text stands out from its ground, in light and in dark.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A word without a place to break, markup, and writing from right to left.
const HOSTILE: [&str; 4] = [
    "<script>parent.broken = true; console.error('run')</script><img src=x onerror=alert(1)>",
    "</td></table></section></main><style>* { color: white }</style>",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "ما هي عاصمة مصر؟ <b>القاهرة</b>",
];

/// Holds the page at the widths of a phone and of a desk, and writes down what is measured.
const FRAME: &str = r#"<!doctype html>
<meta charset="utf-8">
<pre id="measured"></pre>
<iframe id="phone" width="390" height="844" srcdoc="PAGE"></iframe>
<iframe id="desk" width="1280" height="800" srcdoc="PAGE"></iframe>
<script>
const channel = value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};
const light = colour => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map(Number).map(channel);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
};
const measured = frame => {
    const page = frame.contentDocument;
    const look = frame.contentWindow.getComputedStyle;
    const ground = look(page.documentElement).backgroundColor;
    const found = { texts: 0, contrast: 99 };
    const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const holder = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || holder.localName === "title") continue;
        const style = look(holder);
        const ink = holder.closest("svg") ? style.fill : style.color;
        found.contrast = Math.min(found.contrast, contrast(ink, ground));
        found.texts += 1;
    }
    found.width = page.documentElement.scrollWidth;
    found.room = frame.contentWindow.innerWidth;
    found.scrolled = Math.max(...[...page.querySelectorAll(".scroll")].map(part => part.scrollWidth));
    found.dark = light(ground) < 0.5;
    found.foreign = page.querySelectorAll("script, img, link, iframe, td b, td style").length;
    found.broken = window.broken === true;
    return found;
};
onload = () => {
    console.info("measured");
    document.getElementById("measured").textContent =
        JSON.stringify({ phone: measured(phone), desk: measured(desk) });
};
</script>
"#;

#[test]
fn the_page_fits_and_can_be_read_on_a_phone_and_on_a_desk_in_light_and_dark() {
    let Some(browser) = browser() else {
        eprintln!("SKIPPED the_page_fits_and_can_be_read: there is no Chromium");
        return;
    };
    let home = tempfile::tempdir().expect("a folder");
    let page = page_of_a_learner(&home);
    let quoted = page.replace('&', "&amp;").replace('"', "&quot;");
    let frame = home.path().join("frame.html");
    std::fs::write(&frame, FRAME.replace("PAGE", &quoted)).expect("the frame can be written");
    let shown = [false, true].map(|dark| (dark, show(&browser, &home, &frame, dark)));
    for (dark, shown) in shown {
        let output = shown.wait_with_output().expect("the browser ends");
        let said = String::from_utf8_lossy(&output.stderr);
        let console: Vec<&str> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
        let ours = |line: &&str| line.contains("\"measured\"");
        assert!(console.len() == 1 && console.iter().all(ours), "dark {dark}: {said}");
        let all = measured(&String::from_utf8_lossy(&output.stdout));
        for (name, most) in [("phone", 820), ("desk", 1280)] {
            let found = &all[name];
            assert_eq!(found["dark"], dark, "{name}: {found}");
            assert!(found["texts"].as_u64() > Some(100), "{name}, dark {dark}: {found}");
            assert!(found["contrast"].as_f64() >= Some(4.5), "{name}, dark {dark}: {found}");
            assert!(found["width"].as_u64() <= found["room"].as_u64(), "{name}: {found}");
            assert!(found["scrolled"].as_u64() <= Some(most), "{name}: {found}");
            assert_eq!((&found["foreign"], &found["broken"]), (&0.into(), &false.into()), "{name}");
        }
    }
}

/// Where Chromium lies, if anywhere.
#[expect(clippy::disallowed_methods, reason = "where programs lie is for the machine to say")]
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())
}

/// Opens the frame; what it measured is written to stdout, what the console says to stderr.
fn show(browser: &Path, home: &TempDir, frame: &Path, dark: bool) -> std::process::Child {
    let profile = home.path().join(if dark { "dark" } else { "light" });
    Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"])
        .args(["--enable-logging=stderr", "--timeout=60000", "--dump-dom"])
        .arg(format!("--blink-settings=preferredColorScheme={}", u8::from(!dark)))
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", frame.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the browser starts")
}

fn measured(document: &str) -> Value {
    let (_, rest) = document.split_once("<pre id=\"measured\">").expect("a place for it");
    let (found, _) = rest.split_once("</pre>").expect("its end");
    serde_json::from_str(found).unwrap_or_else(|error| panic!("{error}: {found:?}"))
}

/// The page of a learner of hostile cards, each of them forgotten once.
fn page_of_a_learner(home: &TempDir) -> String {
    let mut deck = "[deck]\nid = \"texts\"\ntitle = \"Texts\"\n".to_owned();
    for (number, text) in HOSTILE.iter().enumerate() {
        let (text, long) = (Value::from(*text), Value::from(HOSTILE[2].repeat(5)));
        deck.push_str(&format!(
            "\n[[card]]\nid = \"c{number}\"\nkind = \"typed\"\nask = {text}\nanswer = {long}\n"
        ));
    }
    std::fs::write(home.path().join("texts.toml"), deck).expect("a deck");
    let answer = |text: &str| serde_json::json!({"do": "answer", "text": text}).to_string();
    let reveal = "{\"do\":\"reveal\"}\n".to_owned();
    let good = |before: &str| format!("{before}{{\"do\":\"grade\",\"grade\":\"good\"}}\n");
    let again = format!("{}\n{{\"do\":\"grade\",\"grade\":\"again\"}}\n", answer(HOSTILE[0]));
    pauk(home, "2026-11-20", &["review", "texts.toml", "--jsonl"], &good(&reveal).repeat(4));
    pauk(home, "2026-11-21", &["review", "--jsonl"], &again.repeat(4));
    pauk(home, "2026-11-22", &["stats", "--html", "page.html"], "");
    let page = std::fs::read_to_string(home.path().join("page.html")).expect("a page");
    assert!(page.contains("Hardest cards") && page.contains("&lt;script&gt;parent.broken"));
    page
}

fn pauk(home: &TempDir, day: &str, args: &[&str], typed: &str) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pauk"))
        .args(args)
        .current_dir(home.path())
        .env_clear()
        .env("PAUK_HOME", home.path().join("home"))
        .env("PAUK_NOW", format!("{day}T12:00:00+01:00"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("pauk starts");
    child.stdin.take().expect("piped").write_all(typed.as_bytes()).expect("pauk reads");
    assert!(child.wait().expect("pauk ends").success(), "{args:?} on {day}");
}
