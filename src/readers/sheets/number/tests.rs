use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(code: &str, value: f64, expected: &str) {
    let mut out = String::new();
    NumberFormat::new(code).push(value, false, &mut out);
    assert_eq!(out, expected, "{code} of {value}");
}

#[test]
fn numbers() {
    check("General", 12.5, "12.5");
    check("G/通用格式", 12.5, "12.5");
    check("General\"元\"", -12.5, "-12.5元");
    check("0", 12.5, "13");
    check("0.00", 12.5, "12.50");
    check("0.00", -0.5, "-0.50");
    check("0.00", 1.005, "1.01");
    check("#,##0.00", 1_234_567.891, "1,234,567.89");
    check("#,##0", 999.0, "999");
    check("#,##0", 1000.0, "1,000");
    check("#,##0", 0.0, "0");
    check("#,###", 0.0, "");
    check("0,000", 12.0, "0,012");
    check("0.##", 5.0, "5.");
    check("0.0#", 5.25, "5.25");
    check("0.0#", 5.2, "5.2");
    check("00000", 42.0, "00042");
    check("000-0000", 1_234_567.0, "123-4567");
    check("0%", 0.125, "13%");
    check("0.00%", 0.1234, "12.34%");
    check("0.00E+00", 12_345.0, "1.23E+04");
    check("0.00E+00", 0.000_123_45, "1.23E-04");
    check("##0.0E+0", 12_345.0, "12.3E+3");
    check("0.0,", 12_345.0, "12.3");
    check("0.00,,\"亿\"", 123_000_000.0, "123.00亿");
    check("# ?/?", 2.5, "2 1/2");
    check("# ?/?", 3.0, "3");
    check("# ??/??", 3.14, "3 7/50");
    check("?/?", 2.5, "5/2");
    check("# ?/8", 0.76, "6/8");
    check("# ?/?", -0.99, "-1");
    check("0.0%", 0.0, "0.0%");
    check("0.0,", 0.0, "0.0");
    check("0.00;[Red]-0.00", -3.0, "-3.00");
    check("0.00_);(0.00)", -3.0, "(3.00)");
    check("0.00_);(0.00)", 3.0, "3.00");
    check("0;-0;;@", 0.0, "");
    check("[>=10000]0.00,\"千\";0.00", 20_000.0, "20.00千");
    check("[>=10000]0.00,\"千\";0.00", 20.0, "20.00");
    check("\"共\"0\"个\"", 3.0, "共3个");
    check("0.00", 1e20, "100000000000000000000.00");
    check("", 3.5, "");
}

#[test]
fn money() {
    check("\"¥\"#,##0.00;\"¥\"-#,##0.00", 1234.5, "¥1,234.50");
    check("\"¥\"#,##0.00;\"¥\"-#,##0.00", -1234.5, "¥-1,234.50");
    check("[$¥-804]#,##0.00", 12.0, "¥12.00");
    check("[$￥-804]#,##0.00", 12.0, "￥12.00");
    let accounting = "_ \"¥\"* #,##0.00_ ;_ \"¥\"* -#,##0.00_ ;_ \"¥\"* \"-\"??_ ;_ @_ ";
    check(accounting, 1234.5, "¥1,234.50");
    check(accounting, -1234.5, "¥-1,234.50");
    check(accounting, 0.0, "¥-");
    check("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 30.0, "30.00");
    check("0.00\"万元\"", 30.0, "30.00万元");
    check("[DBNum2][$-804]General\"元整\"", 123.0, "壹佰贰拾叁元整");
    check("[DBNum2][$-804]General\"元整\"", 120_005.0, "壹拾贰万零伍元整");
    check("[DBNum1][$-804]0", 12_323.0, "一万二千三百二十三");
    check("[DBNum1][$-804]0", 10_010.0, "一万零一十");
}

#[test]
fn dates() {
    let day = 45_352.437_5;
    check("yyyy-mm-dd", day, "2024-03-01");
    check("yyyy\"年\"m\"月\"d\"日\";@", day, "2024年3月1日");
    check("[$-804]yyyy年m月d日", day, "2024年3月1日");
    check("m/d/yy", day, "3/1/24");
    check("d-mmm-yy", day, "1-Mar-24");
    check("dddd, mmmm dd, yyyy", day, "Friday, March 01, 2024");
    check("yyyy.mm.dd", day, "2024.03.01");
    check("aaaa", day, "星期五");
    check("h:mm", day, "10:30");
    check("h:mm:ss AM/PM", day + 0.5, "10:30:00 PM");
    check("上午/下午h\"时\"mm\"分\"", day, "上午10时30分");
    check("yyyy/m/d h:mm", day, "2024/3/1 10:30");
    check("[h]:mm", 1.5, "36:00");
    check("mm:ss.0", 0.000_527_778, "00:45.6");
    check("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", day, "二〇二四年三月一日");
    check("yyyy-mm-dd", -1.0, "-1");
    check("yyyy-mm-dd", 1e9, "1000000000");
    check(builtin::code(14), day, "2024/3/1");
    check(builtin::code(31), day, "2024年3月1日");
    check(builtin::code(99), 1.5, "1.5");
}

#[test]
fn text() {
    let check = |code: &str, expected: &str| {
        let mut out = String::new();
        NumberFormat::new(code).push_text("甲 ", &mut out);
        assert_eq!(out, expected, "{code}");
    };
    check("General", "甲 ");
    check("@", "甲 ");
    check("0.00;-0.00;0;@\"市\"", "甲 市");
    check("_ @_ ", "甲");
    check(";;;", "");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_code_and_number(code in "[0#?.,%@;\"\\\\_*\\[\\]ymdhsEeagA/P+年¥ $<>=1-9DBNum-]{0,24}", value in prop::num::f64::ANY) {
        let format = NumberFormat::new(&code);
        let mut out = String::new();
        format.push(value, false, &mut out);
        format.push(value, true, &mut out);
        format.push_text(&code, &mut out);
        // Long only as far as digits and the code's own text make it.
        prop_assert!(out.len() < 3000);
    }
}
