//! One request at the counter: whose session, may he, what he gets.

use super::answer::{self, BAD_INPUT, DOUBLE_LOGIN, FAILED, NO_RIGHT, NOT_LOGGED_IN, Refusal, SUSPICIOUS};
use super::lists::{Desk, Twist};
use super::login::Door;
use super::member::Business;
use super::operation::is_download;
use super::query::text;
use super::session::Who;
use super::{Office, System, postfix, receipts};
use crate::remote::{Reply, Request};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Letters of a place in the queue.
const FUNNEL_KEY_LETTERS: usize = 256;

/// A request and the session it came in.
pub(super) struct Visit<'v> {
    office: &'v Office,
    system: System,
    request: &'v Request,
    now: Timestamp,
    session: String,
    cookies: Vec<(&'static str, String)>,
}

impl<'v> Visit<'v> {
    /// Finds the session of the request's cookie or opens one, as a servlet container does with any request.
    pub(super) fn new(office: &'v Office, system: System, request: &'v Request, now: Timestamp) -> Self {
        let mut cookies = Vec::new();
        let mut state = office.state();
        if request.cookie("WMONID").is_none() {
            let name = state.sessions.next_text("monitor");
            cookies.push(("WMONID", name.chars().take(11).collect()));
        }
        let known = request.cookie(system.cookie()).and_then(|id| state.sessions.find(system, id, now));
        let session = known.unwrap_or_else(|| {
            let id = state.sessions.open(system, now);
            cookies.push((system.cookie(), id.clone()));
            id
        });
        drop(state);
        Self { office, system, request, now, session, cookies }
    }

    pub(super) fn answer(mut self, operation: &'static str, twist: Twist) -> Reply {
        let mut reply = match operation {
            "home" => answer::page(200, "국세청 홈택스"),
            "login" => self.log_in(),
            "token" => self.token(),
            "permission" => self.permission(),
            action => self.action(action, twist).unwrap_or_else(answer::refused),
        };
        // Cookies hold for all hosts of the office; on loopback they are the host's own.
        let host = self.request.header("host").unwrap_or_default();
        let named = host.split(':').next().is_some_and(|host| host.ends_with("hometax.go.kr"));
        let domain = if named { "; Domain=.hometax.go.kr" } else { "" };
        for (name, value) in self.cookies {
            reply.headers.push(("set-cookie", format!("{name}={value}; Path=/{domain}")));
        }
        reply
    }

    fn who(&self) -> Who {
        self.office.state().sessions.who(&self.session)
    }

    /// `pubcLogin.do`.
    fn log_in(&mut self) -> Reply {
        let mut state = self.office.state();
        let state = &mut *state;
        let challenge = state.sessions.take_challenge(&self.session);
        let door = Door {
            members: &self.office.members,
            trust: &self.office.trust,
            revoked: &state.revoked,
            unregistered: &state.unregistered,
            now: self.now,
        };
        let checked = door.check(self.request, challenge.as_deref());
        state.observed.add_login(checked.is_ok());
        match checked {
            Err(refusal) => answer::login_refused(refusal.code, refusal.text),
            Ok(member) => {
                self.session = state.sessions.log_in(&self.session, member, self.now);
                self.cookies.push((System::Portal.cookie(), self.session.clone()));
                self.cookies.push(("NTS_REQUEST_SYSTEM_CODE_P", "null".to_owned()));
                self.cookies.push(("NTS_LOGIN_SYSTEM_CODE_P", System::Portal.code().to_owned()));
                let businesses = self.office.members.get(member).map(|member| &member.businesses);
                let tin = businesses.and_then(|all| all.first()).map_or("", |first| first.tin);
                answer::logged_in(tin)
            }
        }
    }

    /// `token.do`; without a login its token is empty, which is not known of the real one.
    fn token(&self) -> Reply {
        let mut state = self.office.state();
        let (token, kind) = match state.sessions.who(&self.session) {
            Who::Member { login, .. } => (state.sessions.token(login, self.now), "02"),
            Who::Nobody | Who::Ended => (String::new(), ""),
        };
        Reply::json(200, &json!({"ssoToken": token, "userClCd": kind}))
    }

    /// `permission.do`: who is logged in here; a token of the portal logs in at another host.
    fn permission(&mut self) -> Reply {
        if let Some(token) = self.sso_token() {
            self.office.state().sessions.redeem(&self.session, &token, self.now);
        }
        match self.who() {
            Who::Ended => answer::refused(DOUBLE_LOGIN),
            Who::Nobody => answer::permission(None),
            Who::Member { member, business, .. } => {
                self.cookies.push(("NTS_REQUEST_SYSTEM_CODE_P", System::Portal.code().to_owned()));
                let member = self.office.members.get(member);
                answer::permission(member.and_then(|member| member.session_map(business)))
            }
        }
    }

    /// In JSON, or in the XML of older screens; none at the portal, which gives them out.
    fn sso_token(&self) -> Option<String> {
        if self.system == System::Portal {
            return None;
        }
        let (body, _) = postfix::split(&self.request.body);
        let of_json = serde_json::from_str::<Value>(body).ok().map(|body| text(&body, "ssoToken"));
        of_json.or_else(|| of_xml(body, "ssoToken")).filter(|token| !token.is_empty())
    }

