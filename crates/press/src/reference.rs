//! 引用格式 — the one line by which a released item is cited elsewhere.
//!
//! Decides its order: who issued it, what it is called, its number, its day, where it is found. An item that is found
//! nowhere yet is named by its index number.

use law::item::Released;

/// `漱石县教育局. 关于校园开放日的通知[漱教〔2026〕1号]. 2026-03-02. https://…`
pub fn line(released: &Released, address: Option<&str>) -> String {
    let fields = released.fields();
    let issuers = fields.list("issuers").join("，");
    let issuers = if issuers.is_empty() {
        released.agency_name().to_owned()
    } else {
        issuers
    };
    let number = fields.text("doc_no");
    let number = number.map_or_else(String::new, |number| format!("[{number}]"));
    let made = || released.made().map(|made| made.day);
    let day = fields.date("written_date").or_else(made);
    let day = day.unwrap_or_else(|| released.published_on());
    let found = address.map_or_else(|| format!("索引号 {}", released.index_no()), str::to_owned);
    format!("{issuers}. {}{number}. {day}. {found}", released.title())
}

#[cfg(test)]
#[path = "reference/tests.rs"]
mod tests;
