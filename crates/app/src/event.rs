//! Events to the hosts: progress, staleness, offered files.

use crate::ipc::view::Event;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Events a slow subscriber may have waiting. A subscriber that falls further behind is dropped;
/// its host reconnects and asks again for what it shows.
const WAITING_MAX: usize = 1_024;

/// Most subscribers at a time (windows and browser tabs).
const SUBSCRIBERS_MAX: usize = 64;

/// Sends each event to every subscriber.
#[derive(Default)]
pub(crate) struct EventHub {
    subscribers: Mutex<Vec<SyncSender<Event>>>,
}

impl EventHub {
    /// A new subscriber's end; beyond [`SUBSCRIBERS_MAX`] the oldest is dropped.
    pub(crate) fn subscribe(&self) -> Receiver<Event> {
        let (sender, receiver) = sync_channel(WAITING_MAX);
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        if subscribers.len() >= SUBSCRIBERS_MAX {
            subscribers.remove(0);
        }
        subscribers.push(sender);
        receiver
    }

    /// Never waits.
    pub(crate) fn send(&self, event: &Event) {
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| match subscriber.try_send(event.clone()) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_that_sleeps_is_dropped_and_the_others_go_on() {
        let hub = EventHub::default();
        let sleeper = hub.subscribe();
        let reader = hub.subscribe();
        for _ in 0..=WAITING_MAX {
            hub.send(&Event::Changed { tags: vec!["invoice".into()] });
            let _ = reader.try_recv().expect("the reader keeps up");
        }
        hub.send(&Event::Changed { tags: vec!["last".into()] });
        assert!(reader.try_recv().is_ok());
        assert_eq!(sleeper.iter().count(), WAITING_MAX, "what waited is delivered, then the channel ends");
    }
}
