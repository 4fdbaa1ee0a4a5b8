//! What others answer, in a line.

use super::*;

#[test]
fn an_answer_is_a_short_line_of_text() {
    let answer = |status, body: &str| {
        let status = StatusCode::from_u16(status).expect("a status");
        said(&Answer { status, headers: HeaderMap::new(), body: body.to_owned().into() })
    };
    assert_eq!(answer(500, "<html>\n  <b>No\u{7}</b>\n"), "500 Internal Server Error: <html> <b>No</b>");
    assert_eq!(answer(404, ""), "404 Not Found");
    assert_eq!(answer(500, &"é".repeat(5_000)).chars().count(), "500 Internal Server Error: ".len() + MAX_ANSWER_CHARS);
}
