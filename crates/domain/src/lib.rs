//! Values and rules of the trade: money, numbers that identify, tax invoices.
//!
//! Nothing here reads a clock, a file, a network or chance. A value of one of these types is
//! valid: every constructor that takes foreign input is a fallible `parse_*` or `new`, and what
//! is odd but legal travels with the value as a warning.

mod decimal;
mod id;
mod invoice;
mod money;
mod text;
pub mod vat;

pub use decimal::{Decimal, DecimalError};
pub use id::{
    ApprovalNumber, ApprovalNumberError, BusinessNumber, BusinessNumberError, CorporateNumber,
    CorporateNumberError, CorporateNumberWarning, MaskedResidentNumber, ResidentNumber, ResidentNumberError,
};
pub use invoice::{
    Agreement, Amendment, AmendmentReason, BuyerIdentity, Contact, Detail, Difference, Direction,
    ImportDeclaration, InvoiceDraft, InvoiceFault, InvoiceKind, InvoiceTypeCode, InvoiceWarning, LINES_MAX,
    Line, NOTES_MAX, Party, PartyIdentity, PaymentSplit, Purpose, TaxInvoice, Variety, direction_for,
};
pub use jiff::civil::{Date, DateTime};
pub use money::{Krw, KrwError, Rounding};
pub use text::{fold_for_search, fold_name, initial_consonants, mask_resident_numbers};
