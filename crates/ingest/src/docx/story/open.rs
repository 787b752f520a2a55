//! What each element means when it opens: which frame it becomes, or that it is left out.

use super::{Drawing, Field, Flow, Frame, Section, Walker};
use crate::docx::paragraph::Para;
use crate::docx::props::RunProps;
use crate::docx::table::{Building, BuildingCell, Merge};
use crate::xml::Tag;

/// Extensions of Word whose drawings are understood, so that their first form is read and not the one for old
/// programs: `wps` and its kin are text boxes and groups.
const UNDERSTOOD: &[&str] = &[
    "wps", "wpg", "wpc", "wpi", "w14", "w15", "w16", "w16cid", "w16se", "wp14", "a14", "v", "m",
];

impl Walker<'_> {
    /// The frame of an element, `None` if it is left out with all it holds.
    pub(super) fn open(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        let parent = self.frames.last().unwrap_or(&Frame::Other).clone();
        match parent {
            Frame::ParaProps => self.in_para_props(tag),
            Frame::MarkProps => {
                if tag.name() == "del"
                    && let Some(para) = self.paras.last_mut()
                {
                    para.runs_on = true;
                }
                (tag.name() != "rPrChange").then_some(Frame::Other)
            }
            Frame::RunProps => {
                if let Some(run) = self.runs.last_mut() {
                    run.take(tag);
                }
                (tag.name() != "rPrChange").then_some(Frame::Other)
            }
            Frame::RowProps => self.in_row_props(tag),
            Frame::CellProps => self.in_cell_props(tag),
            Frame::Section => self.in_section(tag),
            Frame::Vertical => match tag.name() {
                "posOffset" => Some(Frame::Offset),
                "align" => Some(Frame::Alignment),
                _ => Some(Frame::Other),
            },
            _ => self.element(tag, &parent),
        }
    }

    fn element(&mut self, tag: &Tag<'_>, parent: &Frame) -> Option<Frame> {
        match tag.name() {
            "p" => {
                self.paras.push(Para::default());
                Some(Frame::Para)
            }
            "pPr" => (*parent == Frame::Para).then_some(Frame::ParaProps),
            "r" => {
                self.runs.push(RunProps::default());
                Some(Frame::Run)
            }
            "rPr" => (*parent == Frame::Run).then_some(Frame::RunProps),
            "tbl" => {
                self.tables.push(Building::default());
                Some(Frame::Table)
            }
            "tr" if !self.tables.is_empty() => {
                self.tables.last_mut()?.begin_row();
                Some(Frame::Row)
            }
            "trPr" => Some(Frame::RowProps),
            "tc" if self.tables.last_mut().and_then(Building::row).is_some() => {
                self.tables
                    .last_mut()?
                    .row()?
                    .cells
                    .push(BuildingCell::default());
                self.flows.push(Flow::default());
                Some(Frame::Cell)
            }
            "tcPr" => Some(Frame::CellProps),
            "sectPr" => Some(self.section()),
            "AlternateContent" => {
                self.alternates.push(false);
                Some(Frame::Alternate)
            }
            "Choice" => self.choice(tag),
            "Fallback" => (self.alternates.last() != Some(&true)).then_some(Frame::Other),
            "footnote" | "endnote" => self.note_part(tag),
            "hyperlink" => {
                let rel = tag.attr("id").and_then(|id| self.rels.get(&id));
                let href = rel.filter(|rel| rel.outside).map(|rel| rel.target.clone());
                let from = self.paras.last().map_or(0, |para| para.text.len());
                Some(Frame::Link(href, from))
            }
            name => self
                .drawn(name, tag)
                .unwrap_or_else(|| self.inline(name, tag)),
        }
    }

    #[expect(
        clippy::option_option,
        reason = "left out and not concerned are two answers"
    )]
    /// Elements of drawings; the outer `None` means that it is none of them.
    fn drawn(&mut self, name: &str, tag: &Tag<'_>) -> Option<Option<Frame>> {
        Some(match name {
            "anchor" | "inline" | "pict" | "object" => {
                self.drawings.push(Drawing::default());
                Some(Frame::Drawing)
            }
            "positionH" | "simplePos" => None,
            "positionV" => {
                let drawing = self.drawings.last_mut()?;
                drawing.from_page = tag.attr("relativeFrom").is_some_and(|from| from == "page");
                Some(Frame::Vertical)
            }
            "extent" => {
                self.drawings.last_mut()?.height = tag.number("cy");
                Some(Frame::Other)
            }
            "docPr" => {
                let drawing = self.drawings.last_mut()?;
                drawing.alt = tag
                    .attr("descr")
                    .or_else(|| tag.attr("title"))
                    .unwrap_or_default();
                drawing.hidden = tag
                    .attr("hidden")
                    .is_some_and(|on| on == "1" || on == "true");
                Some(Frame::Other)
            }
            "blip" => {
                let id = tag.attr("embed").or_else(|| tag.attr("link"));
                self.drawings.last_mut()?.images.extend(id);
                Some(Frame::Other)
            }
            "imagedata" => {
                let id = tag.attr("id").or_else(|| tag.attr("href"));
                let drawing = self.drawings.last_mut()?;
                drawing.images.extend(id);
                if drawing.alt.is_empty() {
                    drawing.alt = tag.attr("title").unwrap_or_default();
                }
                Some(Frame::Other)
            }
            "txbxContent" => {
                let unseen = |drawing: &Drawing| drawing.hidden || drawing.is_off_page();
                if self.drawings.last().is_some_and(unseen) {
                    self.package.odd.hidden += 1;
                    None
                } else {
                    self.flows.push(Flow::default());
                    Some(Frame::Box)
                }
            }
            "chart" | "relIds" if !self.drawings.is_empty() => {
                self.package.odd.drawn += 1;
                None
            }
            _ => return None,
        })
    }

    /// Everything else that stands in a paragraph or around paragraphs.
    fn inline(&mut self, name: &str, tag: &Tag<'_>) -> Option<Frame> {
        let odd = &mut self.package.odd;
        match name {
            "t" => return Some(Frame::Text),
            "tab" | "ptab" => self.words("\t"),
            "br" | "cr" => self.words("\n"),
            "noBreakHyphen" => self.words("-"),
            "sym" => {
                let sign = symbol(tag);
                odd.symbols += usize::from(sign.is_none());
                self.words(sign.unwrap_or("□"));
            }
            "footnoteReference" => self.note("footnotes", &tag.attr("id").unwrap_or_default()),
            "endnoteReference" => self.note("endnotes", &tag.attr("id").unwrap_or_default()),
            "fldChar" => match tag.attr("fldCharType").as_deref() {
                Some("begin") => self.fields.push(Field::default()),
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut() {
                        field.in_result = true;
                    }
                }
                _ => {
                    self.fields.pop();
                }
            },
            "instrText" => return Some(Frame::Instruction),
            "fldSimple" => {
                let instruction = tag.attr("instr").unwrap_or_default();
                if (Field {
                    instruction,
                    in_result: false,
                })
                .is_page_number()
                {
                    return None;
                }
            }
            "ins" | "moveTo" => odd.insertions += 1,
            "commentReference" => odd.comments += 1,
            "oMath" => odd.formulas += 1,
            "altChunk" | "subDoc" | "OLEObject" => odd.embedded += 1,
            _ if self.leaves_out(name) => return None,
            _ => {}
        }
        Some(Frame::Other)
    }

    /// What does not print. Former properties (`…Change`) must not be taken for those that hold.
    fn leaves_out(&mut self, name: &str) -> bool {
        match name {
            "del" | "moveFrom" => self.package.odd.deletions += 1,
            "rt" => self.package.odd.readings += 1,
            "delText" | "delInstrText" | "tblPr" | "tblPrEx" | "tblGrid" | "sdtPr" | "sdtEndPr"
            | "rubyPr" | "ffData" | "background" | "ctrlPr" | "annotationRef" => {}
            _ => return name.ends_with("Change"),
        }
        true
    }

    fn in_para_props(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        match tag.name() {
            "rPr" => Some(Frame::MarkProps),
            "pPrChange" | "numberingChange" => None,
            "sectPr" => Some(self.section()),
            _ => {
                if let Some(para) = self.paras.last_mut() {
                    para.props.take(tag);
                }
                Some(Frame::ParaProps)
            }
        }
    }

    fn in_row_props(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        let row = self.tables.last_mut().and_then(Building::row)?;
        match tag.name() {
            "tblHeader" => row.head = tag.attr("val").is_none_or(|on| on != "0" && on != "false"),
            "gridBefore" => row.before = tag.number("val").unwrap_or_default(),
            "del" => {
                row.deleted = true;
                self.package.odd.deletions += 1;
            }
            "ins" => self.package.odd.insertions += 1,
            "trPrChange" => return None,
            _ => {}
        }
        Some(Frame::Other)
    }

    fn in_cell_props(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        let cell = self.tables.last_mut().and_then(Building::cell)?;
        match tag.name() {
            // Word allows 63 columns; a number beyond that is no width of a table.
            "gridSpan" => cell.columns = tag.number::<u16>("val").unwrap_or(1).min(1000),
            "vMerge" => {
                let begins = tag.attr("val").is_some_and(|value| value == "restart");
                cell.merge = if begins { Merge::None } else { Merge::Continue };
            }
            "tcPrChange" => return None,
            _ => {}
        }
        Some(Frame::Other)
    }

    fn section(&mut self) -> Frame {
        self.package.sections.push(Section::default());
        Frame::Section
    }

    fn in_section(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        let section = self.package.sections.last_mut()?;
        let refers = || Some((tag.attr("type")?, tag.attr("id")?));
        match tag.name() {
            "headerReference" => section.headers.extend(refers()),
            "footerReference" => section.footers.extend(refers()),
            "titlePg" => section.title_page = tag.attr("val").is_none_or(|on| on != "0"),
            "sectPrChange" => return None,
            _ => {}
        }
        Some(Frame::Other)
    }

    fn choice(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        let requires = tag.attr("Requires").unwrap_or_default();
        let understood = requires
            .split_whitespace()
            .all(|name| UNDERSTOOD.contains(&name));
        let taken = self.alternates.last_mut()?;
        if *taken || !understood {
            return None;
        }
        *taken = true;
        Some(Frame::Other)
    }

    /// A note in its own part; the lines that separate notes from the text are none.
    fn note_part(&mut self, tag: &Tag<'_>) -> Option<Frame> {
        if tag.attr("type").is_some_and(|kind| kind != "normal") {
            return None;
        }
        self.flows.push(Flow::default());
        Some(Frame::Note(tag.attr("id").unwrap_or_default()))
    }
}

/// What the symbol fonts of Windows print, for the few that official forms use.
fn symbol(tag: &Tag<'_>) -> Option<&'static str> {
    let code = u32::from_str_radix(&tag.attr("char")?, 16).ok()? & 0xff;
    let font = tag.attr("font").unwrap_or_default();
    Some(match (font.as_str(), code) {
        ("Wingdings", 0xa8 | 0x6f | 0x71) | ("Wingdings 2", 0xa3 | 0x30 | 0x35) => "□",
        ("Wingdings", 0xfe) | ("Wingdings 2", 0x52) => "☑",
        ("Wingdings", 0xfd) | ("Wingdings 2", 0x53 | 0x54) => "☒",
        ("Wingdings", 0xfc) | ("Wingdings 2", 0x50) => "√",
        ("Wingdings", 0xfb) | ("Wingdings 2", 0x4f) => "×",
        ("Wingdings", 0x6c) => "●",
        ("Wingdings", 0x6e) => "■",
        ("Wingdings", 0x75) => "◆",
        ("Wingdings", 0xd8) => "➢",
        ("Wingdings", 0xe0) => "→",
        _ => return None,
    })
}
