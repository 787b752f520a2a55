//! PDF files around what a fuzzer made: a content stream, a character map, fonts.

use std::fmt::Write as _;

/// A file of one page. The first byte chooses filter and rotation; what follows is parted by zero bytes: the content
/// of the page, `ToUnicode`, entries of the fonts, entries of the resources, the font file.
pub(crate) fn file(bytes: &[u8]) -> Vec<u8> {
    let (choice, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let mut parts = rest.splitn(5, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (content, map, font, resources, program) = (part(), part(), part(), part(), part());
    let filter = [
        "",
        "/Filter/LZWDecode",
        "/Filter/ASCII85Decode",
        "/Filter/ASCIIHexDecode",
        "/Filter/RunLengthDecode",
        "/Filter[/ASCII85Decode/LZWDecode]/DecodeParms[null<</Predictor 15/Columns 3/Colors 4/BitsPerComponent 16>>]",
        "/Filter/LZWDecode/DecodeParms<</Predictor 2/Columns 5/EarlyChange 0>>",
        "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 4>>",
    ][usize::from(choice & 7)];
    let turn = u16::from(choice >> 4 & 3) * 90;
    let mut file = File::new();
    file.object(b"<</Type/Catalog/Pages 2 0 R>>");
    file.object(b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 595 842]>>");
    let mut page = format!(
        "<</Type/Page/Parent 2 0 R/Rotate {turn}/Contents[4 0 R 4 0 R]/Resources<</Font<</F1 5 0 R/F2 8 0 R>>/XObject<</X 10 0 R>>"
    )
    .into_bytes();
    page.extend(resources);
    page.extend(b">>>>");
    file.object(&page);
    file.stream(filter, content);
    file.object(b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R>>");
    file.stream("", map);
    let wrapped = |before: &str| [before.as_bytes(), font, b">>"].concat();
    file.object(&wrapped(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/FontDescriptor 9 0 R/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 5>>",
    ));
    file.object(&wrapped(
        "<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+Song/FirstChar 0/FontDescriptor 9 0 R",
    ));
    file.object(b"<</Type/FontDescriptor/Flags 4/FontFile2 11 0 R>>");
    file.stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Matrix[.5 0 0 .5 9 9]",
        content,
    );
    file.stream("", program);
    file.finish()
}

struct File {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl File {
    fn new() -> Self {
        let bytes = b"%PDF-1.7\n".to_vec();
        Self {
            bytes,
            places: Vec::new(),
        }
    }

    fn object(&mut self, object: &[u8]) {
        self.places.push(self.bytes.len());
        self.bytes
            .extend(format!("{} 0 obj\n", self.places.len()).bytes());
        self.bytes.extend(object);
        self.bytes.extend(b"\nendobj\n");
    }

    fn stream(&mut self, entries: &str, content: &[u8]) {
        let mut object = format!("<<{entries}/Length {}>>stream\n", content.len()).into_bytes();
        object.extend(content);
        object.extend(b"\nendstream");
        self.object(&object);
    }

    fn finish(mut self) -> Vec<u8> {
        let start = self.bytes.len();
        let n = self.places.len() + 1;
        let mut end = format!("xref\n0 {n}\n0000000000 65535 f \n");
        for place in &self.places {
            let _ = writeln!(end, "{place:010} 00000 n ");
        }
        let _ = writeln!(
            end,
            "trailer\n<</Size {n}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
        );
        self.bytes.extend(end.bytes());
        self.bytes
    }
}
