//! `CloseDown` (휴폐업조회): paid for by the number.

use super::wire::{ask_close_down, build_close_down, parse_close_down};
use super::{PROVIDER, Popbill, unreadable};
use crate::error::{Effect, Kind, RemoteError};
use crate::port::business_status::{
    Asking, BusinessStatus, Capability, Partial, Progress, Registration, Standing, Verdict, each_once,
    in_order_asked,
};
use jangbu_domain::BusinessNumber;
use std::ops::ControlFlow;

/// Numbers in one call; a thousand are allowed. Fewer, since what is lost on the way is paid for.
const BATCH_MAX: usize = 100;

impl Popbill {
    async fn states_of(&self, numbers: &[BusinessNumber]) -> Result<Vec<Standing>, RemoteError> {
        let body = build_close_down(numbers);
        let ask = ask_close_down(&body);
        let answer = self.send(&ask).await?;
        parse_close_down(&answer.body, numbers).ok_or_else(|| unreadable(&ask, &answer))
    }

    async fn in_batches(&self, numbers: &[BusinessNumber], progress: Progress<'_>) -> Partial<Standing> {
        let (mut answered, mut failure) = (Vec::with_capacity(numbers.len()), None);
        for batch in numbers.chunks(BATCH_MAX) {
            match self.states_of(batch).await {
                Ok(states) => answered.extend(states),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
            if let ControlFlow::Break(()) = progress(answered.len(), numbers.len()) {
                break;
            }
        }
        let unanswered = numbers.len().saturating_sub(answered.len());
        Partial { answered, unanswered, failure }
    }
}

impl BusinessStatus for Popbill {
    fn capability(&self) -> Capability {
        Capability { provider: PROVIDER, is_free: false, can_validate: false, batch_max: BATCH_MAX }
    }

    fn status<'a>(&'a self, numbers: &'a [BusinessNumber], progress: Progress<'a>) -> Asking<'a, Standing> {
        Box::pin(async move {
            let once = each_once(numbers);
            in_order_asked(numbers, self.in_batches(&once, progress).await)
        })
    }

    /// There is no such question here.
    fn validate<'a>(&'a self, claims: &'a [Registration], _: Progress<'a>) -> Asking<'a, Verdict> {
        let failure = RemoteError::new(PROVIDER, "validate", Kind::NotSubscribed, Effect::NotSent);
        let partial = Partial { answered: Vec::new(), unanswered: claims.len(), failure: Some(failure) };
        Box::pin(std::future::ready(partial))
    }
}
