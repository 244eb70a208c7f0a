use std::sync::Mutex;

use beseda_base::both;
use beseda_base::db::Db;
use beseda_messengers::{
    BlobWriter, FileKind, Kind, Order, OrderKind, OutgoingFile, SendOutcome, Wire, WireBody, WireError, WireRequest,
};
use bytes::Bytes;
use fake_telegram::User;
use futures_util::future::BoxFuture;

use super::png;
use crate::channels::account_of;
use crate::channels::tests::{TOKEN, World};
use crate::migrations::ALL;
use crate::wire::InboxWire;

#[derive(Default)]
struct Memory(Mutex<Vec<u8>>);

impl BlobWriter for Memory {
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, Result<(), String>> {
        self.0.lock().unwrap().extend_from_slice(&chunk);
        Box::pin(std::future::ready(Ok(())))
    }
}

fn get(url: String) -> WireRequest {
    WireRequest { method: "GET", url, body: WireBody::Empty, timeout_ms: 5_000, max_response: 1_000 }
}

both! { ALL;
    async fn a_stored_file_is_streamed_to_the_messenger(db: Db) {
        let world = World::new(db).await;
        let id = world.connected().await;
        let account = account_of(&world.app.inbox, id).await.unwrap();
        let anna = world.bot.add_user(User { started: true, ..User::default() });
        let bytes = png(300, 200);
        world.app.inbox.files.put("files/1/cup", bytes.clone().into()).await.unwrap();
        let file = OutgoingFile { kind: FileKind::Image, blob: "files/1/cup".into(), name: "кружка.png".into(), mime: "image/png".into(), size: bytes.len() as u64 };
        let order = |file: OutgoingFile| Order { chat: anna.to_string(), order_id: 1, silent: false, kind: OrderKind::File { file, caption: "Вот".into(), reply_to: None, buttons: Vec::new() } };
        let wire = InboxWire::new(world.app.inbox.clone());
        let sent = Kind::Telegram.send(&wire, &account, &order(file.clone())).await;
        assert!(matches!(sent, SendOutcome::Sent { part: Some(_) }), "{sent:?}");
        let log = world.bot.log();
        assert_eq!((log.sends.len(), log.sends[0].text.as_str(), log.violations.len()), (1, "Вот", 0), "{log:?}");
        assert!(log.sends[0].params.to_string().contains(&bytes.len().to_string()), "whole: {}", log.sends[0].params);
        let gone = Kind::Telegram.send(&wire, &account, &order(OutgoingFile { blob: "files/1/gone".into(), ..file })).await;
        assert!(matches!(gone, SendOutcome::NotSent { .. }), "nothing was sent, so it may be tried again: {gone:?}");
        assert_eq!(world.bot.log().sends.len(), 1);
    }

    async fn only_configured_private_addresses_are_reached(db: Db) {
        let world = World::new(db).await;
        let wire = InboxWire::new(world.app.inbox.clone());
        let reached = wire.http(get(format!("{}/bot{TOKEN}/getMe", world.telegram.base_url()))).await.unwrap();
        assert_eq!(reached.status, 200);
        for refused in ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data", "http://[::1]:1/", "http://10.0.0.1/"] {
            let refused = wire.http(get(refused.into())).await.unwrap_err();
            assert!(matches!(refused, WireError::NotSent(_)), "{refused:?}");
        }
    }

    async fn a_download_is_bounded_and_an_error_is_no_file(db: Db) {
        let world = World::new(db).await;
        let wire = InboxWire::new(world.app.inbox.clone());
        let mut into = Memory::default();
        let missing = wire.fetch(get(format!("{}/file/bot{TOKEN}/nothing", world.telegram.base_url())), &mut into).await;
        assert!(matches!(missing, Err(WireError::Ambiguous(_))), "{missing:?}");
        let mut bounded = get(format!("{}/bot{TOKEN}/getMe", world.telegram.base_url()));
        bounded.max_response = 10;
        assert_eq!(wire.fetch(bounded, &mut into).await, Err(WireError::TooBig));
        assert!(into.0.lock().unwrap().len() <= 10);
    }
}
