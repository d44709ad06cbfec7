//! One function for each unit that answered.

use std::io::{self, Cursor, Read};

use docx_rs::{AlignmentType, Docx, Paragraph, Run};
use shoubiao::outputs::blank;
use shoubiao::rules::{RuleSet, TableRule};

use crate::items::*;
use crate::zip::{self, Member};

type Rows = Vec<Vec<String>>;

/// Nothing wrong, with a total that is right.
pub fn shaoguan() -> io::Result<Vec<u8>> {
    let rules = RuleSet::builtin();
    let mut one = rows(&rules.tables[0], &[CREATION, PROTECTION, TRANSFER, SERVICE, TALENT, OUTREACH, MANAGEMENT]);
    one.push(total(&rules.tables[0], "225"));
    let four = printed(
        &rules.tables[3],
        &[
            (0, &[("amount", "200"), ("performance", "建成特色型强县2个。")]),
            (1, OWN),
            (3, &[("amount", "90"), ("performance", "建设培育中心3个。")]),
            (16, &[("amount", "45.5"), ("performance", "新增地理标志专用标志用标企业20家。")]),
        ],
    );
    let tables = [one, rows(&rules.tables[1], &[SUBSIDY, INSURANCE]), rows(&rules.tables[2], &[CENTRE]), four];
    document(&rules, "韶关市市场监督管理局", &tables)
}

/// Nearly everything wrong that can be: see the comments.
pub fn shanwei() -> io::Result<Vec<u8>> {
    let mut rules = RuleSet::builtin();
    // A renamed column.
    rules.tables[1].columns[3].header = "补助金额".into();
    let table = &rules.tables[0];
    let mut one = rows(table, &[CREATION, PROTECTION, TRANSFER, SERVICE, TALENT, MANAGEMENT, OUTREACH, OUTREACH]);
    // 3 × 30 is not 120.
    set(table, &mut one[0], &[("amount", "120"), ("count_unit", "3个，每个30万元")]);
    // 元 in a column of 万元.
    set(table, &mut one[1], &[("amount", "500000")]);
    set(table, &mut one[2], &[("category", "知识产权证券化")]);
    set(table, &mut one[3], &[("necessity", "")]);
    set(table, &mut one[4], &[("amount", "20万左右（待定）"), ("category", "知识产权人材建设")]);
    set(
        table,
        &mut one[5],
        &[("policy", "《国务院关于印发“十四五”国家知识产权保护和运用规划的通知》（国发[2021]20号）")],
    );
    // The last two rows are one and the same item, and this is not what the rows sum up to.
    one.push(total(table, "200"));
    let table = &rules.tables[1];
    let mut two = rows(table, &[SUBSIDY, INSURANCE]);
    set(table, &mut two[0], &[("remarks", "=HYPERLINK(\"http://example.org/\",\"详见附件\")")]);
    set(table, &mut two[1], &[("undertaker", "无")]);
    // Table 3 came back as it went out; in table 4 a placeholder has an amount, a printed text says
    // something else and a printed row is gone.
    let three = blank::blank_rows(&rules.tables[2]);
    let mut four = printed(
        &rules.tables[3],
        &[
            (1, &[("amount", "40")]),
            (3, &[("amount", "60"), ("performance", "建设培育中心2个。"), ("work", "建立知识产权管理制度。")]),
        ],
    );
    four.remove(22);
    let bytes = document(&rules, "汕尾市市场监督管理局", &[one, two, three, four])?;
    // Changes that nobody accepted.
    edited(&bytes, |xml| {
        let old = "形成布局方案15份，";
        let run = |tag: &str, text: &str| format!("<w:r><w:{tag} xml:space=\"preserve\">{text}</w:{tag}></w:r>");
        let tracked = |kind: &str, id: u16, inner: &str| {
            format!("<w:{kind} w:id=\"{id}\" w:author=\"审核\" w:date=\"2024-03-08T10:00:00Z\">{inner}</w:{kind}>")
        };
        let change = tracked("del", 901, &run("delText", old)) + &tracked("ins", 902, &run("t", "形成布局方案18份，"));
        let split = format!("</w:t></w:r>{change}<w:r><w:t xml:space=\"preserve\">");
        xml.replacen(old, &split, 1)
    })
}

