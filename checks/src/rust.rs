// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the checks want to know of the listings' Rust code.

use std::mem;

use anyhow::anyhow;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A file's tokens, each bracket before what is in it. What a comment says, nothing proves: there
/// are none, not even those that document.
pub struct Code(Vec<TokenTree>);

impl Code {
    pub fn parse(code: &str) -> anyhow::Result<Self> {
        let mut tokens = Vec::new();
        flatten(code.parse().map_err(|error| anyhow!("{error}"))?, &mut tokens);
        Ok(Self(tokens))
    }

    /// The names of the functions that are marked with `#[test]`.
    pub fn tests(&self) -> Vec<String> {
        let (mut marked, mut names) = (false, Vec::new());
        for pair in self.0.windows(2) {
            if let [hash, TokenTree::Group(group)] = pair {
                marked |= is(hash, "#") && group.stream().to_string() == "test";
            } else if is(&pair[0], "fn") && mem::take(&mut marked) {
                names.push(pair[1].to_string());
            }
        }
        names
    }

    /// The numbers, without underscores and suffixes, and the strings with their quotes.
    pub fn literals(&self) -> Vec<String> {
        let mut literals = Vec::new();
        for (index, token) in self.0.iter().enumerate() {
            let TokenTree::Literal(literal) = token else { continue };
            // `pair.0.1` has no number in it.
            if index > 0 && is(&self.0[index - 1], ".") {
                continue;
            }
            let text = literal.to_string();
            literals.push(if text.starts_with(|first: char| first.is_ascii_digit()) {
                let digits = text.replace('_', "");
                digits.trim_end_matches("f32").trim_end_matches("f64").to_string()
            } else {
                text
            });
        }
        literals
    }

    /// The number with which `main` calls `report`.
    pub fn seed(&self) -> Option<u64> {
        let main = self
            .0
            .windows(2)
            .position(|pair| is(&pair[0], "fn") && is(&pair[1], "main"))?;
        let body = self.0[main..].iter().find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                Some(group)
            }
            _ => None,
        })?;
        let mut tokens = Vec::new();
        flatten(body.stream(), &mut tokens);
        tokens.windows(3).find_map(|three| match three {
            [report, TokenTree::Group(_), TokenTree::Literal(seed)]
                if is(report, "report") =>
            {
                seed.to_string().replace('_', "").trim_end_matches("u64").parse().ok()
            }
            _ => None,
        })
    }
}

fn is(token: &TokenTree, word: &str) -> bool {
    !matches!(token, TokenTree::Group(_)) && token.to_string() == word
}

fn flatten(stream: TokenStream, tokens: &mut Vec<TokenTree>) {
    for token in stream {
        let inner = match &token {
            TokenTree::Group(group) => group.stream(),
            _ => TokenStream::new(),
        };
        // `/// words` arrive as `#[doc = "words"]`.
        let begin = inner.clone().into_iter().take(2).map(|token| token.to_string());
        if !begin.eq(["doc", "="]) {
            tokens.push(token);
            flatten(inner, tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_literals() {
        let code = r#"
            //! 0.1
            /// 0.2
            fn f() { g(0.5, '"', "0.8 // 0.9 \" 1.1", 1_000.25_f32, t.0.3, 1.5e-3f64) } // 0.6
            /* 0.7 */
        "#;
        let strings = [r#"'"'"#, r#""0.8 // 0.9 \" 1.1""#];
        let expected = ["0.5", strings[0], strings[1], "1000.25", "1.5e-3"];
        assert_eq!(Code::parse(code).unwrap().literals(), expected);
    }

    #[test]
    fn only_marked_functions_are_tests() {
        let code = "
            fn a() {}
            #[test] fn b() { fn c() {} }
            #[test]
            // between
            #[should_panic(expected = \"fn d\")]
            pub fn e() {}
            proptest! { #![config(1)] #[test] fn f(x in 0..3) {} }
            #[cfg(test)] fn g(h: fn()) {}
            // #[test] fn i() {}
        ";
        assert_eq!(Code::parse(code).unwrap().tests(), ["b", "e", "f"]);
    }

    #[test]
    fn a_seed_is_what_main_hands_to_report() {
        let seed = |main: &str| {
            let code =
                format!("fn a() {{ report(1) }} fn main() {main} fn b() {{ report(2) }}");
            Code::parse(&code).unwrap().seed()
        };
        assert_eq!(seed("{ report(7, &mut out)? }"), Some(7));
        assert_eq!(seed("{\n let a = report(\n // why\n 1_000u64,\n ); }"), Some(1000));
        assert_eq!(seed("{ report(&layer, &mut out)? }"), None);
        assert_eq!(seed("{ \"report(7)\" } // report(7)"), None);
    }
}
