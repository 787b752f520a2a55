//! 编号 — under which numbers and former addresses an item is found.
//!
//! Decides DECISIONS 1 for what comes in: a number that the source states is kept, unless another item has it; then one is
//! given, and somebody is told of both. What a source states in another form stays an alias, which only its first item
//! has.

use crate::Failure;
use crate::desk::Desk;
use crate::item::Incoming;
use law::item::indexno::IndexNo;
use law::item::quoted;
use store::Tx;
use store::agency::Agency;
use store::item::{By, ItemRow};

/// A number stated above this is kept as an alias only: numbers given after it would soon be too long to be read.
const LARGEST_SERIAL: u32 = 9_999_999;

/// The index number of a new item: the stated one where it is free, else the next of its agency and year. Says why a
/// stated one was not kept.
pub(crate) async fn number(
    desk: &Desk,
    tx: &mut Tx,
    incoming: &Incoming,
    agency: &Agency,
) -> Result<(IndexNo, Vec<String>), Failure> {
    let stated = incoming.index_no.as_deref().and_then(IndexNo::exact);
    let Some(stated) = stated else {
        return Ok((next(desk, tx, agency).await?, Vec::new()));
    };
    let holder = tx.find_item(By::IndexNo(&stated)).await?;
    if holder.is_none() && stated.serial <= LARGEST_SERIAL {
        tx.reserve_serial(&stated).await?;
        return Ok((stated, Vec::new()));
    }
    let given = next(desk, tx, agency).await?;
    let notice = match holder {
        Some(holder) => format!(
            "来源写明的索引号 {stated} 已经是{}的，本件另编为 {given}；请核对来源的索引号",
            quoted(&holder.title)
        ),
        None => {
            format!("来源写明的索引号 {stated} 流水号太大，本件另编为 {given}；按原号仍可查到")
        }
    };
    Ok((given, vec![notice]))
}

async fn next(desk: &Desk, tx: &mut Tx, agency: &Agency) -> Result<IndexNo, Failure> {
    let year = u16::try_from(desk.today().year()).unwrap_or(2000);
    loop {
        let serial = tx.next_serial(&agency.code, year).await?;
        let number = IndexNo {
            code: agency.code.clone(),
            year,
            serial,
        };
        if tx.find_item(By::IndexNo(&number)).await?.is_none() {
            return Ok(number);
        }
    }
}

/// Keeps the former addresses and the stated number of an item; says which of them lead to another item already.
pub(crate) async fn aliases(
    tx: &mut Tx,
    incoming: &Incoming,
    item: &ItemRow,
) -> Result<Vec<String>, Failure> {
    let number = item.index_no.to_string();
    let stated = incoming.index_no.iter().filter(|stated| **stated != number);
    let all = stated.map(|stated| ("index_no", stated.as_str())).chain(
        incoming
            .aliases
            .iter()
            .map(|(kind, value)| (&**kind, &**value)),
    );
    let mut notices = Vec::new();
    for (kind, value) in all {
        if tx.add_alias(kind, value, &item.id).await? {
            continue;
        }
        let holder = tx.find_item(By::Alias { kind, value }).await?;
        // A number in the form of the site was told of where it was not given.
        let is_told = kind == "index_no" && IndexNo::exact(value).is_some();
        if let Some(holder) = holder.filter(|holder| holder.id != item.id && !is_told) {
            let what = if kind == "index_no" {
                "索引号"
            } else {
                "地址"
            };
            notices.push(format!(
                "来源写明的{what} {value} 已经是 {} 的，没有给 {number}；请核对来源",
                holder.index_no
            ));
        }
    }
    Ok(notices)
}
