//! Makes the folder that the page is embedded from, so that the server compiles before the page was built.

fn main() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist");
    std::fs::create_dir_all(page).expect("web/dist can be made");
    // A debug build reads the page from disk and need not be made anew with it.
    let is_embedded = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if is_embedded { page } else { "build.rs" });
}
