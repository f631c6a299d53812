//! What the member has and pays.

use super::wire::{Ask, ask_point, parse_whole};
use super::{Popbill, unreadable};
use crate::error::RemoteError;
use serde::Deserialize;

/// The flat rate of `HTTaxinvoice`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contract {
    /// Whether it can be used now.
    pub is_open: bool,
    /// Whole won a month.
    pub month_krw: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContractAnswer {
    state: i64,
    #[serde(rename = "useRestrictYN")]
    is_restricted: Option<bool>,
    #[serde(rename = "unPaidYN")]
    is_unpaid: Option<bool>,
}

impl Popbill {
    /// Points that are left; a point is a won.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn points(&self) -> Result<i64, RemoteError> {
        self.whole(&ask_point(self.tokens.service), "remainPoint").await
    }

    /// Whole won of one `CloseDown` query.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn close_down_krw(&self) -> Result<i64, RemoteError> {
        self.whole(&Ask::get("close_down_unit_cost", "/CloseDown/UnitCost"), "unitCost").await
    }

    /// The contract under which invoices are collected.
    ///
    /// # Errors
    /// Those of every call.
    pub async fn contract(&self) -> Result<Contract, RemoteError> {
        let ask = Ask::get("contract", "/HomeTax/Taxinvoice/Contract");
        let answer = self.send(&ask).await?;
        let contract: ContractAnswer =
            serde_json::from_slice(&answer.body).map_err(|_| unreadable(&ask, &answer))?;
        let refused = [contract.is_restricted, contract.is_unpaid].contains(&Some(true));
        let ask = Ask::get("charge", "/HomeTax/Taxinvoice/ChargeInfo");
        let month_krw = self.whole(&ask, "unitCost").await?;
        Ok(Contract { is_open: contract.state == 1 && !refused, month_krw })
    }

    async fn whole(&self, ask: &Ask<'_>, field: &str) -> Result<i64, RemoteError> {
        let answer = self.send(ask).await?;
        let whole = parse_whole(&answer.body, field).filter(|whole| *whole >= 0);
        whole.ok_or_else(|| unreadable(ask, &answer))
    }
}
