//! Words that several outputs use.

words! {
    PROGRAM: "收表", "shoubiao";
    FILE: "文件", "file";
    FILES: "文件", "files";
    UNIT: "报送单位", "unit";
    REGION: "行政区划", "region";
    TABLE: "表", "table";
    ROW: "行", "row";
    FIELD: "栏目", "field";
    CHECK: "检查项", "check";
    SEVERITY: "级别", "severity";
    STATE: "处理状态", "state";
    MESSAGE: "问题", "finding";
    VALUE: "原文", "as written";
    EXPECTED: "应为", "expected";
    SOURCE: "出处", "source";
    CATEGORY: "类型", "category";
    AMOUNT_WAN: "金额（万元）", "amount (万元)";
    TOTAL: "合计", "total";
    NONE_GIVEN: "（未注明）", "(none given)";
    ANOMALIES: "异常", "anomalies";
    RECEIVED: "收到时间", "received";
    OUTCOME: "去向", "outcome";
    REASON: "说明", "why";
    ROWS: "行数", "rows";
}
