//! What is damaged, foreign, newer or in the way is refused.

use super::*;

async fn what_is_there_stays(engine: Engine) {
    let source = Source::new(engine).await;
    let backup = source.backup().await;
    let target = Target::new(engine).await;
    restore(&target.config, &backup, false, false).await.unwrap();
    let before = rows_of(&target.config).await;
    let refused = restore(&target.config, &backup, false, false).await.unwrap_err().to_string();
    assert!(refused.contains("not empty") && refused.contains("--replace"), "{refused}");
    assert_eq!(rows_of(&target.config).await, before);
    restore(&target.config, &backup, true, false).await.unwrap();
    assert_eq!(rows_of(&target.config).await, before);
    if let Some(path) = tools::sqlite_path(&target.config) {
        assert!(path.with_file_name("beseda.db.before-restore").exists(), "the former database is kept");
        assert!(!path.with_file_name("beseda.db.restoring").exists());
        let _server = beseda_base::db::lock_file(&path).unwrap();
        let refused = restore(&target.config, &backup, true, false).await.unwrap_err().to_string();
        assert!(refused.contains("another Beseda has it open"), "{refused}");
    }
    target.remove().await;
    source.db.remove().await;
}

#[test]
fn what_is_there_stays_on_sqlite() {
    on(what_is_there_stays(Engine::Sqlite));
}

#[test]
fn what_is_there_stays_on_postgres() {
    on(what_is_there_stays(Engine::Postgres));
}

#[test]
fn a_database_of_another_program_is_never_filled() {
    on(async {
        let source = Source::new(Engine::Postgres).await;
        let backup = source.backup().await;
        let target = Target::new(Engine::Postgres).await;
        let db = target.db.as_ref().unwrap();
        db.write(|tx| {
            beseda_base::db::catalog::drop_all(tx)?;
            tx.execute("create table invoices (id bigint primary key)", &[])
        })
        .await
        .unwrap();
        for replace in [false, true] {
            let refused = restore(&target.config, &backup, replace, false).await.unwrap_err().to_string();
            assert!(refused.contains("another program"), "{refused}");
        }
        target.remove().await;
        source.db.remove().await;
    });
}

#[test]
fn a_damaged_backup_is_refused_wherever_the_damage_is() {
    on(async {
        let source = Source::new(Engine::Sqlite).await;
        let path = source.backup().await;
        let whole = std::fs::read(&path).unwrap();
        let broken = path.with_file_name("broken.tar");
        let find = |needle: &[u8]| whole.windows(needle.len()).position(|window| window == needle).unwrap();
        // In a part of a table, in a stored file, in the index, in the manifest.
        let places = [
            find(b"tables/messages/000001.gz") + 700,
            find(b"files/files/1/00000000000000000000000000000003") + 50_000,
            find(b"index/000001.gz") + 600,
            find(b"manifest.json") + 700,
        ];
        for place in places {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x20;
            std::fs::write(&broken, &bytes).unwrap();
            let checked = verify(&source.config, Some(&broken)).await;
            assert!(!matches!(checked, Ok(true)), "damage at {place} was not seen");
            let target = Target::new(Engine::Sqlite).await;
            restore(&target.config, &broken, false, false).await.unwrap_err();
            assert!(!tools::sqlite_path(&target.config).unwrap().exists(), "nothing was restored");
        }
        for length in [0, 100, whole.len() / 3, whole.len() - 3_000] {
            std::fs::write(&broken, &whole[..length]).unwrap();
            verify(&source.config, Some(&broken)).await.unwrap_err();
        }
        std::fs::write(&broken, "not a backup at all").unwrap();
        verify(&source.config, Some(&broken)).await.unwrap_err();
    });
}

#[test]
fn a_backup_of_a_newer_program_is_refused() {
    on(async {
        let folder = tempfile::tempdir().unwrap();
        let mut migrations: Vec<String> = ALL.iter().map(|migration| migration.checksum()).collect();
        let target = Target::new(Engine::Sqlite).await;
        let attempt = async |name: &str, format: u32, migrations: Vec<String>| {
            let path = folder.path().join(name);
            let head = Head {
                format,
                beseda: "9.9.9".into(),
                created_at: NOW,
                engine: "sqlite".into(),
                migrations,
                tables: Vec::new(),
            };
            Writer::create(&path, &head).unwrap().finish().unwrap();
            restore(&target.config, &path, false, false).await.unwrap_err().to_string()
        };
        assert!(attempt("format", FORMAT + 1, migrations.clone()).await.contains("newer Beseda"));
        migrations.push("ab".repeat(32));
        assert!(attempt("migrations", FORMAT, migrations.clone()).await.contains("newer Beseda (9.9.9)"));
        migrations.truncate(ALL.len());
        migrations[0] = "ab".repeat(32);
        assert!(attempt("other", FORMAT, migrations).await.contains("other tables"));
    });
}

#[test]
fn a_backup_never_overwrites_and_never_holds_the_key() {
    on(async {
        let source = Source::new(Engine::Sqlite).await;
        let key = source.folder.path().join("secret.key");
        std::fs::write(&key, "the-key-of-this-installation").unwrap();
        let config = Config { secret_key_file: key.display().to_string(), ..source.config.clone() };
        let path = source.folder.path().join("backup.tar");
        backup(&config, &path).await.unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(28).any(|window| window == b"the-key-of-this-installation"));
        let refused = backup(&config, &path).await.unwrap_err().to_string();
        assert!(refused.contains("there already"), "{refused}");
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "only its owner reads it");
        let left: HashSet<String> = std::fs::read_dir(source.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        assert_eq!(left, HashSet::from(["backup.tar".to_owned(), "secret.key".to_owned()]), "nothing else is left");
    });
}
