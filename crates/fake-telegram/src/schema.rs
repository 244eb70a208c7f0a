//! Which methods and fields there are: <https://core.telegram.org/bots/api>. A field that Telegram would overlook in
//! silence is a mistake of the caller, so here it is refused.

/// The methods this stand-in speaks, each with the fields it takes.
const METHODS: [(&str, &[&str]); 23] = [
    ("getMe", &[]),
    ("getWebhookInfo", &[]),
    (
        "setWebhook",
        &["url", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token"],
    ),
    ("deleteWebhook", &["drop_pending_updates"]),
    ("getUpdates", &["offset", "limit", "timeout", "allowed_updates"]),
    ("sendMessage", &["text", "parse_mode", "entities", "link_preview_options"]),
    ("sendPhoto", &["photo", "caption", "parse_mode", "caption_entities", "show_caption_above_media", "has_spoiler"]),
    (
        "sendVideo",
        &[
            "video",
            "duration",
            "width",
            "height",
            "thumbnail",
            "cover",
            "start_timestamp",
            "caption",
            "parse_mode",
            "caption_entities",
            "show_caption_above_media",
            "has_spoiler",
            "supports_streaming",
        ],
    ),
    (
        "sendAnimation",
        &[
            "animation",
            "duration",
            "width",
            "height",
            "thumbnail",
            "caption",
            "parse_mode",
            "caption_entities",
            "show_caption_above_media",
            "has_spoiler",
        ],
    ),
    (
        "sendAudio",
        &["audio", "caption", "parse_mode", "caption_entities", "duration", "performer", "title", "thumbnail"],
    ),
    ("sendVoice", &["voice", "caption", "parse_mode", "caption_entities", "duration"]),
    ("sendVideoNote", &["video_note", "duration", "length", "thumbnail"]),
    (
        "sendDocument",
        &["document", "thumbnail", "caption", "parse_mode", "caption_entities", "disable_content_type_detection"],
    ),
    ("sendSticker", &["sticker", "emoji"]),
    (
        "editMessageText",
        &[
            "business_connection_id",
            "chat_id",
            "message_id",
            "inline_message_id",
            "text",
            "parse_mode",
            "entities",
            "link_preview_options",
            "reply_markup",
        ],
    ),
    (
        "editMessageCaption",
        &[
            "business_connection_id",
            "chat_id",
            "message_id",
            "inline_message_id",
            "caption",
            "parse_mode",
            "caption_entities",
            "show_caption_above_media",
            "reply_markup",
        ],
    ),
    (
        "editMessageReplyMarkup",
        &["business_connection_id", "chat_id", "message_id", "inline_message_id", "reply_markup"],
    ),
    ("deleteMessage", &["chat_id", "message_id"]),
    ("setMessageReaction", &["chat_id", "message_id", "reaction", "is_big"]),
    ("answerCallbackQuery", &["callback_query_id", "text", "show_alert", "url", "cache_time"]),
    ("sendChatAction", &["business_connection_id", "chat_id", "message_thread_id", "action"]),
    ("getFile", &["file_id"]),
    ("getUserProfilePhotos", &["user_id", "offset", "limit"]),
];

/// What every method that makes a message takes beside its own fields.
const MESSAGE_FIELDS: [&str; 9] = [
    "chat_id",
    "business_connection_id",
    "message_thread_id",
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "message_effect_id",
    "reply_parameters",
    "reply_markup",
];

/// Kinds of updates that `allowed_updates` may name.
pub(crate) const UPDATE_KINDS: [&str; 23] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
];

/// Not sent unless asked for by name.
pub(crate) const NOT_BY_DEFAULT: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// What `ReactionTypeEmoji` takes.
pub(crate) const REACTIONS: [&str; 73] = [
    "❤",
    "👍",
    "👎",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤‍🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨‍💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷‍♂",
    "🤷",
    "🤷‍♀",
    "😡",
];

/// Methods that send a file, each with the field that holds it.
pub(crate) const FILE_METHODS: [(&str, &str); 8] = [
    ("sendPhoto", "photo"),
    ("sendVideo", "video"),
    ("sendAnimation", "animation"),
    ("sendAudio", "audio"),
    ("sendVoice", "voice"),
    ("sendVideoNote", "video_note"),
    ("sendDocument", "document"),
    ("sendSticker", "sticker"),
];

/// Values of `sendChatAction`.
pub(crate) const CHAT_ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// Types of entities a bot may send.
pub(crate) const ENTITY_TYPES: [&str; 18] = [
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "custom_emoji",
];

/// The method's name as Telegram spells it; it takes any case.
pub(crate) fn method(name: &str) -> Option<&'static str> {
    METHODS.iter().map(|(method, _)| *method).find(|method| method.eq_ignore_ascii_case(name))
}

/// Whether a method makes a message.
pub(crate) fn makes_message(method: &str) -> bool {
    method == "sendMessage" || FILE_METHODS.iter().any(|(name, _)| *name == method)
}

/// Whether a method takes this field.
pub(crate) fn takes(method: &str, field: &str) -> bool {
    let own = METHODS.iter().find(|(name, _)| *name == method).is_some_and(|(_, fields)| fields.contains(&field));
    own || (makes_message(method) && MESSAGE_FIELDS.contains(&field))
}