/// Sent twice; the second time with another amount.
pub fn chaozhou(amount: &str) -> io::Result<Vec<u8>> {
    let rules = RuleSet::builtin();
    let mut one = rows(&rules.tables[0], &[CREATION, PROTECTION]);
    let count_unit = if amount == "80" { "4个，每个20万元" } else { "3个，每个20万元" };
    set(
        &rules.tables[0],
        &mut one[0],
        &[("amount", amount), ("count_unit", count_unit), ("project", "陶瓷产业专利布局辅导")],
    );
    let four = printed(&rules.tables[3], &[(7, &[("amount", "35"), ("performance", "组建陶瓷产业专利池1个。")])]);
    let tables = [one, rows(&rules.tables[1], &[SUBSIDY]), rows(&rules.tables[2], &[CENTRE]), four];
    document(&rules, "潮州市市场监督管理局", &tables)
}

/// A Word document of today under the ending of yesterday.
pub fn zhongshan() -> io::Result<Vec<u8>> {
    let rules = RuleSet::builtin();
    let four = printed(&rules.tables[3], &[(21, &[("amount", "120"), ("performance", "质押融资登记额增长10%。")])]);
    let tables = [
        rows(&rules.tables[0], &[PROTECTION, TALENT]),
        rows(&rules.tables[1], &[INSURANCE]),
        rows(&rules.tables[2], &[CENTRE]),
        four,
    ];
    document(&rules, "中山市市场监督管理局", &tables)
}

/// In the zip; its table 2 was left empty.
pub fn maoming() -> io::Result<Vec<u8>> {
    let rules = RuleSet::builtin();
    let mut one = rows(&rules.tables[0], &[CREATION, SERVICE]);
    set(&rules.tables[0], &mut one[0], &[("project", "化工新材料专利布局辅导")]);
    let four = printed(&rules.tables[3], &[(24, &[("amount", "55"), ("performance", "建成荔枝地理标志展示馆1个。")])]);
    let tables = [one, blank::blank_rows(&rules.tables[1]), rows(&rules.tables[2], &[CENTRE]), four];
    document(&rules, "茂名市市场监督管理局", &tables)
}

/// In the zip; table 3 was taken out.
pub fn yangjiang() -> io::Result<Vec<u8>> {
    let mut rules = RuleSet::builtin();
    let mut one = rows(&rules.tables[0], &[PROTECTION, OUTREACH]);
    set(&rules.tables[0], &mut one[0], &[("project", "五金刀剪产业维权援助工作站建设")]);
    let four = printed(&rules.tables[3], &[(14, &[("amount", "48"), ("performance", "驻展会开展保护10场。")])]);
    let two = rows(&rules.tables[1], &[SUBSIDY]);
    rules.tables.remove(2);
    document(&rules, "阳江市市场监督管理局", &[one, two, four])
}

/// In the mail: tables 1 and 2 in one file, 3 and 4 in another.
pub fn heyuan() -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut rules = RuleSet::builtin();
    let first = [rows(&rules.tables[0], &[TRANSFER, TALENT]), rows(&rules.tables[1], &[SUBSIDY, INSURANCE])];
    let four =
        printed(&rules.tables[3], &[(2, OWN), (23, &[("amount", "66"), ("performance", "指导站年服务300家次。")])]);
    let second = [rows(&rules.tables[2], &[CENTRE]), four];
    let mut upper = RuleSet::builtin();
    upper.tables.truncate(2);
    rules.tables.drain(..2);
    let unit = "河源市市场监督管理局";
    Ok((document(&upper, unit, &first)?, document(&rules, unit, &second)?))
}

