//! Small PDF files and fonts made for the tests.

use super::tests::{file, stream};

/// One page of 400 by 400 points. Objects are numbered from 5; font `F` is object 5, and there are the
/// entries given for catalogue and page.
pub fn page(catalogue: &str, entries: &str, content: &str, objects: &[String]) -> Vec<u8> {
    pages(catalogue, entries, &[content], objects)
}

/// Pages with the same entries and resources. Their objects come after those that are given.
pub fn pages(catalogue: &str, entries: &str, contents: &[&str], objects: &[String]) -> Vec<u8> {
    let first = 5 + objects.len();
    let kids: String = (0..contents.len()).map(|page| format!("{} 0 R ", first + page * 2)).collect();
    let mut all = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalogue}>>"),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", contents.len()),
        "<</Font<</F 5 0 R/H 4 0 R>>/XObject<</X 6 0 R>>/ExtGState<</G<</ca 0.3>>>>>>".into(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into(),
    ];
    all.extend_from_slice(objects);
    for (index, content) in contents.iter().enumerate() {
        let media = if entries.contains("/MediaBox") { "" } else { "/MediaBox[0 0 400 400]" };
        let content_number = first + index * 2 + 1;
        all.push(format!("<</Type/Page/Parent 2 0 R{media}/Contents {content_number} 0 R/Resources 3 0 R{entries}>>"));
        all.push(stream("", content));
    }
    file(&all.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A composite font that is not embedded.
pub fn composite(encoding: &str, ordering: &str, more: &str) -> Vec<String> {
    vec![
        format!("<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[7 0 R]{more}>>"),
        "null".into(),
        format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 2>>/DW 1000/CIDToGIDMap/Identity/FontDescriptor 8 0 R>>"
        ),
        "<</Type/FontDescriptor/FontName/SimSun/Flags 4>>".into(),
    ]
}

/// A composite font with its program in the file: glyph 1 is the first of these signs, and so on.
/// `mapped` says whether the program tells so.
pub fn embedded(encoding: &str, ordering: &str, signs: &str, mapped: bool, to_unicode: Option<&str>) -> Vec<String> {
    sized(500, encoding, ordering, signs, mapped, to_unicode)
}

/// The same, of glyphs that fill so much of 1000 each way.
pub fn sized(
    size: u16,
    encoding: &str,
    ordering: &str,
    signs: &str,
    mapped: bool,
    to_unicode: Option<&str>,
) -> Vec<String> {
    let signs: Vec<char> = signs.chars().collect();
    let more = if to_unicode.is_some() { "/ToUnicode 10 0 R" } else { "" };
    let mut objects = composite(encoding, ordering, more);
    objects[3] = "<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontFile2 9 0 R>>".into();
    let hex: String = true_type(signs.len(), size, mapped.then(|| cmap_table(&signs)))
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    objects.push(stream("/Filter/ASCIIHexDecode", &format!("{hex}>")));
    objects.push(stream("", &to_unicode.map(cmap).unwrap_or_default()));
    objects
}

/// A ToUnicode CMap: code 1 is the first of these signs, and so on. Between bars stand those of one code:
/// `o|ffi|ce`.
pub fn cmap(signs: &str) -> String {
    let unit = |text: &str| text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    let texts: Vec<String> = signs
        .split('|')
        .enumerate()
        .flat_map(
            |(at, part)| if at % 2 == 1 { vec![part.to_owned()] } else { part.chars().map(String::from).collect() },
        )
        .collect();
    let lines: String = (1..).zip(&texts).map(|(code, text)| format!("<{code:04X}> <{}>\n", unit(text))).collect();
    format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
         {} beginbfchar\n{lines}endbfchar\nendcmap end end",
        texts.len()
    )
}

/// A simple font of so many glyphs, numbered from 1 and not named: as programs write that number the
/// glyphs of a TrueType font anew.
pub fn numbered(count: u8) -> Vec<String> {
    let hex: String =
        true_type(usize::from(count), 500, Some(code_table(count))).iter().map(|byte| format!("{byte:02X}")).collect();
    let widths = "500 ".repeat(usize::from(count));
    vec![
        format!(
            "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Song/FirstChar 1/LastChar {count}/Widths[{widths}]/FontDescriptor 6 0 R>>"
        ),
        "<</Type/FontDescriptor/FontName/ABCDEF+Song/Flags 4/FontFile2 7 0 R>>".into(),
        stream("/Filter/ASCIIHexDecode", &format!("{hex}>")),
    ]
}

/// A TrueType font of triangles.
fn true_type(signs: usize, width: u16, cmap: Option<Vec<u8>>) -> Vec<u8> {
    let count = signs as u16 + 1;
    let words = |words: &[u16]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<u8>>();
    let triangle = [
        &words(&[1, 0, 0, width, width, 2, 0])[..],
        &[1, 1, 1],
        &words(&[0, width, 0])[..],
        &words(&[0, 0, width])[..],
    ];
    let mut triangle = triangle.concat();
    triangle.resize(triangle.len().next_multiple_of(4), 0);
    let size = triangle.len() as u16;
    let loca: Vec<u16> = std::iter::once(0).chain((0..count).map(|glyph| glyph * size / 2)).collect();
    let mut head = words(&[1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000]);
    head.extend([0; 16]);
    head.extend(words(&[0, 0, 500, 500, 0, 8, 2, 0, 0]));
    let mut hhea = words(&[1, 0, 800, 200, 0, 1000, 0, 0, 0, 1, 0]);
    hhea.extend(words(&[0, 0, 0, 0, 0, count]));
    let mut maxp = words(&[1, 0, count]);
    maxp.extend([0; 26]);
    let hmtx: Vec<u8> = (0..count).flat_map(|_| words(&[1000, 0])).collect();
    let mut tables = vec![
        (b"glyf", (1..count).flat_map(|_| triangle.clone()).collect::<Vec<u8>>()),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", words(&loca)),
        (b"maxp", maxp),
    ];
    if let Some(cmap) = cmap {
        tables.insert(0, (b"cmap", cmap));
    }
    let mut font = words(&[1, 0, tables.len() as u16, 0, 0, 0]);
    let mut at = font.len() + tables.len() * 16;
    let mut body = Vec::new();
    for (tag, data) in &tables {
        font.extend_from_slice(*tag);
        font.extend([0; 4]);
        font.extend((at as u32).to_be_bytes());
        font.extend((data.len() as u32).to_be_bytes());
        body.extend_from_slice(data);
        body.resize(body.len().next_multiple_of(4), 0);
        at = 12 + tables.len() * 16 + body.len();
    }
    font.extend(body);
    font
}

/// Format 12: one group for each sign.
fn cmap_table(signs: &[char]) -> Vec<u8> {
    let mut groups: Vec<(u32, u32)> = signs.iter().map(|&sign| sign as u32).zip(1..).collect();
    groups.sort();
    let mut table = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    table.extend((16 + groups.len() as u32 * 12).to_be_bytes());
    table.extend([0; 4]);
    table.extend((groups.len() as u32).to_be_bytes());
    for (sign, glyph) in groups {
        table.extend([sign, sign, glyph].iter().flat_map(|number| number.to_be_bytes()));
    }
    table
}

/// Format 0 of the Macintosh: code and glyph are one number.
fn code_table(count: u8) -> Vec<u8> {
    let mut table = vec![0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 12, 0, 0, 1, 6, 0, 0];
    table.extend((0..=255).map(|code| if code <= count { code } else { 0 }));
    table
}
