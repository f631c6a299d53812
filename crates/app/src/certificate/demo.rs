//! The demo company's certificates: issued by the invented authority into its own folder, anew when
//! they are some days old, so that the demo never shows only what has expired.

use super::places::demo_folder;
use super::search::search;
use super::watch::{default_id, set_default};
use crate::app::App;
use crate::{AppError, ErrorCode};
use std::fs;
use std::path::Path;

/// Days after which the demo's certificates are issued anew.
const AGE_DAYS_MAX: i32 = 5;
/// Says on which day they were issued.
const MARK: &str = "issued.txt";

/// Makes sure that the open demo company has its certificates, and a default among them.
pub(crate) fn issue_demo(app: &App) -> Result<(), AppError> {
    let (Some(demo), Some(folder)) = (&app.demo, demo_folder(app)) else { return Ok(()) };
    let today = app.clock.today();
    let issued = fs::read_to_string(folder.join(MARK)).ok();
    let issued = issued.and_then(|text| text.trim().parse::<jiff::civil::Date>().ok());
    let is_fresh = issued.is_some_and(|day| (0..=AGE_DAYS_MAX).contains(&(today - day).get_days()));
    if !is_fresh {
        let unwritable = |error: std::io::Error| {
            AppError::new(ErrorCode::FileUnwritable, format!("cannot write: {error}"))
                .with("file", folder.display())
        };
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unwritable(error)),
            _ => {}
        }
        for (path, bytes) in demo.certificates(app.clock.now()) {
            let path = folder.join(path);
            let parent = path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)).map_err(unwritable)?;
        }
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join(MARK), today.to_string()))
            .map_err(unwritable)?;
    }
    choose_default(app)
}

/// The tax invoices' certificate, unless the default is still there.
fn choose_default(app: &App) -> Result<(), AppError> {
    let searched = search(app);
    let default = default_id(app);
    if searched.found.iter().any(|found| Some(&found.id) == default.as_ref()) {
        return Ok(());
    }
    let now = app.clock.now();
    let valid = searched.found.iter().filter(|found| {
        found.certificate.validity().at(now) == jangbu_npki::certificate::ValidityAt::Valid
            && super::row::is_invented(&found.certificate)
    });
    let best = valid.min_by_key(|found| !found.certificate.kind().suits_tax_invoices());
    match (best, app.company()) {
        (Some(found), Ok(company)) => set_default(app, &company.id, Some(found.id.clone())),
        _ => Ok(()),
    }
}
