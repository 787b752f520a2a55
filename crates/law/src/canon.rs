//! Canonical JSON — one value, one sequence of bytes.
//!
//! Decides the exact bytes that are hashed: RFC 8785 restricted to objects, arrays, strings, integers, booleans and
//! null. Object keys are sorted by code unit; floating point is refused, because the project has no use for it and
//! its printing is where canonical forms go wrong.

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
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
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
    for c in text.chars() {
        match c {
            '"' => out.extend_from_slice(b"\\\""),
            '\\' => out.extend_from_slice(b"\\\\"),
            '\u{08}' => out.extend_from_slice(b"\\b"),
            '\t' => out.extend_from_slice(b"\\t"),
            '\n' => out.extend_from_slice(b"\\n"),
            '\u{0c}' => out.extend_from_slice(b"\\f"),
            '\r' => out.extend_from_slice(b"\\r"),
            c if (c as u32) < 0x20 => {
                out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes());
            }
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
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
}
