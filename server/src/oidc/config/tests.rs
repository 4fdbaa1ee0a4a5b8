//! Files that work, and one line for each that doesn't.

use super::*;

struct Known;

impl Secrets for Known {
    fn file(&self, path: &Path) -> Option<String> {
        (path == Path::new("secret.txt")).then(|| " of a file\n".to_owned())
    }

    fn variable(&self, name: &str) -> Option<String> {
        (name == "SECRET").then(|| "of the environment".to_owned())
    }
}

const PLAIN: &str = r#"
[[provider]]
id = "example"
name = "Example"
issuer = "https://login.example.com"
client_id = "debrief"
client_secret = "s3cret"
default_role = "member"
"#;

fn refused(text: &str) -> String {
    let reason = parse(text, &Known).expect_err(text).to_string();
    assert!(reason.starts_with("--oidc: ") && !reason.contains('\n') && !reason.contains("s3cret"), "{reason}");
    reason
}

#[test]
fn a_plain_provider_asks_for_the_usual() {
    let providers = parse(PLAIN, &Known).unwrap();
    let [provider] = providers.as_slice() else { panic!("one provider") };
    assert_eq!(provider.scopes, ["openid", "email", "profile"]);
    assert_eq!((provider.roles.default, &provider.roles.claim), (Some(InstanceRole::Member), &None));
    assert!(!format!("{provider:?}").contains("s3cret"));
}

#[test]
fn secrets_come_from_files_and_the_environment_too() {
    for (line, secret) in
        [("client_secret_file = \"secret.txt\"", "of a file"), ("client_secret_env = \"SECRET\"", "of the environment")]
    {
        let providers = parse(&PLAIN.replace("client_secret = \"s3cret\"", line), &Known).unwrap();
        assert_eq!(providers[0].client_secret.0, secret);
    }
}

#[test]
fn groups_give_roles_and_nobody_else_gets_in_by_silence() {
    let text = PLAIN.replace("default_role = \"member\"", "groups_claim = \"groups\"\nroles = { sre = \"admin\" }");
    let rule = &parse(&text, &Known).unwrap()[0].roles;
    assert_eq!((rule.default, rule.roles["sre"]), (None, InstanceRole::Admin));
}

#[test]
fn what_cannot_work_is_named() {
    let change = |from: &str, to: &str| refused(&PLAIN.replace(from, to));
    let table = [
        (String::new(), "provider"),
        ("provider = []".to_owned(), "[[provider]]"),
        (format!("{PLAIN}clinet = 1"), "line 9: unknown field `clinet`"),
        (format!("{PLAIN}{PLAIN}"), "two providers with the id \"example\""),
        (format!("{PLAIN}{}", PLAIN.replace("\"example\"", "\"other\"")), "the same issuer"),
        (format!("{PLAIN}client_secret_env = \"SECRET\""), "only one of"),
    ];
    for (text, part) in table {
        let reason = refused(&text);
        assert!(reason.contains(part), "{reason}");
    }
    let lines = [
        ("client_secret = \"s3cret\"\n", "", "client_secret_file"),
        ("client_secret = \"s3cret\"", "client_secret = \" \"", "empty"),
        ("client_secret = \"s3cret\"", "client_secret_file = \"no.txt\"", "no.txt"),
        ("client_secret = \"s3cret\"", "client_secret_env = \"NO\"", "NO is not set"),
        ("\"example\"", "\"Exa mple\"", "a-z"),
        ("name = \"Example\"", "name = \"\"", "name"),
        ("client_id = \"debrief\"", "client_id = \"\"", "client_id"),
        ("default_role = \"member\"", "", "default_role"),
        ("default_role = \"member\"", "default_role = \"admin\"", "unknown variant"),
        ("default_role = \"member\"", "groups_claim = \"groups\"", "[provider.roles]"),
        ("default_role = \"member\"", "roles = { sre = \"admin\" }", "groups_claim"),
        ("default_role = \"member\"", "groups_claim = \"g\"\nroles = { sre = \"owner\" }", "unknown variant"),
        ("default_role = \"member\"", "default_role = \"member\"\nscopes = [\"email\"]", "openid"),
        ("default_role = \"member\"", "default_role = \"member\"\nscopes = [\"openid\", \"a b\"]", "one word"),
        ("https://login.example.com", "login.example.com", "not a URL"),
        ("https://login.example.com", "http://login.example.com", "https://"),
        ("https://login.example.com", "http://127.0.0.1.example.com", "https://"),
        ("https://login.example.com", "file:///etc/passwd", "https://"),
        ("https://login.example.com", "https://me:pw@login.example.com", "without user"),
        ("https://login.example.com", "https://login.example.com/?a=b", "without user"),
        ("https://login.example.com", "https://login.example.com/#a", "without user"),
    ];
    for (from, to, part) in lines {
        let reason = change(from, to);
        assert!(reason.contains(part), "{part}: {reason}");
    }
}

#[test]
fn plain_http_never_leaves_the_machine() {
    for (url, trusted) in [
        ("https://login.example.com", true),
        ("http://127.0.0.1:9000", true),
        ("http://[::1]:9000", true),
        ("http://localhost:9000", true),
        ("http://10.0.0.1", false),
        ("http://localhost.example.com", false),
        ("http://[::ffff:127.0.0.1]", false),
        ("ftp://127.0.0.1", false),
    ] {
        assert_eq!(is_trusted(&Url::parse(url).unwrap()), trusted, "{url}");
    }
}
