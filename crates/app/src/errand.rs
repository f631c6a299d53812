//! Remote work that was on its way when a book was left: taken up when it is opened again.

use crate::AppError;
use crate::app::App;
use crate::open::OpenCompany;
use serde_json::Value;

/// The preference that a company's book was replaced by an earlier one.
fn doubt_setting(company: &str) -> String {
    format!("errand.doubt.{company}")
}

/// Takes up what an ended run of the program held. Where the book is an earlier one than it was,
/// what it takes for waiting may have been done since, and is looked up before it is sent.
///
/// # Errors
/// `book.*`; the company is not opened then.
pub(crate) fn take_up(app: &App, company: &OpenCompany) -> Result<(), AppError> {
    let at = app.clock.now();
    let doubt = doubt_setting(&company.id);
    if app.settings.values().contains_key(&doubt) {
        let doubted = company.book.doubt_errands(at)?;
        tracing::info!(doubted, "an earlier book: remote work is looked up before it is sent");
        app.settings.write(doubt, Value::Null)?;
    }
    let resumed = company.book.resume_errands(app.owner(), at)?;
    if resumed.queued > 0 || resumed.to_look_up > 0 {
        tracing::info!(resumed.queued, resumed.to_look_up, "remote work was taken up again");
    }
    Ok(())
}

/// Has the next opening of a company doubt its errands. Said before its book is replaced: a doubt too
/// many costs a look-up, one too few may do something twice.
///
/// # Errors
/// `file.unwritable`; nothing may be replaced then.
pub(crate) fn doubt_at_opening(app: &App, company: &str) -> Result<(), AppError> {
    app.settings.write(doubt_setting(company), Value::Bool(true))
}
