//! Finding the item that a person means: by index number, by law and version, by id.

use crate::Failure;
use law::Refusal;
use law::item::indexno::IndexNo;
use store::Tx;
use store::item::{By, ItemRow};

/// How a person names an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    IndexNo(IndexNo),
    Law {
        work: String,
        version: String,
    },
    Id(String),
    /// What a source calls it.
    Source {
        source: String,
        source_id: String,
    },
}

impl Which {
    /// Reads `114…/2020-00014`, `laws/{work}/{version}`, a path of either page, or an id.
    ///
    /// # Errors
    /// [`Failure::Refused`] saying what can be written.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let text = text.trim().trim_matches('/');
        let bare = text.strip_prefix("documents/").unwrap_or(text);
        if let Some(number) = IndexNo::exact(bare) {
            return Ok(Self::IndexNo(number));
        }
        if let Some((work, version)) = text
            .strip_prefix("laws/")
            .and_then(|rest| rest.split_once('/'))
        {
            return Ok(Self::Law {
                work: work.to_owned(),
                version: version.to_owned(),
            });
        }
        if text.len() == 36 && text.bytes().filter(|b| *b == b'-').count() == 4 {
            return Ok(Self::Id(text.to_owned()));
        }
        Err(Failure::Refused(Refusal::new(format!(
            "“{text}”不是索引号，也不是法规文本的地址；请写 114403006955506492/2021-00426 或者 laws/编码/版本"
        ))))
    }

    pub(crate) async fn find(&self, tx: &mut Tx) -> Result<ItemRow, Failure> {
        let by = match self {
            Self::IndexNo(number) => By::IndexNo(number),
            Self::Law { work, version } => By::Work { work, version },
            Self::Id(id) => By::Id(id),
            Self::Source { source, source_id } => By::Source { source, source_id },
        };
        tx.find_item(by).await?.ok_or(Failure::NotFound)
    }
}
