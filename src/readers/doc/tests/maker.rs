//! Writes small Word 97 documents, each run and paragraph on a page of properties of its own.

use std::io::{Cursor, Write};

/// Where the text begins in the WordDocument stream.
const TEXT: usize = 2048;
const PAGE: usize = 512;

/// A modifier with its operand.
pub fn sprm(code: u16, operand: &[u8]) -> Vec<u8> {
    [&code.to_le_bytes(), operand].concat()
}

/// A paragraph of runs, each text with its modifiers; the last character is its mark.
#[derive(Clone, Debug, Default)]
pub struct P {
    pub runs: Vec<(String, Vec<u8>)>,
    pub style: u16,
    pub props: Vec<u8>,
}

impl P {
    pub fn run(mut self, text: &str, props: &[u8]) -> P {
        self.runs.push((text.to_string(), props.to_vec()));
        self
    }

    /// The mark, with its own modifiers.
    pub fn mark(self, mark: &str, props: &[u8]) -> P {
        self.run(mark, props)
    }

    pub fn style(mut self, style: u16) -> P {
        self.style = style;
        self
    }

    pub fn props(mut self, props: &[u8]) -> P {
        self.props.extend_from_slice(props);
        self
    }
}

/// A style: kind (1 paragraph, 2 character), base, modifiers of paragraphs and characters.
pub struct Style(pub u16, pub u16, pub Vec<u8>, pub Vec<u8>);

/// A stretch of the text that is stored in one place.
#[derive(Clone, Copy)]
pub struct Stretch {
    pub length: usize,
    pub wide: bool,
    pub changes: u16,
}

/// What goes into a document.
#[derive(Default)]
pub struct Maker {
    pub main: Vec<P>,
    pub boxes: Vec<P>,
    /// Stretches, stored from the last to the first. Empty for one of UTF-16.
    pub stretches: Vec<Stretch>,
    /// Lists of changes that stretches refer to.
    pub changes: Vec<Vec<u8>>,
    pub styles: Vec<Style>,
    /// More of the table stream by index in FibRgFcLcb97, with the length that is told of it.
    pub tables: Vec<(usize, Vec<u8>, usize)>,
    pub data: Vec<u8>,
}

/// A stretch of text with its modifiers, in bytes of the stream.
struct Fragment {
    start: u32,
    end: u32,
    content: Vec<u8>,
}

impl Maker {
    pub fn new(main: Vec<P>) -> Maker {
        Maker { main, ..Maker::default() }
    }

    /// The compound file.
    pub fn file(&self) -> Vec<u8> {
        let (document, table) = self.streams();
        container(&[("WordDocument", &document), ("1Table", &table), ("Data", &self.data)])
    }

    /// WordDocument and 1Table.
    pub fn streams(&self) -> (Vec<u8>, Vec<u8>) {
        let length = |paragraphs: &[P]| units(paragraphs).len();
        let (main, boxes) = (length(&self.main), length(&self.boxes));
        let all: Vec<P> = self.main.iter().chain(&self.boxes).cloned().collect();
        let text = units(&all);
        let whole = [Stretch { length: text.len(), wide: true, changes: 0 }];
        let stretches = if self.stretches.is_empty() { &whole[..] } else { &self.stretches };
        let mut document = vec![0; TEXT];
        let places = store(&text, stretches, &mut document);

        let mut table = Vec::new();
        let mut told: Vec<(usize, usize, usize)> = Vec::new();
        let mut add = |index: usize, bytes: &[u8], length: usize| {
            told.push((index, table.len(), length));
            table.extend_from_slice(bytes);
        };
        let (characters, paragraphs) = fragments(&all, stretches, &places);
        let plc = pages(&characters, &mut document, |page, fragment| {
            page[8] = (200 / 2) as u8;
            page[200] = fragment.content.len() as u8;
            page[201..201 + fragment.content.len()].copy_from_slice(&fragment.content);
        });
        add(12, &plc, plc.len());
        let plc = pages(&paragraphs, &mut document, |page, fragment| {
            page[8] = (60 / 2) as u8;
            let halves = fragment.content.len().div_ceil(2);
            page[61] = halves as u8;
            page[62..62 + fragment.content.len()].copy_from_slice(&fragment.content);
        });
        add(13, &plc, plc.len());
        let clx = clx(&self.changes, stretches, &places);
        add(33, &clx, clx.len());
        let sheet = sheet(&self.styles);
        add(1, &sheet, sheet.len());
        for (index, bytes, length) in &self.tables {
            add(*index, bytes, *length);
        }
        information(&mut document, main, boxes, &told);
        (document, table)
    }
}

pub fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

fn units(paragraphs: &[P]) -> Vec<u16> {
    paragraphs.iter().flat_map(|paragraph| &paragraph.runs).flat_map(|(text, _)| text.encode_utf16()).collect()
}

/// Stores the stretches from the last to the first; gives the byte of each.
fn store(text: &[u16], stretches: &[Stretch], document: &mut Vec<u8>) -> Vec<u32> {
    let mut ends = Vec::new();
    let mut end = 0;
    for stretch in stretches {
        end += stretch.length;
        ends.push(end);
    }
    let mut places = vec![0; stretches.len()];
    for (index, stretch) in stretches.iter().enumerate().rev() {
        places[index] = document.len() as u32;
        let units = &text[ends[index] - stretch.length..ends[index]];
        match stretch.wide {
            true => document.extend(units.iter().flat_map(|unit| unit.to_le_bytes())),
            false => document.extend(units.iter().map(|unit| *unit as u8)),
        }
        document.resize(document.len().next_multiple_of(2), 0);
    }
    places
}

