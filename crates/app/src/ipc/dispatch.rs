//! From a command's name and payload to its use case and back.

use super::commands::with_commands;
use super::{handler, view};
use crate::app::App;
use crate::{AppError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

macro_rules! dispatcher {
    ($($handler:ident: $name:literal($request:ident) -> $response:ident, provides [$($p:ident),*], invalidates [$($i:ident),*];)*) => {
        /// Runs one command. What it makes stale is announced to every host.
        ///
        /// # Errors
        /// The use case's own, `request.malformed`, `request.unknown_command`.
        pub(crate) fn dispatch(app: &App, command: &str, payload: Value) -> Result<Value, AppError> {
            match command {
                $($name => {
                    let request: view::$request = parse(payload)?;
                    let response: view::$response = handler::$handler(app, request)?;
                    let stale: &[&str] = &[$(stringify!($i)),*];
                    app.announce_stale(stale);
                    answer(&response)
                })*
                _ => Err(AppError::new(ErrorCode::RequestUnknownCommand, "no such command").with("command", command)),
            }
        }
    };
}

with_commands!(dispatcher);

/// An absent payload is an empty one.
fn parse<T: DeserializeOwned>(payload: Value) -> Result<T, AppError> {
    let payload = if payload.is_null() { Value::Object(serde_json::Map::new()) } else { payload };
    // serde's message may quote the payload, which may hold a secret: only its place is told.
    serde_json::from_value(payload)
        .map_err(|_| AppError::new(ErrorCode::RequestMalformed, "the request lacks its shape"))
}

fn answer<T: Serialize>(response: &T) -> Result<Value, AppError> {
    serde_json::to_value(response)
        .map_err(|error| AppError::new(ErrorCode::Internal, format!("answer: {error}")))
}
