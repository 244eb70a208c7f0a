//! Clients out of tables: taken in once, tried without a trace, lines with errors given back.

use beseda_base::both;
use beseda_base::db::{Db, params};
use serde_json::{Value, json};

use super::work::{Stretch, all, claim};
use super::{KEPT_MS, prune};
use crate::migrations::ALL;
use crate::testing::User;
use crate::testing::talk::Talk;

const CITY: &str = "ID;Имя;Город;Телефон\n";

impl Talk {
    async fn uploads(&self, table: &[u8]) -> i64 {
        let path = format!("/api/v1/channels/{}/imports", self.channel);
        let import = self.owner.post(&path).file("клиенты.csv", "text/csv", table).await.gives(201);
        assert_eq!((&import["state"], &import["file_name"]), (&json!("ready"), &json!("клиенты.csv")));
        import["id"].as_i64().unwrap()
    }

    /// Starts with what the page would: the guess, changed.
    async fn starts(&self, import: i64, change: Value) -> Value {
        let mut form = self.owner.get(&format!("/api/v1/imports/{import}/preview")).await.gives(200);
        for (name, value) in change.as_object().unwrap() {
            form[name] = value.clone();
        }
        self.owner.post(&format!("/api/v1/imports/{import}/start")).json(form).await.gives(202);
        all(&self.app.inbox).await.unwrap();
        self.owner.get(&format!("/api/v1/imports/{import}")).await.gives(200)
    }

    async fn imports(&self, table: &str, change: Value) -> Value {
        let import = self.uploads(table.as_bytes()).await;
        self.starts(import, change).await
    }

    async fn faults(&self, import: &Value) -> Vec<String> {
        let table = self.owner.get(&format!("/api/v1/imports/{}/errors", import["id"])).await;
        assert_eq!(table.status, 200);
        table.text().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
    }

    async fn client_of(&self, id: &'static str) -> Value {
        let channel = self.channel;
        let found = self.app.inbox.db.read(move |tx| {
            tx.one::<(i64,)>("select id from clients where channel = $1 and external_id = $2", params![channel, id])
        });
        self.owner.get(&format!("/api/v1/clients/{}", found.await.unwrap().0)).await.gives(200)
    }
}

fn counts(import: &Value) -> (i64, i64, i64, i64, &str) {
    let number = |name: &str| import[name].as_i64().unwrap();
    (number("lines"), number("created"), number("changed"), number("failed"), import["state"].as_str().unwrap())
}

fn variables(card: &Value) -> Vec<(&str, &str)> {
    let text = |value: &'_ Value| -> &'static str { Box::leak(value.as_str().unwrap().to_owned().into_boxed_str()) };
    card["variables"].as_array().unwrap().iter().map(|one| (text(&one["name"]), text(&one["value"]))).collect()
}

