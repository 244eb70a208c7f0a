//! Files: uploads and who may see them, media of clients from a strict stand-in of Telegram, pictures of clients.

mod avatars;
mod download;
mod serve;
mod upload;
mod wire;

use std::io::Cursor;

use beseda_base::db::params;
use image::{ImageFormat, Rgb, RgbImage};

use crate::channels::ChannelFacts;
use crate::testing::{NOW, TestApp};

/// A PNG of this size.
pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([20, 120, 90])).write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

/// A client of the channel, with a message that can bear files.
pub(super) async fn client(
    app: &TestApp,
    channel: ChannelFacts,
    external_id: &str,
    responsible: Option<i64>,
) -> (i64, i64) {
    let external_id = external_id.to_owned();
    let made = app.inbox.db.write(move |tx| {
        let client: i64 = tx.one(
            "insert into clients (project, channel, external_id, name, search, created_at, active_at, responsible)
             values ($1, $2, $3, 'Anna', 'anna', $4, $4, $5) returning id",
            params![channel.project, channel.id, external_id.as_str(), NOW, responsible],
        )?;
        let message: i64 = tx.one(
            "insert into messages (project, client, n, kind, author_kind, text, sent_at, received_at)
             values ($1, $2, 1, 'in', 'client', '', $3, $3) returning id",
            params![channel.project, client, NOW],
        )?;
        Ok((client, message))
    });
    made.await.unwrap()
}

/// Hangs a file to a message.
pub(super) async fn link(app: &TestApp, message: i64, file: i64) {
    let sql = "insert into message_files (message, position, file) values ($1, 0, $2)";
    app.inbox.db.write(move |tx| tx.execute(sql, params![message, file])).await.unwrap();
}

/// Keys on the list of removals.
pub(super) async fn listed(app: &TestApp) -> i64 {
    app.inbox.db.read(|tx| tx.one("select count(*) from spare_blobs", &[])).await.unwrap()
}

/// How many objects lie in the store.
pub(super) fn stored(app: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries =
            std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
        entries.iter().map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
    }
    count(&std::path::Path::new(&app.inbox.config.data_dir).join("files"))
}