    /// `wqAction.do`.
    fn action(&mut self, operation: &str, twist: Twist) -> Result<Reply, Refusal> {
        self.check_postfix()?;
        match operation {
            "challenge" => {
                let challenge = self.office.state().sessions.challenge(&self.session);
                return Ok(answer::good(json!({"pkcEncSsn": challenge})));
            }
            "greeting" => return Ok(answer::good(json!({}))),
            "other_action" => return Err(FAILED),
            _ => {}
        }
        let (login, member, business) = match self.who() {
            Who::Nobody => return Err(NOT_LOGGED_IN),
            Who::Ended => return Err(DOUBLE_LOGIN),
            Who::Member { login, member, business } => (login, member, business),
        };
        let member = self.office.members.get(member).ok_or(NO_RIGHT)?;
        let acting = member.businesses.get(business).ok_or(NO_RIGHT)?;
        match operation {
            "user" => Ok(answer::good(json!({"pubcUserJnngInfrAdmDVO": member.user()}))),
            "business" => Ok(answer::good(json!({"bmanBscInfrInqrDVO": acting.basics()}))),
            "businesses" => Ok(answer::good(json!({"bmanBscInfrInqrDVOList": member.choices()}))),
            "choose_business" => {
                let place = member.place_of(&text(&self.body()?, "tin")).ok_or(NO_RIGHT)?;
                self.office.state().sessions.choose(login, place);
                Ok(answer::good(json!({})))
            }
            _ => self.records(operation, &self.body()?, acting, twist),
        }
    }

    fn records(
        &self,
        operation: &str,
        body: &Value,
        business: &Business,
        twist: Twist,
    ) -> Result<Reply, Refusal> {
        let desk = Desk { books: &self.office.books, press: &self.office.press, business };
        match operation {
            "list" => desk.list(body, twist),
            "list_text" => desk.list_text(body, twist),
            "detail" => desk.detail(body),
            "xml" => desk.document(body),
            "cash_sold" => receipts::cash_sold(body, business),
            "cash_sold_text" => receipts::cash_sold_text(body, business),
            "cash_bought" => receipts::cash_bought(body, business),
            "cash_bought_text" => receipts::cash_bought_text(body, business),
            "card_bought" => receipts::card_bought(body, business),
            _ => Err(FAILED),
        }
    }

    /// Only of JSON bodies: whether forms have one is not known.
    fn check_postfix(&self) -> Result<(), Refusal> {
        let (body, tail) = postfix::split(&self.request.body);
        let state = self.office.state();
        if !state.enforces_postfix || is_download(self.request) {
            return Ok(());
        }
        let user = match state.sessions.who(&self.session) {
            Who::Member { member, .. } => self.office.members.get(member).map_or("", |member| member.user_id),
            Who::Nobody | Who::Ended => "",
        };
        let fits = tail.is_some_and(|tail| state.keys.fits(body, tail, user));
        if fits { Ok(()) } else { Err(SUSPICIOUS) }
    }

    /// The body without its tail, or the form's parameter.
    fn body(&self) -> Result<Value, Refusal> {
        let form = self.request.form_field("downloadParam").filter(|_| is_download(self.request));
        let (body, _) = postfix::split(&self.request.body);
        let text = form.as_deref().unwrap_or(body);
        if text.trim().is_empty() {
            return Ok(json!({}));
        }
        // Screens that were not renewed send XML; of those here only the choice of the business does.
        let older = || of_xml(text, "tin").map(|tin| json!({"tin": tin})).ok_or(BAD_INPUT);
        serde_json::from_str(text).or_else(|_| older())
    }
}

/// The queue (`NetFunnel`): an action that has a name may go on at once; one that has none is no matter of the queue.
pub(super) fn funnel(office: &Office, request: &Request) -> Reply {
    let field = |name: &str| request.query_field(name).unwrap_or_default();
    let text = match (field("opcode").as_str(), field("aid").as_str()) {
        ("5101", "") => "5002:501:msg=\"Action is not exist\"".to_owned(),
        ("5101", _) => {
            let key = office.state().sessions.next_text("funnel");
            let key: String = key.chars().cycle().take(FUNNEL_KEY_LETTERS).collect();
            format!("5002:200:key={key}&nwait=0&nnext=0&tps=0.000000&ttl=0&ip=127.0.0.1&port=80")
        }
        ("5004", _) => "5004:200:msg=\"Success\"".to_owned(),
        _ => "5001:999:msg=\"Unknown opcode\"".to_owned(),
    };
    Reply::new(200, "text/plain; charset=UTF-8", text)
}

/// A field of `<map id="…"><field>…</field></map>`.
fn of_xml(body: &str, field: &str) -> Option<String> {
    let after = body.split_once(&format!("<{field}>"))?.1;
    Some(after.split_once(&format!("</{field}>"))?.0.trim().to_owned())
}
