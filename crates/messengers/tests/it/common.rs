//! A wire that answers from a script and keeps what it was asked, and one-line forms of what was parsed.

use std::collections::VecDeque;
use std::sync::Mutex;

use beseda_messengers::{
    Account, BlobWriter, Entity, Inbound, InboundFile, InboundMessage, Wire, WireBody, WireError, WirePart,
    WireRequest, WireResponse,
};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

/// A bot's token with a secret half that is easy to search for.
pub(crate) const TOKEN: &str = "7100200300:AAsecretSECRETsecretSECRETsecret_-x";

/// The webhook secret of the account.
pub(crate) const SECRET: &str = "hook-SECRET_17";

/// A connected Telegram bot.
pub(crate) fn account() -> Account {
    Account {
        channel: 1,
        token: TOKEN.to_owned(),
        webhook_secret: SECRET.to_owned(),
        external_id: "7100200300".to_owned(),
        api_base: "https://api.telegram.org".to_owned(),
    }
}

/// Answers in the order of the script.
pub(crate) struct Scripted {
    answers: Mutex<VecDeque<Result<WireResponse, WireError>>>,
    /// What was asked.
    pub(crate) asked: Mutex<Vec<WireRequest>>,
    /// What a download brings.
    pub(crate) file: Bytes,
}

impl Scripted {
    /// A wire with these answers.
    pub(crate) fn new(answers: Vec<Result<WireResponse, WireError>>) -> Scripted {
        Scripted {
            answers: Mutex::new(answers.into()),
            asked: Mutex::default(),
            file: Bytes::from_static(b"bytes of a file"),
        }
    }

    /// A wire that answers once with this status and body.
    pub(crate) fn answering(status: u16, body: &str) -> Scripted {
        Scripted::new(vec![Ok(response(status, body))])
    }

    /// The only request that was made.
    pub(crate) fn only_request(&self) -> WireRequest {
        let asked = self.asked.lock().unwrap();
        assert_eq!(asked.len(), 1, "one order is one call");
        asked[0].clone()
    }

    /// The method and the JSON body of the only request.
    pub(crate) fn only_call(&self) -> (String, Value) {
        let request = self.only_request();
        let method = request.url.rsplit('/').next().unwrap().to_owned();
        match request.body {
            WireBody::Json(text) => (method, serde_json::from_str(&text).unwrap()),
            WireBody::Multipart(parts) => (method, multipart(parts)),
            WireBody::Empty => (method, Value::Null),
        }
    }
}

/// Fields as text; a file as `blob|file name|mime|size`.
fn multipart(parts: Vec<WirePart>) -> Value {
    let field = |part| match part {
        WirePart::Field { name, value } => (name, Value::String(value)),
        WirePart::Blob { name, blob, file_name, mime, size } => {
            (name, Value::String(format!("{blob}|{file_name}|{mime}|{size}")))
        }
    };
    Value::Object(parts.into_iter().map(field).collect())
}

impl Wire for Scripted {
    fn http<'a>(&'a self, request: WireRequest) -> BoxFuture<'a, Result<WireResponse, WireError>> {
        self.asked.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front().expect("the script has an answer");
        async move { answer }.boxed()
    }

    fn fetch<'a>(
        &'a self,
        request: WireRequest,
        into: &'a mut dyn BlobWriter,
    ) -> BoxFuture<'a, Result<u64, WireError>> {
        let max = request.max_response;
        self.asked.lock().unwrap().push(request);
        async move {
            if self.file.len() as u64 > max {
                return Err(WireError::TooBig);
            }
            into.write(self.file.clone()).await.map_err(WireError::Ambiguous)?;
            Ok(self.file.len() as u64)
        }
        .boxed()
    }

    fn now(&self) -> i64 {
        1_767_225_600_000
    }
}

/// An answer without a `Retry-After`.
pub(crate) fn response(status: u16, body: &str) -> WireResponse {
    WireResponse { status, retry_after_s: None, body: Bytes::copy_from_slice(body.as_bytes()) }
}

