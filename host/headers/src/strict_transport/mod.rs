//! Pure: the header Strict-Transport-Security, as a browser reads it (RFC 6797, 6.1): whatever is
//! malformed in it, or there twice, makes a browser ignore all of it.

/// What a browser is told to remember.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Seconds.
    pub age: i64,
    /// Whether it is for the names below as well.
    pub subdomains: bool,
}

impl Promise {
    /// Reads the value of the header.
    ///
    /// # Errors
    /// Why a browser ignores it.
    pub fn read(header: &str) -> Result<Self, String> {
        let mut age = None;
        let mut subdomains = false;
        let mut seen: Vec<String> = Vec::new();
        let mut rest = header;
        loop {
            rest = space(rest);
            if !rest.is_empty() && !rest.starts_with(';') {
                let (directive, after) = directive(rest)?;
                match directive.name.as_str() {
                    "max-age" => age = Some(directive.seconds()?),
                    "includesubdomains" if directive.value.is_some() => {
                        return Err("`includeSubDomains` has a value".to_owned());
                    }
                    "includesubdomains" => subdomains = true,
                    _ => {}
                }
                if seen.contains(&directive.name) {
                    return Err(format!("`{}` appears twice", directive.name));
                }
                seen.push(directive.name);
                rest = space(after);
            }
            match rest.strip_prefix(';') {
                Some(after) => rest = after,
                None if rest.is_empty() => break,
                None => {
                    return Err(format!(
                        "`{}` does not follow a `;`",
                        rest.chars().take(LONGEST_SHOWN).collect::<String>()
                    ));
                }
            }
        }
        let age = age.ok_or("there is no `max-age`")?;
        Ok(Self { age, subdomains })
    }
}

/// Characters of a header that a message shows.
const LONGEST_SHOWN: usize = 40;

struct Directive {
    /// In lower case: names have none.
    name: String,
    value: Option<String>,
}

impl Directive {
    /// `1*DIGIT` (RFC 2616, 3.3.2); more than can be counted is as long as can be.
    fn seconds(&self) -> Result<i64, String> {
        let value = self.value.as_deref().unwrap_or_default();
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("`max-age` is not a number of seconds".to_owned());
        }
        Ok(value.parse().unwrap_or(i64::MAX))
    }
}

/// `token [ "=" ( token | quoted-string ) ]` with space between its parts (RFC 2616, 2.1), and what
/// follows it.
fn directive(text: &str) -> Result<(Directive, &str), String> {
    let (name, rest) = token(text)?;
    let name = name.to_ascii_lowercase();
    let Some(value) = space(rest).strip_prefix('=') else {
        return Ok((Directive { name, value: None }, rest));
    };
    let value = space(value);
    let (value, rest) = match value.strip_prefix('"') {
        Some(quoted) => unquoted(quoted).ok_or("a quote is not closed")?,
        None => {
            let (value, rest) = token(value)?;
            (value.to_owned(), rest)
        }
    };
    let value = Some(value);
    Ok((Directive { name, value }, rest))
}

fn space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// At least one character that neither separates nor controls (RFC 2616, 2.2).
fn token(text: &str) -> Result<(&str, &str), String> {
    let is_token = |c: char| c.is_ascii_graphic() && !"()<>@,;:\\\"/[]?={}".contains(c);
    let end = text.find(|c| !is_token(c)).unwrap_or(text.len());
    match text.split_at(end) {
        ("", rest) => Err(match rest.chars().next() {
            Some(found) => format!("`{found}` is where a word should be"),
            None => "a word is missing at the end".to_owned(),
        }),
        found => Ok(found),
    }
}

/// A text up to its closing quote, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((value, characters.as_str())),
            '\\' => value.push(characters.next()?),
            character => value.push(character),
        }
    }
}

#[cfg(test)]
mod tests;
