//! The XML of the electronic tax invoice (전자세금계산서), standard v3.0.
//!
//! The normative schema is not published openly; names, order and lengths follow documents that
//! passed the tax office's certification tests. Reading an invoice neither needs nor checks its
//! signature; that is [`verify_invoice`]'s work.

mod package;
mod party;
mod pick;
mod read;
mod signature;
mod tree;
mod write;

pub use package::{
    PACKAGE_BYTES_MAX, PACKAGE_INVOICES_MAX, PackageError, PackedInvoice, open_package, read_package,
    seal_package, write_package,
};
pub(crate) use read::parse_date;
pub use read::{EtaxDocument, read_invoice};
pub use signature::{
    DigestForm, SignInvoiceError, SignatureFault, SignatureHash, SignatureVerdict, build_digest_input,
    sign_invoice, verify_invoice,
};
pub use tree::{DEPTH_MAX, ELEMENTS_MAX, XML_BYTES_MAX};
pub use write::{EtaxWriteError, write_invoice};

/// Namespace of every element but the signature's.
pub const NAMESPACE: &str =
    "urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0";

/// Where the schema is said to be; written, never fetched.
pub const SCHEMA_URL: &str = "http://www.kec.or.kr/standard/Tax/TaxInvoiceSchemaModule_1.0.xsd";

/// Namespace of XML signatures.
const SIGNATURE_NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Number of a buyer who is a foreigner; his own stands in the remark.
pub(crate) const FOREIGNER_ID: &str = "9999999999999";
