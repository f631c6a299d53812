//! What kind of certificate it is, by its policy. A label and a hint; nothing is ever refused for it.
//!
//! The authorities publish no common list. The numbers were collected from lists of vendors and
//! mostly stand in two of them; what is not in the table is [`CertificateKind::Other`].

use der::asn1::ObjectIdentifier;

/// The kind (용도) of a joint certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateKind {
    /// A person's, for everything (범용개인).
    GeneralPerson,
    /// A business's, for everything (범용사업자).
    GeneralBusiness,
    /// A person's, for banks and insurers (은행/보험 개인).
    BankPerson,
    /// A business's, for banks and insurers (은행/보험 법인).
    BankBusiness,
    /// For securities (증권).
    Securities,
    /// For credit cards (신용카드).
    Card,
    /// For dealings with authorities (전자민원).
    CivilService,
    /// For tax invoices (전자세금계산서용).
    TaxInvoice,
    /// For a server.
    Server,
    /// Of the government's own tree (GPKI, 행정전자서명).
    Government,
    /// A policy that is not in the table, or none.
    Other,
}

impl CertificateKind {
    /// The kind that a policy stands for.
    pub fn from_policy(policy: &ObjectIdentifier) -> Self {
        if let Some((_, kind)) = TABLE.iter().find(|(known, _)| known == policy) {
            return *kind;
        }
        if policy.starts_with(GOVERNMENT) { Self::Government } else { Self::Other }
    }

    /// Whether tax invoices are usually signed with this kind; a warning where it is not, for
    /// some certificates of banks are accepted too.
    pub fn suits_tax_invoices(self) -> bool {
        matches!(self, Self::GeneralBusiness | Self::TaxInvoice)
    }
}

/// 1.2.410.100001.2.*: the government's own tree.
const GOVERNMENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.410.100001.2");

const fn row(policy: &str, kind: CertificateKind) -> (ObjectIdentifier, CertificateKind) {
    (ObjectIdentifier::new_unwrap(policy), kind)
}

use CertificateKind as Kind;

const TABLE: &[(ObjectIdentifier, CertificateKind)] = &[
    // yessign (금융결제원)
    row("1.2.410.200005.1.1.1", Kind::GeneralPerson),
    row("1.2.410.200005.1.1.5", Kind::GeneralBusiness),
    row("1.2.410.200005.1.1.4", Kind::BankPerson),
    row("1.2.410.200005.1.1.2", Kind::BankBusiness),
    row("1.2.410.200005.1.1.6.1", Kind::BankBusiness),
    row("1.2.410.200005.1.1.6.2", Kind::Card),
    row("1.2.410.200005.1.1.6.8", Kind::TaxInvoice),
    row("1.2.410.200005.1.1.3", Kind::Server),
    // SignKorea (코스콤); lists disagree about its policy for tax invoices, so there is none here.
    row("1.2.410.200004.5.1.1.5", Kind::GeneralPerson),
    row("1.2.410.200004.5.1.1.7", Kind::GeneralBusiness),
    row("1.2.410.200004.5.1.1.9.1", Kind::BankPerson),
    row("1.2.410.200004.5.1.1.10.1", Kind::BankBusiness),
    row("1.2.410.200004.5.1.1.9", Kind::Securities),
    row("1.2.410.200004.5.1.1.10", Kind::Securities),
    row("1.2.410.200004.5.1.1.9.2", Kind::Card),
    row("1.2.410.200004.5.1.1.10.2", Kind::Card),
    // KICA (한국정보인증)
    row("1.2.410.200004.5.2.1.2", Kind::GeneralPerson),
    row("1.2.410.200004.5.2.1.1", Kind::GeneralBusiness),
    row("1.2.410.200004.5.2.1.7.1", Kind::BankPerson),
    row("1.2.410.200004.5.2.1.7.2", Kind::Securities),
    row("1.2.410.200004.5.2.1.7.3", Kind::Card),
    row("1.2.410.200004.5.2.1.6.257", Kind::TaxInvoice),
    row("1.2.410.200004.5.2.1.5001", Kind::TaxInvoice),
    // CrossCert (한국전자인증)
    row("1.2.410.200004.5.4.1.1", Kind::GeneralPerson),
    row("1.2.410.200004.5.4.1.2", Kind::GeneralBusiness),
    row("1.2.410.200004.5.4.1.101", Kind::BankPerson),
    row("1.2.410.200004.5.4.1.102", Kind::Securities),
    row("1.2.410.200004.5.4.1.103", Kind::Card),
    row("1.2.410.200004.5.4.1.104", Kind::CivilService),
    row("1.2.410.200004.5.4.2.80", Kind::TaxInvoice),
    row("1.2.410.200004.5.4.1.3", Kind::Server),
    // TradeSign (한국무역정보통신)
    row("1.2.410.200012.1.1.1", Kind::GeneralPerson),
    row("1.2.410.200012.1.1.3", Kind::GeneralBusiness),
    row("1.2.410.200012.1.1.101", Kind::BankPerson),
    row("1.2.410.200012.1.1.103", Kind::Securities),
    row("1.2.410.200012.1.1.105", Kind::Card),
    row("1.2.410.200012.5.19.1.1", Kind::TaxInvoice),
    // INIPASS (이니텍)
    row("1.2.410.200004.5.5.1.1", Kind::GeneralPerson),
    row("1.2.410.200004.5.5.1.2", Kind::GeneralBusiness),
    row("1.2.410.200004.5.5.1.4.2", Kind::TaxInvoice),
    row("1.2.410.200004.5.5.1.4.1", Kind::TaxInvoice),
    row("1.2.410.200004.5.5.1.3.1", Kind::TaxInvoice),
    // NCASign (한국전산원), closed
    row("1.2.410.200004.5.3.1.9", Kind::GeneralPerson),
    row("1.2.410.200004.5.3.1.2", Kind::GeneralBusiness),
    row("1.2.410.200004.5.3.1.1", Kind::GeneralBusiness),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_has_one_row() {
        for (place, (policy, _)) in TABLE.iter().enumerate() {
            assert!(TABLE[place + 1..].iter().all(|(other, _)| other != policy), "{policy}");
        }
    }

    #[test]
    fn an_unknown_policy_is_labelled_other_and_the_governments_by_its_beginning() {
        let kind = |policy| CertificateKind::from_policy(&ObjectIdentifier::new_unwrap(policy));
        assert_eq!(kind("1.2.410.200004.5.1.1.12.902"), CertificateKind::Other);
        assert_eq!(kind("1.2.410.200005.1.1.6.8"), CertificateKind::TaxInvoice);
        assert_eq!(kind("1.2.410.100001.2.1.3"), CertificateKind::Government);
        assert_eq!(kind("1.2.410.100001.22"), CertificateKind::Other);
    }
}
