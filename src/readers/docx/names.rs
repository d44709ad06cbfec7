//! Names of WordprocessingML elements.

use crate::readers::xml::vocabulary;

vocabulary! {
    /// WordprocessingML, Transitional (ISO/IEC 29500-4) and Strict (29500-1), and the one of Word 2003,
    /// which calls some things by other names.
    Word [
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        b"http://purl.oclc.org/ooxml/wordprocessingml/main"
        b"http://schemas.microsoft.com/office/word/2003/wordml"
    ] {
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
        EndNote b"endnote" FootNote b"footnote" HorizontalMerge2003 b"hmerge" List2003 b"list" ListDefinition2003 b"listDef"
        ListDefinitionId2003 b"ilst" ListNumber2003 b"ilfo" ListPr2003 b"listPr" Lists2003 b"lists" NumFmt2003 b"nfc"
        Styles b"styles" VerticalMerge2003 b"vmerge" WordDocument b"wordDocument"
    }
    /// What Word 2003 tells readers that cannot count: the text of a list number, and its font.
    Hint [b"http://schemas.microsoft.com/office/word/2003/auxHint"] { ShownFont b"font" ShownNumber b"t" }
    /// Tracked changes and comments of Word 2003.
    Markup [b"http://schemas.microsoft.com/aml/2001/core"] { Annotation b"annotation" }
    /// A package as one flat XML.
    Flat [b"http://schemas.microsoft.com/office/2006/xmlPackage"] {
        BinaryData b"binaryData" FlatPackage b"package" FlatPart b"part" XmlData b"xmlData"
    }
    /// Markup compatibility (ISO/IEC 29500-3).
    Compat [b"http://schemas.openxmlformats.org/markup-compatibility/2006"] { AlternateContent b"AlternateContent" Choice b"Choice" Fallback b"Fallback" }
    /// Office math.
    Math [
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
        b"http://purl.oclc.org/ooxml/officeDocument/math"
    ] { MathRun b"r" MathText b"t" }
}
