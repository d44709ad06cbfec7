//! Columns of what the office fills in: decisions about findings, and the list of who was asked. The
//! workbook writes the former, [`crate::ledger`] reads both.

words! {
    ANOMALY_ID: "编号", "id";
    DECISION: "处理意见", "decision";
    CORRECTED_VALUE: "更正值", "corrected value";
    NOTE: "说明", "note";
    DECIDED_BY: "处理人", "decided by";
    DECIDED_WHEN: "处理时间", "decided when";
    FILE: "文件", "file";
    /// The beginning of the file's SHA-256: tells whether the source has changed.
    FINGERPRINT: "文件指纹", "fingerprint";
    ROSTER_UNIT: "单位", "unit";
    ROSTER_CODE: "行政区划代码", "code";
    ROSTER_MAIL: "电子邮箱", "mail";
    ROSTER_DEADLINE: "截止日期", "deadline";
}
