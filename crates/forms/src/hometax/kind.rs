//! Kind, variety and purpose as lists name them.

use super::columns::squeezed;
use jangbu_domain::{InvoiceKind, InvoiceTypeCode, Purpose, Variety};

/// What the 분류 column says: `세금계산서`, `수정세금계산서`, `전자계산서`, `전자(수정)계산서` …
/// The flag is whether it says 수정.
fn parse_class(text: &str) -> Option<(bool, bool)> {
    let (amended, rest) = without_amended(&squeezed(text));
    let rest = rest.strip_prefix("전자").unwrap_or(&rest);
    let exempt = match rest {
        "세금계산서" | "(세금)계산서" => false,
        "계산서" => true,
        _ => return None,
    };
    Some((exempt, amended))
}

/// What the 종류 column says: `일반`, `영세율`, `위수탁(수정)` …, with whether it says 수정.
fn parse_variety(text: &str) -> Option<(Variety, bool)> {
    let (amended, rest) = without_amended(&squeezed(text));
    let plain: String = rest.chars().filter(|c| !matches!(c, '(' | ')' | '·' | '/' | ',' | '-')).collect();
    let variety = match plain.as_str() {
        "일반" => Variety::General,
        "영세" | "영세율" => Variety::ZeroRated,
        "위수탁" | "일반위수탁" => Variety::Consigned,
        "수입" => Variety::Import,
        "영세율위수탁" | "위수탁영세율" => Variety::ZeroRatedConsigned,
        "수입납부유예" | "납부유예수입" => Variety::ImportDeferred,
        _ => return None,
    };
    Some((variety, amended))
}

/// Takes every 수정 out of a text, with its brackets if it has some.
fn without_amended(text: &str) -> (bool, String) {
    let rest = text.replace("(수정)", "").replace("수정", "");
    (rest.len() != text.len(), rest)
}

/// Why the two columns give no type code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KindError {
    /// The 분류 column.
    Class,
    /// The 종류 column.
    Variety,
}

/// Kind and variety from both columns; an invoice is amended when either says so. A list without a
/// 종류 column holds general ones.
pub(super) fn parse_type_code(class: &str, variety: Option<&str>) -> Result<InvoiceTypeCode, KindError> {
    let (exempt, amended_class) = parse_class(class).ok_or(KindError::Class)?;
    let (variety, amended_variety) = match variety {
        None => (Variety::General, false),
        Some(text) => parse_variety(text).ok_or(KindError::Variety)?,
    };
    let kind = match (exempt, amended_class || amended_variety) {
        (false, false) => InvoiceKind::Tax,
        (false, true) => InvoiceKind::AmendedTax,
        (true, false) => InvoiceKind::Exempt,
        (true, true) => InvoiceKind::AmendedExempt,
    };
    Ok(InvoiceTypeCode { kind, variety })
}

/// `영수`, `청구`; `없음` is none.
///
/// # Errors
/// Any other text.
pub(super) fn parse_purpose(text: &str) -> Result<Option<Purpose>, ()> {
    match squeezed(text).as_str() {
        "영수" | "영수함" | "01" => Ok(Some(Purpose::Receipt)),
        "청구" | "청구함" | "02" => Ok(Some(Purpose::Claim)),
        "없음" | "-" => Ok(None),
        _ => Err(()),
    }
}

/// How a list writes a kind.
pub(super) const fn class_text(kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Tax => "세금계산서",
        InvoiceKind::AmendedTax => "수정세금계산서",
        InvoiceKind::Exempt => "계산서",
        InvoiceKind::AmendedExempt => "수정계산서",
    }
}

/// How a list writes a variety.
pub(super) fn variety_text(code: InvoiceTypeCode) -> String {
    let name = match code.variety {
        Variety::General => "일반",
        Variety::ZeroRated => "영세율",
        Variety::Consigned => "위수탁",
        Variety::Import => "수입",
        Variety::ZeroRatedConsigned => "영세율위수탁",
        Variety::ImportDeferred => "수입납부유예",
    };
    if code.kind.is_amended() { format!("{name}(수정)") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_from_its_texts() {
        for kind in InvoiceKind::ALL {
            for variety in Variety::ALL {
                let code = InvoiceTypeCode { kind, variety };
                assert_eq!(parse_type_code(class_text(kind), Some(&variety_text(code))), Ok(code));
            }
        }
    }

    #[test]
    fn other_ways_to_write_the_same_are_understood() {
        let code =
            |class: &str, variety: &str| parse_type_code(class, Some(variety)).map(|code| code.to_string());
        assert_eq!(code("세금계산서", "일반(수정)"), Ok("0201".into()));
        assert_eq!(code("전자세금계산서", "영세율"), Ok("0102".into()));
        assert_eq!(code("전자(수정)계산서", "일 반"), Ok("0401".into()));
        assert_eq!(code("수정 세금계산서", "위수탁 (영세율)"), Ok("0205".into()));
        assert_eq!(code("세금계산서", "수입(납부유예)"), Ok("0106".into()));
        assert_eq!(parse_type_code("계산서", None).map(|code| code.to_string()), Ok("0301".into()));
    }

    #[test]
    fn an_unknown_word_is_refused_and_its_column_told() {
        assert_eq!(parse_type_code("영수증", Some("일반")), Err(KindError::Class));
        assert_eq!(parse_type_code("세금계산서", Some("특수")), Err(KindError::Variety));
        assert_eq!(parse_purpose("기타"), Err(()));
        assert_eq!(parse_purpose(" 영 수 "), Ok(Some(Purpose::Receipt)));
        assert_eq!(parse_purpose("없음"), Ok(None));
    }
}
