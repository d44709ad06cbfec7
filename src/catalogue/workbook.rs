//! Words of workbook.xlsx beside those of the form.

words! {
    SUMMARY_SHEET: "汇总", "Summary";
    FINDINGS_SHEET: "异常", "Anomalies";
    FILES_SHEET: "文件", "Files";
    ROSTER_SHEET: "未报送", "Not answered";
    UNUSED_SHEET: "未用上的意见", "Decisions not used";
    CLOSED_SHEET: "已消除的异常", "Closed anomalies";
    /// Before a table's id in the name of its sheet.
    TABLE: "表", "Table ";

    SUMMARY_TITLE: "{} 汇总（控制合计）", "{}: control totals";
    DETAIL_TITLE: "{} 明细（{} 行）", "{}: rows ({})";
    FINDINGS_TITLE: "异常清单：请在黄色几栏填写（处理意见从下拉列表里选，更正金额写万元数），填好后用 --decisions 交回", "Anomalies: fill in the yellow columns (choose a decision of the list; amounts in 万元) and give the workbook back with --decisions";
    FINDINGS_COUNT: "异常清单（{} 条，未处理完 {} 条）", "Anomalies ({}, {} open)";
    CONTAINER: "邮件或压缩包", "mail or archive";
    FILES_TOP: "每个文件的去向", "What became of every file";
    FILES_TITLE: "每个文件的去向（{} 个）", "What became of every file ({})";
    ROSTER_TITLE: "报送情况：应报 {} 个单位，未报送 {} 个，逾期 {} 个，多次报送 {} 个，名单以外 {} 个", "Who answered: {} asked, {} missing, {} late, {} more than once, {} not on the list";
    NO_ROSTER: "本次没有提供应报单位名单（--roster），无从判断谁还没有报送", "No list of who was asked was given (--roster), so nobody can say who is missing";
    UNUSED_TITLE: "交回的意见里有 {} 条没有用上", "{} decisions were given and not used";
    CLOSED_TITLE: "上次未处理完、这次已消除的异常（{} 条）", "Anomalies open in the earlier run and closed now ({})";

    ALL_AGREE: "核对结果：全部合计与本次运行的数（run.json）一致", "Check: every total agrees with the figures of the run (run.json)";
    /// Before and after the number of totals that differ.
    DIFFER_BEFORE: "核对结果：有 ", "Check: ";
    DIFFER_AFTER: " 处合计与本次运行的数（run.json）不一致，见标红处；明细表可能被改动过", " totals differ from the figures of the run (run.json), see the red cells; the detail sheets may have been edited";
    HOW_LIVE: "白底的数是公式，随明细表变动；灰底的数是本次运行写下的，供核对。金额单位：万元", "Figures on white are formulas over the detail sheets; figures on grey were written by the run, to compare. Amounts in 万元";
    AGREES: "一致", "agrees";
    DIFFERS: "不一致", "differs";
    CHECK: "核对", "check";
    BY_TABLE: "一、各表合计", "1. By table";
    BY_REGION: "二、各表 × 行政区划", "2. By table and region";
    BY_CATEGORY: "三、各表 × 类型", "3. By table and category";
    TABLE_NAME: "名称", "name";
    OTHER_CATEGORIES: "其余 {} 类", "{} other categories";
    LIVE_ROWS: "行数", "rows";
    LIVE_AMOUNT: "金额（万元）", "amount (万元)";
    RUN_ROWS: "本次运行：\n行数", "of the run:\nrows";
    RUN_AMOUNT: "本次运行：\n金额（万元）", "of the run:\namount (万元)";

    REGION_CODE: "区划代码", "region code";
    REGION_NAME: "行政区划", "region";
    STATUS: "填写情况", "status";
    STATUS_UNTOUCHED: "原样未填", "untouched";
    STATUS_FILLED: "已填写", "filled in";
    STATUS_ADDED: "增加的行", "added";
    /// After the header of a column that gives what was written.
    AS_WRITTEN: "{}（原文）", "{} (as written)";
    IN_WAN: "{}（万元）", "{} (万元)";
    COUNT_OF: "{}：数量", "{}: count";
    UNIT_AMOUNT_OF: "{}：单项金额（万元）", "{}: unit amount (万元)";
    TITLES_OF: "{}：文件名称", "{}: titles";
    NUMBERS_OF: "{}：文号", "{}: numbers";
    FINDINGS_HERE: "异常", "anomalies";
    CORRECTED_FIELDS: "人工更正", "corrected by hand";
    ROW_ID: "行编号", "row id";
    SOURCE_FILE: "来源文件", "source file";
    OPEN_FILE: "打开", "open";
    OPEN_WORD: "打开", "open";
    INBOX_FOLDER: "收件箱所在的文件夹（填在右边的黄格里，如 D:\\收件，“打开”各栏即可用）：", "Folder of the inbox (write it into the yellow cell, as D:\\inbox; the “open” columns then work):";

    CURRENT_STATE: "处理状态", "current state";
    SINCE: "与上次相比", "since the run before";
    SINCE_NEW: "新增", "new";
    SINCE_KNOWN: "上次已有", "known";
    CORRECTED_NOTE: "人工更正为：{}", "Corrected by hand to: {}";
    WRITTEN_NOTE: "原文：{}", "As written: {}";
    EXPECTED_NOTE: "应为：{}", "Expected: {}";
    MORE_NOTE: "……另有 {} 条", "… {} more";
    CHOOSE: "请从下拉列表里选一项", "Choose one of the list";

    FORMAT: "格式", "format";
    BYTES: "字节数", "bytes";
    TABLES: "表数", "tables";
    HASH: "SHA-256", "SHA-256";

    ATTENDANCE: "报送情况", "answered";
    ATTENDANCE_MISSING: "未报送", "missing";
    ATTENDANCE_LATE: "逾期报送", "late";
    ATTENDANCE_IN_TIME: "按时报送", "in time";
    ATTENDANCE_ANSWERED: "已报送（时间不详）", "answered (time not known)";
    STRANGER: "不在名单上", "not on the list";
    USED_FILES: "采用的文件", "files used";
    EARLIER_FILES: "被取代的文件（多次报送）", "files replaced (answered more than once)";
    UNUSABLE_FILES: "收到但不能用的文件", "files that could not be used";
    GIVEN_DECISION: "所填意见", "given decision";
    GIVEN_VALUE: "所填更正值", "given value";
    PLACE: "意见所在", "place";
    WHY: "原因", "why";
    CLOSED_BY: "如何消除", "closed by";
    NOT_FOUND: "不再出现", "not found any more";

    /// At the end of a text that a cell cannot hold in full.
    CUT: "……（过长，已截断）", "… (cut)";
}
