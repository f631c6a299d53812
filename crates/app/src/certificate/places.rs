//! Where certificates are looked for: the folders that banks' programs use, drives, this program's own.

use crate::app::App;
use crate::ipc::view::CertificatePlace;
use jangbu_npki::discovery::{Surroundings, System, derive_roots, mounted_drives};
use std::path::{Path, PathBuf};

/// This program's own folder inside the data folder.
const OWN: &str = "certificates";
/// The demo company's folder inside its own.
pub(super) const DEMO: &str = "NPKI";

/// What a host knows of its machine. The empty one leads to this program's own folder only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificatePlaces {
    /// The user's folder.
    pub home: Option<PathBuf>,
    /// Folders of programs, on Windows.
    pub program_folders: Vec<PathBuf>,
    /// The drives.
    pub drives: Drives,
}

/// Which drives are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drives {
    /// Whatever is mounted at the moment of a search.
    Mounted,
    /// These, by their tops.
    Listed(Vec<PathBuf>),
}

impl Default for Drives {
    fn default() -> Self {
        Self::Listed(Vec::new())
    }
}

/// A folder to search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) path: PathBuf,
    pub(super) place: CertificatePlace,
}

/// This program's own folder.
pub(crate) fn own_folder(app: &App) -> PathBuf {
    app.data_dir.join(OWN)
}

/// Every root of a search, this program's own first.
pub(super) fn roots(app: &App) -> Vec<Root> {
    let places = &app.certificate_places;
    let system = System::current();
    let without_drives = Surroundings {
        system,
        home: places.home.clone(),
        program_folders: places.program_folders.clone(),
        drives: Vec::new(),
    };
    let drives = match &places.drives {
        Drives::Mounted => mounted_drives(system),
        Drives::Listed(drives) => drives.clone(),
    };
    let only_drives = Surroundings { system, home: None, program_folders: Vec::new(), drives };
    let mut roots = vec![Root { path: own_folder(app), place: CertificatePlace::Own }];
    roots.extend(demo_folder(app).map(|path| Root { path, place: CertificatePlace::Npki }));
    for (found, place) in [
        (derive_roots(&without_drives), CertificatePlace::Npki),
        (derive_roots(&only_drives), CertificatePlace::Drive),
    ] {
        for path in found {
            if !roots.iter().any(|known| known.path == path) {
                roots.push(Root { path, place });
            }
        }
    }
    roots
}

/// The invented certificates of the demo company, while it is open.
pub(crate) fn demo_folder(app: &App) -> Option<PathBuf> {
    let company = app.company().ok().filter(|company| company.demo)?;
    let entry = app.books.find(&company.id).ok()?;
    Some(entry.path.join(DEMO))
}

/// The place of a path: that of the deepest root above it.
pub(super) fn place_of(roots: &[Root], path: &Path) -> CertificatePlace {
    let above = roots.iter().filter(|root| is_below(path, &root.path));
    let deepest = above.max_by_key(|root| root.path.components().count());
    deepest.map_or(CertificatePlace::Elsewhere, |root| root.place)
}

/// Letter case and composition of the root's own name may differ from what was asked for.
fn is_below(path: &Path, root: &Path) -> bool {
    if path.starts_with(root) {
        return true;
    }
    let (Some(parent), Some(name)) = (root.parent(), root.file_name().and_then(|name| name.to_str())) else {
        return false;
    };
    let Ok(rest) = path.strip_prefix(parent) else { return false };
    let first = rest.components().next().and_then(|part| part.as_os_str().to_str());
    first.is_some_and(|first| jangbu_npki::discovery::is_same_name(first, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_the_deepest_root_whatever_its_letter_case() {
        let root = |path: &str, place| Root { path: PathBuf::from(path), place };
        let roots = [
            root("/home/kim/NPKI", CertificatePlace::Npki),
            root("/NPKI", CertificatePlace::Drive),
            root("/home/kim/data/certificates", CertificatePlace::Own),
        ];
        let place = |path: &str| place_of(&roots, Path::new(path));
        assert_eq!(place("/home/kim/npki/yessign/USER/cn=a"), CertificatePlace::Npki);
        assert_eq!(place("/NPKI/KICA"), CertificatePlace::Drive);
        assert_eq!(place("/home/kim/data/certificates/x"), CertificatePlace::Own);
        assert_eq!(place("/home/kim/NPKIs/x"), CertificatePlace::Elsewhere);
    }
}
