//! What documents say is checked against what is there: the API's snapshot, named paths, make targets and commands.

use std::path::Path;
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn beseda(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_beseda")).args(arguments).output().expect("the binary runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every document for people, with its path.
fn documents() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in [".", "docs", "docs/decisions"] {
        let entries = std::fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder of documents");
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|kind| kind == "md") {
                let name = format!("{folder}/{}", path.file_name().expect("a name").to_string_lossy());
                found.push((name.clone(), read(&name)));
            }
        }
    }
    assert!(found.len() > 8, "the documents are where the test looks");
    found
}

#[test]
fn the_snapshot_of_the_api_is_what_the_code_serves() {
    let served = beseda(&["openapi"]);
    assert_eq!(served.trim(), read("docs/openapi.json").trim(), "run `make openapi` and look at what changed");
}

#[test]
fn every_schema_that_the_description_names_is_in_it() {
    let text = read("docs/openapi.json");
    let description: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let references: Vec<&str> = text.split("\"$ref\": \"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.len() > 100, "the test finds references");
    for reference in references {
        assert!(description.pointer(reference).is_some(), "{reference} is named and not there");
    }
}

#[test]
fn every_link_and_every_named_path_exists() {
    for (name, text) in documents() {
        let folder = Path::new(ROOT).join(&name).parent().expect("a folder").to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") && !link.starts_with('#') {
                assert!(folder.join(link).exists(), "{name} links to {link}, which is not there");
            }
        }
        for code in text.split('`').skip(1).step_by(2) {
            let looks_like_a_path = ["docs/", "crates/", "scripts/", "migrations/", "web/", "widget/", "e2e/"]
                .iter()
                .any(|start| code.starts_with(start));
            if looks_like_a_path && !code.contains([' ', '*', '{', '\n']) {
                assert!(Path::new(ROOT).join(code).exists(), "{name} names {code}, which is not there");
            }
        }
    }
}

#[test]
fn every_named_make_target_exists() {
    let makefile = read("Makefile");
    for (name, text) in documents() {
        for code in text.split('`').skip(1).step_by(2) {
            let Some(target) = code.strip_prefix("make ").and_then(|rest| rest.split_whitespace().next()) else {
                continue;
            };
            assert!(makefile.contains(&format!("\n{target}:")), "{name} names `make {target}`");
        }
    }
}

#[test]
fn every_named_command_exists() {
    let help = beseda(&["--help"]);
    for (name, text) in documents() {
        for code in text.split('`').skip(1).step_by(2) {
            let Some(command) = code.strip_prefix("beseda ").and_then(|rest| rest.split_whitespace().next()) else {
                continue;
            };
            let known = help.lines().any(|line| line.split_whitespace().next() == Some(command));
            assert!(known, "{name} names `beseda {command}`");
        }
    }
}

#[test]
fn every_setting_of_the_sample_is_read() {
    let file = Path::new(ROOT).join("beseda.example.toml");
    let printed = beseda(&["--config", &file.to_string_lossy(), "config"]);
    assert!(printed.contains("listen"), "{printed}");
}
