//! What must hold of every check that looks over the run: the order of files never shows, and a file
//! that has nothing to do with a finding does not change it.

use proptest::prelude::*;

use super::checks::harness::{across_files, records_of, rows, shared_rules};
use crate::model::anomaly::Anomaly;
use crate::model::record::Record;

const PROJECTS: [&str; 4] = [
    "琶洲会展片区跨境电商知识产权维权服务站建设",
    "单丛茶地理标志产品质量追溯与海外注册",
    "陶瓷外观设计专利快速确权与纠纷调解中心",
    "海洋装备产业专利预警与标准必要专利储备",
];
const REASONS: [&str; 4] = [
    "去年以来片区内二十七家参展企业遭遇境外商标抢注，涉案金额逾八百万元，现有力量只能受理不足三成的求助。",
    "本地茶企出口订单三年翻了一番，但东南亚市场已出现四十余件近似标识，协会无力逐案提出异议和无效请求。",
    "镇街陶瓷作坊超过两千家，新款上市一周即遭仿冒，现行确权周期远长于产品生命周期，企业怨言颇多。",
    "海工企业反映招标文件开始要求自由实施报告，本市尚无机构能够独立完成，只得远赴外地高价委托。",
];

/// One unit: which projects with which reasons and amounts.
fn unit(name: usize, items: &[(usize, usize, u32)]) -> (String, Vec<Record>) {
    let amounts: Vec<String> = items.iter().map(|(.., wan)| format!("{wan}.3")).collect();
    let table: Vec<Vec<(&str, &str)>> = (items.iter().zip(&amounts))
        .map(|((project, reason, _), wan)| {
            vec![
                ("project", PROJECTS[project % 4]),
                ("work", PROJECTS[project % 4]),
                ("necessity", REASONS[reason % 4]),
                ("amount", wan.as_str()),
                ("count_unit", ""),
            ]
        })
        .collect();
    let name = format!("单位{name:03}");
    let records = records_of(&rows("1", &table), &name).into_iter().flatten().collect();
    (name, records)
}

/// What is said, but for figures about the rest of the run.
fn said(found: &[Anomaly]) -> Vec<(String, String, String, Option<u32>, String)> {
    let mut said: Vec<_> = (found.iter())
        .map(|a| (a.id.clone(), a.check.to_string(), a.submitter.clone(), a.row, a.value.clone()))
        .collect();
    said.sort();
    said
}

fn runs() -> impl Strategy<Value = Vec<Vec<(usize, usize, u32)>>> {
    let item = (0..4_usize, 0..4_usize, prop_oneof![10..90_u32, Just(90_000)]);
    proptest::collection::vec(proptest::collection::vec(item, 0..3), 18..27)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_files_never_shows(units in runs(), seed in any::<u64>()) {
        let rules = shared_rules();
        let files: Vec<_> = units.iter().enumerate().map(|(at, items)| unit(at, items)).collect();
        let mut shuffled = files.clone();
        shuffled.sort_by_key(|(name, _)| crate::model::fold::fold_hash(&format!("{seed}{name}")));
        let mut mirrored = said(&across_files(rules, &files));
        let mut other = said(&across_files(rules, &shuffled));
        // Which of equally near rows is named may turn with their order; that one is named may not.
        let places = |said: &mut Vec<(String, String, String, Option<u32>, String)>| {
            said.iter_mut().for_each(|line| line.0.clear());
            said.sort();
        };
        places(&mut mirrored);
        places(&mut other);
        prop_assert_eq!(mirrored, other);
    }

    #[test]
    fn an_unrelated_file_changes_nothing(units in runs()) {
        let rules = shared_rules();
        let mut files: Vec<_> = units.iter().enumerate().map(|(at, items)| unit(at, items)).collect();
        let before = said(&across_files(rules, &files));
        files.insert(files.len() / 2, ("另一个单位".to_owned(), Vec::new()));
        let after = said(&across_files(rules, &files));
        // A tenth of the units may have become one unit more.
        if files.len() % 10 != 0 && files.len() != 20 {
            prop_assert_eq!(before, after);
        }
    }
}
