//! Path data (GB/T 33190 9.1, table 35): `M 0 0 L 10 0 C`.

use super::matrix::number;
use crate::geometry::canvas::{Point, Step};

/// Appends the steps of a path, as far as it can be understood, until there are more than `most`. `C`
/// closes a part, `B` and `Q` are Bézier curves, of an arc (`A`) only the end is taken.
pub fn parse(data: &[u8], most: usize, steps: &mut Vec<Step>) {
    let mut at = 0;
    let mut command = b' ';
    let mut operands = [0.0f32; 7];
    let mut count = 0;
    while let Some(&byte) = data.get(at)
        && steps.len() <= most
    {
        match byte {
            b'+' | b'-' | b'.' | b'0'..=b'9' => {
                let length = number_length(&data[at..]);
                if let Some(slot) = operands.get_mut(count) {
                    *slot = number(&data[at..at + length]).unwrap_or_default() as f32;
                    count += 1;
                }
                at += length;
                if count == needed(command) {
                    push(command, &operands, steps);
                    // More operands repeat the command, as programs that know SVG write.
                    command = if matches!(command, b'M' | b'S') { b'L' } else { command };
                    count = 0;
                }
                continue;
            }
            b'C' => {
                steps.push(Step::Close);
                (command, count) = (b' ', 0);
            }
            byte if byte.is_ascii_alphabetic() => (command, count) = (byte, 0),
            _ => {}
        }
        at += 1;
    }
}

fn number_length(data: &[u8]) -> usize {
    let mut before = b'e';
    let mut belongs = |&byte: &u8| {
        let sign = matches!(byte, b'+' | b'-') && matches!(before, b'e' | b'E');
        before = byte;
        sign || matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E')
    };
    data.iter().take_while(|byte| belongs(byte)).count().max(1)
}

/// Operands of a command; of what is none, never as many as there are.
fn needed(command: u8) -> usize {
    match command {
        b'S' | b'M' | b'L' => 2,
        b'Q' => 4,
        b'B' => 6,
        b'A' => 7,
        _ => usize::MAX,
    }
}

fn push(command: u8, operands: &[f32; 7], steps: &mut Vec<Step>) {
    let point = |at: usize| -> Point { (operands[at], operands[at + 1]) };
    steps.push(match command {
        b'L' => Step::Line(point(0)),
        b'Q' => Step::Curve([point(0), point(0), point(2)]),
        b'B' => Step::Curve([point(0), point(2), point(4)]),
        b'A' => Step::Curve([point(5); 3]),
        _ => Step::Move(point(0)),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let check = |data: &str, expected: &[Step]| {
            let mut steps = Vec::new();
            parse(data.as_bytes(), 99, &mut steps);
            assert_eq!(steps, expected, "{data}");
        };
        let (go, line) = (|x, y| Step::Move((x, y)), |x, y| Step::Line((x, y)));
        check("M 0 0 L 10.5 -1e1 C ", &[go(0.0, 0.0), line(10.5, -10.0), Step::Close]);
        check("S 1 2\nL 3,4 5 6", &[go(1.0, 2.0), line(3.0, 4.0), line(5.0, 6.0)]);
        check("M0 0L1-1C", &[go(0.0, 0.0), line(1.0, -1.0), Step::Close]);
        check("B 1 2 3 4 5 6", &[Step::Curve([(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)])]);
        check("Q 1 2 3 4", &[Step::Curve([(1.0, 2.0), (1.0, 2.0), (3.0, 4.0)])]);
        check("A 5 5 0 1 0 9 8", &[Step::Curve([(9.0, 8.0); 3])]);
        check("z 1 2 3 4 5 6 7 8 9 L 1", &[]);
        check("M 1 nonsense L - 2", &[line(0.0, 2.0)]);
        check("", &[]);
    }
}
