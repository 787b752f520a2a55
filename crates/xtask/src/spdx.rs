//! Licence expressions as Cargo.toml files state them: which licences satisfy one, and which of those we take.
//!
//! SPDX expressions with `OR`, `AND`, `WITH` and parentheses, and the older `MIT/Apache-2.0`.

/// Which of the allowed licences are taken under this expression, in the order in which it names them.
/// `None` where it cannot be satisfied. Of several alternatives, the one that `allowed` lists first is taken.
pub(crate) fn choose(expression: &str, allowed: &[String]) -> Option<Vec<String>> {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let chosen = any(&mut rest, allowed).ok()?;
    if rest.is_empty() { chosen } else { None }
}

/// Not an expression.
struct Broken;

/// The licences taken under a part, or `None` where it cannot be satisfied.
type Taken = Result<Option<Vec<String>>, Broken>;

/// `a OR b`: read to its end, then the best satisfied alternative.
fn any(rest: &mut &[&str], allowed: &[String]) -> Taken {
    let mut best = all(rest, allowed)?;
    while let ["OR", tail @ ..] = *rest {
        *rest = tail;
        let other = all(rest, allowed)?;
        best = match (best, other) {
            (Some(a), Some(b)) if rank(&b, allowed) < rank(&a, allowed) => Some(b),
            (Some(a), _) => Some(a),
            (None, b) => b,
        };
    }
    Ok(best)
}

/// `a AND b`: all of them.
fn all(rest: &mut &[&str], allowed: &[String]) -> Taken {
    let mut chosen = one(rest, allowed)?;
    while let ["AND", tail @ ..] = *rest {
        *rest = tail;
        let other = one(rest, allowed)?;
        chosen = chosen.zip(other).map(|(mut a, b)| {
            a.extend(b);
            a
        });
    }
    Ok(chosen)
}

fn one(rest: &mut &[&str], allowed: &[String]) -> Taken {
    match *rest {
        ["(", tail @ ..] => {
            *rest = tail;
            let inner = any(rest, allowed)?;
            let [")", tail @ ..] = *rest else {
                return Err(Broken);
            };
            *rest = tail;
            Ok(inner)
        }
        [name, "WITH", exception, tail @ ..] => {
            *rest = tail;
            Ok(listed(&format!("{name} WITH {exception}"), allowed))
        }
        [name, tail @ ..] if !matches!(*name, "OR" | "AND" | "WITH" | ")") => {
            *rest = tail;
            Ok(listed(name, allowed))
        }
        _ => Err(Broken),
    }
}

fn listed(name: &str, allowed: &[String]) -> Option<Vec<String>> {
    allowed
        .iter()
        .any(|id| id == name)
        .then(|| vec![name.to_owned()])
}

/// How far down the list the least welcome of these licences stands.
fn rank(chosen: &[String], allowed: &[String]) -> Option<usize> {
    chosen
        .iter()
        .filter_map(|name| allowed.iter().position(|id| id == name))
        .max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(expression: &str) -> Option<String> {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0"].map(str::to_owned);
        choose(expression, &allowed).map(|names| names.join(" + "))
    }

    #[test]
    fn of_several_licences_the_first_on_our_list_is_taken() {
        assert_eq!(take("Apache-2.0 OR MIT").as_deref(), Some("MIT"));
        assert_eq!(take("Apache-2.0/GPL-3.0").as_deref(), Some("Apache-2.0"));
    }

    #[test]
    fn licences_joined_by_and_must_all_be_allowed() {
        assert_eq!(
            take("(Apache-2.0 OR MIT) AND Unicode-3.0").as_deref(),
            Some("MIT + Unicode-3.0")
        );
        assert_eq!(take("MIT AND BSD-4-Clause"), None);
    }

    #[test]
    fn what_is_not_on_the_list_or_not_an_expression_is_refused() {
        for refused in [
            "GPL-3.0-only",
            "Apache-2.0 WITH LLVM-exception",
            "",
            "(MIT",
            "MIT MIT",
        ] {
            assert_eq!(take(refused), None, "{refused}");
        }
    }
}
