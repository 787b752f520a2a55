//! 固定栏目 — the five fixed columns of a disclosure platform.
//!
//! Decides DOMAIN §2.1 with GAPS 4: four constant names and the request entry, in this order (国办公开办函〔2019〕61号).

/// One of the five fixed columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// 政府信息公开指南
    Guide,
    /// 政府信息公开制度
    Policy,
    /// 法定主动公开内容
    Statutory,
    /// 政府信息公开年报
    AnnualReport,
    /// 依申请公开
    OnRequest,
}

impl Column {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 5] = [
        Self::Guide,
        Self::Policy,
        Self::Statutory,
        Self::AnnualReport,
        Self::OnRequest,
    ];

    /// The stable name, by which it is stored.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Guide => "guide",
            Self::Policy => "policy",
            Self::Statutory => "statutory",
            Self::AnnualReport => "annual_report",
            Self::OnRequest => "on_request",
        }
    }

    /// The statutory name.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Guide => "政府信息公开指南",
            Self::Policy => "政府信息公开制度",
            Self::Statutory => "法定主动公开内容",
            Self::AnnualReport => "政府信息公开年报",
            Self::OnRequest => "依申请公开",
        }
    }

    /// The value of the page tag `ColumnType` (国办发〔2017〕47号 附件, GAPS 6).
    pub const fn column_type(self) -> &'static str {
        match self {
            Self::Guide => "信息公开指南",
            Self::Policy => "政策文件",
            Self::Statutory => "信息公开目录",
            Self::AnnualReport => "信息公开年报",
            Self::OnRequest => "依申请公开",
        }
    }

    /// The one of this stable name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::Column;

    /// 国办发〔2017〕47号
    #[test]
    fn each_column_has_the_page_tag_that_readers_of_pages_look_for() {
        let tags = [
            "信息公开指南",
            "政策文件",
            "信息公开目录",
            "信息公开年报",
            "依申请公开",
        ];
        assert_eq!(Column::ALL.map(Column::column_type), tags);
    }
}
