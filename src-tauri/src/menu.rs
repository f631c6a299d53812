//! The native menu. Windows and Linux have none: the page's own rail and palette do its work.
//! macOS needs one, because there ⌘C, ⌘V and ⌘Q exist only as menu items.

use tauri::menu::{AboutMetadata, Menu, MenuBuilder, SubmenuBuilder};
use tauri::{AppHandle, Wry};

/// The menu bar for macOS.
///
/// # Errors
/// Tauri's, when an item cannot be made.
pub(crate) fn build(app: &AppHandle) -> tauri::Result<Menu<Wry>> {
    let program = SubmenuBuilder::new(app, "장부")
        .about_with_text("장부에 대하여", Some(AboutMetadata::default()))
        .separator()
        .hide_with_text("장부 가리기")
        .hide_others_with_text("다른 창 가리기")
        .separator()
        .quit_with_text("장부 끝내기")
        .build()?;
    let edit = SubmenuBuilder::new(app, "편집")
        .undo_with_text("실행 취소")
        .redo_with_text("다시 실행")
        .separator()
        .cut_with_text("오려두기")
        .copy_with_text("복사하기")
        .paste_with_text("붙여넣기")
        .select_all_with_text("모두 선택")
        .build()?;
    let window = SubmenuBuilder::new(app, "윈도우")
        .minimize_with_text("최소화")
        .fullscreen_with_text("전체 화면")
        .close_window_with_text("닫기")
        .build()?;
    MenuBuilder::new(app).items(&[&program, &edit, &window]).build()
}
