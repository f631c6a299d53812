//! Who the holder is, as the authority says it: the real name and the check value of his number.
//!
//! Source: KCAC.TS.SIVID v1.21 (식별번호를 이용한 본인확인 기술규격).

use super::name::read_text;
use crate::asn1::{Field, Malformed, algorithm, context};
use crate::vid::{Vid, VidHash};
use der::Tag;
use der::asn1::ObjectIdentifier;

/// Most attributes beside the real name; certificates have one.
const ATTRIBUTES_MAX: usize = 16;

/// id-kisa-identifyData: the other name inside the alternative names.
const IDENTIFY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.410.200004.10.1.1");
/// id-VID.
const VID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.410.200004.10.1.1.1");

/// What a joint certificate says about its holder beside the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The person's or the company's name (실명): better to show than the common name.
    pub real_name: String,
    /// The check value of the holder's number, if the certificate has one.
    pub vid: Option<Vid>,
}

/// Looks for the identity among the alternative names; names of other kinds are passed over.
pub(super) fn read(names: Field<'_>) -> Result<Option<Identity>, Malformed> {
    for name in names.tagged(Tag::Sequence)?.fields()? {
        let name = name?;
        if name.tag != context(0) {
            continue;
        }
        let mut other = name.fields()?;
        if other.any()?.oid()? == IDENTIFY {
            let value = other.expect(context(0))?;
            return identity(Field::only(value.value)?).map(Some);
        }
    }
    Ok(None)
}

fn identity(field: Field<'_>) -> Result<Identity, Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    let real_name = read_text(fields.any()?)?;
    let mut identity = Identity { real_name, vid: None };
    let Some(attributes) = fields.optional(Tag::Sequence)? else { return Ok(identity) };
    for attribute in attributes.fields()?.take(ATTRIBUTES_MAX) {
        let mut pair = attribute?.tagged(Tag::Sequence)?.fields()?;
        if pair.any()?.oid()? == VID {
            identity.vid = vid(pair.any()?)?;
        }
    }
    Ok(identity)
}

/// None if the digest is one that is not known here: then nothing can be checked, and the
/// certificate is as good as before.
fn vid(field: Field<'_>) -> Result<Option<Vid>, Malformed> {
    let mut fields = field.tagged(Tag::Sequence)?.fields()?;
    let (hash, _) = algorithm(fields.any()?)?;
    let value = Field::only(fields.expect(context(0))?.value)?.tagged(Tag::OctetString)?.value;
    Ok(VidHash::from_oid(hash).and_then(|hash| Vid::parse(hash, value)))
}