/// The runs of characters and of paragraphs, cut where stretches end, by their place.
fn fragments(paragraphs: &[P], stretches: &[Stretch], places: &[u32]) -> (Vec<Fragment>, Vec<Fragment>) {
    let (mut characters, mut whole) = (Vec::new(), Vec::new());
    let mut at = 0;
    for paragraph in paragraphs {
        let begun = at;
        for (text, props) in &paragraph.runs {
            let length = text.encode_utf16().count();
            characters.extend(cut(at, at + length, stretches, places, props));
            at += length;
        }
        let content = [&paragraph.style.to_le_bytes()[..], &paragraph.props].concat();
        whole.extend(cut(begun, at, stretches, places, &content));
    }
    characters.sort_by_key(|fragment| fragment.start);
    whole.sort_by_key(|fragment| fragment.start);
    (characters, whole)
}

fn cut(start: usize, end: usize, stretches: &[Stretch], places: &[u32], content: &[u8]) -> Vec<Fragment> {
    let mut found = Vec::new();
    let mut first = 0;
    for (stretch, place) in stretches.iter().zip(places) {
        let (from, to) = (start.max(first), end.min(first + stretch.length));
        if from < to {
            let width = if stretch.wide { 2 } else { 1 };
            let byte = |position: usize| place + ((position - first) * width) as u32;
            found.push(Fragment { start: byte(from), end: byte(to), content: content.to_vec() });
        }
        first += stretch.length;
    }
    found
}

/// Writes each fragment to a page; gives the PLC over the pages.
fn pages(fragments: &[Fragment], document: &mut Vec<u8>, fill: impl Fn(&mut [u8], &Fragment)) -> Vec<u8> {
    let mut positions: Vec<u32> = Vec::new();
    let mut numbers: Vec<u32> = Vec::new();
    for fragment in fragments {
        document.resize(document.len().next_multiple_of(PAGE), 0);
        let mut page = vec![0; PAGE];
        page[..4].copy_from_slice(&fragment.start.to_le_bytes());
        page[4..8].copy_from_slice(&fragment.end.to_le_bytes());
        page[PAGE - 1] = 1;
        fill(&mut page, fragment);
        positions.push(fragment.start);
        numbers.push((document.len() / PAGE) as u32);
        document.extend(page);
    }
    positions.push(fragments.last().map_or(0, |fragment| fragment.end));
    positions.iter().chain(&numbers).flat_map(|number| number.to_le_bytes()).collect()
}

fn clx(changes: &[Vec<u8>], stretches: &[Stretch], places: &[u32]) -> Vec<u8> {
    let mut clx = Vec::new();
    for list in changes {
        clx.push(1);
        clx.extend((list.len() as u16).to_le_bytes());
        clx.extend(list);
    }
    let mut positions = vec![0_u32];
    let mut items = Vec::new();
    for (stretch, place) in stretches.iter().zip(places) {
        positions.push(positions.last().unwrap() + stretch.length as u32);
        let place = if stretch.wide { *place } else { (place * 2) | 0x4000_0000 };
        items.extend([0, 0]);
        items.extend(place.to_le_bytes());
        items.extend(stretch.changes.to_le_bytes());
    }
    clx.push(2);
    clx.extend(((positions.len() * 4 + items.len()) as u32).to_le_bytes());
    clx.extend(positions.iter().flat_map(|position| position.to_le_bytes()));
    clx.extend(items);
    clx
}

fn sheet(styles: &[Style]) -> Vec<u8> {
    let mut sheet = vec![18, 0];
    sheet.extend((styles.len() as u16).to_le_bytes());
    sheet.extend([10, 0]);
    sheet.resize(20, 0);
    for Style(kind, base, paragraph, character) in styles {
        let mut style = vec![0, 0];
        style.extend((kind | base << 4).to_le_bytes());
        style.resize(10, 0);
        style.extend([1, 0, b'S', 0, 0, 0]);
        let mut add = |content: &[u8]| {
            style.resize(style.len().next_multiple_of(2), 0);
            style.extend((content.len() as u16).to_le_bytes());
            style.extend(content);
        };
        if *kind == 1 {
            add(&[&[0, 0], paragraph.as_slice()].concat());
        }
        add(character);
        style.resize(style.len().next_multiple_of(2), 0);
        sheet.extend((style.len() as u16).to_le_bytes());
        sheet.extend(style);
    }
    sheet
}

/// Fills in the file information block.
fn information(document: &mut [u8], main: usize, boxes: usize, told: &[(usize, usize, usize)]) {
    let mut put = |at: usize, bytes: &[u8]| document[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &0xA5EC_u16.to_le_bytes());
    put(2, &0x00C1_u16.to_le_bytes());
    put(10, &0x1200_u16.to_le_bytes());
    put(32, &[14, 0]);
    put(62, &[22, 0]);
    put(64 + 3 * 4, &(main as u32).to_le_bytes());
    put(64 + 9 * 4, &(boxes as u32).to_le_bytes());
    put(152, &[93, 0]);
    for (index, at, length) in told {
        put(154 + index * 8, &(*at as u32).to_le_bytes());
        put(158 + index * 8, &(*length as u32).to_le_bytes());
    }
}
