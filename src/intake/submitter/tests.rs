//! Hints and what must be made of them.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static REGIONS: LazyLock<Regions> =
    LazyLock::new(|| Regions::parse(include_str!("../../../rules/regions.csv")).unwrap());

fn find(cover: &[&str], path: &str, sender: &str, scope: &str) -> Submitter {
    let cover: Vec<String> = cover.iter().map(|line| (*line).to_owned()).collect();
    let mail = Mail { sender_name: sender.into(), ..Mail::default() };
    let labels = ["填报单位", "报送单位", "申报单位"].map(str::to_owned);
    let hints = Hints { cover: &cover, mail: Some(&mail), path, unit_labels: &labels };
    resolve(&hints, &REGIONS, scope)
}

fn check_path(scope: &str, cases: &[(&str, &str)]) {
    for (path, region) in cases {
        let found = find(&[], path, "", scope);
        assert_eq!(found.region, *region, "{path} gave {found:?}");
    }
}

#[test]
fn paths_name_their_unit() {
    check_path(
        "44",
        &[
            ("佛山市高明区24/佛山市高明区市场监督管理局-2024年度需求征集表.pdf", "440608"),
            ("2024年知识产权项目需求征集表-汕头市南澳县.rtf", "440523"),
            ("附件：2024年度知识产权项目需求征集表（云浮）.pdf", "445300"),
            ("a.eml!/附件.zip!/附件：征集表（徐闻县）.pdf", "440825"),
            ("丰顺县局报送需求表.pdf", "441423"),
            ("广州局报送需求表.docx", "440100"),
            ("从化区局报送需求表.pdf", "440117"),
            ("江门-0.eml!/需求征集表.docx", "440700"),
            ("天河区局.docx", "440106"),
            ("深圳南山区.docx", "440305"),
            ("佛山高明.docx", "440608"),
            ("禅城区需求表.docx", "440604"),
            ("阳江市江城区.docx", "441702"),
            ("汕尾市/城区局.docx", "441502"),
            ("汕尾市城区.docx", "441502"),
            ("城区局报送需求表.docx", ""),
            ("增城市需求表.docx", "440118"),
            ("连南县局.docx", "441826"),
            ("阳江局.docx", "441700"),
            ("广东省/广东省2024年需求表.docx", ""),
            ("广东省知识产权局需求表.docx", "440000"),
            ("佛山市高明区/附件：2024年佛山市需求征集表.docx", "440608"),
            ("南京市鼓楼区.docx", "320106"),
            ("中南山水项目.docx", ""),
            ("主城区改造.docx", ""),
            ("需求征集表.docx", ""),
            ("广州开发区局.docx", ""),
            ("广州市开发区局.docx", "440100"),
        ],
    );
    check_path(
        "",
        &[
            ("长沙岳麓区局.docx", "430104"),
            ("恩施州局.docx", "422800"),
            ("北京市海淀区.docx", "110108"),
            ("仙桃市局.docx", "429004"),
            ("吉林局.docx", "220200"),
            ("鼓楼区局.docx", ""),
            ("福州市/鼓楼区局.docx", "350102"),
        ],
    );
}

#[test]
fn a_name_of_several_regions_is_no_guess() {
    let found = find(&[], "鼓楼区局.docx", "", "44");
    assert_eq!(found.region, "");
    assert_eq!(found.candidates, ["南京市鼓楼区", "徐州市鼓楼区", "福州市鼓楼区", "开封市鼓楼区"]);
    let found = find(&[], "鼓楼区局.docx", "徐州市知识产权局", "44");
    assert_eq!((found.region.as_str(), found.evidence), ("320302", Some(Evidence::FileName)));
}

#[test]
fn text_and_name_may_contradict_each_other() {
    for (cover, path, other) in [
        ("填报单位：广州市市场监督管理局", "佛山市.docx", "佛山市"),
        ("填报单位：广州市市场监督管理局", "广州市天河区.docx", ""),
        ("填报单位：佛山市高明区市场监管局", "佛山局/需求表.docx", ""),
        ("填报单位：佛山市高明区市场监管局", "深圳市.eml!/需求表.docx", ""),
        ("填报单位：佛山市高明区市场监管局", "佛山市禅城区.docx", "佛山市禅城区"),
    ] {
        assert_eq!(find(&[cover], path, "", "44").contradicted_by, other, "{cover} {path}");
    }
}

