//! Pictures and papers of the sample company, drawn here: pottery seen from above, and an estimate of one page.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};

use super::chance::Chance;

pub(super) const WIDTH: u32 = 720;
pub(super) const HEIGHT: u32 = 540;

/// Colours of table, glaze and rim.
const GLAZES: [[[u8; 3]; 3]; 6] = [
    [[233, 222, 205], [112, 132, 96], [78, 96, 66]],
    [[221, 227, 230], [244, 241, 234], [201, 193, 180]],
    [[196, 178, 158], [150, 168, 182], [104, 124, 142]],
    [[240, 232, 220], [201, 142, 74], [150, 98, 44]],
    [[210, 200, 190], [62, 104, 122], [36, 70, 86]],
    [[181, 160, 138], [238, 226, 205], [170, 140, 108]],
];

/// One to four dishes on a table, as PNG.
pub(super) fn picture(chance: &mut Chance) -> Vec<u8> {
    let [table, glaze, rim] = *chance.pick(&GLAZES);
    let mut image = RgbImage::from_fn(WIDTH, HEIGHT, |_, y| shade(table, 100 - i64::from(y) * 14 / i64::from(HEIGHT)));
    let dishes: &[(i64, i64, i64)] = match chance.between(1, 4) {
        1 => &[(360, 270, 190)],
        2 => &[(250, 280, 150), (500, 230, 110)],
        3 => &[(210, 200, 120), (480, 190, 130), (360, 400, 110)],
        _ => &[(200, 170, 105), (470, 160, 105), (230, 390, 105), (500, 380, 105)],
    };
    for (x, y, radius) in dishes {
        let (x, y) = (x + chance.between(-15, 15), y + chance.between(-15, 15));
        dish(&mut image, (x, y), *radius, glaze, rim);
    }
    let mut out = Cursor::new(Vec::new());
    // Writing into memory fails for pictures without pixels only.
    if image.write_to(&mut out, ImageFormat::Png).is_err() {
        return Vec::new();
    }
    out.into_inner()
}

/// Rings from outside in: shadow, rim, glaze, the lighter well.
fn dish(image: &mut RgbImage, (x, y): (i64, i64), radius: i64, glaze: [u8; 3], rim: [u8; 3]) {
    disc(image, (x + 10, y + 14), radius, |old| shade(old.0, 82));
    let rings = [(100, shade(rim, 100)), (95, shade(glaze, 100)), (70, shade(glaze, 92)), (66, shade(glaze, 108))];
    for (percent, colour) in rings {
        disc(image, (x, y), radius * percent / 100, |_| colour);
    }
    disc(image, (x - radius / 4, y - radius / 4), radius / 7, |old| shade(old.0, 110));
}

fn disc(image: &mut RgbImage, (x, y): (i64, i64), radius: i64, colour: impl Fn(&Rgb<u8>) -> Rgb<u8>) {
    for dy in -radius..=radius {
        for dx in -radius..=radius {
            let (Ok(px), Ok(py)) = (u32::try_from(x + dx), u32::try_from(y + dy)) else { continue };
            if dx * dx + dy * dy <= radius * radius
                && let Some(pixel) = image.get_pixel_mut_checked(px, py)
            {
                *pixel = colour(pixel);
            }
        }
    }
}

fn shade(colour: [u8; 3], percent: i64) -> Rgb<u8> {
    Rgb(colour.map(|part| u8::try_from((i64::from(part) * percent / 100).min(255)).unwrap_or(255)))
}

/// A PDF of one page with these lines of Latin text.
pub(super) fn paper(lines: &[String]) -> Vec<u8> {
    let mut page = String::from("BT /F1 16 Tf 72 760 Td 24 TL\n");
    for line in lines {
        let plain: String =
            line.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').filter(|c| !"()\\".contains(*c)).collect();
        page.push_str(&format!("({plain}) Tj T*\n"));
    }
    page.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::with_capacity(objects.len());
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_small_pngs_and_papers_are_pdfs() {
        let mut chance = Chance::new(9);
        for _ in 0..4 {
            let bytes = picture(&mut chance);
            assert!((1_000..200_000).contains(&bytes.len()), "{} bytes", bytes.len());
            let decoded = image::load_from_memory(&bytes).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (WIDTH, HEIGHT));
        }
        let paper = String::from_utf8(paper(&["Order (1)".to_owned()])).unwrap();
        assert!(paper.starts_with("%PDF-1.4") && paper.ends_with("%%EOF\n") && paper.contains("(Order 1) Tj"));
    }
}
