// Made by `make openapi` from docs/openapi.json. Change the server's description, not this file.

export interface paths {
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, newest first. */
        get: operations["list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in. */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends this session. */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/avatars/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A picture. Its random name is the right to see it: visitors of the website chat have no session. */
        get: operations["get_avatar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channel-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messengers that this build can connect, with what they can do. */
        get: operations["list_channel_kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channels of the project. */
        get: operations["list_channels"];
        put?: never;
        /** Connects a bot or makes a website chat. */
        post: operations["create_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/telegram/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks at a Telegram token without changing anything. */
        post: operations["check_telegram"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A channel. */
        get: operations["get_channel"];
        put?: never;
        post?: never;
        /** Removes a channel; its dialogs stay. */
        delete: operations["remove_channel"];
        options?: never;
        head?: never;
        /** Changes name, settings, token or way in. */
        patch: operations["change_channel"];
        trace?: never;
    };
    "/api/v1/channels/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the messenger now how the account stands, and mends what can be mended. */
        post: operations["check_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Dead letters of a channel. */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries the dead letters of a channel again, up to 500 at a time, oldest first. */
        post: operations["replay_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/dead-letters/{dead_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries one dead letter again. */
        post: operations["replay_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports of a channel, the newest first. */
        get: operations["list_imports"];
        put?: never;
        /**
         * Uploads a table of clients for a channel whose messenger knows people by ids of their own (`imports` of its capabilities).
         *     Nothing is taken in yet.
         */
        post: operations["upload_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Stops sending through a channel; what comes in is still stored and shown. */
        put: operations["pause_channel"];
        post?: never;
        /** Sends through a channel again. */
        delete: operations["resume_channel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The secret a site signs its users with. Who saw it is noted. */
        get: operations["get_channel_secret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures of the last day. */
        get: operations["get_channel_state"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/channels/{id}/unknown": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of a channel of which nobody knows whether they arrived. */
        get: operations["list_unknown"];
        put?: never;
        /** Repeats, confirms or gives up messages of unknown fate. */
        post: operations["act_on_unknown"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The clients who fit, as CSV in UTF-8 with a mark that Excel knows it by. */
        get: operations["export_clients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A client's card. */
        get: operations["get_client"];
        put?: never;
        post?: never;
        /** Deletes a client: gone for everybody at once, restorable for ten seconds, then purged with everything that is his. */
        delete: operations["delete_client"];
        options?: never;
        head?: never;
        /** Renames a client by hand. */
        patch: operations["rename_client"];
        trace?: never;
    };
    "/api/v1/clients/{id}/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The picture the messenger shows for this client. */
        get: operations["get_client_avatar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a phone or an e-mail to a client, at most 20 of both together. */
        post: operations["add_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/contacts/{contact_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a contact. */
        delete: operations["delete_contact"];
        options?: never;
        head?: never;
        /** Changes the value or the label of a contact. */
        patch: operations["change_contact"];
        trace?: never;
    };
    "/api/v1/clients/{id}/deals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deals of a client, the newest first. */
        get: operations["list_deals"];
        put?: never;
        /** Makes a deal; it becomes the client's current one. */
        post: operations["create_deal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/distinct/{other_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** "Не она": the other client is somebody else and is not suggested again, to anybody. */
        put: operations["mark_distinct"];
        post?: never;
        /** Takes "не она" back. */
        delete: operations["unmark_distinct"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clients who are likely the same person: suggested, never linked by themselves. */
        get: operations["list_duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/labels/{label_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Puts a label on a client. */
        put: operations["put_label"];
        post?: never;
        /** Takes a label off a client. */
        delete: operations["take_label"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/links/{other_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Links two clients, with all who are linked with either: they are one person. At most 20 together. */
        put: operations["link_client"];
        post?: never;
        /** Takes the other client out of this one's linked dialogs. The two are not suggested again. */
        delete: operations["unlink_client"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Puts a client into exactly these lists: "переместить" and its undo. One event. */
        put: operations["move_to_lists"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/lists/{list_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Puts a client into a list. */
        put: operations["put_into_list"];
        post?: never;
        /** Takes a client out of a list. */
        delete: operations["take_from_list"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/main": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes this client the main one of his linked dialogs. */
        put: operations["make_main"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/personal-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a personal link: who writes to the channel through it is linked with this client. For channels whose messenger has
         *     links with a start parameter (Telegram).
         */
        post: operations["make_personal_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings a client back who was deleted a moment ago. */
        post: operations["restore_client"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/clients/{id}/variables/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets a variable of a client, or makes it. */
        put: operations["set_variable"];
        post?: never;
        /** Deletes a variable of a client. */
        delete: operations["delete_variable"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A deal with all its variables. */
        get: operations["get_deal"];
        put?: never;
        post?: never;
        /** Deletes a deal with its variables, for good. */
        delete: operations["delete_deal"];
        options?: never;
        head?: never;
        /** Changes name, description, budget or responsible of a deal, a closed one as well. */
        patch: operations["change_deal"];
        trace?: never;
    };
    "/api/v1/deals/{id}/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes an open deal the client's current one. */
        put: operations["make_deal_current"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deals/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Wins, loses, archives or reopens a deal. When the current deal is closed, the newest that is open takes its place. */
        put: operations["set_deal_state"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/deals/{id}/variables/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets a variable of a deal, or makes it; of a closed deal as well. */
        put: operations["set_deal_variable"];
        post?: never;
        /** Deletes a variable of a deal. */
        delete: operations["delete_deal_variable"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The list of dialogs that the asking employee may see. */
        get: operations["list_dialogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins to do something to many dialogs. Who sees only some does it to those. */
        post: operations["begin_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts of the tabs, exact up to 999. */
        get: operations["count_dialogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/matching": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many dialogs a filter shows. */
        get: operations["count_matching"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One row of the list. */
        get: operations["get_dialog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/answer-not-needed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** "Ответ не нужен". */
        put: operations["set_answer_not_needed"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Blocks a client: what he writes is stored and shown, starts no bot, counts nowhere and notifies nobody. */
        put: operations["block_client"];
        post?: never;
        /** Unblocks a client. */
        delete: operations["unblock_client"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/bot-pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Puts the bot on pause for this client, for 24 hours from now. */
        put: operations["pause_bot"];
        post?: never;
        /** Starts the bot again for this client. */
        delete: operations["resume_bot"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Comments on a client, the newest first. */
        get: operations["list_comments"];
        put?: never;
        /** Comments on a client. The same `client_ref` and text again answers 200 with the comment made before. */
        post: operations["create_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/comments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a comment: one's own, or any with the right to delete messages. It can be restored for a minute. */
        delete: operations["delete_comment"];
        options?: never;
        head?: never;
        /** Changes one's own comment. */
        patch: operations["edit_comment"];
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/comments/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings a comment back that was deleted less than a minute ago. */
        post: operations["restore_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own draft for a dialog. */
        get: operations["get_draft"];
        /** Keeps unsent words for a dialog. With neither words nor files nor a message to answer the draft goes. */
        put: operations["keep_draft"];
        post?: never;
        /** Takes one's own draft away. */
        delete: operations["delete_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The timeline of a dialog. */
        get: operations["list_messages"];
        put?: never;
        /** Sends a message. The same `client_ref` and body again answers 200 with the message made before. */
        post: operations["create_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a message here and, where its channel can, in the messenger. */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        /** Changes the text of a sent message, in the messenger too. */
        patch: operations["edit_message"];
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a failed or unknown message once more, as a new attempt. */
        post: operations["repeat_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages/{id}/delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says that a message in state `unknown` arrived. */
        put: operations["confirm_delivery"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pins a message in its dialog, for everybody. */
        put: operations["pin_message"];
        post?: never;
        /** Unpins a message. */
        delete: operations["unpin_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages/{id}/reaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Sets our reaction on a message of the client, in the messenger too; one for all employees. */
        put: operations["set_reaction"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/messages/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a message once more, as a new message: to the same client, or into a linked dialog of the same person (S53). */
        post: operations["resend_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Pins a dialog for the whole project. */
        put: operations["pin_dialog"];
        post?: never;
        /** Unpins a dialog. */
        delete: operations["unpin_dialog"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/pinned-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The pinned messages of a dialog. */
        get: operations["list_pinned"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/responsible": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Takes, transfers or frees a client. */
        put: operations["set_dialog_responsible"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/scheduled-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What waits for a client, the next one first. */
        get: operations["list_scheduled"];
        put?: never;
        /**
         * Schedules a message; at most 32 wait for one client. The same `client_ref` and body again answers 200 with the one made
         *     before.
         */
        post: operations["create_scheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/scheduled-messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Cancels a waiting message. 409 `not_waiting` if it was sent. */
        delete: operations["cancel_scheduled"];
        options?: never;
        head?: never;
        /** Changes a waiting message: its time, words or condition. 409 `not_waiting` once it was sent or cancelled. */
        patch: operations["change_scheduled"];
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/scheduled-messages/{id}/send-now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a waiting message now, whatever its condition says. The answer is the message it has become, also when it was sent
         *     before; 409 `not_waiting` if it was cancelled.
         */
        post: operations["send_scheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages and comments of one dialog with these words (S42). */
        get: operations["search_dialog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The employee has really seen the client's messages. */
        put: operations["set_seen"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dialogs/{client_id}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Marks a dialog unread for the one who asks, until he opens it again. */
        put: operations["set_unread"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own drafts for all dialogs. */
        get: operations["list_drafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is here, and who was invited. */
        get: operations["list_employees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Invites people; the links are shown this once. */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an invitation back. */
        delete: operations["revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/invitations/{id}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new link for an invitation; the former one stops working. */
        post: operations["renew_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/employees/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Lets a member go. His account and what he wrote stay. */
        delete: operations["remove_employee"];
        options?: never;
        head?: never;
        /** Gives a member another role. */
        patch: operations["change_employee"];
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that happened after a place of the log, for programs that follow along. */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Uploads a file, to send it with a message. */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file. Ranges are served, for sound and video. */
        get: operations["get_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/files/{id}/thumb": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The small picture of a file. */
        get: operations["get_thumb"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One import. */
        get: operations["get_import"];
        put?: never;
        post?: never;
        /** Gives up the file of an import that is not under way, with its lines with errors. Clients stay. */
        delete: operations["delete_import"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The lines with errors as a table like the file, with the reason in a column of its own; at most 10,000 of them. */
        get: operations["import_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The beginning of an uploaded file, to choose what its columns are. */
        get: operations["preview_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins to take clients in, or tries it. Known clients get the variables, contacts and lists of the table, and its name as
         *     long as no hand has given them one; empty cells change nothing.
         */
        post: operations["start_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops an import or its trial; what was taken in stays. */
        post: operations["stop_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the link leads to. The token in it is the right to see this. */
        get: operations["get_invitation"];
        put?: never;
        /** Comes in: with a new account, or with the password of the account this address has already. */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own jobs, the newest first. */
        get: operations["list_jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of one's own jobs. */
        get: operations["get_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/skipped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Clients that a job could do nothing to, with the reason. */
        get: operations["list_skipped"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a job; what was done stays done. */
        post: operations["stop_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undoes what a job has done; a job of its own, answered here. */
        post: operations["undo_job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Labels of the project. */
        get: operations["list_labels"];
        put?: never;
        /** Makes a label. */
        post: operations["make_label"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/labels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Renames or recolours a label, for all clients who have it. */
        put: operations["change_label"];
        post?: never;
        /** Deletes a label, off all clients who have it. */
        delete: operations["delete_label"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists of the project. */
        get: operations["list_lists"];
        put?: never;
        /** Makes a list. */
        post: operations["make_list"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lists/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Renames or recolours a list. */
        put: operations["change_list"];
        post?: never;
        /** Deletes a list; its clients stay. */
        delete: operations["delete_list"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I, where, what may I. */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes one's own profile. */
        patch: operations["change_profile"];
        trace?: never;
    };
    "/api/v1/me/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Takes a picture: the middle square of what is sent. */
        put: operations["put_avatar"];
        post?: never;
        /** Takes the picture away. */
        delete: operations["delete_avatar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes one's own password; all other sessions end. */
        put: operations["change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices one is signed in on. */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a session of one's own; its open pages are shut at once. */
        delete: operations["revoke_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Says whether one works now, in the current project. */
        put: operations["set_status"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/files/{file_id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fetches a client's file once more that could not be fetched. */
        post: operations["fetch_again"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/project": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the current project. */
        patch: operations["change_project"];
        trace?: never;
    };
    "/api/v1/project/demo-client": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings the sample client, who writes her first message. Where she is already, nothing changes. */
        post: operations["create_demo_client"];
        /** Removes the sample client with everything she and her dialog left. */
        delete: operations["delete_demo_client"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/project/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first steps of the current project. */
        get: operations["get_steps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Own projects. */
        get: operations["list_projects"];
        put?: never;
        /** Makes a project and becomes its owner. Only for owners and administrators of another one. */
        post: operations["create_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/saved-filters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved filters: one's own and the team's. */
        get: operations["list_filters"];
        put?: never;
        /** Saves a filter. */
        post: operations["save_filter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/saved-filters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives a saved filter another name or other conditions. */
        put: operations["change_filter"];
        post?: never;
        /** Deletes a saved filter. */
        delete: operations["delete_filter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages, comments or files of all dialogs that the asking employee may see. */
        get: operations["search_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the set-up is open and needs the code. */
        get: operations["get_setup"];
        put?: never;
        /** Makes the owner and the first project, and signs the owner in. */
        post: operations["finish_setup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks the code without using it up. */
        post: operations["check_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The name on the sign-in page. */
        get: operations["get_sign_in"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/variable-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Templates of variables of the project. */
        get: operations["list_templates"];
        put?: never;
        /** Declares a variable. */
        post: operations["add_template"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/variable-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Declares it otherwise. Variables that clients have stay as they are. */
        put: operations["change_template"];
        post?: never;
        /** Declares it no more. Variables that clients have stay as they are. */
        delete: operations["delete_template"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The invited person's answer. */
        AcceptRequest: {
            /** @description 1–100 characters; who has an account already keeps its name. */
            name?: string;
            /** @description A new one of 10–200 characters, or that of the account one has already. */
            password: string;
        };
        /** @description What is done to each client. */
        Action: {
            /** @enum {string} */
            type: "read";
        } | {
            /** @enum {string} */
            type: "unread";
        } | {
            /**
             * Format: int64
             * @description The label.
             */
            label_id: number;
            /** @enum {string} */
            type: "add_label";
        } | {
            /**
             * Format: int64
             * @description The label.
             */
            label_id: number;
            /** @enum {string} */
            type: "remove_label";
        } | {
            /**
             * Format: int64
             * @description The list.
             */
            list_id: number;
            /** @enum {string} */
            type: "add_list";
        } | {
            /**
             * Format: int64
             * @description The list.
             */
            list_id: number;
            /** @enum {string} */
            type: "remove_list";
        } | {
            /**
             * Format: int64
             * @description An employee; null: nobody.
             */
            employee_id: number | null;
            /** @enum {string} */
            type: "set_responsible";
        } | {
            /** @enum {string} */
            type: "block";
        } | {
            /** @enum {string} */
            type: "unblock";
        } | {
            /** @enum {string} */
            type: "delete";
        } | {
            /**
             * Format: int64
             * @description Messages of this moment or later, ms.
             */
            from: number | null;
            /**
             * Format: int64
             * @description Seconds between one client and the next, 0 to 3,600.
             */
            interval_s?: number;
            /**
             * Format: int64
             * @description Messages before this moment, ms.
             */
            to: number | null;
            /** @enum {string} */
            type: "repeat";
        } | {
            /** @enum {string} */
            type: "restore";
        } | {
            /** @enum {string} */
            type: "give_back";
        };
        /**
         * @description The way in that a person asks for.
         * @enum {string}
         */
        AskedMode: "webhook" | "poll" | "auto";
        /** @description One thing somebody did. */
        AuditEntry: {
            /** @description For example `employee.role_changed`. */
            action: string;
            /**
             * Format: int64
             * @description When.
             */
            at: number;
            /** @description What changed, as JSON text. */
            details: string;
            /**
             * Format: int64
             * @description Who; null: the command line.
             */
            employee_id: number | null;
            /** @description His name today. */
            employee_name: string | null;
            /**
             * Format: int64
             * @description Grows with time.
             */
            id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            object_id: number | null;
            /** @description Kind of the thing: employee, invitation, channel, project, client, deal. */
            object_kind: string;
        };
        /** @description A page of the audit log, newest first. */
        AuditPage: {
            /** @description Entries. */
            items: components["schemas"]["AuditEntry"][];
            /**
             * Format: int64
             * @description Give this as `before` for the next page; null at the end.
             */
            next: number | null;
        };
        /** @description How many hits an author or a channel has. */
        AuthorCount: {
            /** @description Who wrote. */
            author_kind: components["schemas"]["AuthorKind"];
            /**
             * Format: int64
             * @description Of the newest thousand hits.
             */
            count: number;
        };
        /**
         * @description Who wrote a message.
         * @enum {string}
         */
        AuthorKind: "client" | "employee" | "bot" | "system" | "api";
        /** @description A button under a message. */
        Button: {
            /** @description Data that a press sends back. */
            data: string | null;
            /** @description Caption. */
            text: string;
            /** @description Address that a press opens. */
            url: string | null;
        };
        /**
         * @description Why a message was cancelled.
         * @enum {string}
         */
        CancelReason: "employee" | "blocked" | "client_wrote" | "expired" | "unsubscribed" | "channel_removed" | "refused" | "restored";
        /** @description A row of the table. Lengths of text are UTF-16 code units. */
        Capabilities: {
            /** @description Buttons under a message. */
            buttons: boolean;
            /**
             * Format: int32
             * @description Longest text beside a file.
             */
            caption_max: number;
            /** @description A client's deletes reach us. */
            client_deletes: boolean;
            /** @description A client's edits reach us. */
            client_edits: boolean;
            /** @description Our messages can be deleted. */
            delete: boolean;
            /**
             * Format: int64
             * @description … if they are not older than this.
             */
            delete_max_age_s: number | null;
            /** @description The messenger says when a message reached the device. */
            delivered: boolean;
            /** @description Our messages can be changed. */
            edit: boolean;
            /**
             * Format: int64
             * @description Largest file we can send.
             */
            file_max_bytes: number;
            /**
             * Format: int32
             * @description Files in one message.
             */
            files_per_message: number;
            /** @description A repeated send with the same key makes no second message. */
            idempotent_send: boolean;
            /** @description Clients can be named before they have written ([`Kind::imported_id`]). */
            imports: boolean;
            /** @description The ways its messages can reach us, the best one first. */
            modes: components["schemas"]["ChannelMode"][];
            /** @description Emoji that we can set on a client's message, one at a time; none where the messenger knows no reactions of ours. */
            reactions: string[];
            /** @description The messenger says when it was read. */
            read: boolean;
            /** @description A message can answer another. */
            replies: boolean;
            /**
             * Format: int64
             * @description We may only answer this long after the client's last message.
             */
            reply_window_s: number | null;
            /**
             * Format: int32
             * @description Longest text of one message.
             */
            text_max: number;
            /** @description "Is typing" of the client reaches us. */
            typing_in: boolean;
            /** @description "Is typing" of ours is shown to the client. */
            typing_out: boolean;
        };
        /** @description How many messages changed; those that are not `unknown` any more are left alone. */
        Changed: {
            /** @description Messages. */
            changed: number;
        };
        /** @description A channel as pages are shown it. */
        Channel: {
            account: components["schemas"]["ChannelAccount"] | null;
            /**
             * Format: int64
             * @description Clients; counted up to 1000.
             */
            clients: number;
            /**
             * Format: int64
             * @description Connected at.
             */
            created_at: number;
            /**
             * Format: int64
             * @description What came in and became nothing; counted up to 1000.
             */
            dead_letters: number;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /**
             * Format: int64
             * @description Website chat: first signal from an allowed site.
             */
            installed_at: number | null;
            /** @description Public key of a website chat; of a messenger's hook only the beginning. */
            key: string;
            /** @description Messenger. */
            kind: components["schemas"]["ChannelKind"];
            /**
             * Format: int64
             * @description Something came in last.
             */
            last_event_at: number | null;
            /**
             * Format: int64
             * @description Something was sent last.
             */
            last_sent_at: number | null;
            /** @description The way in. */
            mode: components["schemas"]["ChannelMode"];
            /** @description Our name of it. */
            name: string;
            /**
             * Format: int64
             * @description Waiting to be sent; counted up to 1000.
             */
            queued: number;
            reason: components["schemas"]["ChannelReason"] | null;
            /** @description Settings. */
            settings: components["schemas"]["Settings"];
            /** @description Does it work. */
            state: components["schemas"]["ChannelState"];
            /**
             * Format: int64
             * @description Messages of which nobody knows whether they arrived; counted up to 1000.
             */
            unknown: number;
        };
        /** @description An account as its messenger knows it. */
        ChannelAccount: {
            /** @description Id there. */
            id: string;
            /** @description Name shown to people. */
            title: string;
            /** @description User name without `@`. */
            username: string;
        };
        /** @description How many hits a channel has. */
        ChannelCount: {
            /**
             * Format: int64
             * @description The channel.
             */
            channel_id: number;
            /**
             * Format: int64
             * @description Of the newest thousand hits.
             */
            count: number;
        };
        /** @description Failures of a day. */
        ChannelErrors: {
            /**
             * Format: int64
             * @description Deliveries that became dead letters.
             */
            events: number;
            /**
             * Format: int64
             * @description Sends that were not taken.
             */
            sends: number;
        };
        /** @description What a person is shown about a channel's health. */
        ChannelHealth: {
            /** @description Failures of the last day. */
            errors_24h: components["schemas"]["ChannelErrors"];
            /** @description 48 half hours, the current one last. */
            hours: components["schemas"]["ChannelHour"][];
            /**
             * Format: int64
             * @description When something came in last.
             */
            last_event_at: number | null;
            /**
             * Format: int64
             * @description Since when the oldest waits.
             */
            oldest_queued_at: number | null;
            /**
             * Format: int64
             * @description Waiting in the outbox; counted up to 1000.
             */
            queued: number;
            /**
             * Format: int64
             * @description Half of the day's sends were taken within this time.
             */
            send_p50_ms: number | null;
        };
        /** @description A half hour of a channel. */
        ChannelHour: {
            /**
             * Format: int64
             * @description Its beginning.
             */
            at: number;
            /**
             * Format: int64
             * @description What failed, in and out.
             */
            failed: number;
            /**
             * Format: int64
             * @description What went well, in and out.
             */
            ok: number;
        };
        /**
         * @description A messenger, in the words of the API and the database.
         * @enum {string}
         */
        ChannelKind: "telegram" | "site_chat" | "demo";
        /** @description A messenger this build can connect. */
        ChannelKindInfo: {
            /** @description What it can do. */
            capabilities: components["schemas"]["Capabilities"];
            /** @description Which. */
            kind: components["schemas"]["ChannelKind"];
        };
        /** @description Messengers that this build can connect. */
        ChannelKinds: {
            /** @description In the order in which they are offered. */
            items: components["schemas"]["ChannelKindInfo"][];
        };
        /**
         * @description The way a messenger's messages reach us.
         * @enum {string}
         */
        ChannelMode: "webhook" | "poll" | "direct";
        /** @description What to change. */
        ChannelPatch: {
            /** @default null */
            mode?: components["schemas"]["AskedMode"] | null;
            /**
             * @description Name.
             * @default null
             */
            name?: string | null;
            /** @default null */
            settings?: components["schemas"]["Settings"] | null;
            /**
             * @description Another token of the same bot.
             * @default null
             */
            token?: string | null;
        };
        /** @description Why a channel needs attention. */
        ChannelReason: {
            /** @description What it is. */
            code: components["schemas"]["ChannelReasonCode"];
            /** @description The provider's own wording. */
            provider_text: string;
            /**
             * Format: int64
             * @description Since when.
             */
            since: number;
        };
        /**
         * @description What is wrong with a channel.
         * @enum {string}
         */
        ChannelReasonCode: "wrong_token" | "webhook_failed" | "second_poller" | "provider_unavailable" | "rights_withdrawn" | "unknown";
        /** @description What a site signs the identity of its users with. */
        ChannelSecret: {
            /** @description Key of HS256. */
            identity_secret: string;
        };
        /**
         * @description Whether a channel does its work. In the order of the list.
         * @enum {string}
         */
        ChannelState: "attention" | "works" | "paused";
        /** @description Channels of the project. */
        Channels: {
            /** @description What needs attention first, then what works, then what is paused; by name. */
            items: components["schemas"]["Channel"][];
            /** @description Address under which messengers reach this server. */
            public_url: string | null;
        };
        /**
         * @description Language of the chat, or that of the page.
         * @enum {string}
         */
        ChatLanguage: "auto" | "ru" | "en";
        /**
         * @description Light, dark, or as the page.
         * @enum {string}
         */
        ChatTheme: "auto" | "light" | "dark";
        /** @description A client's card, as far as it reaches today. */
        Client: {
            /** @description Picture. */
            avatar_url: string | null;
            /** @description Blocked by us. */
            blocked: boolean;
            /** @description Channel he writes in. */
            channel: components["schemas"]["ClientChannel"];
            /** @description Phones and e-mails, the oldest first. */
            contacts: components["schemas"]["ClientContact"][];
            /**
             * Format: int64
             * @description First contact.
             */
            created_at: number;
            /** @description The sample client of the first steps. */
            demo: boolean;
            /** @description E-mail, as the messenger told it. */
            email: string | null;
            /** @description ID in the messenger. */
            external_id: string;
            /**
             * Format: int64
             * @description Our id of the client.
             */
            id: number;
            /** @description Language tag, if told. */
            language: string | null;
            /**
             * Format: int64
             * @description His last message or button press.
             */
            last_action_at: number | null;
            last_page: components["schemas"]["LastPage"] | null;
            /** @description The other clients who are this person, as far as they may be seen; the latest active first. */
            linked: components["schemas"]["LinkedClient"][];
            /**
             * Format: int64
             * @description The main one of the clients who are this person, maybe himself; null when there are no others, or it may not be seen.
             */
            main_client_id: number | null;
            /** @description Name; never empty. */
            name: string;
            /** @description Made by hand: messengers leave it alone. */
            name_manual: boolean;
            /** @description Phone, as the messenger told it. */
            phone: string | null;
            /**
             * Format: int64
             * @description Employee who is responsible.
             */
            responsible_id: number | null;
            /**
             * Format: int64
             * @description Scheduled messages that wait for him, at most 32.
             */
            scheduled_count: number;
            /** @description Where the client came from. */
            tag: string | null;
            unreachable: components["schemas"]["Unreachable"] | null;
            /** @description User name without `@`. */
            username: string | null;
            /** @description Variables, by name. */
            variables: components["schemas"]["ClientVariable"][];
        };
        /** @description The channel of a client. */
        ClientChannel: {
            /** @description User name of the bot, without `@`. */
            account_username: string | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Messenger. */
            kind: components["schemas"]["ChannelKind"];
            /** @description Our name of it. */
            name: string;
            /** @description It was removed; the dialog stays. */
            removed: boolean;
        };
        /** @description A phone or an e-mail of a client. */
        ClientContact: {
            /** @description The messenger told it; a change by hand makes it ours. */
            from_messenger: boolean;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description What it is. */
            kind: components["schemas"]["ContactKind"];
            /** @description For example "рабочий". */
            label: string | null;
            /** @description As it was written. */
            value: string;
        };
        /** @description What of a client can be changed by hand. */
        ClientPatch: {
            /** @description 1–200 characters. */
            name: string;
        };
        /** @description A client variable. */
        ClientVariable: {
            /** @description Name. */
            name: string;
            /** @description What it is typed as. */
            type: components["schemas"]["VariableType"];
            /** @description Value. */
            value: string;
        };
        /** @description A page of comments. */
        CommentsPage: {
            /** @description The newest first. */
            items: components["schemas"]["Message"][];
            /** @description Cursor of the next page, null at the end. */
            next: string | null;
        };
        /**
         * @description When a message goes that is due.
         * @enum {string}
         */
        Condition: "always" | "unanswered_only";
        /** @description A card of a person. */
        Contact: {
            /** @description Name. */
            name: string;
            /** @description Phone. */
            phone: string;
        };
        /**
         * @description What a contact is.
         * @enum {string}
         */
        ContactKind: "phone" | "email";
        /** @description What of a contact shall be another; an absent field stays as it is. */
        ContactPatch: {
            /** @description At most 60 characters; empty: none. */
            label?: string | null;
            /** @description A phone of 3 to 15 digits, or an e-mail, as it was. */
            value?: string | null;
        };
        /** @description A bounded count. */
        Count: {
            /**
             * Format: int64
             * @description 0–999.
             */
            count: number;
            /** @description There are more. */
            more: boolean;
        };
        /** @description Counts of the tabs and of the rail's badges. */
        Counts: {
            /** @description All dialogs in the view. */
            all: components["schemas"]["Count"];
            /**
             * Format: int64
             * @description Channels that need attention.
             */
            attention_channels: number;
            /** @description Those without a responsible. */
            free: components["schemas"]["Count"];
            /** @description Own ones. */
            mine: components["schemas"]["Count"];
            /** @description Those of others. */
            others: components["schemas"]["Count"];
            /** @description Those that wait for an answer. */
            unanswered: components["schemas"]["Count"];
            /** @description Dialogs with something unread for the asking employee. */
            unread_dialogs: components["schemas"]["Count"];
        };
        /** @description Something that came in and did not become a message. */
        DeadLetter: {
            /**
             * Format: int64
             * @description How often it was tried.
             */
            attempts: number;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description What it is, if that could be told. */
            kind: string;
            /** @description What came, at most 16 KB, secrets masked. */
            raw: string;
            /** @description Why it is here. */
            reason: string;
            /**
             * Format: int64
             * @description When it came.
             */
            received_at: number;
            /** @description External chat. */
            thread: string;
        };
        /** @description A page of dead letters. */
        DeadLettersPage: {
            /** @description Newest first. */
            items: components["schemas"]["DeadLetter"][];
            /** @description Cursor, null at the end. */
            next: string | null;
        };
        /** @description A deal (сделка). */
        Deal: {
            budget: components["schemas"]["Money"] | null;
            /**
             * Format: int64
             * @description Whose deal; for good.
             */
            client_id: number;
            /**
             * Format: int64
             * @description When it was closed.
             */
            closed_at: number | null;
            /**
             * Format: int64
             * @description By whom.
             */
            closed_by_id: number | null;
            /**
             * Format: int64
             * @description When it was made.
             */
            created_at: number;
            /**
             * Format: int64
             * @description By whom.
             */
            created_by_id: number | null;
            /** @description The client's current deal; at most one, and open. */
            current: boolean;
            /** @description Description; may be empty. */
            description: string;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Name. */
            name: string;
            /** @description Why it was lost or archived. */
            reason: string | null;
            /**
             * Format: int64
             * @description Employee responsible for the deal; another thing than the client's.
             */
            responsible_id: number | null;
            /** @description Where it stands. */
            state: components["schemas"]["DealState"];
            /** @description Variables, by name. In a list the first 20, and at most 1,000 characters of each value. */
            variables: components["schemas"]["DealVariable"][];
            /** @description All variables are here, and whole. */
            variables_complete: boolean;
        };
        /** @description What of a deal shall be another; an absent field stays as it is. */
        DealPatch: {
            budget?: components["schemas"]["Money"] | null;
            /** @description At most 10,000 characters. */
            description?: string | null;
            /** @description 1–200 characters. */
            name?: string | null;
            /**
             * Format: int64
             * @description Null: nobody.
             */
            responsible_id?: number | null;
        };
        /**
         * @description Where a deal stands.
         * @enum {string}
         */
        DealState: "open" | "won" | "lost" | "archived";
        /** @description A variable of a deal. */
        DealVariable: {
            /** @description Name. */
            name: string;
            /** @description What it is typed as. */
            type: components["schemas"]["VariableType"];
            /** @description Value. */
            value: string;
        };
        /** @description A page of a client's deals. */
        DealsPage: {
            /** @description The newest first. */
            items: components["schemas"]["Deal"][];
            /**
             * Format: int64
             * @description Give this as `before` for the next page; null at the end.
             */
            next: number | null;
            /**
             * Format: int64
             * @description How many of them are open.
             */
            open: number;
            /**
             * Format: int64
             * @description How many deals the client has, on all pages.
             */
            total: number;
        };
        /** @description A deleted client, as long as he can be brought back. */
        DeletedClient: {
            /**
             * Format: int64
             * @description Until when he can be restored, ms.
             */
            restorable_until: number;
        };
        /**
         * @description What stands between the cells of a line.
         * @enum {string}
         */
        Delimiter: "semicolon" | "comma" | "tab" | "bar";
        /** @description The sample client. */
        DemoClient: {
            /**
             * Format: int64
             * @description Her id.
             */
            client_id: number;
        };
        /** @description A row of the list as the asking employee sees it. */
        Dialog: components["schemas"]["DialogRow"] & {
            /** @description He has marked it unread. */
            marked_unread: boolean;
            /**
             * Format: int64
             * @description How many of the client's messages he has seen while the dialog was free.
             */
            my_seen_in: number;
            /** @description Whether a website visitor is on the page now; null for other messengers. */
            online: boolean | null;
        };
        /**
         * @description Which dialogs a list shows; what is absent narrows nothing.
         * @default no filter
         */
        DialogFilter: {
            /**
             * Format: int64
             * @description Last action at this moment or later, ms.
             * @default null
             */
            action_from?: number | null;
            /**
             * Format: int64
             * @description Last action before this moment, ms.
             * @default null
             */
            action_to?: number | null;
            /**
             * @description Blocked by us.
             * @default null
             */
            blocked?: boolean | null;
            /**
             * @description Writes in one of these channels.
             * @default []
             */
            channel_ids?: number[];
            /**
             * @description Part of the client's id: 10 finds 10, 110, 210.
             * @default null
             */
            client_id?: string | null;
            /**
             * Format: int64
             * @description First contact at this moment or later, ms.
             * @default null
             */
            created_from?: number | null;
            /**
             * Format: int64
             * @description First contact before this moment, ms.
             * @default null
             */
            created_to?: number | null;
            /**
             * @description Has one of these labels; at most 50.
             * @default []
             */
            label_ids?: number[];
            /**
             * @description All of them instead of one.
             * @default false
             */
            labels_all?: boolean;
            /**
             * @description Is in one of these lists.
             * @default []
             */
            list_ids?: number[];
            /**
             * @description In all of them instead of one.
             * @default false
             */
            lists_all?: boolean;
            /**
             * @description Writes in none of these channels.
             * @default []
             */
            not_channel_ids?: number[];
            /**
             * @description Has none of these labels.
             * @default []
             */
            not_label_ids?: number[];
            /**
             * @description Is in none of these lists.
             * @default []
             */
            not_list_ids?: number[];
            /**
             * @description None of these is responsible.
             * @default []
             */
            not_responsible_ids?: (number | null)[];
            /**
             * @description What stands first.
             * @default active
             */
            order?: components["schemas"]["Order"];
            /**
             * @description The bot is on pause.
             * @default null
             */
            paused?: boolean | null;
            /** @default null */
            period?: components["schemas"]["Period"] | null;
            /**
             * @description Pinned.
             * @default null
             */
            pinned?: boolean | null;
            /**
             * @description Part of the name, id in the messenger, phone or e-mail; at most 100 characters.
             * @default null
             */
            q?: string | null;
            /**
             * @description One of these employees is responsible; null among them: nobody is.
             * @default []
             */
            responsible_ids?: (number | null)[];
            /**
             * @description Waits for an answer.
             * @default null
             */
            unanswered?: boolean | null;
            /**
             * @description Has stopped the bot, or is gone from the messenger.
             * @default null
             */
            unreachable?: boolean | null;
            /**
             * @description Has something unread for the one who asks.
             * @default null
             */
            unread?: boolean | null;
            /**
             * @description All of these hold; at most 10.
             * @default []
             */
            variables?: components["schemas"]["VariableFilter"][];
        };
        /** @description What all who may see a dialog see of it alike: a client with the counters that "unread" is drawn from. */
        DialogRow: {
            /**
             * Format: int64
             * @description Order of the list.
             */
            active_at: number;
            /**
             * Format: int64
             * @description How many of them were answered.
             */
            answered_in: number;
            /** @description His picture. */
            avatar_url: string | null;
            /** @description Blocked by us. */
            blocked: boolean;
            /**
             * Format: int64
             * @description Channel.
             */
            channel_id: number;
            /** @description Messenger. */
            channel_kind: components["schemas"]["ChannelKind"];
            /** @description Name of the channel. */
            channel_name: string;
            /**
             * Format: int64
             * @description The client.
             */
            client_id: number;
            /** @description The sample client of the first steps. */
            demo: boolean;
            /** @description ID in the messenger. */
            external_id: string;
            /**
             * Format: int64
             * @description How many messages the client has written.
             */
            in_count: number;
            /** @description Labels on the client, the oldest first. */
            label_ids: number[];
            last: components["schemas"]["LastMessage"] | null;
            /**
             * Format: int64
             * @description His last message or button press.
             */
            last_action_at: number | null;
            /**
             * Format: int64
             * @description Number of the newest message of the client.
             */
            last_in_n: number;
            /**
             * Format: int64
             * @description Number of the newest message.
             */
            last_n: number;
            /** @description Lists the client is in, the oldest first. */
            list_ids: number[];
            /** @description His name. */
            name: string;
            /**
             * Format: int64
             * @description The bot is silent until then.
             */
            paused_until: number | null;
            /** @description Pinned on top, for the whole project. */
            pinned: boolean;
            /**
             * Format: int64
             * @description Who is responsible.
             */
            responsible_id: number | null;
            /**
             * Format: int64
             * @description How many of them the responsible has seen.
             */
            responsible_seen_in: number;
            /**
             * Format: int64
             * @description Scheduled messages that wait for the client, at most 32.
             */
            scheduled_count: number;
            /**
             * Format: int64
             * @description Number of the newest message of the client that somebody of us has seen.
             */
            staff_seen_n: number;
            /** @description The last message of the client waits for an answer. */
            unanswered: boolean;
            /**
             * Format: int64
             * @description Since when.
             */
            unanswered_since: number | null;
            unreachable: components["schemas"]["Unreachable"] | null;
        };
        /** @description A page of the list. */
        DialogsPage: {
            /** @description Pinned ones first (on the first page), then by last activity. */
            items: components["schemas"]["Dialog"][];
            /** @description Cursor of the next page, null at the end. */
            next: string | null;
        };
        /** @description Unsent words for a dialog. */
        Draft: {
            /**
             * Format: int64
             * @description Whose dialog.
             */
            client_id: number;
            /** @description They are for the colleagues. */
            comment: boolean;
            /** @description Files that are to go with them, as far as they are still there. */
            files: components["schemas"]["FileRef"][];
            reply_to: components["schemas"]["Quote"] | null;
            /** @description The words. */
            text: string;
            /**
             * Format: int64
             * @description When it was last changed.
             */
            updated_at: number;
        };
        /** @description What a draft says from now on. */
        DraftForm: {
            /** @description It is for the colleagues. */
            comment?: boolean;
            /** @description Uploaded files, at most 10. */
            file_ids?: number[];
            /**
             * Format: int64
             * @description Message of this dialog that is answered.
             */
            reply_to?: number | null;
            /** @description At most 20,000 characters. */
            text: string;
        };
        /** @description One's own drafts. */
        Drafts: {
            /** @description The newest first; no more than 200 are kept. */
            items: components["schemas"]["Draft"][];
        };
        /** @description Somebody who is likely the same person. */
        Duplicate: components["schemas"]["LinkedClient"] & {
            /** @description What they have in common. */
            signs: components["schemas"]["Sign"][];
        };
        /** @description Who is likely the same person. */
        Duplicates: {
            /** @description At most 10, the ones with the most in common first. */
            items: components["schemas"]["Duplicate"][];
        };
        /** @description Other words for a comment. */
        EditComment: {
            /** @description Employees to be told of it; who was told before is not told again. */
            mention_ids?: number[];
            /** @description 1–4000 characters. */
            text: string;
        };
        /** @description A new text for a sent message. */
        EditMessage: {
            /** @description At least one character, at most what the channel takes in one message. */
            text: string;
        };
        /** @description A member of the project. */
        Employee: {
            /** @description Picture. */
            avatar_url: string | null;
            /**
             * Format: int64
             * @description Clients he is responsible for; counted up to 1000.
             */
            clients: number;
            /** @description Address he signs in with. */
            email: string;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /**
             * Format: int64
             * @description Last seen, to the minute.
             */
            last_seen_at: number | null;
            /** @description Name. */
            name: string;
            /** @description A page of his is open. */
            online: boolean;
            /** @description Role in this project. */
            role: components["schemas"]["Role"];
            /** @description Whether he works now. */
            status: components["schemas"]["Status"];
            /**
             * Format: int64
             * @description Since when.
             */
            status_since: number;
        };
        /** @description Another role. */
        EmployeePatch: {
            /** @description Up to one's own. */
            role: components["schemas"]["Role"];
        };
        /** @description Everybody in the project. */
        EmployeesPage: {
            /** @description Who has not come yet; empty without the right to see them. */
            invitations: components["schemas"]["Invitation"][];
            /** @description By role, then by name; at most 500. */
            items: components["schemas"]["Employee"][];
        };
        /**
         * @description How a file writes letters.
         * @enum {string}
         */
        Encoding: "utf-8" | "windows-1251";
        /** @description Formatting of a stretch of text, in UTF-16 units. */
        Entity: {
            /**
             * Format: int32
             * @description Length.
             */
            length: number;
            /**
             * Format: int32
             * @description Start.
             */
            offset: number;
            /** @description What it looks like. */
            type: components["schemas"]["EntityKind"];
            /** @description Target of a link. */
            url: string | null;
        };
        /**
         * @description Formatting the page can show.
         * @enum {string}
         */
        EntityKind: "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "link" | "spoiler" | "quote";
        /** @description A row of the log. */
        Event: {
            /**
             * Format: int64
             * @description When.
             */
            at: number;
            /**
             * Format: int64
             * @description Channel it is about.
             */
            channel_id: number | null;
            /**
             * Format: int64
             * @description Client it is about.
             */
            client_id: number | null;
            /** @description Ids and changed scalars; never text, names or values. */
            data: {
                [key: string]: components["schemas"]["EventValue"];
            };
            /**
             * Format: int64
             * @description Employee it is about or by.
             */
            employee_id: number | null;
            /** @description What. */
            kind: components["schemas"]["EventKind"];
            /**
             * Format: int64
             * @description Message it is about.
             */
            message_id: number | null;
            /**
             * Format: int64
             * @description Gapless place in the project's log; gaps here are events the reader may not see.
             */
            seq: number;
        };
        /** @description An event with what a page needs to show it. */
        EventBody: components["schemas"]["Event"] & {
            channel: components["schemas"]["Channel"] | null;
            dialog: components["schemas"]["DialogRow"] | null;
            message: components["schemas"]["Message"] | null;
        };
        /**
         * @description What can happen.
         * @enum {string}
         */
        EventKind: "message.created" | "message.changed" | "message.deleted" | "client.created" | "client.changed" | "client.deleted" | "client.restored" | "dialog.changed" | "dialog.seen" | "channel.created" | "channel.changed" | "channel.deleted" | "employee.changed" | "employee.mentioned" | "project.changed" | "file.changed" | "label.changed" | "filter.changed" | "job.changed" | "import.changed" | "template.changed" | "scheduled.created" | "scheduled.changed" | "scheduled.gone" | "deal.created" | "deal.changed" | "deal.deleted";
        /** @description A part of an event's data: an id, a number, a word, a mark, or nothing where there is none any more. */
        EventValue: number | boolean | string | null;
        /** @description A page of the log. */
        EventsPage: {
            /** @description In order. */
            items: components["schemas"]["Event"][];
            /**
             * Format: int64
             * @description Where the reader stands after this page.
             */
            last_seq: number;
        };
        /** @description A file of a message that was found. */
        FileHit: {
            /** @description The file. */
            file: components["schemas"]["FileRef"];
            /** @description What to mark in its name. */
            marks: components["schemas"]["Mark"][];
        };
        /**
         * @description What a file is, in the words of the API and the database.
         * @enum {string}
         */
        FileKind: "image" | "video" | "audio" | "voice" | "video_note" | "sticker" | "animation" | "document";
        /** @description A file as a message shows it. */
        FileRef: {
            /**
             * Format: int64
             * @description Seconds.
             */
            duration_s: number | null;
            /**
             * Format: int64
             * @description Pixels.
             */
            height: number | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description What it is. */
            kind: components["schemas"]["FileKind"];
            /** @description MIME type; read from the bytes once they are here. */
            mime: string;
            /** @description Name; empty if the messenger told none. */
            name: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** @description Where its bytes are. */
            state: components["schemas"]["FileState"];
            /** @description Address of the small picture, if there is one. */
            thumb_url: string | null;
            /** @description Address of the bytes. */
            url: string;
            /**
             * Format: int64
             * @description Pixels.
             */
            width: number | null;
        };
        /**
         * @description Where the bytes are.
         * @enum {string}
         */
        FileState: "stored" | "loading" | "failed" | "too_big";
        /** @description A filter to be saved. */
        FilterForm: {
            /** @description What it shows. */
            filter: components["schemas"]["DialogFilter"];
            /** @description 1–60 characters. */
            name: string;
            /** @description For the whole team. */
            shared?: boolean;
        };
        /** @description What was found. */
        Found: {
            /** @description Who wrote them, whatever `authors` says; on the first page only. */
            authors: components["schemas"]["AuthorCount"][];
            /** @description Where, whatever `channels` says; on the first page only. */
            channels: components["schemas"]["ChannelCount"][];
            /** @description The clients of these hits as the list shows them. */
            clients: components["schemas"]["Dialog"][];
            /** @description Words of the hits that are forms of what was looked for. */
            forms: string[];
            /** @description The newest first. */
            items: components["schemas"]["MessageHit"][];
            matching: components["schemas"]["Count"] | null;
            /** @description Cursor of the next page, null at the end. */
            next: string | null;
        };
        /** @description What a page says over the socket. What is none of this is not heard. */
        FrameFromPage: {
            /**
             * Format: int64
             * @description The last `seq` it has; null when it has none.
             */
            after?: number | null;
            /** @enum {string} */
            type: "hello";
        } | {
            /**
             * Format: int64
             * @description To this client.
             */
            client_id: number;
            /** @enum {string} */
            type: "typing";
        } | {
            /**
             * Format: int64
             * @description Whose dialog; null when none is open.
             */
            client_id?: number | null;
            /** @enum {string} */
            type: "viewing";
        };
        /**
         * @description What the server says over the socket. A frame with a `prev` that is not the `seq` of the one before means that something
         *     is missing.
         */
        FrameFromServer: {
            /**
             * Format: int64
             * @description Where the page stands.
             */
            seq: number;
            /** @enum {string} */
            type: "welcome";
            /** @description Version of the server. */
            version: string;
        } | (components["schemas"]["EventBody"] & {
            /**
             * Format: int64
             * @description `seq` of the frame before.
             */
            prev: number;
        } & {
            /** @enum {string} */
            type: "event";
        }) | {
            /**
             * Format: int64
             * @description Whose dialog.
             */
            client_id: number;
            /**
             * Format: int64
             * @description `seq` of the frame before.
             */
            prev: number;
            /**
             * Format: int64
             * @description Place in the log.
             */
            seq: number;
            /** @enum {string} */
            type: "gone";
        } | {
            /**
             * Format: int64
             * @description Whose dialog.
             */
            client_id: number;
            /** @description Its row. */
            dialog: components["schemas"]["DialogRow"];
            /**
             * Format: int64
             * @description `seq` of the frame before.
             */
            prev: number;
            /**
             * Format: int64
             * @description Place in the log.
             */
            seq: number;
            /** @enum {string} */
            type: "appeared";
        } | {
            /**
             * Format: int64
             * @description `seq` of the frame before.
             */
            prev: number;
            /**
             * Format: int64
             * @description Place in the log.
             */
            seq: number;
            /** @enum {string} */
            type: "beat";
        } | {
            /**
             * Format: int64
             * @description Whose dialog.
             */
            client_id: number;
            /**
             * Format: int64
             * @description The employee; null when it is the client.
             */
            employee_id: number | null;
            /** @description Name of who is writing. */
            name: string;
            /** @enum {string} */
            type: "typing";
            /** @description Which side. */
            who: components["schemas"]["Typist"];
        } | {
            /**
             * Format: int64
             * @description The visitor.
             */
            client_id: number;
            /** @description He is on the page now. */
            online: boolean;
            /** @enum {string} */
            type: "presence";
        } | {
            /**
             * Format: int64
             * @description Whose dialog.
             */
            client_id: number;
            /** @description Who looks at it, the reader among them. */
            employee_ids: number[];
            /** @enum {string} */
            type: "viewers";
        } | {
            /**
             * Format: int64
             * @description Whose dialog.
             */
            client_id: number;
            /** @enum {string} */
            type: "draft";
        } | {
            /** @enum {string} */
            type: "resync";
        };
        /** @description A table of clients for a channel. */
        Import: {
            /**
             * Format: int64
             * @description Lines of clients who were there before.
             */
            changed: number;
            /**
             * Format: int64
             * @description Channel the clients come into.
             */
            channel_id: number;
            /**
             * Format: int64
             * @description Of them, lines that made a client, or would.
             */
            created: number;
            /**
             * Format: int64
             * @description When it was uploaded.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who uploaded it.
             */
            employee_id: number;
            /**
             * Format: int64
             * @description Lines with errors.
             */
            failed: number;
            /** @description Name of the file. */
            file_name: string;
            /**
             * Format: int64
             * @description When it ended.
             */
            finished_at: number | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /**
             * Format: int64
             * @description Lines that were gone through, without the header.
             */
            lines: number;
            /**
             * Format: int64
             * @description Bytes that were gone through.
             */
            place: number;
            /**
             * @description Why it failed: `line_too_long` (a line of more than a megabyte: most likely a quote that is never closed),
             *     `channel_removed`, `list_removed`, `no_right` (who began it may not any more), `file_gone`.
             */
            problem: string | null;
            /**
             * Format: int64
             * @description Its bytes.
             */
            size: number;
            /** @description Where it stands. */
            state: components["schemas"]["ImportState"];
        };
        /** @description What the cells of a column are. */
        ImportColumn: {
            /** @enum {string} */
            kind: "id";
        } | {
            /** @enum {string} */
            kind: "name";
        } | {
            /** @enum {string} */
            kind: "phone";
        } | {
            /** @enum {string} */
            kind: "email";
        } | {
            /** @enum {string} */
            kind: "variable";
            /** @description Its name: a letter first, then letters, digits and _. */
            name: string;
        } | {
            /** @enum {string} */
            kind: "skip";
        };
        /** @description The beginning of a file. */
        ImportPreview: {
            /** @description What the columns most likely are. */
            columns: components["schemas"]["ImportColumn"][];
            /** @description What stands between its cells. */
            delimiter: components["schemas"]["Delimiter"];
            /** @description How it writes letters. */
            encoding: components["schemas"]["Encoding"];
            /** @description Its first line. */
            header: string[];
            /** @description At most five lines behind the header, cells cut at 200 characters. */
            lines: string[][];
        };
        /** @description How a file is taken in. */
        ImportSettings: {
            /** @description What each column is, as many as the header has, at most 200. One is the id, at most one the name. */
            columns: components["schemas"]["ImportColumn"][];
            /** @description What stands between its cells. */
            delimiter: components["schemas"]["Delimiter"];
            /** @description How it writes letters. */
            encoding: components["schemas"]["Encoding"];
            /** @description Lists that the clients are put into, at most 20. */
            list_ids?: number[];
        };
        /**
         * @description Where an import stands.
         * @enum {string}
         */
        ImportState: "ready" | "checking" | "checked" | "running" | "done" | "stopped" | "failed";
        /** @description Imports of a channel. */
        Imports: {
            /** @description The newest twenty; they are kept for a week. */
            items: components["schemas"]["Import"][];
        };
        /** @description Somebody who was invited and has not come yet. */
        Invitation: {
            /**
             * Format: int64
             * @description When the link was made.
             */
            created_at: number;
            /** @description Address. */
            email: string;
            /** @description It has ended. */
            expired: boolean;
            /**
             * Format: int64
             * @description When it ends.
             */
            expires_at: number;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Role he will have. */
            role: components["schemas"]["Role"];
        };
        /** @description What the page behind a link shows. */
        InvitationPage: {
            /** @description The invited address. */
            email: string;
            /**
             * Format: int64
             * @description When the link ends.
             */
            expires_at: number;
            /** @description The project one is invited to. */
            project_name: string;
            /** @description Role one will have. */
            role: components["schemas"]["Role"];
        };
        /** @description An invitation with its link, which is shown this once. */
        InvitationWithLink: components["schemas"]["Invitation"] & {
            /** @description What to send to the person. */
            link: string;
        };
        /** @description Whom to invite. */
        InviteRequest: {
            /** @description 1–50 addresses. */
            emails: string[];
            /** @description Up to one's own. */
            role: components["schemas"]["Role"];
        };
        /** @description What became of the addresses. */
        InviteResponse: {
            /** @description Made or renewed, in the order of the request. */
            items: components["schemas"]["InvitationWithLink"][];
            /** @description Left out. */
            skipped: components["schemas"]["SkippedEmail"][];
        };
        /** @description Long work on many clients. */
        Job: {
            /** @description What is done. */
            action: components["schemas"]["Action"];
            /**
             * Format: int64
             * @description When it was begun.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Clients it was done to, and those who had it already.
             */
            done: number;
            /**
             * Format: int64
             * @description When it ended.
             */
            finished_at: number | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /**
             * Format: int64
             * @description Clients it could not be done to.
             */
            skipped: number;
            /** @description Where it stands. */
            state: components["schemas"]["JobState"];
            /**
             * Format: int64
             * @description Clients, as far as they are known.
             */
            total: number;
            /** @description It can be undone. */
            undoable: boolean;
            /**
             * Format: int64
             * @description The job that undoes it.
             */
            undone_by: number | null;
        };
        /**
         * @description Where a job stands.
         * @enum {string}
         */
        JobState: "gathering" | "running" | "done" | "stopped";
        /** @description One's own jobs. */
        Jobs: {
            /** @description The newest twenty. */
            items: components["schemas"]["Job"][];
        };
        /** @description A label (метка). */
        Label: {
            /** @description Clients who have it. */
            clients: components["schemas"]["Count"];
            /**
             * Format: int64
             * @description Colour of the palette, 0–9.
             */
            color: number;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Name, unique among labels however it is written. */
            name: string;
        };
        /** @description A label or list to be, or what shall become of it. */
        LabelForm: {
            /**
             * Format: int64
             * @description 0–9; a list may have none.
             */
            color?: number | null;
            /** @description 1–60 characters. */
            name: string;
        };
        /** @description All labels of the project. */
        Labels: {
            /** @description By name. */
            items: components["schemas"]["Label"][];
        };
        /**
         * @description A language of the page and of texts for clients.
         * @enum {string}
         */
        Language: "ru" | "en";
        /** @description The last message of a dialog, as the list shows it. */
        LastMessage: {
            /**
             * Format: int64
             * @description The employee who wrote.
             */
            author_id: number | null;
            /** @description Who wrote. */
            author_kind: components["schemas"]["AuthorKind"];
            file_kind: components["schemas"]["FileKind"] | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Kind. */
            kind: components["schemas"]["MessageKind"];
            /**
             * Format: int64
             * @description When.
             */
            sent_at: number;
            state: components["schemas"]["MessageState"] | null;
            /** @description Its beginning, at most 160 characters. */
            text: string;
        };
        /** @description The page a website visitor looked at last. */
        LastPage: {
            /**
             * Format: int64
             * @description When.
             */
            at: number;
            /** @description Title. */
            title: string;
            /** @description Address. */
            url: string;
        };
        /** @description A client of the same person, as another one's card shows him. */
        LinkedClient: {
            /**
             * Format: int64
             * @description Order of the list.
             */
            active_at: number;
            /** @description Picture. */
            avatar_url: string | null;
            /**
             * Format: int64
             * @description Channel he writes in.
             */
            channel_id: number;
            /** @description Messenger. */
            channel_kind: components["schemas"]["ChannelKind"];
            /** @description Our name of the channel. */
            channel_name: string;
            /**
             * Format: int64
             * @description Our id of the client.
             */
            client_id: number;
            /** @description ID in the messenger. */
            external_id: string;
            /**
             * Format: int64
             * @description His last message or button press.
             */
            last_action_at: number | null;
            /** @description Name. */
            name: string;
            /** @description User name without `@`. */
            username: string | null;
        };
        /** @description A list (список). */
        List: {
            /** @description Clients in it. */
            clients: components["schemas"]["Count"];
            /**
             * Format: int64
             * @description Colour of the palette, 0–9; null: none.
             */
            color: number | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Name, unique among lists however it is written. */
            name: string;
        };
        /** @description Lists that a client shall be in. */
        ListIds: {
            /** @description Exactly these, at most 50. */
            list_ids: number[];
        };
        /** @description All lists of the project. */
        Lists: {
            /** @description By name. */
            items: components["schemas"]["List"][];
        };
        /** @description A place on the map. */
        Location: {
            /** @description Address of a venue. */
            address: string | null;
            /**
             * Format: double
             * @description Degrees.
             */
            latitude: number;
            /**
             * Format: double
             * @description Degrees.
             */
            longitude: number;
            /** @description Name of a venue. */
            title: string | null;
        };
        /** @description Address and password. */
        LoginRequest: {
            /** @description Address of the account. */
            email: string;
            /** @description Its password. */
            password: string;
        };
        /** @description A stretch of a text that was looked for, in UTF-16 units. */
        Mark: {
            /** @description Length. */
            length: number;
            /** @description Start. */
            offset: number;
        };
        /** @description How many dialogs fit a filter. */
        Matching: {
            /** @description Exact up to 999; `more` also when the rest was too much to look through. */
            matching: components["schemas"]["Count"];
        };
        /** @description A draft, if there is one. */
        MaybeDraft: {
            draft: components["schemas"]["Draft"] | null;
        };
        /** @description Oneself in the current project. */
        Me: {
            /** @description The account. */
            employee: components["schemas"]["Profile"];
            project: components["schemas"]["Project"] | null;
            /** @description All projects one is in. */
            projects: components["schemas"]["MyProject"][];
            /** @description What one may there. */
            rights: components["schemas"]["Right"][];
            role: components["schemas"]["Role"] | null;
            /** @description Version of the server. */
            version: string;
        };
        /** @description A row of a dialog's timeline. */
        Message: {
            /** @description Messages of one album share it. */
            album: string | null;
            /**
             * Format: int64
             * @description The employee who wrote.
             */
            author_id: number | null;
            /** @description Who wrote. */
            author_kind: components["schemas"]["AuthorKind"];
            /** @description His name. */
            author_name: string | null;
            /** @description Rows of buttons. */
            buttons: components["schemas"]["Button"][][];
            /** @description Its channel can delete it for the client, too; rights apart. */
            can_delete: boolean;
            /** @description Its channel and state allow editing; rights apart. */
            can_edit: boolean;
            /** @description A failed or unknown one may be sent again. */
            can_repeat: boolean;
            /**
             * Format: int64
             * @description The client whose dialog it is.
             */
            client_id: number;
            /** @description Reference made by the sender's page. */
            client_ref: string | null;
            contact: components["schemas"]["Contact"] | null;
            /**
             * Format: int64
             * @description When it was deleted.
             */
            deleted_at: number | null;
            /**
             * Format: int64
             * @description When it was edited.
             */
            edited_at: number | null;
            /** @description Formatting. */
            entities: components["schemas"]["Entity"][];
            error: components["schemas"]["MessageError"] | null;
            /** @description Attached files. */
            files: components["schemas"]["FileRef"][];
            /** @description Whom it was forwarded from. */
            forwarded_from: string | null;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Kind of row. */
            kind: components["schemas"]["MessageKind"];
            location: components["schemas"]["Location"] | null;
            /**
             * Format: int64
             * @description Gapless number within the dialog, in commit order.
             */
            n: number;
            note: components["schemas"]["Note"] | null;
            /** @description Our reaction, an emoji. */
            own_reaction: string | null;
            /**
             * Format: int64
             * @description When it was pinned in its dialog.
             */
            pinned_at: number | null;
            /** @description Data of the pressed button. */
            pressed: string | null;
            /** @description Reactions of the client. */
            reactions: string[];
            /**
             * Format: int64
             * @description Our time, ms.
             */
            received_at: number;
            reply_to: components["schemas"]["Quote"] | null;
            /**
             * Format: int64
             * @description Provider's time, ms.
             */
            sent_at: number;
            state: components["schemas"]["MessageState"] | null;
            /** @description Text or caption; empty when deleted by us. */
            text: string;
            /**
             * Format: int64
             * @description External chat or mail thread.
             */
            thread_id: number | null;
            /** @description Kind of content this build cannot show. */
            unsupported: string | null;
        };
        /** @description Why a message failed. */
        MessageError: {
            /** @description Stable code, see the outbox. */
            code: string;
            /** @description The provider's own wording. */
            provider_text: string;
        };
        /** @description A message that was found. */
        MessageHit: {
            /**
             * Format: int64
             * @description The employee who wrote.
             */
            author_id: number | null;
            /** @description Who wrote. */
            author_kind: components["schemas"]["AuthorKind"];
            /** @description His name. */
            author_name: string | null;
            /**
             * Format: int64
             * @description Whose dialog it is in; the client stands in `clients`.
             */
            client_id: number;
            /** @description Its files, with what to mark in their names. */
            files: components["schemas"]["FileHit"][];
            /** @description Its kind. */
            kind: components["schemas"]["MessageKind"];
            /** @description What to mark in it. */
            marks: components["schemas"]["Mark"][];
            /**
             * Format: int64
             * @description The message.
             */
            message_id: number;
            /**
             * Format: int64
             * @description Its number in the dialog.
             */
            n: number;
            /**
             * Format: int64
             * @description When.
             */
            sent_at: number;
            /** @description The piece of its text that was looked for, at most 240 characters. */
            snippet: string;
        };
        /**
         * @description Kind of a row of the timeline.
         * @enum {string}
         */
        MessageKind: "in" | "out" | "comment" | "note" | "callback";
        /**
         * @description Where a message of ours is on its way.
         * @enum {string}
         */
        MessageState: "queued" | "sending" | "sent" | "delivered" | "read" | "failed" | "unknown";
        /** @description A page of a dialog. */
        MessagesPage: {
            /** @description Cursor of what is newer, null at the end. */
            after: string | null;
            /** @description Cursor of what is older, null at the beginning. */
            before: string | null;
            /** @description Ascending by time. */
            items: components["schemas"]["Message"][];
        };
        /** @description A sum of money. */
        Money: {
            /**
             * @description An exact decimal with a point and as many digits behind it as the currency has; up to 12 digits before it.
             * @example 14400.50
             */
            amount: string;
            /**
             * @description Code of ISO 4217.
             * @example RUB
             */
            currency: string;
        };
        /** @description One of one's projects. */
        MyProject: {
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Name. */
            name: string;
            /** @description Role in it. */
            role: components["schemas"]["Role"];
        };
        /** @description A button under a message. */
        NewButton: {
            /** @description Data that a press sends back. */
            data?: string | null;
            /** @description Caption. */
            text: string;
            /** @description Address that a press opens. */
            url?: string | null;
        };
        /** @description A channel to connect. */
        NewChannelRequest: {
            /** @enum {string} */
            kind: "telegram";
            mode?: components["schemas"]["AskedMode"] | null;
            /** @description Name; the bot's own if absent. */
            name?: string | null;
            /** @description Token of @BotFather. */
            token: string;
        } | {
            /** @enum {string} */
            kind: "site_chat";
            /** @description Name. */
            name: string;
            settings?: components["schemas"]["NewSiteChatSettings"] | null;
        };
        /** @description A comment to be. */
        NewComment: {
            /** @description Made by the sender, 1–64 characters, unique per client: a repeated request never doubles a comment. */
            client_ref: string;
            /** @description Employees to be told of it; at most 20, each of whom may see the client. */
            mention_ids?: number[];
            /** @description 1–4000 characters. */
            text: string;
        };
        /** @description A contact to be. */
        NewContact: {
            /** @description What it is. */
            kind: components["schemas"]["ContactKind"];
            /** @description At most 60 characters. */
            label?: string;
            /** @description A phone of 3 to 15 digits, or an e-mail. */
            value: string;
        };
        /** @description A deal to be. */
        NewDeal: {
            budget?: components["schemas"]["Money"] | null;
            /** @description At most 10,000 characters. */
            description?: string;
            /** @description 1–200 characters. */
            name: string;
            /**
             * Format: int64
             * @description Employee of the project.
             */
            responsible_id?: number | null;
            /** @description At most 100. */
            variables?: components["schemas"]["NewDealVariable"][];
        };
        /** @description A variable of a deal to be. */
        NewDealVariable: components["schemas"]["NewValue"] & {
            /** @description Name, as for variables of clients. */
            name: string;
        };
        /** @description A table of clients, in the field `file` of a form. */
        NewImport: {
            /**
             * Format: binary
             * @description CSV, at most 256 MB.
             */
            file: string;
        };
        /** @description What is done, and to whom. */
        NewJob: {
            /** @description What is done to each. */
            action: components["schemas"]["Action"];
            /** @description To whom. */
            selection: components["schemas"]["Selection"];
        };
        /** @description What a page or a program asks to send. */
        NewMessage: {
            /** @description Rows of buttons, where the channel has them. */
            buttons?: components["schemas"]["NewButton"][][];
            /** @description Made by the sender, 1–64 characters, unique per client: a repeated request never doubles a message. */
            client_ref: string;
            /** @description Uploaded files, in order. */
            file_ids?: number[];
            /**
             * Format: int64
             * @description Message of this dialog that is answered.
             */
            reply_to?: number | null;
            /**
             * Format: int64
             * @description `n` of the newest message the sender has seen. When the client has written since, the answer is 409 `newer_message`.
             */
            seen_n?: number | null;
            /** @description The client's app makes no sound, where the messenger can do that (Telegram). */
            silent?: boolean;
            /** @description At most 20,000 characters; may be empty when files are attached. Split by the channel's limit. */
            text: string;
        };
        /** @description A personal link to be. */
        NewPersonalLink: {
            /**
             * Format: int64
             * @description Channel that the client shall come to.
             */
            channel_id: number;
        };
        /** @description What a new project needs. */
        NewProject: {
            /** @description Language of texts the server writes for clients. */
            language: components["schemas"]["Language"];
            /** @description 1–100 characters. */
            name: string;
            /** @description IANA name. */
            timezone: string;
        };
        /** @description What is to be sent, and when. Exactly one of `due_at` and `local_time` is named. */
        NewScheduledMessage: {
            /** @description Made by the sender, 1–64 characters, unique per client: a repeated request never schedules twice. */
            client_ref: string;
            /** @description Whether it goes in any case. */
            condition?: components["schemas"]["Condition"];
            /**
             * Format: int64
             * @description Moment, ms since 1970: ahead, by 366 days at most.
             */
            due_at?: number | null;
            /** @description Uploaded files, in order, at most 10. They are kept as long as the message waits. */
            file_ids?: number[];
            /**
             * @description The same as `YYYY-MM-DD HH:MM` in the project's time zone. What the clocks leave out moves on by as much as they do; of
             *     a time that comes twice it is the first.
             */
            local_time?: string | null;
            /**
             * Format: int64
             * @description Message of this dialog that is answered.
             */
            reply_to?: number | null;
            /** @description The client's app makes no sound, where the messenger can do that (Telegram). */
            silent?: boolean;
            /** @description At most 20,000 characters; may be empty when files are attached. Sent as it stands. */
            text: string;
        };
        /** @description Settings of a website chat. */
        NewSiteChatSettings: {
            /**
             * @description Host names on which the chat may open, `*.` allowed in front; none: anywhere.
             * @default []
             */
            allowed_domains?: string[];
            /**
             * @description The line "Beseda" under the chat.
             * @default true
             */
            branding?: boolean;
            /**
             * @description `#rrggbb`.
             * @default #0f766e
             */
            color?: string;
            /**
             * @description Visitors may send files.
             * @default true
             */
            files?: boolean;
            /**
             * @description First words.
             * @default
             */
            greeting?: string;
            /**
             * @description Only visitors whom the site vouches for.
             * @default false
             */
            identity_required?: boolean;
            /**
             * @description Language.
             * @default auto
             */
            language?: components["schemas"]["ChatLanguage"];
            /**
             * @description Form before the first message.
             * @default {
             *       "email": false,
             *       "enabled": false,
             *       "name": false,
             *       "phone": false,
             *       "required": false
             *     }
             */
            pre_chat?: components["schemas"]["PreChat"];
            /**
             * @description When one usually answers.
             * @default
             */
            reply_time_note?: string;
            /**
             * @description Operators see the page the visitor is on.
             * @default true
             */
            show_page?: boolean;
            /**
             * @description Corner.
             * @default right
             */
            side?: components["schemas"]["Side"];
            /**
             * @description Light or dark.
             * @default auto
             */
            theme?: components["schemas"]["ChatTheme"];
            /**
             * @description Head of the window.
             * @default
             */
            title?: string;
        };
        /** @description Where a deal shall stand. */
        NewState: {
            /** @description 1–500 characters for lost and archived; none for the others. */
            reason?: string | null;
            /** @description Open: reopens it. */
            state: components["schemas"]["DealState"];
        };
        /** @description A value for a variable. */
        NewValue: {
            type?: components["schemas"]["VariableType"] | null;
            /** @description At most 100,000 characters. */
            value: string;
        };
        /**
         * @description Why there can be no webhook.
         * @enum {string}
         */
        NoWebhook: "no_public_url";
        /** @description A system note: the page says it in words of its language. */
        Note: {
            /** @description `client_started`, `client_blocked_bot`, `client_unblocked_bot`, `service`, `assigned`, … */
            code: string;
            /** @description What the sentence needs. */
            params: {
                [key: string]: string;
            };
        };
        /**
         * @description Order of the list behind the pinned dialogs.
         * @enum {string}
         */
        Order: "active" | "created";
        /** @description A new password. */
        PasswordChange: {
            /** @description The one of now. */
            current: string;
            /** @description 10–200 characters. */
            new: string;
        };
        /**
         * @description A stretch of days in the project's time zone.
         * @enum {string}
         */
        Period: "day1" | "day7" | "day30" | "day90" | "older7" | "older30";
        /** @description A link for one client: who writes through it is linked with him. */
        PersonalLink: {
            /**
             * Format: int64
             * @description Until when it is good.
             */
            expires_at: number;
            /** @description To be sent to the client; shown only now. Good once. */
            url: string;
        };
        /** @description The pinned messages of a dialog. */
        PinnedMessages: {
            /** @description At most 20, the latest pin first. */
            items: components["schemas"]["Message"][];
        };
        /** @description A place in a dialog where the words stand. */
        PlaceInDialog: {
            /** @description What to mark in its whole text. */
            marks: components["schemas"]["Mark"][];
            /**
             * Format: int64
             * @description The message or comment.
             */
            message_id: number;
            /**
             * Format: int64
             * @description Its number in the dialog.
             */
            n: number;
            /**
             * Format: int64
             * @description When it was sent.
             */
            sent_at: number;
        };
        /** @description Where the words stand in a dialog. */
        PlacesInDialog: {
            /** @description The newest first. */
            items: components["schemas"]["PlaceInDialog"][];
            matching: components["schemas"]["Count"] | null;
            /** @description Cursor of the next page, null at the end. */
            next: string | null;
        };
        /** @description What is asked before the first message. */
        PreChat: {
            /**
             * @description Asks for an e-mail.
             * @default false
             */
            email: boolean;
            /**
             * @description Shown at all.
             * @default false
             */
            enabled: boolean;
            /**
             * @description Asks for a name.
             * @default false
             */
            name: boolean;
            /**
             * @description Asks for a phone.
             * @default false
             */
            phone: boolean;
            /**
             * @description Must be filled in.
             * @default false
             */
            required: boolean;
        };
        /** @description An RFC 9457 problem document. */
        Problem: {
            /**
             * Format: int32
             * @description How many tries are left before a pause.
             */
            attempts_left?: number;
            /** @description Stable code to translate and branch by. */
            code: string;
            /** @description English sentence for people who read logs. */
            detail: string;
            /** @description Fields that do not fit, by name. */
            fields?: {
                [key: string]: components["schemas"]["ProblemField"];
            };
            /**
             * Format: int64
             * @description When to try again.
             */
            retry_after_s?: number;
            /**
             * Format: int32
             * @description HTTP status.
             */
            status: number;
            /** @description Phrase of the status. */
            title: string;
            /** @description Always `about:blank`: the `code` tells problems apart. */
            type: string;
        };
        /** @description What is wrong with a field. */
        ProblemField: {
            /** @description required, too_long, too_short, bad_email, bad_value, taken, unknown. */
            code: string;
            /**
             * Format: int64
             * @description Largest allowed value or length.
             */
            max?: number;
            /** @description English sentence. */
            message: string;
            /**
             * Format: int64
             * @description Smallest allowed value or length.
             */
            min?: number;
        };
        /** @description An account as its owner sees it. */
        Profile: {
            /** @description Picture. */
            avatar_url: string | null;
            /** @description Name that clients see; empty: the name. */
            client_name: string;
            /** @description Notifications of the browser. */
            desktop_notifications: boolean;
            /** @description Address to sign in with. */
            email: string;
            /** @description Kinds of notes that are not shown in dialogs. */
            hidden_notes: string[];
            /** @description Parts of a row of the list that are not shown. */
            hidden_row_parts: string[];
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Of the page. */
            language: components["schemas"]["Language"];
            /** @description J, K, E, U and others work as keys. */
            letter_keys: boolean;
            /** @description Name. */
            name: string;
            /** @description After an answer the next dialog opens that waits for one. */
            next_after_reply: boolean;
            /** @description Phone; empty: none. */
            phone: string;
            /** @description What sends a message. */
            send_key: components["schemas"]["SendKey"];
            /** @description Sound with a new message. */
            sound: boolean;
            /** @description In the current project. */
            status: components["schemas"]["Status"];
            /**
             * Format: int64
             * @description Since when.
             */
            status_since: number;
            /** @description How the page looks. */
            theme: components["schemas"]["Theme"];
            /** @description Own time zone; null: as in the project. */
            timezone: string | null;
        };
        /** @description What of a profile can be changed; absent stays. */
        ProfilePatch: {
            /** @description Up to 100 characters; empty: the name. */
            client_name?: string | null;
            /** @description Needed for another address. */
            current_password?: string | null;
            /** @description Notifications of the browser. */
            desktop_notifications?: boolean | null;
            /** @description Another address to sign in with; needs `current_password`. */
            email?: string | null;
            /** @description Kinds of notes that are not shown in dialogs: at most 50 words of `a`–`z` and `_`, up to 40 characters each. */
            hidden_notes?: string[] | null;
            /** @description Parts of a row of the list that are not shown; words like those. */
            hidden_row_parts?: string[] | null;
            language?: components["schemas"]["Language"] | null;
            /** @description J, K, E, U and others work as keys. */
            letter_keys?: boolean | null;
            /** @description 1–100 characters. */
            name?: string | null;
            /** @description After an answer the next dialog opens that waits for one. */
            next_after_reply?: boolean | null;
            /** @description Up to 32 characters. */
            phone?: string | null;
            send_key?: components["schemas"]["SendKey"] | null;
            /** @description Sound with a new message. */
            sound?: boolean | null;
            theme?: components["schemas"]["Theme"] | null;
            /** @description Null: as in the project. */
            timezone?: string | null;
        };
        /** @description A project over HTTP. */
        Project: {
            /**
             * Format: int64
             * @description When it was made.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Language of texts the server writes for clients. */
            language: components["schemas"]["Language"];
            /** @description Name. */
            name: string;
            /** @description The first steps are put away. */
            steps_hidden: boolean;
            /** @description Who answers a free client takes him. */
            take_on_answer: boolean;
            /** @description IANA name, for example `Europe/Moscow`. */
            timezone: string;
            /** @description Clients who wait for an answer stand above all others but the pinned ones. */
            waiting_first: boolean;
        };
        /** @description What of a project can be changed; absent stays. */
        ProjectPatch: {
            language?: components["schemas"]["Language"] | null;
            /** @description 1–100 characters. */
            name?: string | null;
            /** @description Put the first steps away, or bring them back. */
            steps_hidden?: boolean | null;
            /** @description Who answers a free client takes him. */
            take_on_answer?: boolean | null;
            /** @description IANA name. */
            timezone?: string | null;
            /** @description Clients who wait for an answer stand above all others but the pinned ones. */
            waiting_first?: boolean | null;
        };
        /** @description A project and what one is in it. */
        ProjectWithRole: components["schemas"]["Project"] & {
            /** @description Own role. */
            role: components["schemas"]["Role"];
        };
        /** @description Own projects. */
        ProjectsPage: {
            /** @description In the order they were made; at most 100. */
            items: components["schemas"]["ProjectWithRole"][];
        };
        /** @description The quoted message of a reply. */
        Quote: {
            /** @description Its author, if an employee. */
            author_name: string | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its kind. */
            kind: components["schemas"]["MessageKind"];
            /**
             * Format: int64
             * @description Its number in the dialog.
             */
            n: number;
            /** @description Its beginning. */
            text: string;
        };
        /** @description How many are tried again. */
        Replayed: {
            /**
             * Format: int64
             * @description Dead letters.
             */
            replayed: number;
        };
        /** @description Where a message goes once more. */
        Resend: {
            /** @description Made by the sender, 1–64 characters, unique per client who gets it: a repeated request never doubles a message. */
            client_ref: string;
            /**
             * Format: int64
             * @description A client who is linked with this one; absent: the same client.
             */
            to_client_id?: number | null;
        };
        /** @description Who shall be responsible. */
        Responsible: {
            /** @description A comment for whom it is given to, at most 4000 characters; he is told of it. */
            comment?: string | null;
            /**
             * Format: int64
             * @description An employee of the project; null makes the dialog free.
             */
            employee_id?: number | null;
        };
        /**
         * @description What can be allowed.
         * @enum {string}
         */
        Right: "dialogs.read_all" | "dialogs.read" | "dialogs.write" | "messages.delete" | "clients.write" | "clients.delete" | "clients.export" | "clients.import" | "channels.read" | "channels.write" | "employees.read" | "employees.write" | "project.write" | "audit.read" | "deals.write" | "deals.delete";
        /**
         * @description Roles, the highest first: a smaller one may do more.
         * @enum {string}
         */
        Role: "owner" | "administrator" | "editor" | "operator";
        /** @description A saved filter. */
        SavedFilter: {
            /**
             * Format: int64
             * @description Who made it.
             */
            author_id: number;
            /** @description The one who asks may change and delete it. */
            can_change: boolean;
            /** @description What it shows. */
            filter: components["schemas"]["DialogFilter"];
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Name. */
            name: string;
            /** @description The whole team has it. */
            shared: boolean;
        };
        /** @description Saved filters. */
        SavedFilters: {
            /** @description One's own and the team's, by name. */
            items: components["schemas"]["SavedFilter"][];
        };
        /** @description A message that an employee has written and that goes out at its time. */
        ScheduledMessage: {
            /**
             * Format: int64
             * @description Who wrote it.
             */
            author_id: number;
            /**
             * Format: int64
             * @description When it was last changed.
             */
            changed_at: number;
            /**
             * Format: int64
             * @description Whom it is for.
             */
            client_id: number;
            /** @description The client has written since somebody last decided on it: with `unanswered_only` it will not go. */
            client_wrote: boolean;
            /** @description Whether it goes in any case. */
            condition: components["schemas"]["Condition"];
            /**
             * Format: int64
             * @description When it was written.
             */
            created_at: number;
            /**
             * Format: int64
             * @description When it goes, ms since 1970. The project's time zone may change; this does not.
             */
            due_at: number;
            /** @description Files that go with it. */
            files: components["schemas"]["FileRef"][];
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description The same in the project's time zone of today, `YYYY-MM-DD HH:MM`. */
            local_time: string;
            /**
             * Format: int64
             * @description The message it has become.
             */
            message_id: number | null;
            reason: components["schemas"]["CancelReason"] | null;
            reply_to: components["schemas"]["Quote"] | null;
            /** @description The client's app makes no sound, where the messenger can do that. */
            silent: boolean;
            /** @description Where it stands. */
            state: components["schemas"]["ScheduledState"];
            /** @description The words; empty once it was sent, for then its message has them. */
            text: string;
        };
        /**
         * @description What of a waiting message changes; absent stays. Whoever changes it has the dialog before him: what the client has written
         *     until now does not count against `unanswered_only` any more.
         */
        ScheduledMessagePatch: {
            condition?: components["schemas"]["Condition"] | null;
            /**
             * Format: int64
             * @description Another moment, ms since 1970.
             */
            due_at?: number | null;
            /** @description Another moment, as `YYYY-MM-DD HH:MM` in the project's time zone. */
            local_time?: string | null;
            /** @description Other words, at most 20,000 characters. */
            text?: string | null;
        };
        /** @description What waits for a client. */
        ScheduledPage: {
            /** @description The next one first; at most 32 wait for one client. */
            items: components["schemas"]["ScheduledMessage"][];
            /** @description The present time there, `YYYY-MM-DD HH:MM`. */
            local_now: string;
            /** @description Cursor of the next page, null at the end. */
            next: string | null;
            /** @description The project's time zone, in which `local_time` is meant: an IANA name. */
            timezone: string;
        };
        /**
         * @description Where a scheduled message stands.
         * @enum {string}
         */
        ScheduledState: "waiting" | "sent" | "cancelled";
        /**
         * @description Where words are looked for: in messages of either side, in comments, or in the names of files.
         * @enum {string}
         */
        SearchPlace: "messages" | "comments" | "files";
        /** @description What the employee has seen. */
        Seen: {
            /**
             * Format: int64
             * @description How many of the client's messages were on his screen.
             */
            in_count: number;
        };
        /** @description Whom it is done to: clients by their ids, or all who fit a filter. */
        Selection: {
            /** @description These clients, at most 1,000; empty: those of `tab` and `filter`. */
            client_ids?: number[];
            /** @description But not these, at most 1,000. */
            except_ids?: number[];
            filter?: components["schemas"]["DialogFilter"] | null;
            tab?: components["schemas"]["Tab"] | null;
        };
        /**
         * @description What sends a message.
         * @enum {string}
         */
        SendKey: "ctrl_enter" | "enter";
        /** @description A device somebody is signed in on. */
        Session: {
            /** @description Network address it began from. */
            address: string;
            /**
             * Format: int64
             * @description When it began.
             */
            created_at: number;
            /** @description The one that asks. */
            current: boolean;
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /**
             * Format: int64
             * @description To the minute.
             */
            last_used_at: number;
            /** @description Browser, as it names itself. */
            user_agent: string;
        };
        /** @description All sessions of oneself. */
        SessionsPage: {
            /** @description Last used first; at most 50. */
            items: components["schemas"]["Session"][];
        };
        /** @description Our reaction. */
        SetReaction: {
            /** @description One of the channel's `reactions`; null: none. */
            emoji?: string | null;
        };
        /** @description Settings of a channel, by its kind. */
        Settings: components["schemas"]["SiteChatSettings"] | components["schemas"]["TelegramSettings"];
        /** @description A code to check. */
        SetupCode: {
            /** @description As printed; hyphens, spaces and case do not matter. */
            code: string;
        };
        /** @description The first owner and his project. */
        SetupRequest: {
            /** @description As printed on the console; null from this machine. */
            code?: string | null;
            /** @description Address to sign in with. */
            email: string;
            /** @description Name of the owner, 1–100 characters. */
            name: string;
            /** @description 10–200 characters. */
            password: string;
            /** @description The first project. */
            project: components["schemas"]["NewProject"];
        };
        /** @description What the set-up page needs to know. */
        SetupState: {
            /**
             * Format: int64
             * @description When the code ends; null if none is needed or the last one has ended.
             */
            code_expires_at: number | null;
            /** @description The request does not come from this machine, so the code is needed. */
            code_required: boolean;
        };
        /**
         * @description Corner of the page.
         * @enum {string}
         */
        Side: "left" | "right";
        /**
         * @description What two clients have in common.
         * @enum {string}
         */
        Sign: "phone" | "email" | "username" | "messenger_id";
        /** @description What the sign-in page shows before anybody has signed in. */
        SignInPage: {
            /** @description Name of the first project; empty before the set-up. */
            installation_name: string;
        };
        /** @description Settings of a website chat. */
        SiteChatSettings: {
            /**
             * @description Host names on which the chat may open, `*.` allowed in front; none: anywhere.
             * @default []
             */
            allowed_domains: string[];
            /**
             * @description The line "Beseda" under the chat.
             * @default true
             */
            branding: boolean;
            /**
             * @description `#rrggbb`.
             * @default #0f766e
             */
            color: string;
            /**
             * @description Visitors may send files.
             * @default true
             */
            files: boolean;
            /**
             * @description First words.
             * @default
             */
            greeting: string;
            /**
             * @description Only visitors whom the site vouches for.
             * @default false
             */
            identity_required: boolean;
            /**
             * @description Language.
             * @default auto
             */
            language: components["schemas"]["ChatLanguage"];
            /**
             * @description Form before the first message.
             * @default {
             *       "email": false,
             *       "enabled": false,
             *       "name": false,
             *       "phone": false,
             *       "required": false
             *     }
             */
            pre_chat: components["schemas"]["PreChat"];
            /**
             * @description When one usually answers.
             * @default
             */
            reply_time_note: string;
            /**
             * @description Operators see the page the visitor is on.
             * @default true
             */
            show_page: boolean;
            /**
             * @description Corner.
             * @default right
             */
            side: components["schemas"]["Side"];
            /**
             * @description Light or dark.
             * @default auto
             */
            theme: components["schemas"]["ChatTheme"];
            /**
             * @description Head of the window.
             * @default
             */
            title: string;
        };
        /** @description A client that a job could do nothing to. */
        SkippedClient: {
            /**
             * Format: int64
             * @description The client.
             */
            client_id: number;
            /** @description His name; null when he is gone or may not be seen. */
            name: string | null;
            /** @description Why: not_found, limit_reached, too_late … */
            reason: string;
        };
        /** @description Clients that a job could do nothing to. */
        SkippedClients: {
            /** @description By id. */
            items: components["schemas"]["SkippedClient"][];
            /** @description Cursor of the next page, null at the end. */
            next: string | null;
        };
        /** @description An address that got no invitation. */
        SkippedEmail: {
            /** @description `already_member`. */
            code: string;
            /** @description The address. */
            email: string;
        };
        /** @description How an import shall be done. */
        StartImport: components["schemas"]["ImportSettings"] & {
            /** @description A trial: everything is checked and counted, nothing is written. */
            trial?: boolean;
        };
        /**
         * @description Whether somebody works now.
         * @enum {string}
         */
        Status: "on_shift" | "break" | "away";
        /** @description Another status. */
        StatusChange: {
            /** @description The status. */
            status: components["schemas"]["Status"];
        };
        /** @description The first steps, each a fact about the project. */
        Steps: {
            /** @description There is a channel besides the sample one. */
            channel_connected: boolean;
            /** @description Somebody else is in the project or invited. */
            colleague_invited: boolean;
            /**
             * Format: int64
             * @description The sample client, while there is one.
             */
            demo_client_id: number | null;
            /** @description Put away by somebody. */
            hidden: boolean;
            /** @description A client who is not the sample one. */
            real_client: boolean;
            /** @description A website chat was seen on a website. */
            site_chat_connected: boolean;
        };
        /**
         * @description A tab of the list (S06).
         * @enum {string}
         */
        Tab: "all" | "unanswered" | "mine" | "free" | "others";
        /** @description What is known of a token before it is used. */
        TelegramCheck: {
            account: components["schemas"]["ChannelAccount"] | null;
            code: components["schemas"]["TelegramCheckCode"] | null;
            /** @description The bot may be added to groups. */
            groups: boolean;
            /** @description The bot can be connected. */
            ok: boolean;
            /** @description Host of a webhook that another program has registered. */
            other_webhook: string | null;
            /** @description A webhook is possible here. */
            webhook_possible: boolean;
            webhook_reason: components["schemas"]["NoWebhook"] | null;
        };
        /**
         * @description What a look at a token found.
         * @enum {string}
         */
        TelegramCheckCode: "wrong_token" | "channel_taken" | "provider_unavailable" | "has_webhook";
        /** @description Settings of a Telegram bot. */
        TelegramSettings: Record<string, never>;
        /** @description A template as it shall be. */
        TemplateForm: {
            /** @description 1–100 characters: a letter first, then letters, digits and _. */
            name: string;
            /** @description Of a list: at most 100 values of 1–200 characters, each once. */
            options?: string[];
            /** @description What its values are. */
            type: components["schemas"]["VariableType"];
        };
        /**
         * @description How the page looks.
         * @enum {string}
         */
        Theme: "light" | "dark" | "auto";
        /** @description A token to look at. */
        TokenToCheck: {
            /** @description Token of @BotFather. */
            token: string;
        };
        /**
         * @description A side of a dialog.
         * @enum {string}
         */
        Typist: "client" | "employee";
        /**
         * @description What to do with messages of unknown fate.
         * @enum {string}
         */
        UnknownAction: "repeat" | "delivered" | "cancel";
        /** @description A message in state `unknown`. */
        UnknownMessage: {
            /**
             * Format: int64
             * @description When it was written.
             */
            at: number;
            /** @description Who wrote it. */
            author_kind: components["schemas"]["AuthorKind"];
            /** @description The employee who wrote it. */
            author_name: string | null;
            /**
             * Format: int64
             * @description Client.
             */
            client_id: number;
            /** @description His name. */
            client_name: string;
            /**
             * Format: int64
             * @description Message.
             */
            message_id: number;
            /** @description Its beginning. */
            text: string;
        };
        /** @description A mass action. */
        UnknownOrder: {
            /** @description What to do. */
            action: components["schemas"]["UnknownAction"];
            /** @description With which, 1–200. */
            message_ids: number[];
        };
        /** @description A page of them. */
        UnknownPage: {
            /** @description Newest first. */
            items: components["schemas"]["UnknownMessage"][];
            /** @description Cursor, null at the end. */
            next: string | null;
        };
        /**
         * @description Why nothing can reach a client.
         * @enum {string}
         */
        Unreachable: "blocked_us" | "deactivated";
        /** @description A condition on a client variable. */
        VariableFilter: {
            /** @description Name, exactly. */
            name: string;
            /** @description What must hold. */
            op: components["schemas"]["VariableTest"];
            /** @description Value, exactly; for `equals` and `not_equals`. */
            value?: string;
        };
        /** @description A variable that is declared for the project. */
        VariableTemplate: {
            /**
             * Format: int64
             * @description Id.
             */
            id: number;
            /** @description Name of the variable. */
            name: string;
            /** @description Of a list: the values there are; none: any. */
            options: string[];
            /** @description What its values are. */
            type: components["schemas"]["VariableType"];
        };
        /** @description Templates of a project. */
        VariableTemplates: {
            /** @description All of them, at most 100, by name. */
            items: components["schemas"]["VariableTemplate"][];
        };
        /**
         * @description What can be asked of a variable.
         * @enum {string}
         */
        VariableTest: "equals" | "not_equals" | "set" | "not_set";
        /**
         * @description What a value is typed as; it changes the field and its check on the page, never how the value is kept.
         * @enum {string}
         */
        VariableType: "string" | "number" | "date" | "boolean" | "list";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_audit: {
        parameters: {
            query?: {
                /** @description `next` of the former page. */
                before?: number | null;
                /** @description At most 100, 50 if absent. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                };
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_channel_kinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelKinds"];
                };
            };
        };
    };
    list_channels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
        };
    };
    create_channel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewChannelRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_telegram: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenToCheck"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TelegramCheck"];
                };
            };
        };
    };
    get_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_dead_letters: {
        parameters: {
            query?: {
                /** @description Cursor from a former page. */
                cursor?: number | null;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLettersPage"];
                };
            };
        };
    };
    replay_dead_letters: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
        };
    };
    replay_dead_letter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                dead_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_imports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Imports"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["NewImport"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_channel_secret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelSecret"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_channel_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelHealth"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_unknown: {
        parameters: {
            query?: {
                /** @description Cursor from a former page. */
                cursor?: number | null;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnknownPage"];
                };
            };
        };
    };
    act_on_unknown: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnknownOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changed"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_clients: {
        parameters: {
            query?: {
                /** @description all, unanswered, mine, free or others; all if absent. */
                tab?: components["schemas"]["Tab"] | null;
                /** @description A `DialogFilter` as JSON. */
                filter?: string | null;
                /** @description `,` or `;`; a semicolon if absent, as Excel expects in Russian. */
                delimiter?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedClient"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_client_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    add_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                contact_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                contact_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_deals: {
        parameters: {
            query?: {
                /** @description Only open ones, or only closed ones; all if absent. */
                open?: boolean | null;
                /** @description `next` of the former page. */
                before?: number | null;
                /** @description At most 50, 20 if absent. */
                limit?: number | null;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DealsPage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_deal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDeal"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_distinct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                other_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unmark_distinct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                other_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_duplicates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Duplicates"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                label_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                label_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    link_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                other_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlink_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                other_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_to_lists: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ListIds"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_into_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                list_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_from_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                list_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_main: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_personal_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPersonalLink"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonalLink"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_variable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewValue"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_variable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Client"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_deal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_deal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_deal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DealPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_deal_current: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_deal_state: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewState"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_deal_variable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewValue"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_deal_variable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deal"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_dialogs: {
        parameters: {
            query?: {
                /** @description all, unanswered, mine, free or others; all if absent. */
                tab?: components["schemas"]["Tab"] | null;
                /** @description Cursor from a former page. */
                cursor?: string | null;
                /** @description At most 100, 50 if absent. */
                limit?: number | null;
                /** @description A `DialogFilter` as JSON. */
                filter?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DialogsPage"];
                };
            };
        };
    };
    begin_job: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJob"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    count_dialogs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counts"];
                };
            };
        };
    };
    count_matching: {
        parameters: {
            query?: {
                /** @description all, unanswered, mine, free or others; all if absent. */
                tab?: components["schemas"]["Tab"] | null;
                /** @description A `DialogFilter` as JSON. */
                filter?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Matching"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_dialog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_answer_not_needed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    block_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    unblock_client: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    pause_bot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    resume_bot: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    list_comments: {
        parameters: {
            query?: {
                /** @description Cursor from a former page. */
                before?: string | null;
                /** @description At most 100, 50 if absent. */
                limit?: number | null;
            };
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentsPage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewComment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditComment"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaybeDraft"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keep_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DraftForm"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                /** @description Cursor from a former page. */
                before?: string | null;
                /** @description Cursor from a former page. */
                after?: string | null;
                /** @description Id of a message to show in its surroundings. */
                around?: number | null;
                /** @description At most 100, 50 if absent. */
                limit?: number | null;
            };
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagesPage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditMessage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    repeat_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_delivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pin_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unpin_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    set_reaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetReaction"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resend"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pin_dialog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    unpin_dialog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    list_pinned: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinnedMessages"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_dialog_responsible: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Responsible"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_scheduled: {
        parameters: {
            query?: {
                /** @description Cursor from a former page. */
                cursor?: string | null;
                /** @description At most 100, 50 if absent. */
                limit?: number | null;
            };
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledPage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_scheduled: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScheduledMessage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancel_scheduled: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_scheduled: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduledMessagePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_scheduled: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_dialog: {
        parameters: {
            query: {
                /** @description 1–200 characters, as in the search everywhere. */
                q: string;
                /** @description Words as they are typed instead of all their forms. */
                exact?: boolean;
                /** @description Cursor from a former page. */
                cursor?: string | null;
                /** @description At most 200, which is also meant if absent. */
                limit?: number | null;
            };
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacesInDialog"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_seen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Seen"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    set_unread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                client_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dialog"];
                };
            };
        };
    };
    list_drafts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drafts"];
                };
            };
        };
    };
    list_employees: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmployeesPage"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteResponse"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renew_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationWithLink"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_employee: {
        parameters: {
            query?: {
                /** @description Id of the employee who takes the clients, or `free`. Needed when there are any. */
                clients_to?: string | null;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_employee: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmployeePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Employee"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_events: {
        parameters: {
            query: {
                /** @description The last `seq` the reader has; 0 from the beginning. */
                after: number;
                /** @description At most 500, 100 if absent. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsPage"];
                };
            };
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    upload_file: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description The file.
                     */
                    file: string;
                };
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileRef"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_thumb: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_errors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_import: {
        parameters: {
            query?: {
                /** @description How it writes letters. */
                encoding?: ("utf-8" | "windows-1251") | null;
                /** @description What stands between its cells. */
                delimiter?: ("semicolon" | "comma" | "tab" | "bar") | null;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreview"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartImport"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationPage"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_jobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs"];
                };
            };
        };
    };
    get_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_skipped: {
        parameters: {
            query?: {
                /** @description Cursor from a former page. */
                cursor?: string | null;
                /** @description At most 100, which is also meant if absent. */
                limit?: number | null;
            };
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SkippedClients"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_labels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Labels"];
                };
            };
        };
    };
    make_label: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_lists: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lists"];
                };
            };
        };
    };
    make_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["List"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_profile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProfilePatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description JPEG, PNG, WebP or GIF, at most 10 MB and 50 megapixels.
                     */
                    file: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_avatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsPage"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fetch_again: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileRef"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectPatch"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_demo_client: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DemoClient"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_demo_client: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_steps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Steps"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectsPage"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_filters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilters"];
                };
            };
        };
    };
    save_filter: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilter"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedFilter"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_filter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_messages: {
        parameters: {
            query: {
                /** @description 1–200 characters: words join by "and", «in quotes» is that very phrase, a minus before a word means without it. */
                q: string;
                /** @description messages, comments or files (by name); messages if absent. */
                place?: components["schemas"]["SearchPlace"] | null;
                /** @description client, employee, bot, system, api, joined by commas; all if absent. */
                authors?: string | null;
                /** @description Ids of channels, joined by commas, at most 50; all if absent. */
                channels?: string | null;
                /** @description Sent at this moment or later, ms. */
                from?: number | null;
                /** @description Sent before this moment, ms. */
                to?: number | null;
                /** @description Words as they are typed instead of all their forms. */
                exact?: boolean;
                /** @description Cursor from a former page. */
                cursor?: string | null;
                /** @description At most 50, 20 if absent. */
                limit?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_setup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupCode"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInPage"];
                };
            };
        };
    };
    list_templates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableTemplates"];
                };
            };
        };
    };
    add_template: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableTemplate"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TemplateForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VariableTemplate"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_template: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
