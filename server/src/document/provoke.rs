//! Lets tests of the containment have what no update is known to do: end the process, or never end. Only in debug builds, and only when the
//! environment asks for it.

/// Does what a marked update asks for.
#[cfg(debug_assertions)]
pub(super) fn heed(bytes: &[u8], loading: bool) {
    use std::sync::LazyLock;
    static ASKED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("DEBRIEF_PROVOKE").is_some());
    if *ASKED {
        let has = |mark: &str| bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
        if has("please-abort-now") || (loading && has("please-abort-at-load")) {
            std::process::abort();
        }
        if has("please-hang") {
            loop {
                std::thread::park();
            }
        }
    }
}

/// Nothing.
#[cfg(not(debug_assertions))]
pub(super) fn heed(_: &[u8], _: bool) {}
