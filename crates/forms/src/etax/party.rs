//! The three parties.

use super::FOREIGNER_ID;
use super::pick::{Place, Reading};
use crate::finding::{Finding, codes, expected};
use jangbu_domain::{BusinessNumber, BuyerIdentity, Contact, Party, ResidentNumber};

const CONTACTS_OF_SELLER: &[&str] = &["DefinedContact"];
const CONTACTS_OF_BUYER: &[&str] = &["PrimaryDefinedContact", "SecondaryDefinedContact"];

/// Supplier or broker.
pub(super) fn business(reading: &mut Reading, place: &Place<'_>) -> Option<Party<BusinessNumber>> {
    let identity =
        reading.needed_value(place, "ID", expected::BUSINESS_NUMBER, |text| BusinessNumber::parse(text).ok());
    let body = body(reading, place, CONTACTS_OF_SELLER);
    body.with_identity(identity?)
}

/// The buyer: a business, a person, or a foreigner.
pub(super) fn buyer(reading: &mut Reading, place: &Place<'_>) -> Option<Party<BuyerIdentity>> {
    let identity = buyer_identity(reading, place);
    let body = body(reading, place, CONTACTS_OF_BUYER);
    body.with_identity(identity?)
}

fn buyer_identity(reading: &mut Reading, place: &Place<'_>) -> Option<BuyerIdentity> {
    let organization = reading.one(place, "SpecifiedOrganization");
    let said = organization.as_ref().and_then(|organization| {
        reading.value(organization, "BusinessTypeCode", expected::BUYER_TYPE, |code| {
            ["01", "02", "03"].into_iter().find(|known| *known == code)
        })
    });
    let code = said.or_else(|| infer_type(reading, place))?;
    match code {
        "01" => reading.needed_value(place, "ID", expected::BUSINESS_NUMBER, |text| {
            BusinessNumber::parse(text).ok().map(BuyerIdentity::Business)
        }),
        "02" => reading.needed_value(place, "ID", expected::RESIDENT_NUMBER, |text| {
            ResidentNumber::from_document(text).ok().map(BuyerIdentity::Resident)
        }),
        _ => reading.needed_value(place, "ID", expected::FOREIGNER_NUMBER, |text| {
            (text == FOREIGNER_ID).then_some(BuyerIdentity::Foreigner)
        }),
    }
}

/// A document that does not say what its buyer is shows it by the shape of the number.
fn infer_type(reading: &mut Reading, place: &Place<'_>) -> Option<&'static str> {
    let shape = reading.needed_value(place, "ID", expected::BUYER_NUMBER, |text| match text.len() {
        10 | 12 => Some("01"),
        13 if text == FOREIGNER_ID => Some("03"),
        13 | 14 => Some("02"),
        _ => None,
    })?;
    let inferred =
        Finding::warning(codes::BUYER_TYPE_INFERRED).expecting(expected::BUYER_TYPE).with("code", shape);
    let path = place.path_of("SpecifiedOrganization/BusinessTypeCode");
    reading.findings.push(inferred.in_column(path).at_row(place.element.line));
    Some(shape)
}

/// Everything but the number.
struct Body {
    branch: Option<String>,
    name: String,
    representative: String,
    address: Option<String>,
    business_type: Option<String>,
    business_item: Option<String>,
    contacts: Vec<Contact>,
}

impl Body {
    /// The whole party. `None` without a name, which has been told.
    fn with_identity<I>(self, identity: I) -> Option<Party<I>> {
        if self.name.is_empty() {
            return None;
        }
        Some(Party {
            identity,
            branch: self.branch,
            name: self.name,
            representative: self.representative,
            address: self.address,
            business_type: self.business_type,
            business_item: self.business_item,
            contacts: self.contacts,
        })
    }
}

fn body(reading: &mut Reading, place: &Place<'_>, contacts: &[&str]) -> Body {
    let mut known = vec![
        "ID",
        "TypeCode",
        "NameText",
        "ClassificationCode",
        "SpecifiedOrganization",
        "SpecifiedPerson",
        "SpecifiedAddress",
    ];
    known.extend(contacts);
    reading.enter(place, &known);
    let organization = reading.one(place, "SpecifiedOrganization");
    if let Some(organization) = &organization {
        reading.enter(organization, &["TaxRegistrationID", "BusinessTypeCode"]);
    }
    let mut inside = |outer: &str, inner: &str| {
        let wrapper = reading.one(place, outer)?;
        reading.enter(&wrapper, &[inner]);
        reading.text(&wrapper, inner)
    };
    let representative = inside("SpecifiedPerson", "NameText").unwrap_or_default();
    let address = inside("SpecifiedAddress", "LineOneText");
    Body {
        branch: organization.and_then(|at| reading.text(&at, "TaxRegistrationID")),
        name: reading
            .needed_value(place, "NameText", expected::TEXT, |text| Some(text.to_owned()))
            .unwrap_or_default(),
        representative,
        address,
        business_type: reading.text(place, "TypeCode"),
        business_item: reading.text(place, "ClassificationCode"),
        contacts: contacts.iter().filter_map(|name| contact(reading, place, name)).collect(),
    }
}

fn contact(reading: &mut Reading, place: &Place<'_>, name: &str) -> Option<Contact> {
    let place = reading.one(place, name)?;
    reading.enter(
        &place,
        &["DepartmentNameText", "PersonNameText", "TelephoneCommunication", "URICommunication"],
    );
    let contact = Contact {
        department: reading.text(&place, "DepartmentNameText"),
        person: reading.text(&place, "PersonNameText"),
        phone: reading.text(&place, "TelephoneCommunication"),
        email: reading.text(&place, "URICommunication"),
    };
    (contact != Contact::default()).then_some(contact)
}
