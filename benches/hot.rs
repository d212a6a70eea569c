//! The hot work: parsing, folding, the next card, recording, undo, counting, statistics, searching,
//! marking.
//!
//! `cargo bench` prints times; judge them against each other in one run, not against a clock.

use divan::{Bencher, black_box};
use pauk::measure;

fn main() {
    divan::main();
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 10)]
fn parse_a_deck(bencher: Bencher, cards: usize) {
    let text = measure::deck_text("d", cards);
    bencher.bench(|| measure::parse(black_box(&text)));
}

#[divan::bench(sample_count = 10)]
fn check_20_files_of_5_000_cards(bencher: Bencher) {
    let folder = measure::Folder::new(20, 5_000);
    bencher.bench_local(|| folder.check());
}

#[divan::bench(sample_count = 10)]
fn read_10_000_notes_one_by_one(bencher: Bencher) {
    let texts = measure::note_texts(10_000);
    bencher.bench(|| measure::parse_notes(black_box(&texts)));
}

#[divan::bench(sample_count = 10)]
fn fold_200_000_reviews(bencher: Bencher) {
    bencher
        .with_inputs(|| measure::histories(200_000))
        .bench_refs(|histories| measure::fold(histories));
}

#[divan::bench(sample_count = 10)]
fn mark_10_000_answers(bencher: Bencher) {
    let answers = measure::answers(10_000);
    bencher.bench(|| measure::mark_all(black_box(&answers)));
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn next_card(bencher: Bencher, cards: usize) {
    let desk = measure::Desk::new(cards, cards / 20);
    bencher.bench_local(|| desk.next());
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn due_counts(bencher: Bencher, cards: usize) {
    let desk = measure::Desk::new(cards, cards / 20);
    bencher.bench_local(|| desk.counts());
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn statistics(bencher: Bencher, cards: usize) {
    let desk = measure::Desk::new(cards, cards / 20);
    bencher.bench_local(|| desk.statistics());
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn answer(bencher: Bencher, cards: usize) {
    let mut desk = measure::Desk::new(cards, cards / 20);
    bencher.bench_local(|| desk.answer());
}

#[divan::bench(args = [1_000, 10_000, 100_000])]
fn answer_and_undo(bencher: Bencher, cards: usize) {
    let mut desk = measure::Desk::new(cards, cards / 20);
    bencher.bench_local(|| desk.answer_and_undo());
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 10)]
fn search_by_text(bencher: Bencher, cards: usize) {
    let desk = measure::Desk::new(cards, cards / 20);
    bencher.bench_local(|| desk.search("grenze"));
}
