//! The table: a row a route, a column a principal, a letter what comes back.
//!
//! The postmortem in the paths is restricted; the thread in it and its comment are the commenter's, the link its own, the person the viewer, the team the
//! commenter's, the version the owner's, the template the editor's, the token, the session and the calendar address the owner's. The one to restore is another
//! one in the bin. The guest account and the commenter like to facilitate; the commenter facilitates one of its own, for giving that back.
//!
//! Columns: **N**obody, by **l**ink (commenter), **g**uest account (viewer), **V**iewer, **C**ommenter (by team), **E**ditor, **O**wner,
//! **s**tranger (member without access), **A**dmin, s**u**spended, **r**evoked token, e**x**pired session.
//!
//! Letters: `.` it is done, `u` 401, `w` 401 for a wrong secret in what is sent, `f` 403, `h` 404, `c` 409.

/// A row.
pub(super) struct Rule {
    pub(super) method: &'static str,
    pub(super) route: &'static str,
    /// Status where it is done.
    pub(super) done: u16,
    /// One letter a principal; blanks are for the eye.
    letters: &'static str,
    /// Parts of the path that, swapped for those of somebody else, are answered 404 whoever asks.
    pub(super) swap: &'static str,
}

impl Rule {
    pub(super) fn expected(&self) -> Vec<char> {
        let letters: Vec<char> = self.letters.chars().filter(|letter| *letter != ' ').collect();
        assert_eq!(letters.len(), super::world::PRINCIPALS.len(), "{} {}", self.method, self.route);
        letters
    }

    pub(super) fn status(&self, letter: char) -> u16 {
        match letter {
            '.' => self.done,
            'u' | 'w' => 401,
            'f' => 403,
            'h' => 404,
            'c' => 409,
            other => panic!("unknown letter {other}"),
        }
    }
}

const fn row(method: &'static str, route: &'static str, done: u16, letters: &'static str, swap: &'static str) -> Rule {
    Rule { method, route, done, letters, swap }
}