#[test]
fn a_document_is_trusted_before_its_envelope() {
    for (cover, path, sender, region, name) in [
        (
            &["填报单位（盖章）：广州市市场监督管理局    填报日期：2024年3月1日"][..],
            "深圳.docx",
            "珠海局",
            "440100",
            "广州市市场监督管理局",
        ),
        (&["填 报 单 位: 佛山市高明区市场监管局"], "x.docx", "", "440608", "佛山市高明区市场监管局"),
        (&["（报送单位：汕头市南澳县市监局）"], "x.docx", "", "440523", "汕头市南澳县市监局"),
        (&["填报单位：____________（盖章）"], "清远.docx", "", "441800", "清远市"),
        (&["填报单位：", "韶关市武江区市场监督管理局"], "x.docx", "", "440203", "韶关市武江区市场监督管理局"),
        (
            &["【填报单位】 云浮市新兴县市场监督管理局   2024年3月1日"],
            "x.docx",
            "",
            "445321",
            "云浮市新兴县市场监督管理局",
        ),
        (&["填报单位：潮 州 市 知 识 产 权 局（公章）2024年"], "x.docx", "", "445100", "潮州市知识产权局"),
        (&["申报单位：某某科技有限公司 联系人：张三"], "x.docx", "", "", "某某科技有限公司"),
        (
            &[
                "珠海市市场监督管理局（知识产权局）",
                "关于报送2024年度知识产权项目需求的函",
                "广东省市场监督管理局（知识产权局）：",
                "根据广州市的经验，我局认真组织。",
            ],
            "x.docx",
            "",
            "440400",
            "珠海市市场监督管理局（知识产权局）",
        ),
        (&["广东省市场监督管理局"], "x.docx", "佛山市禅城区知识产权局", "440604", "佛山市禅城区知识产权局"),
        (&["云浮市2024年度项目需求征集表"], "x.docx", "", "445300", "云浮市"),
        (&[], "肇庆市四会市市场监督管理局-征集表.wps", "", "441284", "肇庆市四会市市场监督管理局"),
        (&[], "附件（禅城区）.pdf", "zscq", "440604", "佛山市禅城区"),
    ] {
        let found = find(cover, path, sender, "44");
        assert_eq!((found.region.as_str(), found.name.as_str()), (region, name), "{cover:?} gave {found:?}");
    }
}

/// Every division of the country under the names by which its office may write: found, or named among
/// the candidates, never another one.
#[test]
fn no_division_is_taken_for_another() {
    let mut wrong = Vec::new();
    assert!(REGIONS.current().count() > 3_000);
    for code in REGIONS.current().filter(|code| level(*code) != Level::Province) {
        let code = code_text(code);
        let region = REGIONS.region(&code).unwrap();
        let full = REGIONS.full_name(&code);
        for path in [format!("{full}市场监督管理局-需求征集表.docx"), format!("附件：2024年度需求征集表（{full}）.pdf")]
        {
            let found = find(&[], &path, "", &code[..2]);
            if found.region != code {
                wrong.push(format!("{path} {code}: {found:?}"));
            }
        }
        if let Some(short) = short_name(&region.name) {
            for (path, scope) in [(format!("附件（{short}）.docx"), &code[..2]), (format!("{short}局-1.docx"), "")]
            {
                let found = find(&[], &path, "", scope);
                // 承德 alone is the city, not its county 承德县.
                let city = REGIONS.full_name(&format!("{}00", &code[..4]));
                let above = found.region == format!("{}00", &code[..4]) || found.candidates.contains(&city);
                if found.region != code && !found.candidates.contains(&full) && !above {
                    wrong.push(format!("{path} {code}: {found:?}"));
                }
            }
        }
        for path in [format!("{}局报送需求表.docx", region.name), format!("2024年{}/1.docx", region.name)] {
            let found = find(&[], &path, "", &code[..2]);
            if found.region != code && !found.candidates.contains(&full) {
                wrong.push(format!("{path} {code}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn short_name(name: &str) -> Option<&str> {
    let plain = !["自治", "地区", "特区", "神农架"].iter().any(|word| name.contains(word));
    name.strip_suffix(['市', '县', '区']).filter(|short| plain && short.chars().count() > 1)
}

proptest! {
    #[test]
    fn no_hint_panics(line in "[广州市城区鼓楼佛山局报送填报单位：:（）( )a1/!.\\PC]{0,40}", scope in "(44)?") {
        find(&[&line, &line], &line, &line, &scope);
    }
}
