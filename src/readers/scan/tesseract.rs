//! The reading program: tesseract, run as a process on pictures of single lines.
//!
//! Found when it is needed: `SHOUBIAO_TESSERACT`, else the search path. It gets its pictures on the
//! standard input and gives words on the standard output; it sees no file of ours.

use std::{
    env,
    io::{Read, Write},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use rayon::{
    iter::{IndexedParallelIterator, ParallelIterator},
    slice::ParallelSlice,
};

use super::{raster::Grey, tiff};

/// The language data that forms need.
const LANGUAGE: &str = "chi_sim";
/// Pictures given to one process: some MB of them.
const MOST_PICTURES: usize = 500;
/// With so many pictures the start of a process is a small part of its time.
const WORTH_A_PROCESS: usize = 150;
/// A process that takes longer hangs: a line takes some hundredths of a second.
const START: Duration = Duration::from_secs(60);
const PER_PICTURE: Duration = Duration::from_secs(2);
/// Words are some dozens of bytes each.
const MOST_OUTPUT: u64 = 64 << 20;

/// The program, found and with the language that it needs.
#[derive(Clone, Debug)]
pub struct Tesseract {
    program: PathBuf,
}

/// Why nothing can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    Program,
    Language,
    /// It was found, and failed.
    Failed,
}

/// One word as it was read. Places are pixels of the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    pub text: String,
    pub left: f32,
    pub right: f32,
    /// 0 to 1.
    pub confidence: f32,
}

impl Tesseract {
    /// # Errors
    /// The program or its Chinese data are not there.
    pub fn find() -> Result<Tesseract, Missing> {
        let program = match env::var_os("SHOUBIAO_TESSERACT").filter(|path| !path.is_empty()) {
            Some(path) => PathBuf::from(path),
            None => on_path().ok_or(Missing::Program)?,
        };
        let found = Tesseract { program };
        let listed = found.run(&["--list-langs"], Vec::new(), START).map_err(|_| Missing::Program)?;
        let known = listed.lines().any(|line| line.trim() == LANGUAGE);
        known.then_some(found).ok_or(Missing::Language)
    }

    /// The words of each picture of a line; with `signs`, of these signs only.
    ///
    /// # Errors
    /// `Failed` when the program ends badly or not at all.
    pub fn read(&self, pictures: &[Grey], signs: Option<&str>) -> Result<Vec<Vec<Word>>, Missing> {
        let only = signs.map(|signs| format!("tessedit_char_whitelist={signs}"));
        let mut options = vec!["stdin", "stdout", "-l", LANGUAGE, "--psm", "7", "--dpi", "300"];
        options.extend(only.iter().flat_map(|only| ["-c", only.as_str()]));
        options.push("tsv");
        // Each process is one thread: several read side by side.
        let read = portions(pictures).map(|portion| {
            let time = START + PER_PICTURE * portion.len() as u32;
            let output = self.run(&options, tiff::write(portion), time)?;
            Ok(words(&output, portion.len()))
        });
        Ok(read.collect::<Result<Vec<_>, Missing>>()?.into_iter().flatten().collect())
    }

    fn run(&self, options: &[&str], input: Vec<u8>, time: Duration) -> Result<String, Missing> {
        let mut child = Command::new(&self.program)
            .args(options)
            // One thread: forms are read side by side already.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| Missing::Program)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        thread::scope(|scope| {
            // A program that stops reading closes the pipe; what it says then is judged below.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
            let said = scope.spawn(move || {
                let mut said = Vec::new();
                let read = stdout.map(|stdout| stdout.take(MOST_OUTPUT).read_to_end(&mut said));
                matches!(read, Some(Ok(_))).then_some(said)
            });
            let ended = wait(&mut child, time);
            let said = said.join().ok().flatten().ok_or(Missing::Failed)?;
            if ended { Ok(String::from_utf8_lossy(&said).into_owned()) } else { Err(Missing::Failed) }
        })
    }
}

/// The pictures that each process gets: about as many, and enough processes for all threads.
fn portions(pictures: &[Grey]) -> impl IndexedParallelIterator<Item = &[Grey]> {
    let side_by_side = (pictures.len() / WORTH_A_PROCESS).min(rayon::current_num_threads());
    let processes = pictures.len().div_ceil(MOST_PICTURES).max(side_by_side).max(1);
    pictures.par_chunks(pictures.len().div_ceil(processes).max(1))
}

/// Waits for the end of a process and ends it if that takes too long; true for a good end.
fn wait(child: &mut Child, time: Duration) -> bool {
    let end = Instant::now() + time;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}

fn on_path() -> Option<PathBuf> {
    let name = format!("tesseract{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|path| path.is_file())
}

/// The words of the table that the program writes: level, page, block, paragraph, line, word, left,
/// top, width, height, confidence, text.
fn words(table: &str, pictures: usize) -> Vec<Vec<Word>> {
    let mut read = vec![Vec::new(); pictures];
    for line in table.lines() {
        let fields: Vec<&str> = line.splitn(12, '\t').collect();
        let ["5", page, _, _, _, _, left, _, width, _, confidence, text] = fields[..] else { continue };
        let number = |text: &str| text.parse::<f32>().ok().filter(|number| number.is_finite());
        let (Ok(page), Some(left), Some(width), Some(confidence)) =
            (page.parse::<usize>(), number(left), number(width), number(confidence))
        else {
            continue;
        };
        if let Some(words) = page.checked_sub(1).and_then(|page| read.get_mut(page))
            && !text.trim().is_empty()
        {
            let confidence = (confidence / 100.0).clamp(0.0, 1.0);
            words.push(Word { text: text.trim().to_owned(), left, right: left + width, confidence });
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_shared_out_evenly() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
        for (count, expected) in [(0, &[][..]), (290, &[290]), (301, &[151, 150]), (1201, &[401, 401, 399])] {
            let pictures = vec![Grey::new(1, 1, 255); count];
            let found: Vec<usize> = pool.install(|| portions(&pictures).map(<[Grey]>::len).collect());
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn the_table_of_words() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
                     1\t1\t0\t0\t0\t0\t0\t0\t90\t58\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t20\t10\t40\t30\t96.5\t经费\n\
                     5\t1\t1\t1\t1\t2\t60\t10\t10\t30\t40\t \n\
                     5\t3\t1\t1\t1\t1\tx\t10\t40\t30\t96\t坏\n\
                     5\t9\t1\t1\t1\t1\t1\t10\t40\t30\t96\t多\n\
                     5\t2\t1\t1\t1\t1\t1\t10\t2\t30\t120\t10\n";
        let read = words(table, 3);
        let word = |text: &str, left, right, confidence| Word { text: text.into(), left, right, confidence };
        assert_eq!(read, [vec![word("经费", 20.0, 60.0, 0.965)], vec![word("10", 1.0, 3.0, 1.0)], vec![]]);
    }
}