/// Every operation of the description.
#[rustfmt::skip]
pub(super) const ROUTES: &[Rule] = &[
    //                                                                       N lg VCEO sA urx
    row("GET",    "/api/instance",                                      200, ". .. .... .. uu.", ""),
    row("GET",    "/api/session",                                       200, "u .. .... .. uuu", ""),
    row("POST",   "/api/session",                                       200, ". .. .... .. uu.", ""),
    row("DELETE", "/api/session",                                       204, ". .. .... .. uu.", ""),
    row("POST",   "/api/setup",                                         201, "w ww wwww ww uuw", ""),
    row("POST",   "/api/password-resets",                               202, "c cc cccc cc uuc", ""),
    row("POST",   "/api/tickets/look",                                  200, ". .. .... .. uu.", ""),
    row("POST",   "/api/tickets/use",                                   200, ". .. .... .. uu.", ""),
    row("PATCH",  "/api/account",                                       200, "u .. .... .. uuu", ""),
    row("PUT",    "/api/account/password",                              204, "u f. .... .. uuu", ""),
    row("GET",    "/api/account/sessions",                              200, "u f. .... .. uuu", ""),
    row("DELETE", "/api/account/sessions",                              204, "u f. .... .. uuu", ""),
    row("DELETE", "/api/account/sessions/{session}",                    204, "u fh hhh. hh uuu", "session"),
    row("GET",    "/api/account/identities",                            200, "u f. .... .. uuu", ""),
    row("DELETE", "/api/account/identities/{provider}",                 204, "u fh hhhh hh uuu", ""),
    row("GET",    "/api/people",                                        200, "u .. .... .. uuu", ""),
    row("GET",    "/api/tokens",                                        200, "u .. .... .. uuu", ""),
    row("POST",   "/api/tokens",                                        201, "u ff .... .. uuu", ""),
    row("DELETE", "/api/tokens/{id}",                                   204, "u hh hhh. hh uuu", "id"),
    row("GET",    "/api/postmortems",                                   200, "u .. .... .. uuu", ""),
    row("POST",   "/api/postmortems",                                   201, "u ff .... .. uuu", ""),
    row("GET",    "/api/postmortems/{id}",                              200, "u .. .... h. uuu", "id"),
    row("PATCH",  "/api/postmortems/{id}",                              200, "u ff ff.. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}",                              204, "u ff fff. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/restore",                      200, "u hh hhh. h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/export",                       200, "u .. .... h. uuu", "id"),
    row("POST",   "/api/imports",                                       201, "u ff .... .. uuu", ""),
    row("POST",   "/api/postmortems/{id}/timeline/imports",             201, "u ff ff.. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/images",                       201, "u ff ff.. h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/images/{image}",               200, "u .. .... h. uuu", "id image"),
    row("GET",    "/api/actions",                                       200, "u .. .... .. uuu", ""),
    row("POST",   "/api/postmortems/{id}/mitigations/{mitigation}/answer", 204, "u ff ff.. h. uuu", "id"),
    row("GET",    "/api/learning",                                      200, "u .. .... .. uuu", ""),
    row("GET",    "/api/learning/names",                                200, "u .. .... .. uuu", ""),
    row("GET",    "/api/search",                                        200, "u .. .... .. uuu", ""),
    row("GET",    "/api/anniversaries",                                 200, "u .. .... .. uuu", ""),
    row("GET",    "/api/postmortems/{id}/similar",                      200, "u .. .... h. uuu", "id"),
    row("GET",    "/api/views",                                         200, "u .. .... .. uuu", ""),
    row("POST",   "/api/views",                                         201, "u .. .... .. uuu", ""),
    row("DELETE", "/api/views/{view}",                                  204, "u hh hhh. hh uuu", "view"),
    row("GET",    "/api/postmortems/{id}/history",                      200, "u .. .... h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/history/{seq}",                200, "u .. .... h. uuu", "id seq"),
    row("GET",    "/api/postmortems/{id}/history/diff",                 200, "u .. .... h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/history/authors",              200, "u .. .... h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/history/restore",              200, "u ff ff.. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/history/versions",             201, "u ff ff.. h. uuu", "id"),
    row("PATCH",  "/api/postmortems/{id}/history/versions/{version}",   200, "u ff ff.. h. uuu", "id version"),
    row("DELETE", "/api/postmortems/{id}/history/versions/{version}",   204, "u ff fff. h. uuu", "id version"),
    row("GET",    "/api/postmortems/{id}/seen",                         200, "u .. .... h. uuu", "id"),
    row("PUT",    "/api/postmortems/{id}/seen",                         204, "u .. .... h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/titles",                       200, "u ff ff.. h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/access",                       200, "u .. .... h. uuu", "id"),
    row("PATCH",  "/api/postmortems/{id}/access",                       200, "u ff fff. h. uuu", "id"),
    row("PUT",    "/api/postmortems/{id}/access/people/{person}",       200, "u ff fff. h. uuu", "id person"),
    row("DELETE", "/api/postmortems/{id}/access/people/{person}",       204, "u ff fff. h. uuu", "id person"),
    row("PUT",    "/api/postmortems/{id}/access/teams/{team}",          200, "u ff fff. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/access/teams/{team}",          204, "u ff fff. h. uuu", "id team"),
    row("PUT",    "/api/postmortems/{id}/owner",                        200, "u ff fff. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/links",                        201, "u ff fff. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/links/{link}",                 204, "u ff fff. h. uuu", "id link"),
    row("POST",   "/api/links/look",                                    200, ". .. .... .. uu.", ""),
    row("POST",   "/api/links/enter",                                   200, ". .. .... .. uu.", ""),
    row("GET",    "/api/postmortems/{id}/comments",                     200, "u .. .... h. uuu", "id"),
    row("PUT",    "/api/postmortems/{id}/comments/read",                204, "u .. .... h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/people",                       200, "u .. .... h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/comments",                     201, "u .f f... h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/comments/{thread}/replies",    201, "u .f f... h. uuu", "id thread"),
    row("GET",    "/api/postmortems/{id}/comments/{thread}",            200, "u .. .... h. uuu", "id thread"),
    row("PATCH",  "/api/postmortems/{id}/comments/{thread}",            200, "u .f f... h. uuu", "id thread"),
    row("DELETE", "/api/postmortems/{id}/comments/{thread}",            204, "u ff f.f. h. uuu", "id thread"),
    row("GET",    "/api/postmortems/{id}/review",                       200, "u .. .... h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/review",                       201, "u ff ff.. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/review",                       200, "u ff ff.. h. uuu", "id"),
    row("PUT",    "/api/postmortems/{id}/review/mine",                  200, "u ff f.ff hf uuu", "id"),
    row("POST",   "/api/postmortems/{id}/publications",                 201, "u ff fff. h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/outside",                      200, "u ff fff. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/outside",                      201, "u ff fff. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/outside",                      200, "u ff fff. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/outside/preview",              200, "u ff fff. h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/outside/restore",              200, "u hf fff. h. uuu", "id"),
    row("GET",    "/api/outside",                                       200, "u ff .... .. uuu", ""),
    row("PUT",    "/api/outside",                                       200, "u ff ffff f. uuu", ""),
    row("GET",    "/api/reviews",                                       200, "u .. .... .. uuu", ""),
    row("GET",    "/api/postmortems/{id}/meeting",                      200, "u .. .... h. uuu", "id"),
    row("PUT",    "/api/postmortems/{id}/meeting",                      200, "u ff ff.. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/meeting",                      200, "u ff ff.. h. uuu", "id"),
    row("GET",    "/api/postmortems/{id}/meeting.ics",                  200, "u .. .... h. uuu", "id"),
    row("GET",    "/api/meetings",                                      200, "u .. .... .. uuu", ""),
    row("POST",   "/api/postmortems/{id}/facilitator",                  201, "u ff ff.. h. uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/facilitator",                  200, "u ff ff.. h. uuu", "id"),
    row("PUT",    "/api/postmortems/{id}/facilitator/mine",             200, "u f. f.ff hf uuu", "id"),
    row("DELETE", "/api/postmortems/{id}/facilitator/mine",             200, "u hh h.hh hh uuu", "id"),
    row("GET",    "/api/account/facilitating",                          200, "u f. .... .. uuu", ""),
    row("PUT",    "/api/account/facilitating",                          200, "u f. .... .. uuu", ""),
    row("GET",    "/api/account/calendar",                              200, "u f. .... .. uuu", ""),
    row("POST",   "/api/account/calendar",                              201, "u f. .... .. uuu", ""),
    row("DELETE", "/api/account/calendar",                              204, "u fh hhh. hh uuu", ""),
    row("GET",    "/api/calendar/{feed}",                               200, ". .. .... .. uu.", "feed"),
    row("GET",    "/api/postmortems/{id}/tickets",                      200, "u .. .... h. uuu", "id"),
    row("POST",   "/api/postmortems/{id}/mitigations/{mitigation}/ticket", 201, "u ff ff.. h. uuu", "id mitigation"),
    row("GET",    "/api/policy",                                        200, "u ff .... .. uuu", ""),
    row("PUT",    "/api/policy",                                        200, "u ff ffff f. uuu", ""),
    row("GET",    "/api/customers",                                     200, "u ff .... .. uuu", ""),
    row("PUT",    "/api/customers",                                     200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/postmortems/{id}/comments/{thread}/suggestion/accept",  200, "u ff ff.. h. uuu", "id thread"),
    row("POST",   "/api/postmortems/{id}/comments/{thread}/suggestion/decline", 200, "u ff f... h. uuu", "id thread"),
    row("PATCH",  "/api/postmortems/{id}/comments/{thread}/comments/{comment}", 200, "u ff f.ff hf uuu", "id thread comment"),
    row("DELETE", "/api/postmortems/{id}/comments/{thread}/comments/{comment}", 204, "u ff f.f. h. uuu", "id thread comment"),
    row("PUT",    "/api/postmortems/{id}/comments/{thread}/comments/{comment}/reactions/{reaction}", 200, "u .f f... h. uuu", "id thread comment reaction"),
    row("DELETE", "/api/postmortems/{id}/comments/{thread}/comments/{comment}/reactions/{reaction}", 200, "u .f f... h. uuu", "id thread comment reaction"),
    row("GET",    "/api/notifications",                                 200, "u .. .... .. uuu", ""),
    row("POST",   "/api/notifications/read",                            204, "u .. .... .. uuu", ""),
    row("GET",    "/api/notifications/settings",                        200, "u .. .... .. uuu", ""),
    row("PUT",    "/api/notifications/settings",                        200, "u .. .... .. uuu", ""),
    row("GET",    "/api/templates",                                     200, "u ff .... .. uuu", ""),
    row("POST",   "/api/templates",                                     201, "u ff .... .. uuu", ""),
    row("GET",    "/api/templates/{id}",                                200, "u ff .... .. uuu", ""),
    row("PATCH",  "/api/templates/{id}",                                200, "u ff ff.f f. uuu", ""),
    row("DELETE", "/api/templates/{id}",                                204, "u ff ff.f f. uuu", ""),
    row("GET",    "/api/teams",                                         200, "u ff .... .. uuu", ""),
    row("POST",   "/api/teams",                                         201, "u ff ffff f. uuu", ""),
    row("PATCH",  "/api/teams/{team}",                                  200, "u ff ffff f. uuu", ""),
    row("DELETE", "/api/teams/{team}",                                  204, "u ff ffff f. uuu", ""),
    row("PUT",    "/api/teams/{team}/members/{person}",                 200, "u ff ffff f. uuu", "person"),
    row("DELETE", "/api/teams/{team}/members/{person}",                 204, "u ff ffff f. uuu", "team person"),
    row("GET",    "/api/admin/overview",                                200, "u ff ffff f. uuu", ""),
    row("GET",    "/api/admin/people",                                  200, "u ff ffff f. uuu", ""),
    row("PATCH",  "/api/admin/people/{person}",                         200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/people/{person}/suspend",                 200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/people/{person}/reinstate",               200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/people/{person}/sign-out",                204, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/people/{person}/reset-link",              201, "u ff ffff f. uuu", ""),
    row("GET",    "/api/admin/invitations",                             200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/invitations",                             201, "u ff ffff f. uuu", ""),
    row("DELETE", "/api/admin/invitations/{invitation}",                204, "u ff ffff f. uuu", ""),
    row("GET",    "/api/admin/connections",                             200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/connections",                             201, "u ff ffff f. uuu", ""),
    row("PUT",    "/api/admin/connections/{connection}",                200, "u ff ffff f. uuu", ""),
    row("DELETE", "/api/admin/connections/{connection}",                204, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/connections/{connection}/secret",         200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/connections/{connection}/test",           200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/connections/{connection}/restore",        200, "u ff ffff f. uuu", ""),
    row("POST",   "/api/admin/deliveries/{delivery}/resend",            204, "u ff ffff f. uuu", ""),
    row("GET",    "/api/admin/audit",                                   200, "u ff ffff f. uuu", ""),
    row("GET",    "/api/admin/audit/export",                            200, "u ff ffff f. uuu", ""),
];

/// The door to the live document, tried over a real connection.
pub(super) const DOOR: Rule = row("GET", "/api/postmortems/{id}/sync", 101, "u .. .... h. uuu", "");

/// The door to one's bell, likewise.
pub(super) const BELL: Rule = row("GET", "/api/notifications/sync", 101, "u .. .... .. uuu", "");

/// What is beside the description.
#[rustfmt::skip]
pub(super) const BESIDE: &[Rule] = &[
    row("GET",    "/api/openapi.json",                                  200, ". .. .... .. uu.", ""),
    row("GET",    "/api/docs",                                          200, ". .. .... .. uu.", ""),
    row("GET",    "/api/oidc/{provider}/start",                         303, "h hh hhhh hh uuh", ""),
    row("GET",    "/api/oidc/{provider}/callback",                      303, "h hh hhhh hh uuh", ""),
    row("POST",   "/api/oidc/{provider}/connect",                       200, "u fh hhhh hh uuu", ""),
    row("GET",    "/metrics",                                           200, "u ff ffff f. uuu", ""),
    row("GET",    "/p/{id}/v/{number}",                                 200, "u .. .... h. uuu", ""),
    row("POST",   "/api/inbound/{connection}",                          401, "w ww wwww ww www", ""),
    row("GET",    "/outside/{slug}",                                    200, ". .. .... .. ...", ""),
    row("GET",    "/outside/{slug}/{picture}",                          200, ". .. .... .. ...", ""),
    row("GET",    "/outside/style.css",                                 200, ". .. .... .. ...", ""),
    row("GET",    "/outside/feed.atom",                                 404, ". .. .... .. ...", ""),
    row("GET",    "/healthz",                                           200, ". .. .... .. ...", ""),
    row("GET",    "/readyz",                                            200, ". .. .... .. ...", ""),
    row("GET",    "/assets/none.js",                                    404, ". .. .... .. ...", ""),
];
