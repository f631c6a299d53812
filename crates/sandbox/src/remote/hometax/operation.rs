//! What a request asks for, by host, path and action.

use super::System;
use crate::remote::Request;

/// The name of an operation; faults are aimed by it.
pub(super) fn operation(system: System, request: &Request) -> &'static str {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/") => "home",
        ("GET", "/ts.wseq") => "funnel",
        ("GET", "/js/comm/ui/common_te-min.js") => "script",
        (_, "/jsp/magicNX/getMLSession.jsp") if system == System::Portal => "greeting",
        ("POST", "/pubcLogin.do") if system == System::Portal => "login",
        (_, "/token.do") if system == System::Portal => "token",
        ("POST", "/permission.do") => "permission",
        ("POST", "/wqAction.do") => action(system, request),
        _ => "unknown",
    }
}

fn action(system: System, request: &Request) -> &'static str {
    let name = request.query_field("actionId").or_else(|| request.form_field("actionId")).unwrap_or_default();
    let names = match (system, name.as_str()) {
        (System::Portal, "ATXPPZXA001R01") => ("challenge", ""),
        // The second is for those who look at one of them.
        (System::Portal, "ATXPPAAA003R01" | "ATXPPBAA001R36") => ("businesses", ""),
        (System::Portal, "ATXPPAAA003A01") => ("choose_business", ""),
        (System::Portal, "ATXPPAAA001R22") => ("user", ""),
        (System::Filing, "ATTABZAA001R17") => ("business", ""),
        // What the page asks before a login; nothing depends on it here.
        (System::Portal, "ATXPPCBA001R17" | "ATXPPABA001A25" | "ATXPPCBA001R020") => ("greeting", ""),
        (System::Invoices, "ATEETBDA001R01") => ("list", ""),
        (System::Invoices, "ATEETBDA005R04") => ("", "list_text"),
        (System::Invoices, "ATEETBDA001R02") => ("detail", "xml"),
        (System::Receipts, "ATECRCBA001R03") => ("cash_sold", "cash_sold_text"),
        (System::Receipts, "ATECRCBA001R02") => ("cash_bought", "cash_bought_text"),
        (System::Receipts, "ATECRCCA001R06") => ("card_bought", ""),
        _ => ("", ""),
    };
    let name = if is_download(request) { names.1 } else { names.0 };
    if name.is_empty() { "other_action" } else { name }
}

/// Downloads come as forms.
pub(super) fn is_download(request: &Request) -> bool {
    let field = |name: &str| request.query_field(name).or_else(|| request.form_field(name));
    field("downloadView").as_deref() == Some("Y") && request.form_field("downloadParam").is_some()
}
