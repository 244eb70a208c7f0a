//! What a file really is. The bytes decide, never the name or what the sender says (G13); only the refusal list looks at names too.

use super::FileKindName;

/// How many first bytes are looked at. Large enough to hold the header of a photo with a preview inside its EXIF.
pub(super) const HEAD: usize = 64 * 1024;

/// Longest file name, in characters.
const NAME_MAX: usize = 200;

/// Longest MIME type that is kept.
const MIME_MAX: usize = 100;

const UNKNOWN: &str = "application/octet-stream";

/// Types a browser may show in place: checked raster images, sound and video (guarantee 29). All others are downloads.
const INLINE: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "audio/mpeg",
    "audio/ogg",
    "audio/mp4",
    "audio/aac",
    "audio/flac",
    "audio/wav",
    "video/mp4",
    "video/webm",
    "video/quicktime",
];

/// Programs, installers, scripts, libraries, documents with macros, and documents a browser would run.
const REFUSED_EXTENSIONS: &[&str] = &[
    "ade",
    "adp",
    "apk",
    "app",
    "appimage",
    "application",
    "appx",
    "bash",
    "bat",
    "chm",
    "class",
    "cmd",
    "com",
    "cpl",
    "deb",
    "dex",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "drv",
    "dylib",
    "elf",
    "exe",
    "gadget",
    "hta",
    "htm",
    "html",
    "inf",
    "ins",
    "ipa",
    "isp",
    "jar",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mde",
    "mht",
    "mhtml",
    "mjs",
    "msc",
    "msi",
    "msix",
    "msp",
    "mst",
    "ocx",
    "pif",
    "pkg",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "ps1",
    "psm1",
    "reg",
    "rpm",
    "scf",
    "scr",
    "sct",
    "sh",
    "shtml",
    "sldm",
    "so",
    "svg",
    "svgz",
    "swf",
    "sys",
    "url",
    "vb",
    "vbe",
    "vbs",
    "wasm",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xhtml",
    "xht",
    "xlam",
    "xlsm",
    "xltm",
    "xml",
    "xsl",
    "zsh",
];

/// The same by content.
const REFUSED_TYPES: &[&str] = &[
    "application/wasm",
    "application/x-executable",
    "application/vnd.microsoft.portable-executable",
    "application/java",
    "application/x-llvm",
    "application/x-mach-binary",
    "application/vnd.android.dex",
    "application/vnd.android.dey",
    "application/vnd.android.package-archive",
    "application/vnd.debian.binary-package",
    "application/x-rpm",
    "application/x-shockwave-flash",
    "application/x-google-chrome-extension",
    "application/x-unix-archive",
    "text/html",
    "text/xml",
    "text/x-shellscript",
];

/// The MIME type to keep. A type that would be shown in place is believed only when the bytes say so.
pub(super) fn mime(head: &[u8], told: &str) -> String {
    if let Some(found) = infer::get(head) {
        return canonical(found.mime_type()).to_owned();
    }
    let told = told.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let shown = ["image/", "audio/", "video/", "text/html", "text/xml"].iter().any(|start| told.starts_with(start));
    if shown || !is_mime(&told) { UNKNOWN.to_owned() } else { told }
}

/// What an uploaded file is for its bubble.
pub(super) fn kind(mime: &str) -> FileKindName {
    match mime {
        "image/gif" => FileKindName::Animation,
        _ if !is_inline(mime) => FileKindName::Document,
        _ if mime.starts_with("image/") => FileKindName::Image,
        _ if mime.starts_with("video/") => FileKindName::Video,
        _ => FileKindName::Audio,
    }
}

/// May a browser show this type in place?
pub(super) fn is_inline(mime: &str) -> bool {
    INLINE.contains(&mime)
}

/// Can we make a picture of it?
pub(super) fn is_picture(mime: &str) -> bool {
    is_inline(mime) && mime.starts_with("image/")
}

