//! Key files on disk: replaced in one step, the old one kept, nobody else's touched.

use crate::fixture::{SYNTHETIC, business, bytes, password};
use jangbu_npki::hazmat::{BlockCipher, Prf};
use jangbu_npki::{KeyFile, NpkiError, Protection, Replacement, Scheme, write_new};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const OTHER: Protection = Protection {
    scheme: Scheme::Pbes2 { prf: Prf::HmacSha256, cipher: BlockCipher::Aria256 },
    iterations: 10,
};

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("signPri.key");
    fs::write(&path, original()).unwrap();
    (folder, path)
}

fn original() -> Vec<u8> {
    bytes("made/pbes1-1024.key")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn replace(path: &Path) -> Result<Replacement, NpkiError> {
    KeyFile::read(path)?.replace(&password(SYNTHETIC), &password("새비밀번호2@"), OTHER)
}

#[test]
fn a_replaced_key_opens_with_the_new_password_only_and_the_old_file_lies_beside() {
    let (folder, path) = folder();
    let replacement = replace(&path).unwrap();
    let file = KeyFile::read(&path).unwrap();
    assert_eq!(file.key().protection(), OTHER);
    assert!(file.key().open(&password("새비밀번호2@")).unwrap().is_same_as(&business()));
    assert!(matches!(file.key().open(&password(SYNTHETIC)), Err(NpkiError::WrongPassword)));
    assert_eq!(fs::read(replacement.old_path()).unwrap(), original());
    assert_eq!(names(folder.path()), ["signPri.key", "signPri.key.old"]);
    replacement.discard().unwrap();
    assert_eq!(names(folder.path()), ["signPri.key"]);
}

#[test]
fn one_step_goes_back_to_the_old_file_also_later() {
    let (folder, path) = folder();
    drop(replace(&path).unwrap());
    Replacement::latest(&path).unwrap().undo().unwrap();
    assert_eq!(fs::read(&path).unwrap(), original());
    assert_eq!(names(folder.path()), ["signPri.key"]);
    assert!(Replacement::latest(&path).is_none());
}

#[test]
fn a_wrong_password_leaves_everything_as_it_was() {
    let (folder, path) = folder();
    let refused = KeyFile::read(&path).unwrap().replace(&password("wrong"), &password("new"), OTHER);
    assert!(matches!(refused, Err(NpkiError::WrongPassword)));
    assert_eq!(names(folder.path()), ["signPri.key"]);
    assert_eq!(fs::read(&path).unwrap(), original());
}

#[test]
fn a_file_that_somebody_else_changed_meanwhile_is_not_written_over() {
    let (folder, path) = folder();
    let file = KeyFile::read(&path).unwrap();
    fs::write(&path, b"theirs").unwrap();
    let refused = file.replace(&password(SYNTHETIC), &password("new"), OTHER);
    assert!(matches!(refused, Err(NpkiError::ChangedMeanwhile { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    assert_eq!(names(folder.path()), ["signPri.key"]);
}

#[test]
fn an_older_old_file_is_kept_and_the_latest_is_the_one_gone_back_to() {
    let (folder, path) = folder();
    fs::write(folder.path().join("signPri.key.old"), b"theirs").unwrap();
    replace(&path).unwrap();
    assert_eq!(names(folder.path()), ["signPri.key", "signPri.key.old", "signPri.key.old-2"]);
    assert_eq!(fs::read(folder.path().join("signPri.key.old")).unwrap(), b"theirs");
    Replacement::latest(&path).unwrap().undo().unwrap();
    assert_eq!(fs::read(&path).unwrap(), original());
}

#[test]
fn going_back_to_what_is_no_key_file_is_refused() {
    let (folder, path) = folder();
    fs::write(folder.path().join("signPri.key.old"), b"theirs").unwrap();
    let refused = Replacement::latest(&path).unwrap().undo();
    assert!(matches!(refused, Err(NpkiError::Damaged { .. })));
    assert_eq!(fs::read(&path).unwrap(), original());
}

#[test]
fn a_new_file_never_takes_the_place_of_another() {
    let (folder, path) = folder();
    let refused = write_new(&path, b"new");
    assert!(matches!(refused, Err(NpkiError::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), original());
    let other = folder.path().join("copy.key");
    write_new(&other, b"new").unwrap();
    assert_eq!(fs::read(&other).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["copy.key", "signPri.key"]);
}

#[cfg(unix)]
#[test]
fn the_new_file_has_the_permissions_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, path) = folder();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    replace(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_keeps_the_old_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, path) = folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let can_write_anyway = fs::write(folder.path().join("probe"), b"").is_ok();
    let refused = replace(&path);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    // Root may write where nobody may.
    if can_write_anyway {
        refused.unwrap();
    } else {
        assert!(matches!(refused, Err(NpkiError::File { .. })));
        assert_eq!(fs::read(&path).unwrap(), original());
    }
}
