//! Where the office's hosts are.

use crate::port::{BaseAddress, BaseAddressError, Realm};

/// The portal (captures by others, 2024-11 … 2026-09).
pub const LIVE_PORTAL: &str = "https://hometax.go.kr";
/// 전자세금계산서.
pub const LIVE_TEET: &str = "https://teet.hometax.go.kr";
/// 현금영수증, 카드 매입.
pub const LIVE_TECR: &str = "https://tecr.hometax.go.kr";
/// 신고, 세적.
pub const LIVE_TEHT: &str = "https://teht.hometax.go.kr";
/// Cookies with this domain are for all of them.
pub(super) const SHARED_DOMAIN: &str = "hometax.go.kr";

/// One of the hosts; each keeps a session of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum System {
    /// Login, tokens, choice of the business.
    Portal,
    /// 전자세금계산서.
    Teet,
    /// 현금영수증, 카드 매입.
    Tecr,
    /// 신고, 세적.
    Teht,
}

/// All hosts of one realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HometaxAddresses {
    /// The portal.
    pub portal: BaseAddress,
    /// 전자세금계산서.
    pub teet: BaseAddress,
    /// 현금영수증, 카드 매입.
    pub tecr: BaseAddress,
    /// 신고, 세적; nothing asks there yet.
    pub teht: BaseAddress,
}

impl HometaxAddresses {
    /// The real ones.
    ///
    /// # Errors
    /// None: the constants are addresses.
    pub fn live() -> Result<Self, BaseAddressError> {
        let parse = |text| BaseAddress::parse(text, Realm::Live);
        let (portal, teet) = (parse(LIVE_PORTAL)?, parse(LIVE_TEET)?);
        Ok(Self { portal, teet, tecr: parse(LIVE_TECR)?, teht: parse(LIVE_TEHT)? })
    }

    pub(super) fn of(&self, system: System) -> &BaseAddress {
        match system {
            System::Portal => &self.portal,
            System::Teet => &self.teet,
            System::Tecr => &self.tecr,
            System::Teht => &self.teht,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_addresses_are_https() {
        let live = HometaxAddresses::live().unwrap();
        assert_eq!(live.of(System::Teet).as_str(), LIVE_TEET);
        assert!([&live.portal, &live.tecr, &live.teht].iter().all(|base| base.realm() == Realm::Live));
    }
}
