//! What is taken for a secret or for an address, and what of ordinary prose is not.

use crate::lens::protected;

/// The text with what was found in its place.
fn shown(text: &str) -> String {
    let mut out = text.to_owned();
    for (place, what) in protected(text).into_iter().rev() {
        out.replace_range(place, &format!("[{what}]"));
    }
    out
}

#[test]
fn secrets_are_found_by_what_announces_them() {
    let cases = [
        ("DB_PASSWORD=hunter2xyz", "DB_PASSWORD=[secret]"),
        ("_API_TOKEN=abcdef123456789", "_API_TOKEN=[secret]"),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS_SECRET_ACCESS_KEY=[secret]"),
        ("aws_secret_access_key = wJalrXUtnFEMI7MDENGbPxRfi", "aws_secret_access_key = [secret]"),
        ("{\"password\": \"hunter2xyz\"}", "{\"password\": \"[secret]\"}"),
        ("{\\\"password\\\":\\\"hunterxyz\\\"}", "{\\\"password\\\":\\\"[secret]\\\"}"),
        ("clientSecret: 'abc123def456'", "clientSecret: '[secret]'"),
        ("password = hunter2xyz", "password = [secret]"),
        ("PASSWORD=hunterxyz", "PASSWORD=[secret]"),
        ("run --password hunter2xyz now", "run --password [secret] now"),
        ("run --db-password hunter2xyz", "run --db-password [secret]"),
        ("pwd=hunter2xyz; passphrase: hunter2xyz", "pwd=[secret]; passphrase: [secret]"),
        ("DB_PASS=hunter2xyz", "DB_PASS=[secret]"),
        ("Authorization: Basic dXNlcjpodW50ZXIyeHl6", "Authorization: Basic [secret]"),
        ("Authorization: Bearer abcdef1234567890abcdef12", "Authorization: Bearer [secret]"),
        ("with Basic dXNlcjpodW50ZXIyeHl6", "with Basic [secret]"),
        ("x-api-key: abcdef1234567890", "x-api-key: [secret]"),
        ("the API key: abcdef1234567890", "the API key: [secret]"),
        ("?user=x&access_token=abcdef12345", "?user=x&access_token=[secret]"),
        ("密码password=hunter2xyz", "密码password=[secret]"),
        ("“AKIAIOSFODNN7EXAMPLE”", "“[secret]”"),
        ("password=hünter22x", "password=[secret]"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn private_keys_go_whole() {
    let line = format!("MIIEpAIBAAKCAQEA7bq3{}", "A1b2C3d4".repeat(5));
    let begin = "-----BEGIN RSA PRIVATE KEY-----";
    let cases = [
        (format!("a {begin}\n{line}\n{line}\n-----END RSA PRIVATE KEY----- b"), "a [secret] b"),
        (format!("{begin}\n{line}\n{line}\nQ2x=\n\nWe rotated it."), "[secret]\n\nWe rotated it."),
        (format!("- {begin}\n\n  {line}\n\n  {line}\n- next"), "- [secret]\n- next"),
        (format!("> {begin}\n> {line}\n> {line}\n\nafter"), "> [secret]\n\nafter"),
        (format!("{begin} {line} {line} and more"), "[secret] and more"),
        (format!("{begin}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n{line}\n```"), "[secret]\n```"),
        (format!("{begin} was in the log"), "[secret] was in the log"),
        (format!("-----BEGIN PGP PRIVATE KEY BLOCK-----\n{line}\nend"), "[secret]\nend"),
        ("-----BEGIN é PRIVATE KEY-----🦀".to_owned(), "[secret]🦀"),
        (format!("-----BEGIN {} PRIVATE KEY-----🦀", "é".repeat(10)), "[secret]🦀"),
        (format!("-----BEGIN CERTIFICATE-----\n{line}"), &format!("-----BEGIN CERTIFICATE-----\n{line}")),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(&text), expected, "{text}");
    }
}

#[test]
fn addresses_and_numbers_are_found_in_all_their_forms() {
    let cases = [
        ("10.20.30.40/16, 10.20.30.40-50 and 10.20.30.40/health", "[IP address], [IP address] and [IP address]/health"),
        ("“10.20.30.40” and 地址10.1.2.3", "“[IP address]” and 地址[IP address]"),
        (
            "fe80::1, fd00::12, 2001:db8::/32 and fe80::1/64",
            "[IP address], [IP address], [IP address] and [IP address]",
        ),
        ("call 0049 30 1234567", "call [phone number]"),
        ("0049 30 1234567", "[phone number]"),
        ("user@münchen.de and jörg@example.com", "[mail address] and [mail address]"),
        ("foo@bar.рф; 请联系ada@example.com的", "[mail address]; 请联系[mail address]的"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn ordinary_prose_is_left_alone() {
    for text in [
        "password: reset by mail",
        "The password = secret was rotated.",
        "Password: see the vault. Token: expired, secret=rotated.",
        "We passed `--password` to it; the --password option was missing.",
        "Basic authentication failed; the basic health2check is green.",
        "The primary key: order_id_12345. A key=value12 pair.",
        "password=${DB_PASSWORD_2}, password=$PASSWORD, password=args.password, password=********",
        "Authorization: required by policy",
        "PWD=/var/lib/app12",
        "{\"password\": \"reset by mail\"}",
        "The bypass=enabled flag; tokens: 4 of 12.",
        "dead::beef, std::vec::Vec and ab::cd",
        "Version 1.2.3.4-beta of 127.0.0.1",
        "00:12:30 to 00:14, 0012345678, 003 of 100",
        "a@b, @ada.lovelace, x @ y.z",
    ] {
        assert_eq!(shown(text), text);
    }
}

/// Pieces of what is looked for.
const PIECES: [&str; 30] = [
    "-----BEGIN ",
    "PRIVATE KEY-----",
    "-----END ",
    "password",
    "_TOKEN",
    "secret",
    "Authorization",
    "Bearer ",
    "Basic ",
    "--",
    "=",
    ": ",
    "\"",
    "'",
    "\\",
    " ",
    "\n",
    "@",
    ".",
    "://",
    "10.0.0.1",
    "/16",
    "fe80::",
    "0049 ",
    "+49 ",
    "eyJ",
    "AKIA",
    "A1b2C3d4",
    "é",
    "🦀",
];

proptest::proptest! {
    #[test]
    fn whatever_is_put_together_is_found_in_whole_letters(
        pieces in proptest::collection::vec((0_usize..PIECES.len() + 5, proptest::char::any()), 0..16),
    ) {
        let piece = |(at, letter): (usize, char)| PIECES.get(at).map_or_else(|| letter.to_string(), |piece| (*piece).to_owned());
        let text: String = pieces.into_iter().map(piece).collect();
        // Replacing within a letter panics.
        let shown = shown(&text);
        proptest::prop_assert_eq!(shown == text, protected(&text).is_empty(), "{:?}", text);
    }
}
