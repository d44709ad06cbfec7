//! The picture of a page without text, put together from its image files: what a scanner saved as OFD.

use super::{
    POINTS, Sheet, draw::MOST_NESTED, matrix::Matrix, parts::locate, quota::too_much, scene::Scene, scene::Shape,
};
use crate::{
    model::{limits::Limits, trouble::TroubleKind},
    readers::{
        Result,
        flowing::scans,
        scan::{decode, raster::Grey},
    },
};

/// Pixels per point, at most: 300 per inch.
const DENSITY: f64 = 300.0 / 72.0;
/// Images of one page: strips of a scan, seals.
const MOST_IMAGES: usize = 200;

/// An image file of a page and where it lies, in points.
struct Placed {
    grey: Grey,
    to: Matrix,
}

/// The page in grey; none if it shows no image that can be decoded.
///
/// # Errors
/// `LimitExceeded` for an image with too many pixels, or too many objects.
pub fn picture(sheet: &mut Sheet, limits: &Limits) -> Result<Option<Grey>> {
    let mut images = Vec::new();
    for scene in sheet.scenes.clone() {
        collect(sheet, scene, Matrix::scale(POINTS, POINTS), 0, &mut images)?;
    }
    let mut placed: Vec<Placed> = Vec::new();
    let mut pixels = 0;
    for (id, to) in images {
        if let Some(grey) = image(sheet, id, limits)? {
            pixels += (grey.width * grey.height) as u64;
            if pixels > limits.pixels {
                return Err(Box::new(decode::too_large(pixels, limits)));
            }
            placed.push(Placed { grey, to });
        }
    }
    let (width, height) = (sheet.size.0 * POINTS, sheet.size.1 * POINTS);
    Ok(match placed.as_mut_slice() {
        [] => None,
        [only] if covers(only, width, height) => Some(std::mem::take(&mut only.grey)),
        _ => together(&placed, width, height, limits),
    })
}

