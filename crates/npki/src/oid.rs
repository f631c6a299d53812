//! Object identifiers, each with where it is assigned.

use der::asn1::ObjectIdentifier;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

// KISA's arc: NPKI technical specifications.
/// `seedCBC`; in key files also, with a fixed initial vector, as if it were a scheme.
pub(crate) const SEED_CBC: ObjectIdentifier = oid("1.2.410.200004.1.4");
/// `pbeWithSHA1AndSEED-CBC`.
pub(crate) const PBE_SHA1_SEED_CBC: ObjectIdentifier = oid("1.2.410.200004.1.15");
/// `id-kisa-identifyData-randomNum`: the attribute of PKCS#8 that holds R.
pub(crate) const RANDOM_NUMBER: ObjectIdentifier = oid("1.2.410.200004.10.1.1.3");

// NSRI's arc: ARIA (RFC 5794 section 2.3 names the arc, OpenSSL's table the leaves).
pub(crate) const ARIA_128_CBC: ObjectIdentifier = oid("1.2.410.200046.1.1.2");
pub(crate) const ARIA_192_CBC: ObjectIdentifier = oid("1.2.410.200046.1.1.7");
pub(crate) const ARIA_256_CBC: ObjectIdentifier = oid("1.2.410.200046.1.1.12");

// NIST: AES (RFC 3565) and digests (RFC 5754).
pub(crate) const AES_128_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.2");
pub(crate) const AES_192_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.22");
pub(crate) const AES_256_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.42");
pub(crate) const SHA_256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
/// OIW: SHA-1 (RFC 3279).
pub(crate) const SHA_1: ObjectIdentifier = oid("1.3.14.3.2.26");

// RSA Security: PKCS#1, #5 (RFC 8018), #7 (RFC 5652), #9 (RFC 2985), #12 (RFC 7292).
pub(crate) const RSA_ENCRYPTION: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(crate) const DES_EDE3_CBC: ObjectIdentifier = oid("1.2.840.113549.3.7");
pub(crate) const PBKDF2: ObjectIdentifier = oid("1.2.840.113549.1.5.12");
pub(crate) const PBES2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
pub(crate) const HMAC_SHA_1: ObjectIdentifier = oid("1.2.840.113549.2.7");
pub(crate) const HMAC_SHA_224: ObjectIdentifier = oid("1.2.840.113549.2.8");
pub(crate) const HMAC_SHA_256: ObjectIdentifier = oid("1.2.840.113549.2.9");
pub(crate) const HMAC_SHA_384: ObjectIdentifier = oid("1.2.840.113549.2.10");
pub(crate) const HMAC_SHA_512: ObjectIdentifier = oid("1.2.840.113549.2.11");
pub(crate) const PKCS7_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
pub(crate) const PKCS7_ENCRYPTED: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
pub(crate) const FRIENDLY_NAME: ObjectIdentifier = oid("1.2.840.113549.1.9.20");
pub(crate) const LOCAL_KEY_ID: ObjectIdentifier = oid("1.2.840.113549.1.9.21");
pub(crate) const X509_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");
pub(crate) const PBE_SHA1_3DES: ObjectIdentifier = oid("1.2.840.113549.1.12.1.3");
pub(crate) const PBE_SHA1_RC2_40: ObjectIdentifier = oid("1.2.840.113549.1.12.1.6");
pub(crate) const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
pub(crate) const SHROUDED_KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
pub(crate) const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
pub(crate) const NESTED_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.6");