/// What the PDF is made from.
pub fn meizhou() -> io::Result<Vec<u8>> {
    let rules = RuleSet::builtin();
    let mut one = rows(&rules.tables[0], &[CREATION, PROTECTION, TRANSFER]);
    set(&rules.tables[0], &mut one[1], &[("project", "客家金柚地理标志维权工作站")]);
    one.push(total(&rules.tables[0], "150"));
    let four = printed(
        &rules.tables[3],
        &[
            (16, &[("amount", "70"), ("performance", "新增用标企业30家。")]),
            (18, OWN),
            (24, &[("amount", "不超过120万元"), ("performance", "建设地理标志驿站5个。")]),
        ],
    );
    let tables = [one, rows(&rules.tables[1], &[SUBSIDY]), rows(&rules.tables[2], &[CENTRE]), four];
    document(&rules, "梅州市市场监督管理局", &tables)
}

/// A covering letter: no table at all.
pub fn letter() -> io::Result<Vec<u8>> {
    let mut docx = Docx::new();
    let lines = [
        "关于报送2024年知识产权项目需求的函",
        "省市场监督管理局：",
        "按照通知要求，我局组织各县（市、区）梳理了2024年知识产权项目需求，征集表另行报送。",
        "云浮市市场监督管理局",
        "2024年3月11日",
    ];
    for line in lines {
        docx = docx.add_paragraph(Paragraph::new().add_run(Run::new().add_text(line)).align(AlignmentType::Both));
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.build().pack(&mut bytes).map_err(io::Error::other)?;
    edited(&bytes.into_inner(), |xml| xml)
}

/// A return: the line that says whose it is, and the tables.
fn document(rules: &RuleSet, unit: &str, tables: &[Rows]) -> io::Result<Vec<u8>> {
    let bytes = blank::write(rules, tables)?;
    let line = format!("<w:p><w:r><w:t>填报单位：{unit}</w:t></w:r></w:p>");
    edited(&bytes, |xml| xml.replacen("<w:body>", &format!("<w:body>{line}"), 1))
}

/// The same document with its text changed in the XML.
fn edited(bytes: &[u8], change: impl FnOnce(String) -> String) -> io::Result<Vec<u8>> {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes))?;
    let mut change = Some(change);
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at)?;
        if part.is_file() {
            let mut content = Vec::new();
            part.read_to_end(&mut content)?;
            parts.push((part.name()?.into_owned(), content));
        }
    }
    for (name, content) in &mut parts {
        if let Some(change) = change.take_if(|_| name == "word/document.xml") {
            *content = change(String::from_utf8_lossy(content).into_owned()).into_bytes();
        }
    }
    let members: Vec<Member> = parts.iter().map(|(name, content)| Member { name: name.as_bytes(), content }).collect();
    Ok(zip::archive(&members))
}

/// One row for each item, numbered.
fn rows(table: &TableRule, items: &[Item]) -> Rows {
    let row = |(at, item): (usize, &Item)| {
        let mut row = vec![String::new(); table.columns.len()];
        row[0] = (at + 1).to_string();
        set(table, &mut row, item);
        row
    };
    items.iter().enumerate().map(row).collect()
}

/// The printed rows, some of them filled in.
fn printed(table: &TableRule, filled: &[(usize, Item)]) -> Rows {
    let mut rows = blank::blank_rows(table);
    for (at, item) in filled {
        set(table, &mut rows[*at], item);
    }
    rows
}

fn total(table: &TableRule, amount: &'static str) -> Vec<String> {
    let mut row = vec![String::new(); table.columns.len()];
    row[1] = "合计".into();
    set(table, &mut row, &[("amount", amount)]);
    row
}

/// Puts texts into the cells of these fields.
fn set(table: &TableRule, row: &mut [String], cells: &[(&str, &str)]) {
    let rules = RuleSet::builtin();
    for (field, text) in cells {
        let column = table.columns.iter().position(|column| rules.fields[column.field].id == *field);
        row[column.expect("a field of this table")] = (*text).to_owned();
    }
}
