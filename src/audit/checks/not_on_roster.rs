//! `not-on-roster`

use crate::audit::{Check, Findings, Meta, RosterView, quote};
use crate::model::anomaly::Severity;
use crate::model::text::Text;
pub struct Found;

static META: Meta = Meta {
    id: "not-on-roster",
    severity: Severity::Warning,
    title: Text::fixed("不在名单上", "a unit that nobody asked"),
    finds: Text::fixed(
        "报送单位不在应报单位名单上。依次按名称、行政区划代码加单位、发件地址对照；一个单位只提示一次。",
        "The unit is not on the list of who was asked, by its name, by region and office, or by the mail's address. Said once for a unit.",
    ),
    why: Text::fixed(
        "可能是下级单位自行报送，金额与上级的重复；也可能是单位认错了，或者名单有遗漏。",
        "It may belong to a unit above, so that money counts twice; or the unit was misread, or the list is incomplete.",
    ),
    mend: Text::fixed("核对单位；该收的补进名单。", "Check whose it is; if it counts, put it into the list."),
};

impl Check for Found {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn roster(&self, view: &RosterView, found: &mut Findings) {
        for stranger in &view.roster.strangers {
            let Some(file) = view.digest(&stranger.file) else { continue };
            let name = if stranger.name.is_empty() { &stranger.region } else { &stranger.name };
            let upper = upper(view, &stranger.region).map(quote);
            let (zh, en) = upper.map_or((String::new(), String::new()), |upper| {
                (format!("；它的上级“{upper}”在名单上"), format!("; {upper} above it is"))
            });
            found.at_file(file);
            let anomaly = found.report(
                &META,
                Text::new(
                    format!("“{}”不在应报单位名单上{zh}", quote(name)),
                    format!("{} is not on the list of who was asked{en}", quote(name)),
                ),
            );
            anomaly.value.clone_from(name);
        }
    }
}

/// The unit on the list that stands for the city above a county (GB/T 2260: the first four digits).
fn upper<'a>(view: &'a RosterView, region: &str) -> Option<&'a str> {
    let city = format!("{}00", region.get(..4)?);
    let units = view.roster.lines.iter().map(|line| &line.unit);
    { units }.find(|unit| city != region && unit.code == city).map(|unit| unit.name.as_str())
}

#[cfg(test)]
mod tests {
    use crate::audit::{RosterView, audit_roster, checks::harness::digest};
    use crate::model::report::State;
    use crate::model::roster::{Attendance, Roster, RosterLine, RosterUnit, Stranger};

    #[test]
    fn on_the_stranger_s_file() {
        let file = digest(State::Form);
        for (region, expected) in [
            ("440200", "“甲局”不在应报单位名单上"),
            ("440104", "“甲局”不在应报单位名单上；它的上级“广州市”在名单上"),
            ("", "“甲局”不在应报单位名单上"),
        ] {
            let line = RosterLine {
                unit: RosterUnit { name: "广州市".into(), code: "440100".into(), ..RosterUnit::default() },
                attendance: Attendance::Answered,
                received: String::new(),
                files: Vec::new(),
                earlier: Vec::new(),
                unusable: Vec::new(),
            };
            let stranger = Stranger { name: "甲局".into(), region: region.into(), file: file.path.clone() };
            let roster = Roster { lines: vec![line], strangers: vec![stranger], ..Roster::default() };
            let found = audit_roster(&RosterView { roster: &roster, digests: std::slice::from_ref(&file) });
            assert_eq!(found.len(), 1);
            assert_eq!((found[0].message.zh.as_ref(), &found[0].file), (expected, &file.path));
        }
    }
}
