//! The stable form of a reading.

use ingest::{Attachment, Child, Document, Format, ImageFile, Input, Problem, Reading, wire};
use law::item::Relation;

fn sample() -> Reading {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/founding-notice.txt"
    );
    let bytes = std::fs::read(path).unwrap();
    let mut reading = ingest::read(Input {
        bytes: &bytes,
        ..Input::default()
    })
    .unwrap();
    reading.document.images.push(ImageFile {
        name: "a.png".into(),
        width: 6,
        height: 4,
        bytes: crate::picture::png(),
    });
    reading.document.attachments.push(Attachment {
        name: "附件".into(),
        href: "https://www.example.gov.cn/a.pdf".into(),
    });
    reading.document.problems.push(Problem {
        code: "heading_gap",
        says: "序号不连续".into(),
    });
    reading
}

#[test]
fn the_wire_form_reads_back_as_written() {
    let reading = sample();
    assert_eq!(wire::decode(&wire::encode(&reading)), Ok(reading));
}

#[test]
fn every_format_and_relation_reads_back() {
    for format in Format::ALL {
        for relation in Relation::ALL {
            let mut reading = Reading {
                format,
                document: Document::default(),
            };
            reading.document.children.push(Child {
                relation,
                document: Document::default(),
            });
            assert_eq!(wire::decode(&wire::encode(&reading)), Ok(reading));
        }
    }
}

#[test]
fn the_form_for_people_names_fields_outline_text_and_children() {
    let value = wire::encode_without_bytes(&sample());
    assert_eq!(value["format"], "txt");
    assert_eq!(value["fields"]["doc_no"], "粤府办〔2020〕14号");
    assert_eq!(value["children"][0]["relation"], "forwards");
    assert_eq!(
        value["children"][0]["fields"]["doc_no"],
        "国办发〔2020〕17号"
    );
    assert_eq!(value["outline"].as_array().unwrap().len(), 5);
    assert!(
        value["text"].as_str().unwrap().contains("（此件公开发布）")
            || value["children"][0]["text"]
                .as_str()
                .unwrap()
                .contains("（此件公开发布）")
    );
    assert_eq!(value["images"][0]["size"], crate::picture::png().len());
    assert_eq!(value["images"][0]["width"], 6);
    assert!(value["images"][0].get("base64").is_none());
}

#[test]
fn what_is_not_of_the_form_is_an_error() {
    let good: serde_json::Value = serde_json::from_slice(&wire::encode(&sample())).unwrap();
    let decode = |value: &serde_json::Value| wire::decode(value.to_string().as_bytes());
    assert_eq!(decode(&good), Ok(sample()));
    for (key, bad) in [
        ("v", serde_json::json!(99)),
        ("format", serde_json::json!("doc")),
        ("fields", serde_json::json!({"title": 3})),
        (
            "blocks",
            serde_json::json!({"v": 1, "blocks": [{"type": "video"}]}),
        ),
        (
            "images",
            serde_json::json!([{"name": "a", "width": 1, "height": 1, "base64": "*"}]),
        ),
        ("children", serde_json::json!([{"relation": "likes"}])),
        ("problems", serde_json::json!("none")),
    ] {
        let mut value = good.clone();
        value[key] = bad;
        assert!(decode(&value).is_err(), "{key}");
        value.as_object_mut().unwrap().remove(key);
        assert!(decode(&value).is_err(), "without {key}");
    }
}
