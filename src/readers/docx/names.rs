//! Names of WordprocessingML and packaging elements: from namespace and local name to a small enum.

/// What a namespace is to this reader. Transitional (ISO/IEC 29500-4) and Strict (29500-1) names of
/// one vocabulary are the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// WordprocessingML.
    Word,
    /// Markup compatibility (ISO/IEC 29500-3).
    Compat,
    /// Office math.
    Math,
    /// Relationships and content types of the package (ISO/IEC 29500-2).
    Package,
    /// Anything else: its elements are looked through, their own text is not read.
    Other,
}

impl Space {
    pub fn of(uri: &[u8]) -> Space {
        match uri {
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
            b"http://schemas.openxmlformats.org/markup-compatibility/2006" => Space::Compat,
            b"http://schemas.openxmlformats.org/officeDocument/2006/math"
            | b"http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
            b"http://schemas.openxmlformats.org/package/2006/relationships"
            | b"http://schemas.openxmlformats.org/package/2006/content-types" => Space::Package,
            _ => Space::Other,
        }
    }
}

macro_rules! tags {
    ($($space:ident { $($variant:ident $name:literal)* })*) => {
        /// An element that this reader knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tag { $($($variant,)*)* Other }

        impl Tag {
            #[inline]
            pub fn of(space: Space, local: &[u8]) -> Tag {
                match space {
                    $(Space::$space => match local { $($name => Tag::$variant,)* _ => Tag::Other },)*
                    Space::Other => Tag::Other,
                }
            }
        }
    };
}

tags! {
    Word {
        AbstractNum b"abstractNum" AbstractNumId b"abstractNumId" AltChunk b"altChunk" BasedOn b"basedOn"
        Body b"body" Break b"br" CarriageReturn b"cr" CellDeleted b"cellDel" CellInserted b"cellIns"
        CellMerge b"cellMerge" CheckBox b"checkBox" Checked b"checked" Default b"default" Deleted b"del"
        Document b"document" DropDown b"ddList" FieldChar b"fldChar" FormField b"ffData" GridAfter b"gridAfter"
        GridBefore b"gridBefore" GridSpan b"gridSpan" HorizontalMerge b"hMerge" Inserted b"ins"
        IsLegal b"isLgl" Level b"lvl" LevelNumber b"ilvl" LevelOverride b"lvlOverride" LevelRestart b"lvlRestart"
        LevelText b"lvlText" ListEntry b"listEntry" MovedFrom b"moveFrom" MovedTo b"moveTo" NoBreakHyphen b"noBreakHyphen" Num b"num"
        NumFmt b"numFmt" NumId b"numId" NumPr b"numPr" NumStyleLink b"numStyleLink" Object b"object" Paragraph b"p"
        ParagraphPr b"pPr" ParagraphStyle b"pStyle" PlacedTab b"ptab" Result b"result" Row b"tr" RowPr b"trPr" RubyText b"rt"
        Run b"r" RunPr b"rPr" Sdt b"sdt" SdtContent b"sdtContent" SdtPr b"sdtPr" SdtEndPr b"sdtEndPr"
        SectionPr b"sectPr" ShowingPlaceholder b"showingPlcHdr" SpecVanish b"specVanish" Start b"start"
        StartOverride b"startOverride" Style b"style" StyleLink b"styleLink" Suffix b"suff" Symbol b"sym" Tab b"tab"
        Table b"tbl" TableCell b"tc" TableCellPr b"tcPr" TableGrid b"tblGrid" TableHeader b"tblHeader"
        TablePr b"tblPr" TablePrEx b"tblPrEx" Text b"t" TextBox b"txbxContent" Vanish b"vanish"
        VerticalMerge b"vMerge"
    }
    Compat { AlternateContent b"AlternateContent" Choice b"Choice" Fallback b"Fallback" }
    Math { MathRun b"r" MathText b"t" }
    Package { ContentDefault b"Default" ContentOverride b"Override" Relationship b"Relationship" }
}