/// Must this upload be refused?
pub(super) fn is_refused(head: &[u8], name: &str) -> bool {
    // Windows drops dots and spaces at the end of a name, so "a.exe. " is a program too.
    let name = name.trim_end_matches(['.', ' ']);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| REFUSED_EXTENSIONS.contains(&extension.as_str()))
        || infer::get(head).is_some_and(|found| REFUSED_TYPES.contains(&found.mime_type()))
        || is_markup(head)
        || (head.starts_with(b"PK") && contains(head, b"vbaProject.bin"))
}

/// A name that is safe to show and to save: no path, no control or direction characters, not too long.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = last.chars().filter(|c| !c.is_control() && !turns(*c)).collect();
    let kept = kept.trim();
    if kept.chars().count() <= NAME_MAX {
        return kept.to_owned();
    }
    // The end of a name is what tells its type, so the middle goes.
    let extension = kept.rsplit_once('.').map(|(_, end)| end).filter(|end| end.len() <= 16);
    let stem: String = kept.chars().take(NAME_MAX - 17).collect();
    extension.map_or_else(|| stem.clone(), |extension| format!("{stem}.{extension}"))
}

fn canonical(mime: &'static str) -> &'static str {
    match mime {
        "audio/opus" => "audio/ogg",
        "audio/m4a" => "audio/mp4",
        "audio/x-flac" => "audio/flac",
        "audio/x-wav" => "audio/wav",
        "video/x-m4v" => "video/mp4",
        other => other,
    }
}

fn is_mime(text: &str) -> bool {
    let token = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_'))
    };
    text.len() <= MIME_MAX && text.split_once('/').is_some_and(|(main, sub)| token(main) && token(sub))
}

/// Documents that a browser runs and that `infer` does not know: SVG without an XML head, HTML fragments.
fn is_markup(head: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&head[..head.len().min(1024)]).to_ascii_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    start.starts_with('<') && ["<svg", "<html", "<script", "<!doctype", "<?xml"].iter().any(|tag| start.contains(tag))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn bytes_decide_the_type() {
        assert_eq!(mime(PNG, "text/plain"), "image/png");
        assert_eq!(mime(b"just words", "image/png"), UNKNOWN, "a picture is believed only by its bytes");
        assert_eq!(mime(b"a;b;c", "text/csv; charset=utf-8"), "text/csv");
        assert_eq!(mime(b"words", "text/html"), UNKNOWN);
        assert_eq!(mime(b"words", "no type at all"), UNKNOWN);
        assert_eq!(kind("image/png"), FileKindName::Image);
        assert_eq!(kind("image/gif"), FileKindName::Animation);
        assert_eq!(kind("image/tiff"), FileKindName::Document);
        assert_eq!(kind("audio/ogg"), FileKindName::Audio);
    }

    #[test]
    fn refuses_programs_and_markup_by_name_and_by_content() {
        for name in
            ["setup.exe", "Setup.EXE", "a.exe. ", "photo.jpg.scr", "logo.svg", "page.html", "macro.docm", "x.jar"]
        {
            assert!(is_refused(b"harmless", name), "{name}");
        }
        for head in [
            &b"MZ\x90\0\x03\0\0\0"[..],
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            b"  <!-- x --><svg onload=alert(1)>",
            b"\xef\xbb\xbf<?xml version='1.0'?>",
            b"<html><script>",
            b"#!/bin/sh\nrm",
            b"PK\x03\x04 word/vbaProject.bin",
        ] {
            assert!(is_refused(head, "photo.jpg"), "{head:?}");
        }
        assert!(!is_refused(PNG, "photo.png"));
        assert!(!is_refused(b"%PDF-1.7", "price.pdf"));
        assert!(!is_refused(b"1 < 2", "notes.txt"));
    }

    #[test]
    fn names_lose_paths_and_tricks() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\docs\\счёт.pdf"), "счёт.pdf");
        assert_eq!(clean_name("annual\u{202e}fdp.exe"), "annualfdp.exe");
        let long = format!("{}.pdf", "я".repeat(400));
        assert!(clean_name(&long).chars().count() <= NAME_MAX && clean_name(&long).ends_with(".pdf"));
    }
}
