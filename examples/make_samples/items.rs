//! What the units of the samples ask for: made up, in the manner of such returns.

/// One item: cells by the field ids of `rules/gd-ip-2024.toml`.
pub type Item = &'static [(&'static str, &'static str)];

const OUTLINE: &str = "《知识产权强国建设纲要（2021—2035年）》";
const PLAN: &str = "《国务院关于印发“十四五”国家知识产权保护和运用规划的通知》（国发〔2021〕20号）";
const RULES: &str = "《广东省知识产权保护条例》";

pub const CREATION: Item = &[
    ("category", "知识产权高质量创造"),
    ("work", "围绕主导产业开展专利布局辅导"),
    ("amount", "60"),
    ("project", "先进材料产业专利布局辅导"),
    ("count_unit", "3个，每个20万元"),
    ("necessity", "本地先进材料企业专利数量增长较快，但成体系布局的少，需要专业机构进厂辅导。"),
    ("policy", PLAN),
    ("performance", "辅导企业15家，形成布局方案15份，新增发明专利申请40件。"),
];

pub const PROTECTION: Item = &[
    ("category", "强化知识产权保护"),
    ("work", "建设乡镇和园区维权工作站"),
    ("amount", "50"),
    ("project", "基层知识产权维权援助工作站建设"),
    ("count_unit", "5个，每个10万元"),
    ("necessity", "权利人反映维权路远、周期长，工作站可就近受理、就近调解。"),
    ("policy", RULES),
    ("performance", "建成工作站5个，受理咨询300件以上，调解纠纷60件。"),
];

pub const TRANSFER: Item = &[
    ("category", "知识产权高效能转化"),
    ("work", "组织高校专利与企业需求对接"),
    ("amount", "40万元"),
    ("project", "高校院所专利开放许可对接活动"),
    ("count_unit", "2项，每项20万元"),
    ("necessity", "本地中小企业不清楚高校有哪些可用的专利，供需之间缺少固定的对接渠道。"),
    ("policy", OUTLINE),
    ("performance", "举办对接活动4场，达成许可意向20项。"),
];

pub const SERVICE: Item = &[
    ("category", "知识产权高水平服务"),
    ("work", "完善公共服务网点"),
    ("amount", "叁拾万元"),
    ("project", "知识产权公共服务网点能力提升"),
    ("count_unit", "共3个网点，每个10万元"),
    ("necessity", "现有网点只能提供查询，分析和预警服务还要到广州办理。"),
    ("policy", PLAN),
    ("performance", "3个网点具备专利分析能力，年服务企业200家次。"),
];

pub const TALENT: Item = &[
    ("category", "知识产权人才建设"),
    ("work", "培训企业知识产权管理人员"),
    ("amount", "２０"),
    ("project", "企业知识产权专员培训班"),
    ("count_unit", "4期，每期5万元"),
    ("necessity", "规模以上企业中配有知识产权专员的不到三成，企业有培训需求。"),
    ("policy", OUTLINE),
    ("performance", "培训4期、240人次，结业考核合格率不低于90%。"),
];

pub const OUTREACH: Item = &[
    ("category", "知识产权文化宣传及合作交流"),
    ("work", "宣传周系列活动"),
    ("amount", "15"),
    ("project", "知识产权宣传周进校园、进市场"),
    ("count_unit", "1项，15万元"),
    ("necessity", "公众对商标、地理标志的认识仍然有限，需要持续宣传。"),
    ("policy", RULES),
    ("performance", "举办活动10场，覆盖学校6所、专业市场4个。"),
];

pub const MANAGEMENT: Item = &[
    ("category", "知识产权管理"),
    ("work", "项目跟踪和验收"),
    ("amount", "10"),
    ("project", "专项资金项目绩效跟踪"),
    ("count_unit", "1项，10万元"),
    ("necessity", "项目点多面广，需要委托第三方跟踪进度、核对票据。"),
    ("policy", PLAN),
    ("performance", "全部在建项目每季度核查一次，形成跟踪报告4份。"),
];

pub const SUBSIDY: Item = &[
    ("work", "对通过管理体系认证的企业给予后补助"),
    ("project", "知识产权管理体系认证后补助"),
    ("amount", "36"),
    ("policy", RULES),
    ("undertaker", "通过认证的企业"),
    ("performance", "新增通过认证的企业12家。"),
];

pub const INSURANCE: Item = &[
    ("work", "对投保专利执行保险的企业给予保费补助"),
    ("project", "专利执行保险保费后补助"),
    ("amount", "24"),
    ("policy", PLAN),
    ("undertaker", "投保企业"),
    ("performance", "参保专利不少于150件。"),
];

pub const CENTRE: Item = &[
    ("category", "专利预审"),
    ("work", "支持保护中心派员驻点"),
    ("amount", "25"),
    ("project", "专利快速预审驻点服务"),
    ("count_unit", "1项，25万元"),
    ("necessity", "企业提交预审要往返省城，驻点服务可以减少往返。"),
    ("policy", RULES),
    ("performance", "驻点服务100天，辅导预审案件80件。"),
];

/// For the rows of table 4 that the form leaves to the city.
pub const OWN: Item = &[
    ("project", "山区特色农产品商标培育"),
    ("amount", "30"),
    ("necessity", "本地茶叶、香菇等特色农产品多数没有注册商标，产品难以卖出好价。"),
    ("policy", RULES),
    ("performance", "培育农产品商标30件。"),
];
