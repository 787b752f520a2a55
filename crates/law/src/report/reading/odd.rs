//! 读的时候发现的毛病 — what could not be read, or was read with a presumption.

use crate::report::Table;

/// What was odd, as a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// 没有这张表
    TableMissing(Table),
    /// 表里一个数也没有
    TableEmpty(Table),
    /// 表太大，没有看完
    TableCut,
    /// 表里没有这一行
    RowMissing,
    /// 行里没有这一格
    CellMissing,
    /// 一行写了两次，数不同
    Twice,
    /// 格里不是数
    Unreadable,
    /// 格数和表头不合
    WrongWidth,
    /// 空白，按 0 计
    Blank,
    /// 格式里没有的行
    ExtraRow,
    /// 不是这一年的格式
    OtherForm,
    /// 金额的单位不是万元
    OtherUnit,
    /// 一个数分开写
    Parted,
}

impl Odd {
    /// The stable name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::TableMissing(_) => "table_missing",
            Self::TableEmpty(_) => "table_empty",
            Self::TableCut => "table_cut",
            Self::RowMissing => "row_missing",
            Self::CellMissing => "cell_missing",
            Self::Twice => "twice",
            Self::Unreadable => "unreadable",
            Self::WrongWidth => "wrong_width",
            Self::Blank => "blank",
            Self::ExtraRow => "extra_row",
            Self::OtherForm => "other_form",
            Self::OtherUnit => "other_unit",
            Self::Parted => "parted",
        }
    }

    /// Whether a figure of the form is missing for it.
    pub const fn is_a_gap(self) -> bool {
        !matches!(
            self,
            Self::Blank | Self::ExtraRow | Self::OtherForm | Self::OtherUnit | Self::Parted
        )
    }
}

/// Something odd, in Chinese, for the person who can mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// Its kind.
    pub odd: Odd,
    /// What to read: where, and what stands there.
    pub says: String,
}
