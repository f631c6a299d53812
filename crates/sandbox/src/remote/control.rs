//! `/__sandbox/{reset,fault,inspect,clock,switch}`: what tests tell a stand-in.

use super::fault::Fault;
use super::front::Front;
use super::message::{Reply, Request};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;

/// Where it is; no real remote has such a path.
pub(super) const PREFIX: &str = "/__sandbox/";

#[derive(Deserialize)]
struct ClockBody {
    now: Timestamp,
}

pub(super) fn answer(front: &Front, command: &str, request: &Request) -> Reply {
    let done = Reply::json(200, &json!({"done": true}));
    match (request.method.as_str(), command) {
        ("GET", "inspect") => Reply::json(200, &front.inspect()),
        ("POST", "reset") => {
            front.reset();
            done
        }
        ("POST", "fault") => add_fault(front, &request.body),
        ("POST", "clock") => match serde_json::from_slice::<ClockBody>(&request.body) {
            Ok(body) => {
                front.set_clock(body.now);
                done
            }
            Err(_) => refusal(400, "not a moment"),
        },
        ("POST", "switch") => match serde_json::from_slice(&request.body) {
            Ok(switch) if front.switch(&switch) => done,
            _ => refusal(400, "no such switch"),
        },
        _ => refusal(404, "no such command"),
    }
}

fn add_fault(front: &Front, body: &[u8]) -> Reply {
    let Ok(fault) = serde_json::from_slice::<Fault>(body) else { return refusal(400, "not a fault") };
    if fault.times == 0 {
        return refusal(400, "a fault that meets no call");
    }
    if !front.knows(&fault) {
        return refusal(400, "no such fault here");
    }
    if front.add_fault(fault) {
        Reply::json(200, &json!({"done": true}))
    } else {
        refusal(409, "too many faults are waiting")
    }
}

fn refusal(status: u16, why: &str) -> Reply {
    Reply::json(status, &json!({"error": why}))
}
