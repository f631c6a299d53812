//! Dry runs wait here for the clerk's word.

use super::plan::Plan;
use crate::{AppError, ErrorCode};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Dry runs held at a time; the oldest gives way.
const HELD_MAX: usize = 4;

#[derive(Default)]
pub(crate) struct HeldPlans(Mutex<Held>);

#[derive(Default)]
struct Held {
    last_number: u64,
    plans: VecDeque<(String, Arc<Plan>)>,
}

impl HeldPlans {
    /// Keeps a plan and names it.
    pub(crate) fn hold(&self, plan: Plan) -> (String, Arc<Plan>) {
        let mut held = self.lock();
        held.last_number += 1;
        if held.plans.len() >= HELD_MAX {
            held.plans.pop_front();
        }
        let (name, plan) = (format!("preview-{}", held.last_number), Arc::new(plan));
        held.plans.push_back((name.clone(), Arc::clone(&plan)));
        (name, plan)
    }

    /// The plan of that name; it stays until it is committed or discarded.
    ///
    /// # Errors
    /// `import.preview_gone`.
    pub(crate) fn find(&self, name: &str) -> Result<Arc<Plan>, AppError> {
        let held = self.lock();
        let found = held.plans.iter().find(|(held, _)| held == name);
        found
            .map(|(_, plan)| Arc::clone(plan))
            .ok_or_else(|| AppError::new(ErrorCode::ImportPreviewGone, "the dry run is no longer held"))
    }

    /// Lets a plan go; one that is gone already needs nothing.
    pub(crate) fn discard(&self, name: &str) {
        self.lock().plans.retain(|(held, _)| held != name);
    }

    /// Lets all go, when another company is opened.
    pub(crate) fn clear(&self) {
        self.lock().plans.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
