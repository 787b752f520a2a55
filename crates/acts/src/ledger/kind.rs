//! The kinds of entries, by the names under which they stand in the ledger for ever.
//!
//! Decides which of them change what public pages show ([`EntryKind::changes_pages`], ADR 0009): everything kept of pages
//! belongs to the newest of these. What a reader sends is not among them, or any visitor could empty the cache at will.

use store::seal::Part;

macro_rules! entry_kinds {
    ($($variant:ident = $id:literal),* $(,)?) => {
        /// What an entry of the ledger says was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum EntryKind { $($variant),* }

        impl EntryKind {
            /// Every kind.
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$variant),*];

            /// Stands in entries for ever.
            pub(crate) const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            pub(crate) fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

entry_kinds! {
    Import = "import",
    Release = "release",
    Correct = "correct",
    Replace = "replace",
    Withdraw = "withdraw",
    Relate = "relate",
    Unrelate = "unrelate",
    CompleteRelation = "complete_relation",
    ChangeValidity = "change_validity",
    ChangeItem = "change_item",
    JoinSource = "join_source",
    RegisterAgency = "register_agency",
    DescribeSite = "describe_site",
    SetNotice = "set_notice",
    ClearNotice = "clear_notice",
    Mourn = "mourn",
    EndMourning = "end_mourning",
    ReceiveSiteError = "receive_site_error",
    ForwardSiteError = "forward_site_error",
    AnswerSiteError = "answer_site_error",
    RejectSiteError = "reject_site_error",
    EraseSiteError = "erase_site_error",
    RecordCopies = "record_copies",
    ChangeKey = "change_key",
    LoadHolidayNotices = "load_holiday_notices",
    ForgetHolidayNotice = "forget_holiday_notice",
    AdjustClock = "adjust_clock",
}

impl EntryKind {
    /// Whether a public page, list or file may look different after it. A draft counts: its item may be shown already.
    pub(crate) const fn changes_pages(self) -> bool {
        match self {
            Self::Import
            | Self::Release
            | Self::Correct
            | Self::Replace
            | Self::Withdraw
            | Self::Relate
            | Self::Unrelate
            | Self::CompleteRelation
            | Self::ChangeValidity
            | Self::ChangeItem
            | Self::JoinSource
            | Self::RegisterAgency
            | Self::DescribeSite
            | Self::SetNotice
            | Self::ClearNotice
            | Self::Mourn
            | Self::EndMourning
            | Self::ChangeKey
            // Pages that count days count them otherwise.
            | Self::LoadHolidayNotices
            | Self::ForgetHolidayNotice => true,
            // How a report stands is shown to its reader only, on a page that is kept nowhere.
            Self::ReceiveSiteError
            | Self::ForwardSiteError
            | Self::AnswerSiteError
            | Self::RejectSiteError
            | Self::EraseSiteError
            // What a copy says is what its page says.
            | Self::RecordCopies
            | Self::AdjustClock => false,
        }
    }

    /// Whether a released item is shown otherwise after it, without another edition: such an entry has a leaf in the log.
    pub(crate) const fn changes_what_is_shown(self) -> bool {
        matches!(
            self,
            Self::Replace
                | Self::Relate
                | Self::Unrelate
                | Self::CompleteRelation
                | Self::ChangeValidity
                | Self::ChangeItem
                | Self::JoinSource
        )
    }
}

/// Whether pages may look different after an entry: by its kind, or by the rows that it is bound to, so that a kind which
/// came to write more than it once did is not overlooked. What is not known here counts.
pub(crate) fn changes_pages<'a>(act: &str, rows: impl IntoIterator<Item = &'a String>) -> bool {
    let by_kind = EntryKind::from_id(act).is_none_or(EntryKind::changes_pages);
    by_kind
        || rows.into_iter().any(|row| {
            let part = row
                .split_once('/')
                .and_then(|(part, _)| Part::from_id(part));
            part.is_none_or(is_on_pages)
        })
}

/// Whether public pages are made from rows of a part.
const fn is_on_pages(part: Part) -> bool {
    match part {
        Part::Item
        | Part::Editions
        | Part::Withdrawal
        | Part::Validity
        | Part::Relations
        | Part::Aliases
        | Part::Sources
        | Part::Agency
        | Part::Work
        | Part::Setting => true,
        Part::Serials | Part::SiteError => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_moves_pages_by_its_kind_or_by_any_row_that_pages_are_made_from() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::from_id(kind.id()), Some(*kind));
            assert_eq!(changes_pages(kind.id(), []), kind.changes_pages());
        }
        let rows = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.into())
                .collect::<Vec<String>>()
        };
        let quiet = EntryKind::ReceiveSiteError.id();
        assert!(!changes_pages(quiet, &rows(&["site_error/a", "serials/b"])));
        assert!(changes_pages(quiet, &rows(&["site_error/a", "setting/b"])));
        assert!(changes_pages(
            quiet,
            &rows(&["a part of another program/b"])
        ));
        assert!(changes_pages("an act of another program", &rows(&[])));
    }
}