both! { ALL;
    async fn lines_make_clients_and_tell_more_about_known_ones(db: Db) {
        let talk = Talk::new(db).await;
        let known = talk.writes("7", "привет").await;
        let list = talk.owner.post("/api/v1/lists").json(json!({ "name": "База" })).await.gives(201)["id"].clone();
        let columns = json!([{ "kind": "id" }, { "kind": "name" }, { "kind": "variable", "name": "Город" }, { "kind": "phone" }]);
        let table = format!("{CITY}7;Анна Петрова;Тверь;+7 900 123-45-67\r\n8;;Казань;\n\n9;\"Ким; Вера\";;\n8;;Омск;\n");
        let import = talk.imports(&table, json!({ "columns": columns, "list_ids": [list] })).await;
        assert_eq!(counts(&import), (4, 2, 2, 0, "done"));
        let anna = talk.client_of("7").await;
        assert_eq!((&anna["id"], &anna["name"], variables(&anna)), (&json!(known), &json!("Анна Петрова"), vec![("Город", "Тверь")]));
        assert_eq!(anna["contacts"][0]["value"], "+7 900 123-45-67");
        let guest = talk.client_of("8").await;
        assert_eq!((guest["name"].as_str(), variables(&guest)), (Some("Гость #1"), vec![("Город", "Омск")]), "the later line");
        let vera = talk.client_of("9").await;
        assert_eq!((vera["name"].as_str(), variables(&vera)), (Some("Ким; Вера"), vec![]));
        let found = talk.owner.get(&format!("/api/v1/dialogs?filter=%7B%22list_ids%22%3A%5B{list}%5D%7D")).await.gives(200);
        let names: Vec<&str> = found["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Анна Петрова", "Ким; Вера", "Гость #1"], "who has never written stands at the end");
        let by_phone = talk.owner.get("/api/v1/dialogs?filter=%7B%22q%22%3A%229001234567%22%7D").await.gives(200);
        assert_eq!(by_phone["items"][0]["client_id"], known);
    }

    async fn who_was_taken_in_can_be_written_to_and_is_the_same_when_he_writes(db: Db) {
        let talk = Talk::new(db).await;
        talk.imports("id;name\n42;Мария\n", json!({})).await;
        let maria = talk.client_of("42").await["id"].as_i64().unwrap();
        let sent = talk.answers(&talk.owner, maria, "Здравствуйте").await;
        assert_eq!(sent["state"], "queued");
        assert_eq!(talk.number("select count(*) from outbox where chat = '42'").await, 1);
        assert_eq!(talk.writes("42", "Кто вы?").await, maria);
        assert_eq!(talk.dialog(&talk.owner, maria).await["name"], "Мария", "the table's name is one made by hand");
    }

    async fn a_trial_counts_and_leaves_no_trace(db: Db) {
        let talk = Talk::new(db).await;
        talk.writes("7", "привет").await;
        let import = talk.uploads(format!("{CITY}7;Анна;Тверь;\n8;;;\nхм;;;\n").as_bytes()).await;
        let preview = talk.owner.get(&format!("/api/v1/imports/{import}/preview")).await.gives(200);
        let tried = talk.starts(import, json!({ "trial": true })).await;
        assert_eq!(counts(&tried), (3, 1, 1, 1, "checked"));
        assert_eq!(talk.number("select count(*) from clients").await, 1);
        assert_eq!(talk.number("select count(*) from client_variables").await, 0);
        let done = talk.starts(import, json!({})).await;
        assert_eq!(counts(&done), (3, 1, 1, 1, "done"));
        assert_eq!(talk.number("select count(*) from clients").await, 2);
        let again = talk.owner.post(&format!("/api/v1/imports/{import}/start"));
        assert_eq!(again.json(preview).await.gives(409)["code"], "file_gone");
        assert_eq!(talk.number("select count(*) from spare_blobs").await, 1, "the file is full of names: it goes at once");
    }

    async fn lines_with_errors_come_back_as_a_table_that_can_be_mended(db: Db) {
        let talk = Talk::new(db).await;
        let known = talk.writes("7", "привет").await;
        let age = json!({ "value": "17", "type": "number" });
        talk.owner.put(&format!("/api/v1/clients/{known}/variables/age")).json(age).await.gives(200);
        talk.owner.patch(&format!("/api/v1/clients/{known}")).json(json!({ "name": "Аня" })).await.gives(200);
        let columns = json!([{ "kind": "id" }, { "kind": "name" }, { "kind": "variable", "name": "age" }, { "kind": "email" }]);
        let long = "я".repeat(201);
        let table = format!("ID;Имя;age;Почта\n;Без;;\n-100;Группа;;\n7;Анна;много;\n5;Вера;;нет\n6;Ян;;;лишнее\n11;{long};;\n7;Анна;18;\n=1;;;\n");
        let import = talk.imports(&table, json!({ "columns": columns })).await;
        assert_eq!(counts(&import), (8, 0, 1, 7, "done"));
        let card = talk.client_of("7").await;
        assert_eq!((card["name"].as_str(), variables(&card)), (Some("Аня"), vec![("age", "18")]), "a hand has named her");
        let lines = talk.faults(&import).await;
        assert_eq!(lines[0], "ID;Имя;age;Почта;Ошибка");
        assert_eq!(lines[1], ";Без;;;Нет ID");
        assert_eq!(lines[2], "'-100;Группа;;;Это не ID в этом мессенджере");
        assert_eq!(lines[3], "7;Анна;много;;Значение не подходит к типу переменной клиента");
        assert_eq!(lines[4], "5;Вера;;нет;Это не адрес почты");
        assert_eq!(lines[5], "6;Ян;;;Ячеек больше, чем в первой строке;лишнее");
        assert!(lines[6].ends_with(";Имя длиннее 200 символов"), "{}", lines[6]);
        assert_eq!(lines[7], "'=1;;;;Это не ID в этом мессенджере", "no formula");
        let mended = talk.imports("ID;Имя;age;Почта;Ошибка\n5;Вера;;vera@example.com;Это не адрес почты\n", json!({})).await;
        assert_eq!(counts(&mended), (1, 1, 0, 0, "done"));
        assert_eq!(variables(&talk.client_of("5").await), [("Почта", "vera@example.com")], "its own column is left out");
    }

    async fn a_large_file_is_gone_through_once_by_several_at_once(db: Db) {
        let talk = Talk::new(db).await;
        let mut table = String::from("id,name,note\n");
        for number in 1..=3_000 {
            table.push_str(&format!("{number},Клиент {number},\"{}\nряд два\"\r\n", "длинная заметка ".repeat(20)));
        }
        assert!(table.len() > 1 << 20, "more than one stretch");
        let import = talk.uploads(table.as_bytes()).await;
        let preview = talk.owner.get(&format!("/api/v1/imports/{import}/preview")).await.gives(200);
        assert_eq!((&preview["delimiter"], &preview["encoding"]), (&json!("comma"), &json!("utf-8")));
        assert_eq!(preview["lines"].as_array().unwrap().len(), 5);
        talk.owner.post(&format!("/api/v1/imports/{import}/start")).json(preview).await.gives(202);
        let (one, two) = tokio::join!(all(&talk.app.inbox), all(&talk.app.inbox));
        one.and(two).unwrap();
        let done = talk.owner.get(&format!("/api/v1/imports/{import}")).await.gives(200);
        assert_eq!(counts(&done), (3_000, 3_000, 0, 0, "done"));
        assert_eq!(done["place"], done["size"]);
        assert_eq!(talk.number("select count(*) from clients").await, 3_000);
        assert_eq!(talk.number("select count(*) from threads").await, 3_000);
        assert_eq!(talk.number("select count(*) from client_variables where name = 'note' and value like '%ряд два'").await, 3_000);
    }

    async fn who_dies_in_the_middle_is_followed_behind_his_last_line(db: Db) {
        let talk = Talk::new(db).await;
        let table: String = std::iter::once("id;name\n".to_owned()).chain((1..=500).map(|id| format!("{id};К\n"))).collect();
        let import = talk.uploads(table.as_bytes()).await;
        let preview = talk.owner.get(&format!("/api/v1/imports/{import}/preview")).await.gives(200);
        talk.owner.post(&format!("/api/v1/imports/{import}/start")).json(preview).await.gives(202);
        let claimed = talk.app.inbox.db.write(claim).await.unwrap().unwrap();
        let mut dying = Stretch::open(&talk.app.inbox, claimed).await.unwrap().unwrap();
        assert!(dying.next(&talk.app.inbox).await.unwrap());
        drop(dying);
        let half = talk.owner.get(&format!("/api/v1/imports/{import}")).await.gives(200);
        assert_eq!(counts(&half), (199, 199, 0, 0, "running"));
        all(&talk.app.inbox).await.unwrap();
        assert_eq!(talk.number("select lines from imports").await, 200, "nobody takes it while the lease holds");
        talk.app.inbox.db.write(|tx| tx.execute("update imports set lease_until = 0", &[])).await.unwrap();
        all(&talk.app.inbox).await.unwrap();
        let done = talk.owner.get(&format!("/api/v1/imports/{import}")).await.gives(200);
        assert_eq!(counts(&done), (500, 500, 0, 0, "done"));
    }

    async fn a_database_that_fails_for_a_moment_takes_no_list_away(db: Db) {
        let talk = Talk::new(db).await;
        let run = async |sql: &'static str| talk.app.inbox.db.write(move |tx| tx.execute(sql, &[])).await.unwrap();
        let list = talk.owner.post("/api/v1/lists").json(json!({ "name": "База" })).await.gives(201)["id"].clone();
        let import = talk.uploads("id;name\n1;Анна\n".as_bytes()).await;
        let path = format!("/api/v1/imports/{import}");
        let mut form = talk.owner.get(&format!("{path}/preview")).await.gives(200);
        form["list_ids"] = json!([list]);
        let job = json!({ "action": { "type": "add_list", "list_id": list }, "selection": { "tab": "all" } });
        run("alter table labels rename to labels_away").await;
        talk.owner.post(&format!("{path}/start")).json(form.clone()).await.gives(500);
        talk.owner.post("/api/v1/dialogs/bulk").json(job).await.gives(500);
        run("alter table labels_away rename to labels").await;
        talk.owner.post(&format!("{path}/start")).json(form).await.gives(202);
        run("alter table labels rename to labels_away").await;
        all(&talk.app.inbox).await.unwrap_err();
        run("alter table labels_away rename to labels").await;
        run("update imports set lease_until = 0").await;
        all(&talk.app.inbox).await.unwrap();
        assert_eq!(counts(&talk.owner.get(&path).await.gives(200)), (1, 1, 0, 0, "done"));
        assert_eq!(talk.number("select count(*) from client_keys").await, 1);
    }

    async fn a_quote_that_is_never_closed_ends_it_with_its_reason(db: Db) {
        let talk = Talk::new(db).await;
        let table = format!("id;name\n1;Анна\n2;\"Вера\n{}", "3;Ким\n".repeat(200_000));
        let import = talk.imports(&table, json!({})).await;
        assert_eq!((&import["state"], &import["problem"]), (&json!("failed"), &json!("line_too_long")));
        assert_eq!(talk.number("select count(*) from clients").await, 1, "what stands before it was taken in");
    }

    async fn stopped_it_stays_as_it_is_and_deleted_its_file_goes(db: Db) {
        let talk = Talk::new(db).await;
        let import = talk.uploads("id;name\n1;Анна\n".as_bytes()).await;
        let path = format!("/api/v1/imports/{import}");
        let preview = talk.owner.get(&format!("{path}/preview")).await.gives(200);
        talk.owner.post(&format!("{path}/start")).json(preview).await.gives(202);
        assert_eq!(talk.owner.delete(&path).await.gives(409)["code"], "import_begun");
        assert_eq!(talk.owner.post(&format!("{path}/stop")).await.gives(200)["state"], "stopped");
        all(&talk.app.inbox).await.unwrap();
        assert_eq!(talk.number("select count(*) from clients").await, 0);
        assert_eq!(talk.owner.delete(&path).await.status, 204);
        assert_eq!(talk.owner.get(&path).await.status, 404);
        assert_eq!(talk.number("select count(*) from spare_blobs").await, 1);
    }

    async fn after_a_week_nothing_is_left_of_it(db: Db) {
        let talk = Talk::new(db).await;
        talk.imports("id;name\nхм;Анна\n", json!({})).await;
        talk.app.advance(KEPT_MS + 1);
        let now = talk.app.inbox.clock.now();
        while talk.app.inbox.db.write(move |tx| prune(tx, now, 1)).await.unwrap() > 0 {}
        assert_eq!(talk.number("select count(*) from imports").await, 0);
        assert_eq!(talk.number("select count(*) from import_errors").await, 0);
        assert_eq!(talk.number("select count(*) from spare_blobs").await, 1);
    }

    async fn what_cannot_be_done_is_said_at_once(db: Db) {
        let talk = Talk::new(db).await;
        let path = format!("/api/v1/channels/{}/imports", talk.channel);
        let upload = async |bytes: &[u8]| talk.owner.post(&path).file("x.csv", "text/csv", bytes).await;
        upload(b"").await.complains("file", "required");
        upload(b"\xff\xfei\0d\0").await.complains("file", "not_csv");
        upload(b"\n\n").await.complains("file", "no_header");
        upload("a;".repeat(201).as_bytes()).await.complains("file", "too_many_columns");
        assert_eq!(talk.number("select count(*) from imports").await, 0);
        let site = talk.owner.post("/api/v1/channels").json(json!({ "kind": "site_chat", "name": "Сайт" })).await.gives(201)["id"].clone();
        let refused = talk.owner.post(&format!("/api/v1/channels/{site}/imports")).file("x.csv", "text/csv", b"id\n1").await;
        assert_eq!(refused.gives(409)["code"], "not_importable");
        let import = talk.uploads(b"id;name;city\n1;a;b\n").await;
        let start = async |columns: Value, lists: Value| {
            let form = json!({ "encoding": "utf-8", "delimiter": "semicolon", "columns": columns, "list_ids": lists });
            talk.owner.post(&format!("/api/v1/imports/{import}/start")).json(form).await
        };
        let (id, name, skip) = (json!({ "kind": "id" }), json!({ "kind": "name" }), json!({ "kind": "skip" }));
        let variable = |name: &str| json!({ "kind": "variable", "name": name });
        start(json!([id, name]), json!([])).await.complains("columns", "bad_value");
        start(json!([skip, name, skip]), json!([])).await.complains("columns", "id_column");
        start(json!([id, name, name]), json!([])).await.complains("columns", "name_column");
        start(json!([id, name, variable("2x")]), json!([])).await.complains("columns.2.name", "bad_value");
        start(json!([id, variable("a"), variable("a")]), json!([])).await.complains("columns.2.name", "taken");
        start(json!([id, name, skip]), json!([4711])).await.complains("list_ids", "unknown");
        let (olga, nina) = (talk.app.operator("olga").await, talk.app.neighbour("nina").await);
        let asks = async |user: &User| user.get(&format!("/api/v1/imports/{import}/preview")).await.status;
        assert_eq!((asks(&olga).await, asks(&nina).await), (403, 404));
        assert_eq!(nina.post(&path).file("x.csv", "text/csv", b"id\n1").await.status, 404);
    }
}
