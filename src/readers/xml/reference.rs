//! References in XML text (XML 1.0 4.1, 4.6).

/// Appends `text` with the five named references and character references resolved and line ends
/// as blanks. `None` for any other reference.
pub fn resolve(text: &str, out: &mut String) -> Option<()> {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'\n' | b'\r')) {
        out.push_str(&rest[..at]);
        if !rest[at..].starts_with('&') {
            let end = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
            out.push(' ');
            rest = &rest[at + end..];
            continue;
        }
        let end = at + rest[at..].bytes().position(|byte| byte == b';')?;
        out.push(reference(&rest[at + 1..end])?);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Some(())
}

/// The character that `&name;` stands for.
pub fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(code.ok()?).filter(|&c| c != '\0')?
        }
    })
}
