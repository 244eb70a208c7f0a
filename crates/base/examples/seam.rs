use std::time::{Duration, Instant};
use beseda_base::db::{Db, DbOptions, Migration, params, values};
use beseda_base::events::NewEvent;
use std::sync::Arc; use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
const T: &[Migration] = &[Migration::one(1, "t", "create table projects (id {pk}, name text not null, last_seq bigint not null default 0);
 create table events (project bigint not null, seq bigint not null, at bigint not null, kind text not null, client bigint, message bigint, channel bigint, employee bigint, data text not null, primary key (project, seq));
 create table clients (id {pk}, project bigint not null, name text not null, last_message_at bigint not null default 0, last_n bigint not null default 0, unread bigint not null default 0);
 create index clients_list on clients (project, last_message_at, id);
 create table seen (channel bigint not null, external_id text not null, primary key (channel, external_id));
 create table messages (id {pk}, client bigint not null, n bigint not null, at bigint not null, text text not null);
 create index messages_by_client on messages (client, n);
 insert into projects (name) values ('a');")];
const SEEN: &str = "insert into seen (channel, external_id) values ($1, $2) on conflict do nothing";
const MSG: &str = "insert into messages (client, n, at, text) values ($1, $2, $3, $4) returning id";
const UPD: &str = "update clients set last_n = last_n + 1, last_message_at = $2, unread = unread + 1 where id = $1 returning last_n";
const CLIENTS: i64 = 20000;
fn rnd(s: &AtomicU64) -> i64 { let mut x = s.fetch_add(0x9E3779B97F4A7C15, Relaxed); x ^= x >> 30; x = x.wrapping_mul(0xBF58476D1CE4E5B9); x ^= x >> 27; (x % CLIENTS as u64) as i64 + 1 }
#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap(); let callers: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let events = std::env::args().nth(3).as_deref() == Some("events");
    let batch = std::env::args().nth(3).as_deref() == Some("batch");
    let url = if url == "sqlite" { let _ = std::fs::remove_dir_all("/tmp/seam/b"); std::fs::create_dir_all("/tmp/seam/b").unwrap(); "sqlite:/tmp/seam/b/x.db".to_owned() } else { url };
    let db = Db::open(&DbOptions::new(&url)).await.unwrap(); db.migrate(T).await.unwrap();
    db.write(|tx| { tx.execute_rows("insert into clients (project, name) values {rows:bigint,text}", &[], &(0..CLIENTS).map(|n| values![1, n.to_string()]).collect::<Vec<_>>()) }).await.unwrap();
    let s = Arc::new(AtomicU64::new(1)); let done = Arc::new(AtomicU64::new(0));
    let text = "Здравствуйте, подскажите пожалуйста когда будет доставка заказа номер 12345?";
    let end = Instant::now() + Duration::from_secs(4);
    let hs: Vec<_> = (0..callers).map(|_| { let (db, s, done) = (db.clone(), s.clone(), done.clone()); tokio::spawn(async move {
        while Instant::now() < end {
            if batch {
                let base = s.fetch_add(1, Relaxed) as i64;
                db.write(move |tx| { let rows: Vec<_> = (0..100).map(|n| values![n + 1, base, 1, text]).collect();
                    tx.execute_rows("insert into messages (client, n, at, text) values {rows:bigint,bigint,bigint,text}", &[], &rows) }).await.unwrap();
                done.fetch_add(100, Relaxed); continue;
            }
            let c = rnd(&s); let ext = s.fetch_add(1, Relaxed).to_string();
            db.write(move |tx| {
                let n: i64 = tx.one(UPD, params![c, 1])?;
                tx.execute(SEEN, params![1, &ext])?;
                let id: i64 = tx.one(MSG, params![c, n, 1, text])?;
                if events { tx.event(NewEvent { project: 1, kind: "message_received", client: Some(c), message: Some(id), channel: None, employee: None, data: serde_json::Value::Null }); }
                Ok(())
            }).await.unwrap(); done.fetch_add(1, Relaxed); } }) }).collect();
    for h in hs { h.await.unwrap(); }
    let rate = done.load(Relaxed) as f64 / 4.0; println!("seam {callers} callers: {rate:.0}/s"); db.close().await;
    if url.starts_with("sqlite") { for g in [1usize, 16, 32, 128, 256] { bare(g, events, batch, text); } } else { bare_pg(&url, batch, text).await }
}
fn bare(g: usize, events: bool, batch: bool, text: &str) {
    let _ = std::fs::remove_dir_all("/tmp/seam/c"); std::fs::create_dir_all("/tmp/seam/c").unwrap();
    std::fs::copy("/tmp/seam/b/x.db", "/tmp/seam/c/x.db").unwrap();
    let c = rusqlite::Connection::open("/tmp/seam/c/x.db").unwrap(); c.set_prepared_statement_cache_capacity(100);
    c.execute_batch("pragma journal_mode=wal; pragma synchronous=full; pragma wal_autocheckpoint=0; pragma cache_size=-16000; delete from messages; delete from seen; delete from events;").unwrap();
    let _ = c.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()));
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false)); let st = stop.clone();
    let h = std::thread::spawn(move || { let c = rusqlite::Connection::open("/tmp/seam/c/x.db").unwrap(); while !st.load(Relaxed) { std::thread::sleep(Duration::from_millis(250)); let _ = c.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(())); } });
    let f = |s: &str| s.replace('$', "?"); let (a, b, u) = (f(SEEN), f(MSG), f(UPD));
    let s = AtomicU64::new(1); let mut n = 0u64; let end = Instant::now() + Duration::from_secs(3);
    while Instant::now() < end {
        c.execute_batch("begin immediate").unwrap();
        for _ in 0..g {
            if batch { let mut st = c.prepare_cached("insert into messages (client, n, at, text) values (?1,?2,?3,?4)").unwrap(); for k in 0..100 { st.execute(rusqlite::params![k + 1, n as i64, 1, text]).unwrap(); } n += 100; continue; }
            let cl = rnd(&s); let ext = s.fetch_add(1, Relaxed).to_string() + "b";
            let k: i64 = c.prepare_cached(&u).unwrap().query_row(rusqlite::params![cl, 1], |r| r.get(0)).unwrap();
            c.prepare_cached(&a).unwrap().execute(rusqlite::params![1, ext]).unwrap();
            let id: i64 = c.prepare_cached(&b).unwrap().query_row(rusqlite::params![cl, k, 1, text], |r| r.get(0)).unwrap();
            if events { let q: i64 = c.prepare_cached("update projects set last_seq = last_seq + ?2 where id = ?1 returning last_seq").unwrap().query_row([1, 1], |r| r.get(0)).unwrap();
              c.prepare_cached("insert into events (project, seq, at, kind, client, message, channel, employee, data) values (?1,?2,?3,?4,?5,?6,?7,?8,?9)").unwrap().execute(rusqlite::params![1, q, 1, "message_received", cl, id, None::<i64>, None::<i64>, "null"]).unwrap(); }
            n += 1;
        }
        c.execute_batch("commit").unwrap();
    }
    stop.store(true, Relaxed); h.join().unwrap();
    println!("bare group {g}: {:.0}/s", n as f64 / 3.0);
}
async fn bare_pg(url: &str, batch: bool, text: &str) {
    for conns in [1usize, 4, 8] {
        let s = Arc::new(AtomicU64::new(1 << 40)); let done = Arc::new(AtomicU64::new(0)); let end = Instant::now() + Duration::from_secs(3);
        let hs: Vec<_> = (0..conns).map(|_| { let (url, s, done, text) = (url.to_owned(), s.clone(), done.clone(), text.to_owned()); tokio::spawn(async move {
            let (c, k) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap(); tokio::spawn(k);
            let (a, b, u) = (c.prepare(SEEN).await.unwrap(), c.prepare(MSG).await.unwrap(), c.prepare(UPD).await.unwrap());
            let vals: Vec<String> = (0..100).map(|n| format!("(${},${},${},${})", n*4+1, n*4+2, n*4+3, n*4+4)).collect();
            let rows = c.prepare(&format!("insert into messages (client, n, at, text) values {}", vals.join(","))).await.unwrap();
            while Instant::now() < end {
                if batch { c.batch_execute("begin").await.unwrap(); let ids: Vec<i64> = (1..=100).collect(); let mut p: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = vec![]; for i in &ids { p.push(i); p.push(&7i64); p.push(&1i64); p.push(&text); } c.execute(&rows, &p).await.unwrap(); c.batch_execute("commit").await.unwrap(); done.fetch_add(100, Relaxed); continue; }
                let cl = rnd(&s); let ext = s.fetch_add(1, Relaxed).to_string();
                c.batch_execute("begin").await.unwrap();
                let n: i64 = c.query_one(&u, &[&cl, &1i64]).await.unwrap().get(0);
                c.execute(&a, &[&1i64, &ext]).await.unwrap();
                let _id: i64 = c.query_one(&b, &[&cl, &n, &1i64, &text]).await.unwrap().get(0);
                c.batch_execute("commit").await.unwrap(); done.fetch_add(1, Relaxed);
            } }) }).collect();
        for h in hs { h.await.unwrap(); }
        println!("bare pg {conns} connections: {:.0}/s", done.load(Relaxed) as f64 / 3.0);
    }
}
