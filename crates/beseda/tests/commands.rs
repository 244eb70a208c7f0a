//! The commands as a person runs them: the binary in a folder of its own, what it prints and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The longest that anything here may take, on a machine that builds beside it.
const PATIENCE: Duration = Duration::from_secs(120);

fn beseda(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beseda"));
    // Nothing of the machine's own settings may reach a test.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BESEDA_")) {
        command.env_remove(name);
    }
    command.current_dir(data).arg("--data").arg(data).stdin(Stdio::null());
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    beseda(data).args(arguments).output().expect("the binary runs")
}

#[track_caller]
fn succeeds(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).expect("text")
}

#[track_caller]
fn fails(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A running server, killed when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
    /// What it has printed until it listened.
    printed: Vec<String>,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start(data: &Path, arguments: &[&str], last_line: &str) -> Self {
        let mut command = beseda(data);
        command.args(arguments).args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the server starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
        let mut printed: Vec<String> = Vec::new();
        loop {
            let mut line = String::new();
            let length = stdout.read_line(&mut line).expect("a line");
            assert!(length > 0, "the server ended after {printed:?}");
            printed.push(line.trim().to_owned());
            if line.starts_with(last_line) {
                break;
            }
        }
        let address = printed.iter().find_map(|line| line.split("http://").nth(1)).expect("an address");
        Self { child, address: address.parse().expect("an address"), printed, stdout }
    }

    /// Asks it to stop and waits until it has.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("its last words");
        assert!(self.child.wait().expect("its end").success(), "{rest}");
    }

    /// One request as the page sends it. Answers status, head and JSON.
    fn ask(&self, method: &str, path: &str, session: Option<&Session>, body: &Value) -> (u16, String, Value) {
        let mut stream = TcpStream::connect(self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        let (address, body) = (self.address, if body.is_null() { String::new() } else { body.to_string() });
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        if let Some(Session { cookie, project }) = session {
            head.push_str(&format!("Cookie: {cookie}\r\nBeseda-Project: {project}\r\n"));
        }
        stream.write_all(format!("{head}\r\n{body}").as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head[9..12].parse().expect("a status");
        (status, head.to_owned(), serde_json::from_str(body).unwrap_or_default())
    }

    fn sign_in(&self, email: &str, password: &str) -> Result<Session, u16> {
        let (status, head, _) =
            self.ask("POST", "/api/v1/auth/login", None, &json!({ "email": email, "password": password }));
        if status >= 300 {
            return Err(status);
        }
        let cookie = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next().unwrap_or_default().to_owned())
        });
        let mut session = Session { cookie: cookie.expect("a cookie"), project: 0 };
        let projects = self.get("/api/v1/projects", &session);
        session.project = projects["items"][0]["id"].as_i64().expect("a project");
        Ok(session)
    }

    fn get(&self, path: &str, session: &Session) -> Value {
        let (status, _, body) = self.ask("GET", path, Some(session), &Value::Null);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Asks until the answer is as wanted.
    fn until(&self, path: &str, session: &Session, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let body = self.get(path, session);
            if wanted(&body) {
                return body;
            }
            assert!(Instant::now() < end, "{path} stays {body}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Session {
    cookie: String,
    project: i64,
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// An installation with an owner, made as a person makes it.
fn set_up(data: &Path) -> (Server, Session) {
    let server = Server::start(data, &["serve"], "Nobody has set it up");
    let body = json!({
        "name": "Катерина Лис", "email": "katerina@example.com", "password": "correct horse battery",
        "project": { "name": "Тихая глина", "language": "ru", "timezone": "Europe/Moscow" },
    });
    let (status, _, answer) = server.ask("POST", "/api/v1/setup", None, &body);
    assert_eq!(status, 201, "{answer}");
    let session = server.sign_in("katerina@example.com", "correct horse battery").expect("the owner signs in");
    (server, session)
}

/// The password that a command has printed once.
fn password_in(text: &str) -> String {
    let line = text.lines().find(|line| line.contains("shown only here: ")).expect("a password");
    line.rsplit(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn accounts_are_listed_added_and_reset_beside_a_running_server() {
    let data = folder();
    let (server, session) = set_up(data.path());
    assert!(succeeds(data.path(), &["employee", "list"]).contains("katerina@example.com"));

    let add =
        ["employee", "add", "--email", "olga@example.com", "--name", "Ольга", "--project", "Тихая глина", "--role"];
    let added = succeeds(data.path(), &[&add[..], &["operator"]].concat());
    server.sign_in("olga@example.com", &password_in(&added)).expect("the new operator signs in");
    let again = fails(data.path(), &[&add[..], &["operator"]].concat());
    assert!(again.contains("in the project already"), "{again}");
    let listed = succeeds(data.path(), &["employee", "list"]);
    assert!(listed.contains("olga@example.com") && listed.contains("Тихая глина (operator)"), "{listed}");

    let reset = succeeds(data.path(), &["employee", "reset", "--email", " Katerina@Example.com"]);
    let (status, ..) = server.ask("GET", "/api/v1/projects", Some(&session), &Value::Null);
    assert_eq!(status, 401, "her sessions have ended");
    assert!(server.sign_in("katerina@example.com", "correct horse battery").is_err(), "the old password is gone");
    server.sign_in("katerina@example.com", &password_in(&reset)).expect("the new one opens");
    server.stop();
    assert!(succeeds(data.path(), &["employee", "list"]).contains("olga@example.com"), "also without a server");
}

#[test]
fn commands_that_cannot_do_their_work_say_why_and_change_nothing() {
    let data = folder();
    let missing = fails(data.path(), &["employee", "list"]);
    assert!(missing.contains("there is no database"), "{missing}");
    assert!(!data.path().join("beseda.db").exists(), "looking makes no database");
    assert!(fails(data.path(), &["backup", "--to", "b.tar"]).contains("there is no database"));
    assert!(fails(data.path(), &["verify"]).contains("there is no database"));
    assert!(fails(data.path(), &["restore", "--from", "nothing.tar"]).contains("cannot read nothing.tar"));

    succeeds(data.path(), &["migrate"]);
    assert!(succeeds(data.path(), &["employee", "list"]).contains("no accounts"));
    let nobody = fails(data.path(), &["employee", "reset", "--email", "nobody@example.com"]);
    assert!(nobody.contains("there is no account nobody@example.com"), "{nobody}");
    let add =
        ["employee", "add", "--email", "a@example.com", "--name", "A", "--project", "nowhere", "--role", "operator"];
    assert!(fails(data.path(), &add).contains("no such project"));
    let role = run(data.path(), &[&add[..8], &["--role", "king"]].concat());
    assert!(!role.status.success() && String::from_utf8_lossy(&role.stderr).contains("administrator"));
}

#[test]
fn a_running_server_is_backed_up_checked_and_restored_elsewhere() {
    let data = folder();
    let (server, session) = set_up(data.path());
    let (status, _, answer) = server.ask("POST", "/api/v1/project/demo-client", Some(&session), &Value::Null);
    assert_eq!(status, 201, "{answer}");
    let (client, backups) = (&answer["client_id"], data.path().join("backups"));
    std::fs::create_dir(&backups).expect("a folder");
    let made = succeeds(data.path(), &["backup", "--to", "backups"]);
    assert!(made.contains("secret.key") && made.contains("Keep it apart"), "{made}");
    let file = std::fs::read_dir(&backups).expect("the folder").next().expect("a backup").expect("a backup").path();
    let file = file.to_str().expect("a name");
    assert!(succeeds(data.path(), &["verify", "--backup", file]).contains("No findings"));
    assert!(succeeds(data.path(), &["verify"]).contains("No findings"), "beside the running server");
    let refused = fails(data.path(), &["restore", "--from", file, "--replace"]);
    assert!(refused.contains("another Beseda has it open"), "{refused}");
    server.stop();

    let other = folder();
    let restored = succeeds(other.path(), &["restore", "--from", file]);
    assert!(restored.contains("There is no key yet"), "{restored}");
    assert!(fails(other.path(), &["restore", "--from", file]).contains("--replace"));
    assert!(succeeds(other.path(), &["verify"]).contains("No findings"));
    let server = Server::start(other.path(), &["serve"], "Beseda listens");
    let session = server.sign_in("katerina@example.com", "correct horse battery").expect("the owner is there");
    assert_eq!(server.get(&format!("/api/v1/clients/{client}"), &session)["name"], "Лена");
    server.stop();

    let bytes = std::fs::read(file).expect("the backup");
    std::fs::write(file, &bytes[..bytes.len() / 2]).expect("a cut backup");
    assert!(fails(other.path(), &["verify", "--backup", file]).contains("backup"));
}

#[test]
fn verify_ends_with_one_and_names_what_is_wrong() {
    let data = folder();
    let (server, _) = set_up(data.path());
    server.stop();
    let database = rusqlite::Connection::open(data.path().join("beseda.db")).expect("the database");
    database.execute("update projects set last_seq = last_seq + 5", []).expect("broken");
    drop(database);
    let told = fails(data.path(), &["verify"]);
    assert!(told.contains("last_seq is") && told.contains("1 findings"), "{told}");
}

fn dialogs(server: &Server, session: &Session) -> Vec<Value> {
    let page = server.get("/api/v1/dialogs?limit=100", session);
    page["items"].as_array().expect("dialogs").clone()
}

/// Whom a second start has twice would be seen here.
fn people(server: &Server, session: &Session) -> std::collections::BTreeSet<String> {
    dialogs(server, session).iter().map(|dialog| dialog["external_id"].to_string()).collect()
}

#[test]
fn the_demo_is_alive_and_a_second_start_doubles_nothing() {
    let data = folder();
    let server = Server::start(data.path(), &["demo", "--dialogs", "24"], "Password of both");
    let password = server.printed.last().and_then(|line| line.rsplit(' ').next()).expect("a password").to_owned();
    assert!(
        server.printed.iter().any(|line| line == "Wrote 24 dialogs of the sample company."),
        "{:?}",
        server.printed
    );
    server.sign_in("olga@example.com", &password).expect("the operator signs in");
    let session = server.sign_in("katerina@example.com", &password).expect("the owner signs in");
    let channels = server.get("/api/v1/channels", &session);
    let kinds: Vec<&str> =
        channels["items"].as_array().expect("channels").iter().filter_map(|c| c["kind"].as_str()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "site_chat").count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == "telegram").count(), 1);
    answer_and_hear_back(&server, &session);
    let before = people(&server, &session);
    server.stop();

    let server = Server::start(data.path(), &["demo", "--dialogs", "24"], "Password of both");
    assert_eq!(server.printed.last().and_then(|line| line.rsplit(' ').next()), Some(password.as_str()));
    assert!(!server.printed.iter().any(|line| line.starts_with("Wrote")), "{:?}", server.printed);
    let session = server.sign_in("katerina@example.com", &password).expect("the owner signs in");
    assert!(people(&server, &session).is_superset(&before));
    // The stand-in of Telegram is a new one; the dialogs go on all the same.
    answer_and_hear_back(&server, &session);
    server.stop();
    assert!(succeeds(data.path(), &["verify"]).contains("No findings"));
}

/// An answer in Telegram goes out for real, and the client answers it.
fn answer_and_hear_back(server: &Server, session: &Session) {
    let found = dialogs(server, session).into_iter().find(|dialog| {
        dialog["channel_kind"] == "telegram" && dialog["unreachable"].is_null() && dialog["blocked"] == false
    });
    let client = found.expect("a client in Telegram")["client_id"].clone();
    let path = format!("/api/v1/dialogs/{client}/messages");
    let before = server.get(&path, session)["items"].as_array().map_or(0, Vec::len);
    let reference = format!("r{before}-{}", server.address.port());
    let body = json!({ "text": "Да, всё в силе!", "client_ref": reference, "file_ids": [], "buttons": [] });
    let (status, _, posted) = server.ask("POST", &path, Some(session), &body);
    assert_eq!(status, 201, "{posted}");
    let heard = server.until(&path, session, |page| {
        let items = page["items"].as_array().expect("messages");
        let place = items.iter().position(|item| item["id"] == posted["id"]);
        place.is_some_and(|place| items[place + 1..].iter().any(|item| item["kind"] == "in"))
    });
    let ours = heard["items"].as_array().expect("messages").iter().find(|item| item["id"] == posted["id"]).cloned();
    assert_eq!(ours.expect("our message")["state"], "sent");
}

#[test]
fn the_demo_leaves_a_real_installation_alone() {
    let data = folder();
    let (server, _) = set_up(data.path());
    server.stop();
    let refused = fails(data.path(), &["demo"]);
    assert!(refused.contains("an installation of its own"), "{refused}");
    assert!(!data.path().join("demo-password").exists());
}
