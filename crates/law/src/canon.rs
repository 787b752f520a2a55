//! Canonical JSON — one value, one sequence of bytes.
//!
//! Decides the exact bytes that are hashed: RFC 8785 restricted to objects, arrays, strings, integers, booleans and
//! null. Object keys are sorted by code unit; floating point is refused, because the project has no use for it and
//! its printing is where canonical forms go wrong.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The canonical bytes of `value`.
///
/// # Panics
/// Never for values built from strings, integers, booleans, arrays and objects; a floating-point number is a
/// programming error and is written as `null` after a debug assertion.
pub fn to_bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    write(value, &mut out);
    out
}

/// The canonical bytes of a form whose keys stand in order as it is written, without the tree of values between.
///
/// # Panics
/// Never for strings, integers, booleans, lists and structures with keys of text; anything else is a programming error, and
/// nothing is written after a debug assertion, which no reader takes for a form.
pub fn written(form: &impl Serialize) -> Vec<u8> {
    let bytes = serde_json::to_vec(form);
    debug_assert!(bytes.is_ok(), "a form of strings and integers");
    bytes.unwrap_or_default()
}

/// Reads a form from JSON.
///
/// # Errors
/// Where the bytes are no JSON, or not of the form.
pub fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> serde_json::Result<T> {
    // Looked through once for all of its strings.
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(bytes),
    }
}

/// The order of keys in canonical JSON: by code unit of UTF-16.
pub fn by_code_unit(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() {
        a.cmp(b)
    } else {
        a.encode_utf16().cmp(b.encode_utf16())
    }
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            debug_assert!(
                number.is_i64() || number.is_u64(),
                "no floating point in canonical JSON"
            );
            if number.is_f64() {
                out.extend_from_slice(b"null");
            } else {
                out.extend_from_slice(number.to_string().as_bytes());
            }
        }
        Value::String(text) => write_string(text, out),
        Value::Array(values) => {
            out.push(b'[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(value, out);
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|a, b| by_code_unit(a, b));
            out.push(b'{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_string(key, out);
                out.push(b':');
                write(&map[key], out);
            }
            out.push(b'}');
        }
    }
}

fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escaped: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            0x08 => b"\\b",
            b'\t' => b"\\t",
            b'\n' => b"\\n",
            0x0c => b"\\f",
            b'\r' => b"\\r",
            0..0x20 => &format!("\\u{byte:04x}").into_bytes(),
            _ => continue,
        };
        // Bytes below 0x80 are characters of their own in UTF-8.
        out.extend_from_slice(text.as_bytes().get(plain..at).unwrap_or_default());
        out.extend_from_slice(escaped);
        plain = at + 1;
    }
    out.extend_from_slice(text.as_bytes().get(plain..).unwrap_or_default());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_strings_are_escaped_as_rfc_8785_says() {
        let value = json!({"b": [1, true, null], "a": "公开\u{1}\"\n€", "é": -3});
        assert_eq!(
            String::from_utf8(super::to_bytes(&value)).expect("canonical JSON is UTF-8"),
            "{\"a\":\"公开\\u0001\\\"\\n€\",\"b\":[1,true,null],\"é\":-3}"
        );
    }

    #[test]
    fn control_characters_have_the_escapes_of_rfc_8785() {
        // Section 3.2.2.2: two characters where JSON has them, else lower-case hexadecimal digits; DEL is none of them.
        let text = "\u{0}\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}\\/";
        assert_eq!(
            String::from_utf8(super::to_bytes(&json!(text))).expect("canonical JSON is UTF-8"),
            "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\u{7f}\\\\/\""
        );
    }

    #[test]
    fn keys_stand_in_the_order_of_the_example_of_rfc_8785() {
        // Section 3.2.3: by code unit of UTF-16, where a face comes before a Hebrew letter.
        let keys = [
            "\r",
            "1",
            "\u{80}",
            "\u{f6}",
            "\u{20ac}",
            "\u{1f600}",
            "\u{fb33}",
        ];
        let mut sorted = keys;
        sorted.reverse();
        sorted.sort_by(|a, b| super::by_code_unit(a, b));
        assert_eq!(sorted, keys);
    }
}
