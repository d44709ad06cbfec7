//! The per-file half over the samples: reading, fitting, normalising and checking one file.
//!
//! ```text
//! cargo bench
//! ```
//!
//! Prints for each sample the least and the median time of a few hundred milliseconds of rounds, on
//! one thread. A plain loop: a framework would bring more code than there is to measure.

#![allow(clippy::print_stdout, reason = "that is what it is for")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use shoubiao::intake;
use shoubiao::model::limits::Limits;
use shoubiao::pipeline::per_file::PerFile;
use shoubiao::rules::regions::Regions;
use shoubiao::rules::{BUILTIN_REGIONS, RuleSet};

const SAMPLES: [&str; 4] =
    ["韶关市知识产权项目需求征集表.docx", "梅州市知识产权项目需求征集表.pdf", "河源市.eml", "粤西材料.zip"];

fn main() {
    let rules = RuleSet::builtin();
    let regions = Regions::parse(BUILTIN_REGIONS).expect("the built-in regions");
    let limits = Limits::default();
    let per_file = PerFile::new(&rules, &regions, &limits);
    for name in SAMPLES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/inbox").join(name);
        let entries = intake::walk(&[path]).expect("a sample");
        measure(name, || {
            intake::open(&entries[0], &limits, &mut |item| {
                black_box(per_file.extract(item));
            });
        });
    }
    measure("rules and regions", || {
        black_box((RuleSet::builtin(), Regions::parse(BUILTIN_REGIONS).expect("the built-in regions")));
    });
}

fn measure(name: &str, mut round: impl FnMut()) {
    const ENOUGH: Duration = Duration::from_millis(500);
    let began = Instant::now();
    let mut times = Vec::new();
    while began.elapsed() < ENOUGH || times.len() < 10 {
        let at = Instant::now();
        round();
        times.push(at.elapsed());
    }
    times.sort_unstable();
    println!("least {:>9.1?}  median {:>9.1?}  rounds {:>5}  {name}", times[0], times[times.len() / 2], times.len());
}
