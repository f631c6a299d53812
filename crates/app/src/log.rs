//! The log of this machine: one JSON object a line, redacted as it is written, in a few files of
//! bounded size (docs/decisions/0037).

mod redact;
mod rotate;

pub(crate) use redact::redact;
pub(crate) use rotate::tail;

use crate::app::Host;
use crate::clock::{Clock, korean_rfc3339};
use rotate::RotatingFile;
use serde_json::{Map, Value};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Folder of the logs inside the data folder.
const FOLDER: &str = "logs";

/// Longest value of a field, in bytes; the rest is cut off.
const VALUE_BYTES_MAX: usize = 1_000;

/// Writes what is traced to the log. A host makes one and hands it to its subscriber.
pub struct Log {
    clock: Arc<dyn Clock>,
    file: Mutex<RotatingFile>,
}

impl Log {
    /// The log of `host` inside `data_dir`. Nothing is opened yet; a log that cannot be written is
    /// no reason not to start, and there is nobody else to tell.
    pub fn new(data_dir: &Path, host: Host, clock: Arc<dyn Clock>) -> Self {
        let file = RotatingFile::new(&data_dir.join(FOLDER), host.as_str());
        Self { clock, file: Mutex::new(file) }
    }
}

/// The folder of the logs.
pub(crate) fn folder(data_dir: &Path) -> std::path::PathBuf {
    data_dir.join(FOLDER)
}

impl<S: Subscriber> Layer<S> for Log {
    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::INFO)
    }

    /// Libraries speak of what they handle; only what this program says of itself is kept, and
    /// their warnings.
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let ours = event.metadata().target().starts_with("jangbu");
        if *event.metadata().level() > if ours { Level::INFO } else { Level::WARN } {
            return;
        }
        let mut line = Line(Map::new());
        line.0.insert("at".to_owned(), korean_rfc3339(self.clock.now()).into());
        line.0.insert("level".to_owned(), event.metadata().level().as_str().into());
        line.0.insert("from".to_owned(), event.metadata().target().into());
        if let Some(act) = crate::correlation::current() {
            line.0.insert("act".to_owned(), act.into());
        }
        event.record(&mut line);
        let text = Value::Object(line.0).to_string();
        self.file.lock().unwrap_or_else(PoisonError::into_inner).append(&text);
    }
}

/// The fields of one line, each redacted.
struct Line(Map<String, Value>);

impl Line {
    fn keep(&mut self, field: &Field, value: &str) {
        let end = value.floor_char_boundary(VALUE_BYTES_MAX);
        let name = if field.name() == "message" { "what" } else { field.name() };
        self.0.insert(name.to_owned(), redact(value.get(..end).unwrap_or_default()).into());
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.keep(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.keep(field, &value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FixedClock;
    use tracing_subscriber::layer::SubscriberExt as _;

    fn logged(work: impl FnOnce()) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at("2026-11-20T15:00:00Z".parse().unwrap()));
        let subscriber = tracing_subscriber::registry().with(Log::new(dir.path(), Host::Window, clock));
        tracing::subscriber::with_default(subscriber, work);
        tail(&folder(dir.path()), 100)
    }

    #[test]
    fn a_line_is_one_object_with_its_moment_and_its_fields() {
        let lines = logged(|| tracing::warn!(command = "invoice.show", code = "invoice.not_found", "failed"));
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["at"], "2026-11-21T00:00:00+09:00");
        assert_eq!((&line["level"], &line["what"]), (&"WARN".into(), &"failed".into()));
        assert_eq!(line["command"], "invoice.show");
    }

    #[test]
    fn values_are_redacted_whatever_kind_of_field_carries_them() {
        let error = std::io::Error::other("cannot open /home/kim/장부/목록.xls");
        let lines = logged(|| {
            let shown = "김시험 991332-0000000";
            tracing::error!(
                %error,
                dbg = ?Some("9913320000000"),
                cause = &error as &(dyn std::error::Error + 'static),
                shown,
                "of {}",
                "123-45-67891"
            );
        });
        let text = lines.join("\n");
        for secret in ["kim", "목록", "991332", "김시험", "67891"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        assert!(text.contains("cannot open"), "{text}");
    }

    #[test]
    fn libraries_are_heard_from_warnings_on_only() {
        let lines = logged(|| {
            tracing::info!(target: "zbus", "chatter");
            tracing::warn!(target: "zbus", "trouble");
            tracing::debug!("detail");
        });
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("trouble"));
    }
}
