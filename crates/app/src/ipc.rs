//! The edge: the command table, the views that cross it, and the dispatcher.

pub mod commands;
pub(crate) mod convert;
pub(crate) mod dispatch;
mod handler;
pub mod view;
