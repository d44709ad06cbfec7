//! The control words that the reader knows.

/// Slots of the table of words (a power of two, several times their number).
const SLOTS: usize = 1024;

pub const HASH_START: u32 = 7;

/// Takes one more letter into the hash of a word.
#[inline]
pub const fn hash_step(hash: u32, letter: u8) -> u32 {
    hash.wrapping_mul(0x0100_0193) ^ letter as u32
}

const fn slot(hash: u32) -> usize {
    (hash ^ hash >> 15) as usize & (SLOTS - 1)
}

/// The word with this name and hash.
#[inline]
pub fn word(name: &[u8], hash: u32) -> Word {
    let mut at = slot(hash);
    loop {
        match usize::from(TABLE[at]) {
            0 => return Word::Other,
            place => {
                let (known, word) = WORDS[place - 1];
                if known == name {
                    return word;
                }
            }
        }
        at = (at + 1) & (SLOTS - 1);
    }
}

static TABLE: [u8; SLOTS] = table();

/// For each slot the place of a word, from 1; words that would share one stand behind each other.
const fn table() -> [u8; SLOTS] {
    let mut table = [0; SLOTS];
    let mut place = 0;
    while place < WORDS.len() {
        let name = WORDS[place].0;
        let (mut hash, mut letter) = (HASH_START, 0);
        while letter < name.len() {
            hash = hash_step(hash, name[letter]);
            letter += 1;
        }
        let mut at = slot(hash);
        while table[at] != 0 {
            at = (at + 1) & (SLOTS - 1);
        }
        place += 1;
        assert!(place < 256);
        table[at] = place as u8;
    }
    table
}

macro_rules! words {
    ($($(#[$doc:meta])* $variant:ident $($name:literal)+;)*) => {
        /// A control word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word {
            $($(#[$doc])* $variant,)*
            /// Any other: it changes nothing that we read.
            Other,
        }

        static WORDS: &[(&[u8], Word)] = &[$($(($name, Word::$variant),)+)*];
    };
}

words! {
    /// Destinations that hold nothing that is seen in the text.
    Skipped b"aftncn" b"aftnsep" b"aftnsepc" b"annotation" b"atnauthor" b"atndate" b"atnicn" b"atnid" b"atnparent"
        b"atnref" b"atntime" b"atrfend" b"atrfstart" b"author" b"background" b"bkmkend" b"bkmkstart" b"blipuid"
        b"buptim" b"category" b"colorschememapping" b"colortbl" b"comment" b"company" b"creatim" b"datafield"
        b"datastore" b"doccomm" b"docvar" b"factoidname" b"falt" b"fchars" b"filetbl" b"fontemb" b"footer" b"footerf"
        b"footerl" b"footerr" b"footnote" b"ftncn" b"ftnsep" b"ftnsepc" b"generator" b"header" b"headerf" b"headerl"
        b"headerr" b"hl" b"htmltag" b"info" b"keywords" b"latentstyles" b"lchars" b"listname" b"liststylename"
        b"manager" b"mhtmltag" b"nextfile" b"nonesttables" b"nonshppict" b"objalias" b"objclass" b"objdata" b"objname"
        b"objsect" b"objtime" b"oldcprops" b"oldpprops" b"oldsprops" b"oldtprops" b"operator" b"panose" b"password"
        b"passwordhash" b"pgptbl" b"picprop" b"pict" b"pntxta" b"pntxtb" b"printim" b"private" b"protusertbl"
        b"revtbl" b"revtim" b"rsidtbl" b"rxe" b"shppict" b"shprslt" b"sn" b"sp" b"staticval" b"stylesheet" b"subject"
        b"sv" b"svb" b"tc" b"tcn" b"template" b"themedata" b"title" b"txe" b"userprops" b"xe" b"xmlattr" b"xmlnstbl"
        b"xmlopen" b"xmlclose";
    // Destinations with a meaning of their own.
    Drawing b"do"; DrawingText b"dptxbxtext"; Field b"field"; FontTable b"fonttbl"; FormEntry b"ffl";
    FormField b"formfield"; Instruction b"fldinst"; LevelNumbers b"levelnumbers"; LevelText b"leveltext";
    ListTable b"listtable"; ListText b"listtext" b"pntext"; NestedProps b"nesttableprops"; NumberedOld b"pn";
    Object b"object"; Overrides b"listoverridetable"; Result b"result" b"fldrslt"; Shape b"shp" b"shpgrp";
    ShapeInst b"shpinst"; ShapeText b"shptxt"; Twice b"upr"; TwiceUnicode b"ud";
    // The character set.
    Ansi b"ansi"; AnsiPage b"ansicpg"; Mac b"mac"; Pc b"pc"; Pca b"pca"; Bin b"bin"; Unicode b"u";
    UnicodeSkip b"uc"; DefaultFont b"deff"; Font b"f"; FontCharset b"fcharset"; FontPage b"cpg";
    /// Styles by their number, which some programs star.
    StyleRef b"s" b"cs" b"ds" b"ts";
    // Characters.
    Plain b"plain"; Hidden b"v"; Deleted b"deleted"; MovedFrom b"mvf"; Revised b"revised"; MovedTo b"mvt";
    Tab b"tab"; Line b"line" b"lbr"; Page b"page" b"column"; Bullet b"bullet"; EmDash b"emdash";
    EnDash b"endash"; EmSpace b"emspace"; EnSpace b"enspace"; QuarterSpace b"qmspace"; LeftQuote b"lquote";
    RightQuote b"rquote"; LeftDouble b"ldblquote"; RightDouble b"rdblquote";
    // Paragraphs.
    Par b"par" b"sect"; ParagraphReset b"pard"; InTable b"intbl"; Nesting b"itap"; List b"ls"; ListLevel b"ilvl";
    // Rows.
    RowReset b"trowd"; RowLeft b"trleft"; RowHeader b"trhdr"; RowIndex b"irow"; RowLast b"lastrow"; CellEdge b"cellx";
    MergeFirst b"clmgf"; Merged b"clmrg"; MergeDown b"clvmgf"; MergedDown b"clvmrg"; Cell b"cell"; Row b"row";
    NestedCell b"nestcell"; NestedRow b"nestrow";
    // Form fields.
    FormKind b"fftype"; FormResult b"ffres"; FormDefault b"ffdefres";
    // Lists.
    ListEntry b"list"; ListId b"listid"; Level b"listlevel"; LevelNumeral b"levelnfc" b"levelnfcn";
    LevelStart b"levelstartat"; LevelFollow b"levelfollow"; LevelLegal b"levellegal"; LevelNoRestart b"levelnorestart";
    Override b"listoverride"; OverrideLevel b"lfolevel"; OverrideStart b"listoverridestartat"; OldBullet b"pnlvlblt";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found() {
        let check = |name: &[u8], expected: Word| {
            let hash = name.iter().fold(HASH_START, |hash, &letter| hash_step(hash, letter));
            assert_eq!(word(name, hash), expected);
        };
        for &(name, word) in WORDS {
            check(name, word);
        }
        check(b"", Word::Other);
        check(b"brdrs", Word::Other);
    }
}
