//! Any bytes as any file: told, read, and never both cancelled and offered.
#![no_main]

use core::ops::ControlFlow;
use jangbu_forms::{Format, read_document, sniff};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        // As in hometax_workbook.
        // The reader's own panics pass in silence: a trace of each fills the log, and reading the
        // symbols for it takes the memory and the time of the inputs.
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location();
            if place.is_none_or(|place| !place.file().contains("calamine")) {
                eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
            }
        }));
    },
    |bytes: &[u8]| {
        let told = sniff(bytes);
        let outcome = read_document("f", bytes, &mut |_, _| ControlFlow::Continue(()));
        if outcome.format != told {
            assert!(matches!(outcome.format, Format::Unknown(_)), "only well-formed XML of another kind");
        }
        if outcome.invoices.is_empty() {
            assert!(!outcome.findings.is_empty(), "nothing read and nothing said");
        }
        assert!(outcome.rejected == 0 || outcome.has_errors());
        let stopped = read_document("f", bytes, &mut |_, _| ControlFlow::Break(()));
        assert!(!stopped.cancelled || stopped.invoices.is_empty());
    }
);