fn collect(sheet: &mut Sheet, scene: &Scene, to: Matrix, level: usize, found: &mut Vec<(i64, Matrix)>) -> Result<()> {
    if level > MOST_NESTED {
        return Err(too_much());
    }
    let resources = sheet.resources;
    for object in &scene.objects {
        sheet.quota.draw(1)?;
        let to = object.matrix.then(to);
        match &object.shape {
            Shape::Image(Some(id)) if found.len() < MOST_IMAGES => found.push((*id, to)),
            Shape::Composite(id) => {
                if let Some(unit) = resources.unit(*id) {
                    collect(sheet, unit, to, level + 1, found)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// An image file of a kind that is read; others, and damaged ones, show nothing.
fn image(sheet: &mut Sheet, id: i64, limits: &Limits) -> Result<Option<Grey>> {
    let Some(file) = sheet.resources.file(id) else { return Ok(None) };
    sheet.quota.look_up()?;
    let Some(part) = locate(sheet.package, &file.part, &file.location) else { return Ok(None) };
    let Some(bytes) = sheet.package.part(&part)? else { return Ok(None) };
    let Some(format) = scans::kind(&bytes) else { return Ok(None) };
    match decode::decode(&bytes, format, limits) {
        Ok(grey) => Ok(Some(grey)),
        Err(trouble) if trouble.kind == TroubleKind::LimitExceeded => Err(Box::new(trouble)),
        Err(_) => Ok(None),
    }
}

/// The image lies on the page as it is and fills it.
fn covers(image: &Placed, width: f64, height: f64) -> bool {
    let [a, b, c, d, e, f] = image.to.coefficients();
    let slack = width.max(height) * 0.01;
    let near = |value: f64, wanted: f64| (value - wanted).abs() <= slack;
    near(a, width) && near(d, height) && near(b, 0.0) && near(c, 0.0) && near(e, 0.0) && near(f, 0.0)
}

/// All images on white paper, as dense as the densest; where they lie on each other the darker shows.
fn together(images: &[Placed], width: f64, height: f64, limits: &Limits) -> Option<Grey> {
    let density = |image: &Placed| {
        let [a, b, ..] = image.to.coefficients();
        image.grey.width as f64 / a.hypot(b).max(1.0)
    };
    let most = (limits.pixels as f64 / 4.0 / (width * height).max(1.0)).sqrt().min(DENSITY);
    let scale = images.iter().map(density).fold(0.0, f64::max).min(most);
    let (wide, high) = ((width * scale).round() as usize, (height * scale).round() as usize);
    if wide == 0 || high == 0 {
        return None;
    }
    let mut page = Grey::new(wide, high, 255);
    for image in images {
        paint(image, scale, &mut page);
    }
    Some(page)
}

fn paint(image: &Placed, scale: f64, page: &mut Grey) {
    let [a, b, c, d, e, f] = image.to.coefficients();
    let area = a * d - b * c;
    if area.abs() < 1e-6 {
        return;
    }
    let [x0, y0, x1, y1] = image.to.rect([0.0, 0.0, 1.0, 1.0]).map(|at| (f64::from(at) * scale).max(0.0) as usize);
    let (wide, high) = (image.grey.width as f64, image.grey.height as f64);
    for y in y0..(y1 + 1).min(page.height) {
        for x in x0..(x1 + 1).min(page.width) {
            let (dx, dy) = ((x as f64 + 0.5) / scale - e, (y as f64 + 0.5) / scale - f);
            let (u, v) = ((d * dx - c * dy) / area, (a * dy - b * dx) / area);
            if (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v) {
                let value = image.grey.between((u * wide - 0.5) as f32, (v * high - 0.5) as f32) as u8;
                let to = &mut page.data[y * page.width + x];
                *to = value.min(*to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::ofd::{each_page, tests};

    /// The picture of a page of these objects, where image 9 is half black, half white, one above the
    /// other: its size, and its value near the four corners and beyond the middle.
    #[track_caller]
    fn check(objects: &str, expected: Option<((usize, usize), [u8; 5])>) {
        let mut png = std::io::Cursor::new(Vec::new());
        let image = image::GrayImage::from_fn(210, 297, |_, y| image::Luma([if y < 148 { 0 } else { 255 }]));
        image.write_to(&mut png, image::ImageFormat::Png).expect("a picture");
        let resources = r#"<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:MultiMedias><ofd:MultiMedia ID="9"><ofd:MediaFile>s.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"#;
        let document = r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>Res.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Page.xml"/></ofd:Pages></ofd:Document>"#;
        let bytes = tests::open(&[
            ("Doc_0/Document.xml", document.as_bytes()),
            ("Doc_0/Page.xml", tests::page(objects).as_bytes()),
            ("Doc_0/Res.xml", resources.as_bytes()),
            ("Doc_0/s.png", png.get_ref()),
        ]);
        let source = crate::model::source::Source {
            path: "a.ofd".into(),
            bytes,
            format: crate::model::format::Format::Ofd,
            sha256: String::new(),
            mail: None,
        };
        let mut found = None;
        each_page(&source, &Limits::default(), &mut |_, sheet| {
            found = picture(sheet, &Limits::default())?;
            Ok(())
        })
        .expect("it is read");
        let shown = found.map(|grey| {
            let (right, bottom) = (grey.width - 4, grey.height - 4);
            let places = [(3, 3), (right, 3), (3, bottom), (right, bottom), (grey.width * 3 / 5, grey.height * 3 / 5)];
            ((grey.width, grey.height), places.map(|(x, y)| grey.at(x, y)))
        });
        assert_eq!(shown, expected, "{objects}");
    }

    #[test]
    fn a_page_is_put_together() {
        check(
            r#"<ofd:ImageObject ResourceID="9" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>"#,
            Some(((210, 297), [0, 0, 255, 255, 255])),
        );
        let half = r#"<ofd:ImageObject ResourceID="9" Boundary="105 0 105 297" CTM="105 0 0 297 0 0"/>"#;
        check(half, Some(((420, 594), [255, 0, 255, 255, 255])));
        let turned = r#"<ofd:ImageObject ResourceID="9" Boundary="0 0 210 297" CTM="0 297 -210 0 210 0"/>"#;
        check(turned, Some(((148, 210), [255, 0, 255, 0, 0])));
        check(r#"<ofd:ImageObject ResourceID="7" Boundary="0 0 210 297" CTM="210 0 0 297 0 0"/>"#, None);
        check("", None);
    }
}
