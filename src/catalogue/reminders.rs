//! Sentences of reminders.csv: texts of mails to units that have not answered, or not as they should.

words! {
    /// Unit, form, deadline.
    MISSING_DUE: "{}：《{}》应于{}前报送，至今尚未收到你单位的材料。请尽快报送；没有内容可报的，也请来函说明。", "To {}: the {} was due by {} and nothing has come from you. Please send it as soon as you can, or say that there is nothing to report.";
    /// Unit, form.
    MISSING: "{}：至今尚未收到你单位的《{}》。请尽快报送；没有内容可报的，也请来函说明。", "To {}: the {} has not come from you. Please send it as soon as you can, or say that there is nothing to report.";
    /// Unit, form, file, why, deadline.
    UNUSABLE_DUE: "{}：你单位报送《{}》的文件{}无法采用（{}）。报送截止日期是{}，请尽快重新报送。", "To {}: of your answer to the {} the file {} cannot be used ({}). It was due by {}; please send it again as soon as you can.";
    /// Unit, form, file, why.
    UNUSABLE: "{}：你单位报送《{}》的文件{}无法采用（{}）。请尽快重新报送。", "To {}: of your answer to the {} the file {} cannot be used ({}). Please send it again as soon as you can.";
    /// Unit, form, when it came, deadline.
    LATE: "{}：你单位的《{}》于{}收到，晚于截止日期{}。请今后按时报送；如需更改内容，请一并来函说明。", "To {}: your {} came on {}, after the deadline {}. Please send it in time from now on, and say so if anything is still to change.";
    ONE_FILE: "“{}”", "{}";
    SEVERAL_FILES: "“{}”等 {} 个", "{} and others, {} in all";
}
