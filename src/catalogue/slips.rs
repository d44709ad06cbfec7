//! Words of the letters that ask units to put their answers right, in the style of official letters
//! (GB/T 9704).

words! {
    /// Name of the form. Where it is too long for one line it breaks between these two.
    TITLE_BEGINS: "关于补正", "Corrections wanted: ";
    TITLE_ENDS: "《{}》的函", "{}";
    SALUTATION: "{}：", "To {}:";
    SENDER_OF: "“{}”的报送单位", "the unit that sent {}";
    /// Form, files, findings.
    RECEIVED: "你单位报送的《{}》（{}）收悉。经核对，有 {} 处需要补正。请逐条核实，把正确的内容填入“更正值”一栏，或者改好原表重新报送。", "We have your {} ({}). {} things in it have to be put right. Please check each, and either write what is right into the last column or correct the form and send it again.";
    /// Form, files: nothing of it could be used.
    UNUSABLE: "你单位报送《{}》的文件（{}）无法采用，原因如下。请按要求重新报送。", "The files that you sent for the {} ({}) cannot be used, for the reasons below. Please send it again.";
    FILE_DATED: "“{}”，{}收到", "{}, received {}";
    FILE_UNDATED: "“{}”", "{}";
    FILE_SEPARATOR: "；", "; ";
    FILES_MORE: "等 {} 个文件", "{} files in all";
    HEADING_ERRORS: "一、需要补正的问题", "1. To be put right";
    HEADING_UNUSABLE: "一、不能采用的原因", "1. Why they cannot be used";
    HEADING_WARNINGS: "二、请一并核实的事项", "2. Please check as well";
    HEADING_REPLY_SECOND: "二、反馈方式", "2. How to answer";
    HEADING_REPLY_THIRD: "三、反馈方式", "3. How to answer";
    NUMBER: "序号", "No.";
    TABLE: "表", "Table";
    ROW: "行", "Row";
    FIELD: "栏目", "Column";
    WRITTEN: "现填内容", "As written";
    PROBLEM: "问题", "Finding";
    WANTED: "请补正为／要求", "Wanted";
    CORRECTED: "更正值", "Corrected value";
    NOTHING: "（空）", "(empty)";
    /// Between the items of a list.
    LIST_MARK: "、", ", ";
    NOT_APPLICABLE: "—", "—";
    PAGE: "第{}页", "page {}";
    IN_FILE: "文件：{}", "File: {}";
    IN_ALL_FILES: "全部报送材料", "All files of this answer";
    CHECK_AND_CORRECT: "请核实并更正", "please check and correct";
    SHOULD_BE: "应为“{}”，请核实", "should be {}; please check";
    MORE_IN_ANNEX: "另有 {} 处，见附表。", "{} more in the annex.";
    ANNEX: "附表", "Annex";
    MORE_UNLISTED: "另有 {} 处同类问题，限于篇幅没有逐一列出，请对照以上各条全面核对。", "{} more of the like are not listed; please check the whole answer against the above.";
    REPLY_BY: "请于{}前反馈。", "Please answer by {}.";
    REPLY_BLANK: "请于＿＿＿＿年＿＿月＿＿日前反馈。", "Please answer by ____________.";
    REPLY_HOW: "更正值可以直接填在本函的表中寄回；重新报送的，请在文件名中注明“补正”。每条下方的灰色编号供登记使用，请勿改动。", "Write the corrected values into the tables of this letter and mail it back; if you send the form again, say so in the file's name. The small grey numbers are for our records: please leave them as they are.";
    REPLY_NONE: "经核实无误的，请在“更正值”一栏写明“无误”及理由。", "Where nothing is wrong, write “correct” and why into the last column.";
    /// Where nothing could be used there is nothing to correct in the table.
    REPLY_AGAIN: "重新报送的，请在文件名中注明“补正”；不再报送的，请来函说明原因。", "When you send it again, say so in the file's name; if you do not, please say why.";
    CONTACT: "联系人：＿＿＿＿＿＿　　电话：＿＿＿＿＿＿＿＿", "Contact: ____________    Telephone: ____________";
    SIGNED: "（发函单位名称，印章）", "(name and seal of the office)";
    DATED: "＿＿＿＿年＿＿月＿＿日", "Date: ____________";
    /// Where a file's name would be empty.
    UNNAMED: "未注明单位", "unnamed";
}
