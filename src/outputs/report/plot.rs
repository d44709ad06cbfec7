//! Horizontal bars as inline SVG. Widths are in per cent, so that letters keep their size on every
//! screen and on paper.

use rust_decimal::Decimal;

use super::escape::html;

/// One bar.
pub struct Bar {
    pub label: String,
    pub value: Decimal,
    /// The value as it is read.
    pub shown: String,
    /// A class of the style sheet; empty for the usual colour.
    pub class: &'static str,
}

/// Height of a bar with its label above it, in pixels.
const STEP: usize = 40;
/// Room for a label, in half-width characters; the whole label stands in the table behind.
const LABEL: usize = 38;

/// Bars one below the other, from zero to the greatest; `title` says what they are.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or_default();
    let mut svg = format!(
        "<svg class=\"bars\" role=\"img\" width=\"100%\" height=\"{}\" aria-label=\"{}\">",
        bars.len() * STEP,
        html(title)
    );
    for (at, bar) in bars.iter().enumerate() {
        let top = at * STEP;
        svg.push_str(&format!(
            "<g><title>{} {}</title><text x=\"0\" y=\"{}\">{}</text><text class=\"n\" x=\"100%\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect class=\"ground\" x=\"0\" y=\"{}\" width=\"100%\" height=\"10\" rx=\"2\"/>\
             <rect class=\"bar {}\" x=\"0\" y=\"{}\" width=\"{}%\" height=\"10\" rx=\"2\"/></g>",
            html(&bar.label),
            html(&bar.shown),
            top + 15,
            html(&cut(&bar.label)),
            top + 15,
            html(&bar.shown),
            top + 21,
            bar.class,
            top + 21,
            share(bar.value, most),
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// Per cent of the greatest; a value above zero is never drawn as nothing.
fn share(value: Decimal, most: Decimal) -> Decimal {
    if most <= Decimal::ZERO || value <= Decimal::ZERO {
        return Decimal::ZERO;
    }
    let hundred = Decimal::ONE_HUNDRED;
    value
        .checked_mul(hundred)
        .and_then(|part| part.checked_div(most))
        .unwrap_or(hundred)
        .round_dp(2)
        .max(Decimal::new(4, 1))
}

fn cut(label: &str) -> String {
    let mut room = LABEL;
    let mut shown = String::new();
    for c in label.chars() {
        let width = if c.is_ascii() { 1 } else { 2 };
        if width > room {
            shown.push('…');
            break;
        }
        room -= width;
        shown.push(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares_of_the_greatest() {
        for (value, most, expected) in
            [(50, 200, "25"), (200, 200, "100"), (0, 200, "0"), (-5, 200, "0"), (1, 100_000, "0.4"), (3, 0, "0")]
        {
            assert_eq!(share(value.into(), most.into()).normalize().to_string(), expected);
        }
        assert_eq!(share(Decimal::MAX, Decimal::MAX).to_string(), "100");
    }

    #[test]
    fn labels_are_cut_and_escaped() {
        let bar = Bar { label: format!("<b>{}", "长".repeat(40)), value: Decimal::ONE, shown: "1".into(), class: "" };
        let svg = bars("金额", &[bar]);
        assert!(svg.contains("&lt;b&gt;") && !svg.contains("<b>"), "{svg}");
        assert!(svg.contains(&format!(">&lt;b&gt;{}…</text>", "长".repeat(17))), "{svg}");
    }
}
