//! Words of the sample that is checked by hand.

words! {
    SHEET: "抽样核对", "Sample";
    PLAN_SHEET: "抽样说明", "Plan";
    TITLE: "抽样核对：请对照原件逐行核对，在黄色几栏填写，“核对结果”从下拉列表里选；填好后用 shoubiao sample OUT --filled 交回", "Sample: compare each row with its source and fill in the yellow columns (choose a result of the list); give the workbook back with shoubiao sample OUT --filled";
    RESULT: "核对结果", "result";
    RIGHT: "一致", "right";
    WRONG: "不一致", "wrong";
    WHICH_CELL: "哪一格不符", "which cell";
    RIGHT_VALUE: "正确值", "right value";
    CHECKED_BY: "核对人", "checked by";
    ROW_ID: "行编号", "row id";
    STRATUM: "层", "stratum";
    STRATUM_ROWS: "层内总行数", "rows in the stratum";
    STRATUM_DRAWN: "抽出行数", "rows drawn";
    FOUND: "程序发现的异常", "found by the program";
    CHECKS: "检查项", "checks";
    STATUS: "填写情况", "status";
    CORRECTED: "人工更正", "corrected by hand";
    CHOOSE: "请从下拉列表里选一项", "Choose one of the list";
    STRATUM_WITH: "表{}·有异常", "table {}, with anomalies";
    STRATUM_WITHOUT: "表{}·无异常", "table {}, without";
    PLAN_TITLE: "种子 {}，共 {} 行中抽 {} 行；按 表 × 有无异常 分层，各层按行数分配、至少一行（有异常的行出错可能更多，分开抽估计更准）", "Seed {}: {} rows, {} drawn; strata by table and by whether anything was found, in proportion to their rows and at least one each (rows with anomalies go wrong more often: apart, they are estimated better)";

    DRAWN: "抽出 {} 行（共 {} 行，{} 层），写在 {}", "Drew {} of {} rows in {} strata; they are in {}";
    DRAWN_MORE: "每层至少一行，所以比要求的 {} 行多", "at least one of each stratum: more than the {} that were asked for";
    CHECKED: "核对了 {} 行，其中不一致 {} 行；未填 {} 行", "{} rows checked, {} of them wrong; {} left blank";
    RATE: "逐行错误率 {}%，95% 置信区间 {}%–{}%（按各层行数加权；Wilson 区间，有效样本量 {}）", "Error rate per row {}%, 95% confidence interval {}% to {}% (strata weighted by their rows; Wilson interval, effective sample size {})";
    STRATUM_LINE: "  {}：{} 行中核对 {} 行，不一致 {} 行，错误率 {}%，区间 {}%–{}%", "  {}: {} rows, {} checked, {} wrong, error rate {}%, interval {}% to {}%";
    STRATUM_BLANK: "  {}：{} 行，一行也没有核对，总错误率不含这一层", "  {}: {} rows, none checked; the rate above is without them";
    NOT_UNDERSTOOD: "{}：核对结果“{}”不是“一致”或“不一致”，按未填算", "{}: the result “{}” is neither right nor wrong; taken as blank";
    NOT_THERE: "有 {} 行在这份结果里找不到（样本是从另一次运行抽的），结论只对抽样时的结果有效", "{} rows are not in these results (the sample was drawn from another run); the figures hold for the run that it was drawn from";

    NO_OUT: "读不了 {}：{}。请给出 shoubiao run 的输出目录", "cannot read {}: {}. Give the OUT folder of shoubiao run";
    NO_FILE: "没有 {} 这个文件。请给出 shoubiao run 的输出目录", "there is no {}. Give the OUT folder of shoubiao run";
    NOT_OURS: "{} 不是本程序写出的（缺 {} 一栏）", "{} is not of this program (no column {})";
    NO_ROWS: "结果里一行数据也没有，无从抽样", "the results have no rows to draw from";
    NO_COLUMNS: "里面没有“行编号”“核对结果”“层”“层内总行数”几栏；请交回由 shoubiao sample 生成并填好的工作簿", "has no columns row id, result, stratum, rows in the stratum; give the workbook of shoubiao sample, filled in";
    NOTHING_CHECKED: "一行也没有填核对结果", "no row has a result";
    CANNOT_WRITE: "写不了 {}：{}", "cannot write {}: {}";
}
