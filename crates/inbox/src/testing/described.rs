//! Holds answers and frames against `docs/openapi.json`: what is described is there, and nothing is there that is not described.
//! That the file is what the code gives is a test of the crate above.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::http::Method;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::Answer;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
/// Put before the name of a schema that may be a part of another one.
const OPEN: &str = "Open.";

/// The description, and its schemas closed against what they do not name.
struct Description {
    paths: Map<String, Value>,
    schemas: Map<String, Value>,
    validators: Mutex<HashMap<String, &'static Validator>>,
}

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    let mut document: Value =
        serde_json::from_str(&std::fs::read_to_string(FILE).expect("the description")).expect("JSON");
    let Value::Object(paths) = document["paths"].take() else { panic!("no paths in {FILE}") };
    let Value::Object(described) = document["components"]["schemas"].take() else { panic!("no schemas in {FILE}") };
    let mut schemas = Map::new();
    for (name, schema) in described {
        schemas.insert(format!("{OPEN}{name}"), opened(schema.clone()));
        schemas.insert(name, closed(opened(schema)));
    }
    Description { paths, schemas, validators: Mutex::default() }
});

/// The same schema, with open parts: together they are one object.
fn opened(mut schema: Value) -> Value {
    if let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) {
        for part in parts {
            if let Some(name) = part["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
                part["$ref"] = format!("#/components/schemas/{OPEN}{name}").into();
            }
        }
    }
    if let Some(kinds) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        kinds.iter_mut().for_each(|kind| *kind = opened(kind.take()));
    }
    schema
}

/// The same schema, refusing what it does not name.
fn closed(mut schema: Value) -> Value {
    if let Some(kinds) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        kinds.iter_mut().for_each(|kind| *kind = closed(kind.take()));
    } else if schema.get("allOf").is_some() || schema.get("properties").is_some() {
        schema["unevaluatedProperties"] = false.into();
    }
    schema
}

/// What does not fit.
pub(crate) fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let key = schema.to_string();
    let validator =
        *DESCRIPTION.validators.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert_with(|| {
            let root = json!({ "allOf": [schema], "components": { "schemas": DESCRIPTION.schemas } });
            // As many as there are kinds of answers, for the life of the tests.
            Box::leak(Box::new(jsonschema::draft202012::new(&root).expect("a schema")))
        });
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The schema of this name.
pub(crate) fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

#[track_caller]
fn hold(schema: &Value, value: &Value, what: &str) {
    let complaints = complaints(schema, value);
    assert!(
        complaints.is_empty(),
        "{what} is not as described (after a change: `make openapi`): {complaints:#?}\n{value}"
    );
}

/// A frame of the socket of our page.
#[cfg(test)]
#[track_caller]
pub(crate) fn check_frame(frame: &Value) {
    hold(&named("FrameFromServer"), frame, "a frame");
}

/// An answer of the API. What is asked for in vain (no such path, no such method) is described nowhere.
#[track_caller]
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let Some(responses) = responses(method, path) else { return };
    let what = format!("the answer {} to {method} {path}", answer.status);
    if answer.header("content-type") == "application/problem+json" {
        return hold(&named("Problem"), &answer.json(), &what);
    }
    let Some(response) = responses.get(answer.status.to_string()) else { panic!("{what} is not described") };
    if answer.header("content-type") == "application/json" {
        let schema = &response["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{what} has a body that is not described");
        hold(schema, &answer.json(), &what);
    }
}

/// The described answers of the route that serves this path: of several the one with the fewest variable parts.
fn responses(method: &Method, path: &str) -> Option<&'static Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let variable = |part: &&str| part.starts_with('{');
    let fits = |template: &&String| {
        let known: Vec<&str> = template.split('/').collect();
        known.len() == parts.len() && known.iter().zip(&parts).all(|(known, part)| variable(known) || known == part)
    };
    let template = DESCRIPTION.paths.keys().filter(fits).min_by_key(|path| path.split('/').filter(variable).count())?;
    DESCRIPTION.paths[template].get(method.as_str().to_lowercase())?.get("responses")
}
