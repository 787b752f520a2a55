//! What was odd in a Word file: counted while it is read, said once at the end.

use crate::Problem;

/// How often each oddity was met.
#[derive(Default)]
pub(in crate::docx) struct Odd {
    pub(in crate::docx) insertions: usize,
    pub(in crate::docx) deletions: usize,
    pub(in crate::docx) comments: usize,
    /// Characters that do not print.
    pub(in crate::docx) hidden: usize,
    /// Paragraphs of a table of contents.
    pub(in crate::docx) contents: usize,
    /// Images that lie outside the file or nowhere.
    pub(in crate::docx) images: usize,
    /// Files embedded in the text.
    pub(in crate::docx) embedded: usize,
    /// Charts and drawings made of text.
    pub(in crate::docx) drawn: usize,
    pub(in crate::docx) formulas: usize,
    pub(in crate::docx) symbols: usize,
    pub(in crate::docx) readings: usize,
}

impl Odd {
    pub(in crate::docx) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |n: usize, code: &'static str, says: String| {
            if n > 0 {
                problems.push(Problem::new(code, says));
            }
        };
        let tracked = self.insertions + self.deletions;
        say(
            tracked,
            "tracked_changes",
            format!(
                "文件带有修订痕迹（插入 {} 处，删除 {} 处），已按接受全部修订读取；请在 Word 中接受修订后重新上传。",
                self.insertions, self.deletions
            ),
        );
        say(
            self.comments,
            "comments",
            format!(
                "文件带有 {} 处批注，批注没有读入；公开前请删去批注。",
                self.comments
            ),
        );
        say(
            self.hidden,
            "hidden_text",
            format!(
                "文件中有 {} 个字不显示（隐藏文字、纸外的文本框或被合并的单元格），没有读入；公开前请删去。",
                self.hidden
            ),
        );
        say(
            self.contents,
            "contents_dropped",
            "文件中的目录没有读入，目录由标题重新生成。".into(),
        );
        say(
            self.images,
            "image_missing",
            format!(
                "有 {} 张图片不在文件之内，没有读入；请把图片嵌入文件。",
                self.images
            ),
        );
        say(
            self.embedded,
            "embedded_object",
            format!(
                "文件中嵌有 {} 个别的文件，没有读入；请作为附件另行上传。",
                self.embedded
            ),
        );
        say(
            self.drawn,
            "drawing_dropped",
            format!("文件中有 {} 幅图表，没有读入；请转为图片。", self.drawn),
        );
        say(
            self.formulas,
            "formula_flattened",
            format!(
                "文件中有 {} 个公式，只读出其中的字符，请核对。",
                self.formulas
            ),
        );
        say(
            self.symbols,
            "symbol_unknown",
            format!(
                "有 {} 个符号用了专门的字体，已用“□”代替，请核对原件。",
                self.symbols
            ),
        );
        say(
            self.readings,
            "ruby_dropped",
            format!("有 {} 处拼音指南，只读入正文的字。", self.readings),
        );
        problems
    }
}
