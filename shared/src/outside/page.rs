//! The pages that strangers see: without a script, with one style sheet, and nothing in them but what was published.

use jiff::Timestamp;

use super::IMAGE;

/// A published message, to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Plain text.
    pub title: &'a str,
    /// As it was composed.
    pub body: &'a str,
    /// What addresses of pictures begin with.
    pub pictures: &'a str,
    /// 1 for the first version.
    pub number: u32,
    /// When the first version was published.
    pub first: Timestamp,
    /// When this version was published.
    pub at: Timestamp,
    /// Whether there is a feed that names it.
    pub feed: bool,
}

/// The whole page.
pub fn page(page: &Page<'_>) -> String {
    let title = if page.title.trim().is_empty() { "Untitled message" } else { page.title.trim() };
    let title = escape(title);
    let updated = if page.number > 1 { format!(" · updated {}", time(page.at)) } else { String::new() };
    let feed = if page.feed {
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"All messages\" href=\"/outside/feed.atom\">\n"
    } else {
        ""
    };
    let body = with_pictures(page.body, page.pictures);
    let first = time(page.first);
    whole(
        &title,
        feed,
        &format!("<hgroup>\n<h1>{title}</h1>\n<p class=\"when\">Published {first}{updated}</p>\n</hgroup>\n{body}"),
    )
}

/// The body with pictures at these addresses.
pub(super) fn with_pictures(body: &str, pictures: &str) -> String {
    body.replace(&format!("src=\"{IMAGE}"), &format!("src=\"{}", escape(pictures)))
}

/// Where nothing was published, or nothing is any more: which of them stays unsaid.
pub fn no_page() -> String {
    whole(
        "Nothing here",
        "",
        "<h1>There is nothing here</h1>\n<p>This address leads to no message, or not any more. Whoever gave it to you knows more.</p>\n",
    )
}

/// Asks for the password of the message at this address, with what went wrong before.
pub fn password_page(slug: &str, trouble: Option<&str>) -> String {
    let slug = escape(slug);
    let told = trouble.map_or_else(String::new, |trouble| {
        format!("<p class=\"trouble\" id=\"trouble\" role=\"alert\">{}</p>\n", escape(trouble))
    });
    let described = if trouble.is_some() { " aria-describedby=\"trouble\" aria-invalid=\"true\"" } else { "" };
    whole(
        "Password",
        "",
        &format!(
            "<h1>This message asks for a password</h1>\n<p>Whoever gave you the address knows it.</p>\n{told}\
             <form method=\"post\" action=\"/outside/{slug}\">\n<label for=\"password\">Password</label>\n\
             <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"off\" required autofocus{described}>\n\
             <button>Read the message</button>\n</form>\n"
        ),
    )
}

/// Text for HTML, within and between tags.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

fn time(at: Timestamp) -> String {
    format!("<time datetime=\"{}\">{}</time>", at.strftime("%Y-%m-%dT%H:%M:%SZ"), at.strftime("%Y-%m-%d %H:%M UTC"))
}

fn whole(title: &str, head: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/outside/style.css\">\n{head}</head>\n<body>\n<main>\n{main}</main>\n</body>\n</html>\n"
    )
}

/// The style sheet of all of these pages.
pub const STYLE: &str = "\
:root{color-scheme:light dark}
body{margin:0;font:17px/1.65 system-ui,-apple-system,'Segoe UI',sans-serif;color:light-dark(#1c2024,#e6e8eb);background:light-dark(#fff,#15171a);overflow-wrap:anywhere}
main{max-width:42rem;margin:0 auto;padding:3rem 1.25rem 5rem}
h1{margin:0;font-size:2rem;line-height:1.2;letter-spacing:-.02em;text-wrap:balance}
h2{margin:2.5rem 0 .5rem;font-size:1.35rem;letter-spacing:-.01em}
h3{margin:1.75rem 0 .25rem;font-size:1.1rem}
.when{margin:.5rem 0 0;color:light-dark(#57606a,#9aa4af)}
dl.timeline{margin:1rem 0}
dl.timeline dt{font-weight:600;font-variant-numeric:tabular-nums}
dl.timeline dd{margin:0 0 1rem;padding-left:1rem;border-left:3px solid light-dark(#d0d5db,#3d434b)}
dl.timeline dd p,li p{margin:.25rem 0}
table{border-collapse:collapse;display:block;overflow-x:auto;font-size:.9rem}
th,td{padding:.4rem .75rem;border:1px solid light-dark(#e1e4e8,#33383f);text-align:left;vertical-align:top}
blockquote{margin:1rem 0;padding-left:1rem;border-left:3px solid light-dark(#d0d5db,#3d434b);color:light-dark(#57606a,#9aa4af)}
code{font:.9em ui-monospace,monospace;background:light-dark(#f2f4f6,#22262b);padding:.1em .3em;border-radius:4px}
pre{overflow-x:auto;background:light-dark(#f2f4f6,#22262b);padding:1rem;border-radius:8px}
pre code{padding:0;background:none}
img{max-width:100%;height:auto}
a{color:light-dark(#0b5c73,#6cc5dc)}
a:focus-visible,input:focus-visible,button:focus-visible{outline:3px solid light-dark(#0b5c73,#6cc5dc);outline-offset:2px}
label{display:block;margin:1.5rem 0 .35rem;font-weight:600}
input[type=password]{box-sizing:border-box;width:100%;max-width:22rem;min-height:2.75rem;padding:.4rem .75rem;font:inherit;color:inherit;background:light-dark(#fff,#1c1f23);border:1px solid light-dark(#767f88,#868f98);border-radius:8px}
button{display:block;margin-top:1rem;min-height:2.75rem;padding:.4rem 1.25rem;font:inherit;font-weight:600;color:light-dark(#fff,#0b1517);background:light-dark(#0b5c73,#6cc5dc);border:0;border-radius:8px;cursor:pointer}
.trouble{padding:.5rem 1rem;border-left:3px solid light-dark(#8a5300,#f0b860);background:light-dark(#fbf3e6,#2a2315)}
@media print{body{color:#000;background:#fff;font-size:11pt}main{max-width:none;padding:0}table{display:table}dt,tr,img{break-inside:avoid}h2,h3,dt{break-after:avoid}a{color:#000}}
";
