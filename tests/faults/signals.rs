//! Asked to end, and left alone: signals, a closed pipe, a closed terminal.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::lab::{Promise, small_deck};
use crate::support::Home;

#[test]
fn a_signal_ends_a_session_with_all_that_was_recorded() {
    for (signal, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let home = Home::with(&[small_deck()]);
        let mut session = home.session([] as [&str; 0]);
        let mut promise = Promise::default();
        promise.told(&format!("{}\n", session.grade("good")));
        promise.told(&format!("{}\n", session.grade("again")));
        let sent = Command::new("kill")
            .args(["-s", signal, &session.process().to_string()])
            .status()
            .expect("kill is there");
        assert!(sent.success());
        assert_eq!(session.ended(), Some(status), "SIG{signal}");
        promise.is_kept(&home, 0);
    }
}

#[test]
fn a_closed_pipe_is_silent_and_loses_nothing() {
    let home = Home::with(&[small_deck()]);
    let mut child =
        home.command(["review", "--jsonl"]).stdin(Stdio::piped()).spawn().expect("pauk starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // It may have noticed already that nobody listens.
    let _ = stdin.write_all(b"{\"do\":\"reveal\"}\n{\"do\":\"grade\",\"grade\":\"good\"}\n");
    drop(stdin);
    let output = child.wait_with_output().expect("pauk ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    home.assert_sound();
    for args in
        [&["card", "list"][..], &["history"], &["--help"], &["due"], &["log", "export", "-"]]
    {
        let mut child = home.command(args).spawn().expect("pauk starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("pauk ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
    }
}

#[test]
fn a_closed_terminal_loses_nothing() {
    let home = Home::with(&[small_deck()]);
    let pair = native_pty_system()
        .openpty(PtySize { rows: 40, cols: 100, pixel_width: 0, pixel_height: 0 })
        .expect("a terminal");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_pauk"));
    command.args(["review"]);
    command.env_clear();
    command.env("TERM", "xterm");
    command.env("PAUK_HOME", home.path("home"));
    command.env("PAUK_NOW", crate::support::MONDAY);
    let mut child = pair.slave.spawn_command(command).expect("pauk starts");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut writer = pair.master.take_writer().expect("a writer");
    let mut said = String::new();
    let mut wait_for = |text: &str| {
        let mut bytes = [0; 1024];
        while !said.contains(text) {
            let read = reader.read(&mut bytes).expect("the terminal speaks");
            assert!(read > 0, "it ended: {said}");
            said.push_str(&String::from_utf8_lossy(&bytes[..read]));
        }
        said.clear();
    };
    wait_for("Question");
    writer.write_all(b" ").expect("a key");
    wait_for("Answer");
    writer.write_all(b"3").expect("a key");
    // The next question is shown when the grade before it is on disk.
    wait_for("Question");
    drop((reader, writer, pair.master));
    child.wait().expect("it ends");
    let history = home.json(["history"]);
    assert_eq!(history["reviews"].as_array().map(Vec::len), Some(1), "{history}");
    home.assert_sound();
}