/// Keeps a download in memory.
#[derive(Default)]
pub(crate) struct Kept(pub(crate) Vec<u8>);

impl BlobWriter for Kept {
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, Result<(), String>> {
        self.0.extend_from_slice(&chunk);
        async { Ok(()) }.boxed()
    }
}

/// What was parsed, a line each; what is empty is left out.
pub(crate) fn told(parsed: &[Inbound]) -> String {
    parsed.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(inbound: &Inbound) -> String {
    match inbound {
        Inbound::Message(message) => written(message),
        Inbound::Edited { place, external_id, text, entities, at, .. } => {
            format!("edited {}/{external_id} {:?}{} at {}", place.chat, text, marks(entities), at / 1000)
        }
        Inbound::Deleted { place, external_ids, .. } => format!("deleted {}/{external_ids:?}", place.chat),
        Inbound::Pressed { place, person, external_id, callback_id, data, at } => {
            format!("pressed {}/{external_id} by {} {data:?} callback {callback_id} at {at}", place.chat, person.name)
        }
        Inbound::Delivery { place, external_id, change, .. } => {
            format!("delivery {}/{external_id} {change:?}", place.chat)
        }
        Inbound::Reacted { place, person, external_id, reaction, .. } => {
            format!("reacted {}/{external_id} by {} {:?}", place.chat, person.name, reaction.0)
        }
        Inbound::Blocked { place, person, blocked, .. } => {
            format!("blocked {} by {}: {blocked}", place.chat, person.name)
        }
        Inbound::Visited { place, variables, .. } => format!("visited {} {variables:?}", place.chat),
        Inbound::NotSupportedYet { what } => format!("not supported yet: {what}"),
        Inbound::Ignored { why } => format!("ignored: {why}"),
    }
}

fn written(message: &InboundMessage) -> String {
    let mut line = format!("message {}/{} from {:?}", message.place.chat, message.external_id, message.person.name);
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            line.push_str(&format!(" {name}={value}"));
        }
    };
    add("phone", Some(message.person.phone.clone()));
    add("text", (!message.text.is_empty()).then(|| format!("{:?}", message.text)));
    add("entities", Some(marks(&message.entities)));
    add("files", Some(message.files.iter().map(file).collect::<Vec<_>>().join(" ")));
    add(
        "location",
        message
            .location
            .as_ref()
            .map(|place| format!("{},{} {:?} {:?}", place.latitude, place.longitude, place.title, place.address)),
    );
    add("contact", message.contact.as_ref().map(|contact| format!("{} {}", contact.name, contact.phone)));
    add("reply", message.reply_to.clone());
    add("quote", message.quote.clone());
    add("forwarded", message.forwarded_from.clone());
    add("album", message.album.clone());
    add("unsupported", message.unsupported.clone());
    add("note", message.note.map(|note| format!("{note:?}")));
    add("tag", message.tag.clone());
    line
}

fn marks(entities: &[Entity]) -> String {
    let mark = |entity: &Entity| {
        let url = entity.url.as_ref().map(|url| format!("<{url}>")).unwrap_or_default();
        format!(" {:?}@{}+{}{url}", entity.kind, entity.offset, entity.length)
    };
    entities.iter().map(mark).collect()
}

fn file(file: &InboundFile) -> String {
    let size = |width: Option<u32>, height: Option<u32>| match (width, height) {
        (Some(width), Some(height)) => format!(" {width}x{height}"),
        _ => String::new(),
    };
    let length = file.duration_s.map(|seconds| format!(" {seconds}s")).unwrap_or_default();
    let bytes = file.size.map(|bytes| format!(" {bytes}b")).unwrap_or_default();
    format!(
        "{:?}({} {:?} {}{bytes}{}{length})",
        file.kind,
        file.source,
        file.name,
        file.mime,
        size(file.width, file.height)
    )
}
