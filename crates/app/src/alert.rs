//! Watching remote work: what is an incident, who is told of it, once each.
//!
//! Every twenty seconds the figures in the book are held against the clerk's thresholds
//! ([`rules`]); what begins or ends is written with its notices in one transaction, and notices that
//! leave this machine are errands like any other remote work.

mod channel;
mod desk;
mod notice;
mod rules;
mod settings;
mod text;
mod watch;

pub(crate) use desk::{
    alert_close, alert_incidents, alert_secret, alert_settings, alert_settings_write, alert_test, log_tail,
    remote_cap, remote_plot,
};
pub(crate) use notice::{Delivering, deliver_if_due};
pub(crate) use watch::{Alarm, watch};
