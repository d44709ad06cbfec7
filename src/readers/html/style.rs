//! What inline styles and style sheets say, as far as it changes what is read (CSS 2.2, CSS Text 3,
//! CSS Lists 3, and the properties that Word and Excel add).

use crate::readers::flowing::numeral::Numeral;

/// What a style says. Absent means: as outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Style {
    /// `display`, `visibility`, `mso-hide`, or a part of the page that is no body text.
    pub hidden: Option<bool>,
    /// White space and line ends are kept.
    pub keeps_space: Option<bool>,
    /// How an ordered list's items are marked.
    pub marker: Option<Marker>,
    /// A font whose letters are pictures.
    pub font: Option<&'static str>,
    /// `mso-list:Ignore`: the number of a list item as Word has counted it.
    pub is_number: bool,
    /// `mso-spacerun`: its no-break spaces were spaces.
    pub is_spaces: bool,
    /// `mso-tab-count`: stands for so many tabs.
    pub tabs: u8,
    /// `mso-ignore:colspan`: the cell covers columns that are not merged.
    pub loose_span: bool,
    /// A page begins before it.
    pub breaks_page: bool,
}

/// How list items are numbered (CSS Counter Styles 3), with what stands behind the number.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    pub numeral: Numeral,
    pub suffix: &'static str,
}

impl Style {
    /// Says anything at all.
    pub fn is_plain(&self) -> bool {
        *self == Style::default()
    }

    /// Takes in what a nearer rule says.
    pub fn overlay(&mut self, nearer: &Style) {
        self.hidden = nearer.hidden.or(self.hidden);
        self.keeps_space = nearer.keeps_space.or(self.keeps_space);
        self.font = nearer.font.or(self.font);
        if nearer.marker.is_some() {
            self.marker.clone_from(&nearer.marker);
        }
        self.is_number |= nearer.is_number;
        self.is_spaces |= nearer.is_spaces;
        self.tabs = self.tabs.max(nearer.tabs);
        self.loose_span |= nearer.loose_span;
        self.breaks_page |= nearer.breaks_page;
    }

    /// Takes in declarations such as `display:none; mso-hide:all`.
    pub fn declare(&mut self, declarations: &str) {
        for declaration in declarations.split(';') {
            if let Some((property, value)) = declaration.split_once(':') {
                self.property(property.trim(), value.trim());
            }
        }
    }

    fn property(&mut self, property: &str, value: &str) {
        let first = value.split([' ', '!', ',']).next().unwrap_or_default();
        let is = |words: &[&str]| words.iter().any(|word| first.eq_ignore_ascii_case(word));
        let named = |name: &str| property.eq_ignore_ascii_case(name);
        match property.len() {
            4 if named("font") => self.font = symbol_font(value).or(self.font),
            7 if named("display") => self.hidden = Some(is(&["none"])),
            8 if named("mso-hide") && is(&["all"]) => self.hidden = Some(true),
            8 if named("mso-list") && is(&["ignore"]) => self.is_number = true,
            10 if named("visibility") && is(&["hidden", "collapse"]) => self.hidden = Some(true),
            10 if named("list-style") => self.marker = value.split(' ').find_map(marker).or(self.marker.take()),
            10 if named("mso-ignore") && is(&["colspan"]) => self.loose_span = true,
            11 if named("white-space") => {
                self.keeps_space = Some(is(&["pre", "pre-wrap", "pre-line", "break-spaces"]));
            }
            11 if named("font-family") => self.font = symbol_font(value).or(self.font),
            11 if named("mso-element") => self.hidden = is_no_body(first).then_some(true).or(self.hidden),
            12 if named("mso-spacerun") && is(&["yes"]) => self.is_spaces = true,
            13 if named("mso-tab-count") => self.tabs = first.parse().unwrap_or(0),
            15 if named("list-style-type") => self.marker = marker(first).or(self.marker.take()),
            // The reference mark of a note, whose text is left out too.
            14 | 15 if named("mso-endnote-id") || named("mso-footnote-id") => self.hidden = Some(true),
            17 if named("page-break-before") && is(&["always"]) => self.breaks_page = true,
            _ => {}
        }
    }
}

/// Parts of a Word page that are not its text.
fn is_no_body(element: &str) -> bool {
    let element = element.to_ascii_lowercase();
    ["header", "footer", "footnote", "endnote", "comment"].iter().any(|part| element.starts_with(part))
}

/// The symbol font that a list of families begins with.
pub fn symbol_font(families: &str) -> Option<&'static str> {
    let first = families.split(',').next()?.trim();
    let first = first.trim_matches(['"', '\'']);
    ["Wingdings", "Wingdings 2", "Symbol"].into_iter().find(|font| first.eq_ignore_ascii_case(font))
}

/// The marker of a `list-style-type`, or of the older `type` attribute.
pub fn marker(name: &str) -> Option<Marker> {
    let (format, suffix) = match name {
        "1" => ("decimal", "."),
        "a" => ("lowerLetter", "."),
        "A" => ("upperLetter", "."),
        "i" => ("lowerRoman", "."),
        "I" => ("upperRoman", "."),
        _ => match name.to_ascii_lowercase().as_str() {
            "decimal" => ("decimal", "."),
            "decimal-leading-zero" => ("decimalZero", "."),
            "lower-alpha" | "lower-latin" => ("lowerLetter", "."),
            "upper-alpha" | "upper-latin" => ("upperLetter", "."),
            "lower-roman" => ("lowerRoman", "."),
            "upper-roman" => ("upperRoman", "."),
            "cjk-decimal" => ("ideographDigital", "、"),
            "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal" => ("chineseCountingThousand", "、"),
            "simp-chinese-formal" | "trad-chinese-formal" => ("chineseLegalSimplified", "、"),
            "cjk-heavenly-stem" => ("ideographTraditional", "、"),
            "cjk-earthly-branch" => ("ideographZodiac", "、"),
            "none" | "disc" | "circle" | "square" => ("bullet", ""),
            _ => return None,
        },
    };
    Some(Marker { numeral: Numeral::named(format, ""), suffix })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read() {
        let check = |text: &str, expected: Style| {
            let mut style = Style::default();
            style.declare(text);
            assert_eq!(style, expected, "{text}");
        };
        let hidden = Style { hidden: Some(true), ..Style::default() };
        check("color:red;;x", Style::default());
        check("DISPLAY : None !important", hidden.clone());
        check("mso-hide:all", hidden.clone());
        check("mso-element:footnote-list", hidden.clone());
        check("mso-element:para-border-div;mso-element:frame", Style::default());
        check("display:none;display:block", Style { hidden: Some(false), ..Style::default() });
        check("white-space: pre-wrap", Style { keeps_space: Some(true), ..Style::default() });
        check("mso-list:Ignore", Style { is_number: true, ..Style::default() });
        check("mso-list:l0 level1 lfo1", Style::default());
        check("mso-tab-count:2", Style { tabs: 2, ..Style::default() });
        check("font-family:\"Wingdings 2\";x:y", Style { font: Some("Wingdings 2"), ..Style::default() });
        check("font-family:宋体,Symbol", Style::default());
    }
}
