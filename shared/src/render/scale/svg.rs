//! The laid-out time scale as SVG: all of a stranger's words escaped, no script, no address of anything else.

use std::fmt::Write;

use super::{Dot, Layout};

/// Where the picture is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting<'a> {
    /// In a page that brings its own styles. The ids of title and description begin with this.
    Inline(&'a str),
    /// In a file of its own.
    File,
}

/// How the picture looks outside the application, in light and dark.
pub const STYLE: &str = "\
.scale{--ink:#15191d;--faint:#626b74;--line:#868f98;--ground:#fff;--impact:#f3c98b;--dot:#0a6a6a;--flag:#4c555d;max-width:100%;height:auto;font:11px system-ui,-apple-system,'Segoe UI',sans-serif}\
@media(prefers-color-scheme:dark){.scale{--ink:#e9ecef;--faint:#939ca5;--line:#6d7680;--ground:#15181b;--impact:#7a5a1e;--dot:#63cdc3;--flag:#b0b8c0}}\
.scale-ground{fill:var(--ground)}.scale-axis,.scale-tick line{stroke:var(--line)}.scale-tick text,.scale-day{fill:var(--faint)}.scale-impact{fill:var(--impact)}\
.scale-flag line{stroke:var(--flag)}.scale-flag text{fill:var(--ink)}.scale-dot circle{fill:var(--dot);stroke:var(--ground);stroke-width:1.5}\
.scale-dot.is-about circle{fill:var(--ground);stroke:var(--dot)}.scale-dot text{fill:var(--ground);font-size:9px;font-weight:600;text-anchor:middle}\
@media print{.scale{--ink:#000;--faint:#333;--line:#666;--ground:#fff}}";

/// Draws it.
pub fn svg(layout: &Layout, setting: Setting<'_>) -> String {
    let mut out = String::new();
    let (width, height) = (layout.width, layout.height);
    let prefix = match setting {
        Setting::Inline(prefix) => escape(prefix),
        Setting::File => "scale".to_owned(),
    };
    let file = setting == Setting::File;
    let namespace = if file { " xmlns=\"http://www.w3.org/2000/svg\"" } else { "" };
    let _ = write!(
        out,
        "<svg{namespace} class=\"scale\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-labelledby=\"{prefix}-title {prefix}-desc\"><title id=\"{prefix}-title\">Timeline on a scale</title><desc id=\"{prefix}-desc\">{}</desc>",
        escape(&layout.summary)
    );
    if file {
        let _ = write!(
            out,
            "<style>{STYLE}</style><rect class=\"scale-ground\" width=\"{width:.0}\" height=\"{height:.0}\"/>"
        );
    }
    draw_axis(&mut out, layout);
    draw_flags(&mut out, layout);
    for dot in &layout.dots {
        draw_dot(&mut out, dot, layout);
    }
    out.push_str("</svg>");
    out
}

fn draw_axis(out: &mut String, layout: &Layout) {
    let axis = layout.axis;
    if let Some(impact) = layout.impact {
        let open = if impact.open { " is-open" } else { "" };
        let _ = write!(
            out,
            "<rect class=\"scale-impact{open}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"14\" rx=\"3\"><title>Impact{}</title></rect>",
            impact.from,
            axis - 7.0,
            (impact.to - impact.from).max(2.0).min(layout.width - impact.from),
            if impact.open { ", end not set" } else { "" }
        );
    }
    let _ = write!(
        out,
        "<line class=\"scale-axis\" x1=\"0\" y1=\"{axis:.1}\" x2=\"{:.1}\" y2=\"{axis:.1}\"/>",
        layout.width
    );
    for tick in &layout.ticks {
        let anchor = anchor(tick.x, layout.width);
        let _ = write!(
            out,
            "<g class=\"scale-tick\"><line x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text></g>",
            axis + 8.0,
            axis + 13.0,
            axis + 25.0,
            escape(&tick.words),
            x = tick.x
        );
    }
    for day in &layout.days {
        let x = day.x.min(layout.width - 64.0).max(2.0);
        let _ = write!(
            out,
            "<text class=\"scale-day\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"start\">{}</text>",
            axis + 41.0,
            escape(&day.words)
        );
    }
}

fn draw_flags(out: &mut String, layout: &Layout) {
    for flag in &layout.flags {
        #[expect(clippy::cast_precision_loss, reason = "five lanes at most")]
        let y = 4.0 + flag.lane as f64 * super::LANE;
        let _ = write!(
            out,
            "<g class=\"scale-flag is-{}\"><line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text></g>",
            flag.mark.as_str(),
            layout.axis,
            flag.words_x,
            y + 9.0,
            flag.words_width,
            escape(&flag.words),
            x = flag.x
        );
    }
}

fn draw_dot(out: &mut String, dot: &Dot, layout: &Layout) {
    let axis = layout.axis;
    let about = if dot.approximate { " is-about" } else { "" };
    let kind = dot.kind.map_or("mixed", |kind| kind.as_str());
    let first = dot.entries.first().map_or("", String::as_str);
    let _ = write!(
        out,
        "<g class=\"scale-dot is-{kind}{about}\" data-entry=\"{}\"><title>{}</title>",
        escape(first),
        escape(&dot.words)
    );
    match dot.entries.len() {
        0 | 1 => {
            let _ = write!(out, "<circle cx=\"{:.1}\" cy=\"{axis:.1}\" r=\"5\"/>", dot.x);
        }
        count => {
            let count = if count > 99 { "99+".to_owned() } else { count.to_string() };
            let _ = write!(
                out,
                "<circle cx=\"{x:.1}\" cy=\"{axis:.1}\" r=\"8\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{count}</text>",
                axis + 3.2,
                x = dot.x
            );
        }
    }
    out.push_str("</g>");
    if dot.outside {
        let (words, anchor) = if dot.x < layout.width / 2.0 { ("earlier", "start") } else { ("later", "end") };
        let x = if anchor == "start" { 2.0 } else { layout.width - 2.0 };
        let _ = write!(
            out,
            "<text class=\"scale-day\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{words}</text>",
            axis - 11.0
        );
    }
}

/// So that no name of a tick leaves the picture.
fn anchor(x: f64, width: f64) -> &'static str {
    const HALF: f64 = 26.0;
    if x < HALF {
        "start"
    } else if x > width - HALF {
        "end"
    } else {
        "middle"
    }
}

/// Text for XML: no markup, and none of the characters that XML does not have (XML 1.0, section 2.2).
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
