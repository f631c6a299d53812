//! Where a remote is: the real one, or a stand-in on this machine.

/// Bytes of a base address at most.
const BYTES_MAX: usize = 200;

/// Which of the two is meant; the window shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Realm {
    /// The real remote: https alone, its certificate always checked.
    Live,
    /// A stand-in on this machine's loopback, and nowhere else.
    Sandbox,
}

/// Scheme, host and port of a remote, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseAddress {
    text: String,
    realm: Realm,
}

/// Why a text is no base address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaseAddressError {
    /// Not `scheme://host[:port]`, or longer than 200 bytes.
    #[error("a base address is written https://host or https://host:port, without a path")]
    Form,
    /// The real remote without https.
    #[error("a real remote is called by https alone")]
    NotHttps,
    /// A stand-in that is not on this machine.
    #[error("a sandbox is on this machine: 127.0.0.1, [::1] or localhost")]
    NotLoopback,
}

impl BaseAddress {
    /// Reads an address for one of the two realms.
    ///
    /// # Errors
    /// [`BaseAddressError`].
    pub fn parse(text: &str, realm: Realm) -> Result<Self, BaseAddressError> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let (scheme, rest) = text.split_once("://").ok_or(BaseAddressError::Form)?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if rest.is_empty() || text.len() > BYTES_MAX || !rest.chars().all(allowed) {
            return Err(BaseAddressError::Form);
        }
        match (realm, scheme) {
            (_, "https") | (Realm::Sandbox, "http") => {}
            (Realm::Live, "http") => return Err(BaseAddressError::NotHttps),
            _ => return Err(BaseAddressError::Form),
        }
        if realm == Realm::Sandbox && !is_loopback(rest)? {
            return Err(BaseAddressError::NotLoopback);
        }
        Ok(Self { text: text.to_owned(), realm })
    }

    /// As it is called.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Which of the two it is.
    pub fn realm(&self) -> Realm {
        self.realm
    }
}

fn is_loopback(authority: &str) -> Result<bool, BaseAddressError> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    if port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(BaseAddressError::Form);
    }
    Ok(matches!(host, "127.0.0.1" | "[::1]" | "localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_remote_is_never_called_in_the_clear() {
        let parse = |text| BaseAddress::parse(text, Realm::Live);
        assert_eq!(parse("https://api.odcloud.kr/").unwrap().as_str(), "https://api.odcloud.kr");
        assert_eq!(parse("http://api.odcloud.kr"), Err(BaseAddressError::NotHttps));
    }

    #[test]
    fn a_sandbox_is_on_this_machine_whatever_its_address_looks_like() {
        let parse = |text| BaseAddress::parse(text, Realm::Sandbox).map(|base| base.realm());
        for text in ["http://127.0.0.1:8080", "http://[::1]:8080", "https://localhost:8443", "http://[::1]"] {
            assert_eq!(parse(text), Ok(Realm::Sandbox), "{text}");
        }
        for text in ["http://127.0.0.1.evil.example", "http://api.odcloud.kr:80", "http://localhost.example"]
        {
            assert_eq!(parse(text), Err(BaseAddressError::NotLoopback), "{text}");
        }
        for text in
            ["http://user@127.0.0.1", "http://127.0.0.1/x", "ftp://127.0.0.1", "http://127.0.0.1:99999", "x"]
        {
            assert_eq!(parse(text), Err(BaseAddressError::Form), "{text}");
        }
    }
}
