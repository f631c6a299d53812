//! Cookies of one run: in memory, bounded, never printed.

use super::addresses::{SHARED_DOMAIN, System};
use crate::secret::Secret;

/// Cookies kept at once; the office sets some six.
const COOKIES_MAX: usize = 32;
/// Bytes of a name and its value; browsers keep no longer ones (RFC 6265, section 6.1).
const COOKIE_BYTES_MAX: usize = 4_096;

struct Cookie {
    /// `None` for all hosts of the office.
    host: Option<System>,
    name: String,
    value: Secret,
}

/// The cookies of all hosts.
#[derive(Default)]
pub(super) struct Jar(Vec<Cookie>);

impl Jar {
    /// Takes what a host sets. What is for another domain, or no cookie, is left.
    pub(super) fn take(&mut self, from: System, headers: &[Secret]) {
        for header in headers {
            self.take_one(from, header.reveal());
        }
    }

    fn take_one(&mut self, from: System, header: &str) {
        let mut parts = header.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let (name, value) = (name.trim(), value.trim());
        let fits = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
        let is_cookie = !name.is_empty() && fits(name) && fits(value);
        if !is_cookie || name.len() + value.len() > COOKIE_BYTES_MAX {
            return;
        }
        let (mut host, mut is_gone) = (Some(from), value.is_empty());
        for part in parts {
            let (attribute, said) = part.split_once('=').unwrap_or((part, ""));
            match (attribute.trim().to_ascii_lowercase().as_str(), said.trim()) {
                ("domain", domain) if domain.trim_start_matches('.').eq_ignore_ascii_case(SHARED_DOMAIN) => {
                    host = None;
                }
                ("max-age", age) => is_gone |= age.parse::<i64>().is_ok_and(|age| age <= 0),
                ("expires", day) => is_gone |= day.contains("1970"),
                _ => {}
            }
        }
        self.0.retain(|kept| kept.host != host || kept.name != name);
        if !is_gone && self.0.len() < COOKIES_MAX {
            self.0.push(Cookie { host, name: name.to_owned(), value: Secret::new(value.to_owned()) });
        }
    }

    /// The `Cookie` header for a host; `None` when there is nothing to say.
    pub(super) fn header(&self, to: System) -> Option<Secret> {
        let own = self.0.iter().filter(|cookie| cookie.host.is_none_or(|host| host == to));
        let pairs: Vec<String> =
            own.map(|cookie| format!("{}={}", cookie.name, cookie.value.reveal())).collect();
        (!pairs.is_empty()).then(|| Secret::new(pairs.join("; ")))
    }

    /// Every value, to be kept out of what the office says back.
    pub(super) fn values(&self) -> impl Iterator<Item = Secret> {
        self.0.iter().map(|cookie| cookie.value.clone())
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(jar: &Jar, to: System) -> String {
        jar.header(to).map(|header| header.reveal().to_owned()).unwrap_or_default()
    }

    fn take(jar: &mut Jar, from: System, text: &str) {
        jar.take(from, &[Secret::new(text.to_owned())]);
    }

    #[test]
    fn a_cookie_is_its_hosts_own_unless_it_is_for_the_whole_office() {
        let mut jar = Jar::default();
        take(&mut jar, System::Portal, "WMONID=a; Path=/; Domain=.hometax.go.kr");
        take(&mut jar, System::Portal, "TXPPsessionID=b; Path=/");
        take(&mut jar, System::Teet, "TEETsessionID=c");
        assert_eq!(header(&jar, System::Portal), "WMONID=a; TXPPsessionID=b");
        assert_eq!(header(&jar, System::Teet), "WMONID=a; TEETsessionID=c");
        take(&mut jar, System::Portal, "TXPPsessionID=d");
        take(&mut jar, System::Portal, "WMONID=; Domain=hometax.go.kr; Max-Age=0");
        assert_eq!(header(&jar, System::Portal), "TXPPsessionID=d");
    }

    #[test]
    fn what_is_no_cookie_or_too_much_is_left() {
        let mut jar = Jar::default();
        for odd in ["", "=v", "name", "a b=c", "a=b\r\nX: y", "한글=a", &format!("a={}", "x".repeat(5_000))]
        {
            take(&mut jar, System::Teet, odd);
        }
        assert_eq!(header(&jar, System::Teet), "");
        for place in 0..100 {
            take(&mut jar, System::Teet, &format!("n{place}=v"));
        }
        assert_eq!(jar.values().count(), COOKIES_MAX);
    }
}
