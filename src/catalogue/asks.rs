//! What a unit is asked to do about a finding, by the check that found it: `REQUIRED_EMPTY` for
//! `required-empty`. A place `{}` is for what was expected. Every check of errors has a word here; of the
//! others those that only the unit can answer.

use crate::model::text::{Lang, Text};

words! {
    UNREADABLE: "请重新发送完整、能打开的文件", "please send a whole file that can be opened";
    ENCRYPTED: "请取消密码后重新报送", "please take the password off and send it again";
    UNSUPPORTED: "请改用 Word 或 Excel 文件重新报送", "please send it as a Word or Excel file";
    LIMIT_EXCEEDED: "请只保留应报的表，拆小后重新报送", "please send the form alone, in smaller files";
    NO_TEXT_LAYER: "请报送 Word 原件（扫描件可作附件）", "please send the Word original; the scan may go with it";
    NO_FORM_FOUND: "请按所发的表填写后报送", "please fill in the form and send it";
    UNKNOWN_SUBMITTER: "请在表上注明报送单位全称", "please write the unit's full name on the form";
    SUBMITTER_CONFLICT: "请明确报送单位", "please say which unit this is from";
    PENDING_REVISIONS: "请接受或拒绝全部修订，确认终稿", "please accept or reject every tracked change";
    HIDDEN_CONTENT: "请确认隐藏的内容是否应当报送", "please say whether what is hidden is meant to be sent";
    MISSING_TABLE: "请补报此表；没有内容可报的，请注明“无”", "please send this table, or say that there is nothing to report";
    BLANK_TABLE: "请填写此表；确无内容的，请确认", "please fill it in, or confirm that there is nothing to report";
    HEADER_CHANGED: "请使用原表的表头", "please use the form's own columns";
    TABLE_GUESSED: "请注明是哪一张表", "please say which table this is";
    TEMPLATE_ROW_MISSING: "请补回原表印好的这一行", "please put the printed row back";
    TEMPLATE_ALTERED: "请恢复原表印好的内容，或说明改动原因", "please put the printed text back, or say why it was changed";
    TOTAL_MISMATCH: "各行之和是 {} 万元，请核对后更正合计或有关各行", "the rows add up to {} 万元; please correct the total or the rows";
    DUPLICATE_ROW: "与第 {} 行重复，请删去其一；确为两项的，请说明区别", "it repeats row {}; please drop one, or say how they differ";
    REQUIRED_EMPTY: "请补填；确无内容的，请说明原因", "please fill it in, or say why there is nothing";
    UNKNOWN_CATEGORY: "请从下列各项中选填：{}", "please choose one of: {}";
    AMOUNT_UNREADABLE: "请填写确定的金额", "please give a definite amount";
    AMOUNT_APPROXIMATE: "请填写确定的金额", "please give a definite amount";
    COUNT_UNREADABLE: "请写明数量和每个的金额", "please say how many, of how much each";
    UNIT_SUSPECT: "请确认是否为 {} 万元", "please confirm that {} 万元 is meant";
    AMOUNT_MISMATCH: "按数量和单价应为 {} 万元，请更正其中有误的一项", "count × unit amount is {} 万元; please correct whichever is wrong";
    PLACEHOLDER_LEFT: "请把示例文字换成实际内容", "please put your own text in place of the example";
    POLICY_NUMBER_MALFORMED: "请确认文号是否为 {}", "please confirm that the number is {}";
    GARBLED_TEXT: "请重新录入此处的文字", "please type this text again";
}

/// What is asked about findings of a check, if anything.
pub fn of(check: &str) -> Option<Text> {
    let (_, text) = WORDS.iter().find(|(name, _)| super::key(name) == check)?;
    Some(text.clone())
}

/// A sentence for the office as it is put to the unit: without what the office is advised to do (“，请对方
/// 重新发送”). Such words inside a quotation are left alone.
pub fn without_advice(said: &str, lang: Lang) -> &str {
    let mark = match lang {
        Lang::Zh => "，请",
        Lang::En => "; ask ",
    };
    match said.rsplit_once(mark) {
        Some((fact, advice)) if !advice.contains(['”', '"', '…']) => fact,
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_to_the_office_is_left_out() {
        for (said, zh, expected) in [
            ("文件是空的（0 字节），请对方重新发送", true, "文件是空的（0 字节）"),
            ("the file is empty; ask for it again", false, "the file is empty"),
            ("写的“20，请核”不是金额", true, "写的“20，请核”不是金额"),
            ("缺少表 3", true, "缺少表 3"),
        ] {
            assert_eq!(without_advice(said, if zh { Lang::Zh } else { Lang::En }), expected);
        }
        assert!(of("required-empty").is_some() && of("superseded").is_none());
    }
}
