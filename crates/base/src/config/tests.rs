use super::*;

const EXAMPLE: &str = include_str!("../../../../beseda.example.toml");

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn load(text: &str, pairs: &[(&str, &str)]) -> Config {
    Config::from_parts(text, &variables(pairs)).unwrap().config
}

fn refused(text: &str, pairs: &[(&str, &str)]) -> String {
    Config::from_parts(text, &variables(pairs)).unwrap_err().to_string()
}

#[test]
fn the_example_file_is_the_defaults_and_names_every_setting() {
    let loaded = Config::from_parts(EXAMPLE, &[]).unwrap();
    assert_eq!(loaded.config, Config::default());
    let written: Table = EXAMPLE.parse().unwrap();
    assert_eq!(written, defaults().unwrap(), "every setting stands in the example, with its default");
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = "listen = '0.0.0.0:80'\n[log]\nlevel = 'warn'\n[limits]\nhook_bytes = 5\n";
    let from_file = load(file, &[]);
    assert_eq!(from_file.listen, "0.0.0.0:80");
    assert_eq!(from_file.log.level, "warn");
    assert_eq!(from_file.log.format, LogFormat::Pretty);
    let both = load(
        file,
        &[
            ("BESEDA_LISTEN", "1.1.1.1:1"),
            ("BESEDA_LOG_FORMAT", "json"),
            ("BESEDA_LIMITS_HOOK_BYTES", "7"),
            ("BESEDA_OUTGOING_ALLOW_PRIVATE", "10.0.0.0/8, localhost:8081"),
            ("BESEDA_TELEGRAM_API_BASE", "http://127.0.0.1:9"),
            ("HOME", "/"),
        ],
    );
    assert_eq!(both.listen, "1.1.1.1:1");
    assert_eq!((both.log.format, both.log.level.as_str()), (LogFormat::Json, "warn"));
    assert_eq!(both.limits.hook_bytes, 7);
    assert_eq!(both.outgoing.allow_private, ["10.0.0.0/8", "localhost:8081"]);
    assert_eq!(both.telegram.api_base, "http://127.0.0.1:9");
}

#[test]
fn an_unknown_key_is_named() {
    assert!(refused("lisen = '1'", &[]).contains("`lisen`"));
    assert!(refused("[log]\nfromat = 'json'", &[]).contains("`log.fromat`"));
    assert!(refused("listen = 5", &[]).contains("`listen`"));
    assert!(refused("log = 5", &[]).contains("`log`"));
    assert!(refused("listen = ", &[]).contains("line 1"));
}

#[test]
fn an_unknown_variable_is_a_warning() {
    let pairs = [("BESEDA_SERVICE_HOST", "10.0.0.1"), ("BESEDA_TEST_POSTGRES", "x"), ("BESEDA_CONFIG", "y")];
    let loaded = Config::from_parts("", &variables(&pairs)).unwrap();
    assert_eq!(loaded.warnings.len(), 1);
    assert!(loaded.warnings[0].contains("BESEDA_SERVICE_HOST"));
}

#[test]
fn wrong_values_are_refused_with_the_name_of_their_setting() {
    for (name, value, told) in [
        ("BESEDA_LISTEN", "8080", "listen"),
        ("BESEDA_METRICS_LISTEN", "x", "metrics.listen"),
        ("BESEDA_PUBLIC_URL", "ftp://a", "public_url"),
        ("BESEDA_PUBLIC_URL", "example.org", "public_url"),
        ("BESEDA_DATABASE_URL", "mysql://a", "database_url"),
        ("BESEDA_NATS_URL", "a", "nats_url"),
        ("BESEDA_FILES_URL", "gs://a", "files_url"),
        ("BESEDA_LOG_FORMAT", "xml", "xml"),
        ("BESEDA_LOG_LEVEL", "=x=", "log.level"),
        ("BESEDA_TRUSTED_PROXIES", "10.0.0.0/99", "trusted_proxies"),
        ("BESEDA_OUTGOING_ALLOW_PRIVATE", "host:port", "outgoing.allow_private"),
        ("BESEDA_OUTGOING_PROXY", "ftp://x", "outgoing.proxy"),
        ("BESEDA_LIMITS_HOOK_BYTES", "many", "BESEDA_LIMITS_HOOK_BYTES"),
        ("BESEDA_LIMITS_HOOK_BYTES", "0", "limits.hook_bytes"),
        ("BESEDA_OLD_SECRET_KEYS", "a", "old_secret_keys"),
    ] {
        let error = refused("", &[(name, value)]);
        assert!(error.contains(told), "{name}={value}: {error}");
    }
}

#[test]
fn printing_masks_every_secret() {
    let config = load(
        "",
        &[
            ("BESEDA_SECRET_KEY", "kkkk"),
            ("BESEDA_OLD_SECRET_KEYS", "oooo,pppp"),
            ("BESEDA_METRICS_TOKEN", "tttt"),
            ("BESEDA_DATABASE_URL", "postgres://us:ww@host/db?password=qqqq"),
            ("BESEDA_NATS_URL", "nats://nn:mm@host"),
            ("BESEDA_OUTGOING_PROXY", "socks5://a:bb%40b@p:1080"),
            ("BESEDA_S3_SECRET_ACCESS_KEY", "ssss"),
        ],
    );
    let text = config.print();
    assert_eq!(text, format!("{config:?}"));
    for secret in ["kkkk", "oooo", "pppp", "tttt", "ww@", "qqqq", "mm@", "bb%40b", "ssss"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("postgres://us:********@host/db"), "{text}");
    assert!(load(&Config::default().print(), &[]) == Config::default(), "what is printed can be read");
}

#[test]
fn a_named_file_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.toml");
    assert!(Config::load(Some(&missing)).unwrap_err().to_string().contains("none.toml"));
    let there = folder.path().join("here.toml");
    std::fs::write(&there, "[log]\nlevel = 'warn'\nfoo = 1").unwrap();
    let error = Config::load(Some(&there)).unwrap_err().to_string();
    assert!(error.contains("here.toml") && error.contains("`log.foo`"), "{error}");
}

#[test]
fn defaults_follow_the_data_folder() {
    let config = load("data_dir = '/var/lib/beseda'\npublic_url = 'https://chat.example.org/'", &[]);
    assert_eq!(config.database_url(), "sqlite:/var/lib/beseda/beseda.db");
    assert_eq!(config.files_url(), "file:/var/lib/beseda/files");
    assert_eq!(config.secret_key_path(), Path::new("/var/lib/beseda/secret.key"));
    assert_eq!(config.public_url(), Some("https://chat.example.org"));
    assert!(config.is_https());
    assert_eq!(Config::default().public_url(), None);
}

#[test]
fn days_have_bounds() {
    assert_eq!(load("", &[("BESEDA_RETENTION_EVENTS_DAYS", "90")]).retention.events_days, 90);
    for (file, name) in [
        ("[retention]\nevents_days = 0", "retention.events_days"),
        ("[retention]\nraw_events_days = 1", "retention.raw_events_days"),
        ("[retention]\ndead_letters_days = 0", "retention.dead_letters_days"),
        ("[retention]\noutbox_days = 36501", "retention.outbox_days"),
    ] {
        assert!(refused(file, &[]).contains(name), "{file}");
    }
}
