//! What was published, in a folder and in a git repository: all of it, its newest version, and nothing that not every member may read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use debrief_shared::document::View;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{As, Server};
use crate::archive::{Archive, Done};

impl Server {
    async fn archive(&self, path: &Path) -> Archive {
        let (store, images) = (self.state.store.clone(), self.state.images.clone());
        Archive::open(path, store, images, self.folder.path(), "https://debrief.example".to_owned()).await.unwrap()
    }

    /// A published postmortem; its path.
    async fn published(&self, who: &As, title: &str) -> String {
        let path = self.postmortem(who, title).await;
        self.publish_again(who, &path).await;
        path
    }

    async fn publish_again(&self, who: &As, path: &str) {
        let done = self.post(who, &format!("{path}/publications"), json!({"despite": "Customers wait."})).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }

    async fn restrict(&self, who: &As, path: &str) {
        let done = self.patch(who, &format!("{path}/access"), json!({"visibility": "restricted"})).await;
        assert!(done.status.is_success(), "{}", done.text);
    }
}

async fn update(archive: &Archive) -> Done {
    archive.update(&CancellationToken::new()).await.unwrap()
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The name of the file that holds a postmortem, with its title and version.
fn entry(index: &str, path: &str) -> Option<(String, String, u64)> {
    let index: Value = serde_json::from_str(index).unwrap();
    let id = path.rsplit('/').next().unwrap();
    let kept = index["postmortems"].as_array().unwrap().iter().find(|kept| kept["id"] == id)?;
    let text = |name: &str| kept[name].as_str().unwrap().to_owned();
    Some((text("file"), text("title"), kept["version"].as_u64().unwrap()))
}

#[tokio::test]
async fn a_folder_holds_the_newest_published_version_of_what_every_member_may_read() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let one = server.published(&ada, "Checkout: refused <cards>").await;
    let two = server.published(&ada, "数据库").await;
    server.postmortem(&ada, "A draft").await;
    let hidden = server.published(&ada, "A canary of the legal team").await;
    server.restrict(&ada, &hidden).await;
    let binned = server.published(&ada, "A canary in the bin").await;
    server.delete(&ada, &binned).await;

    let folder = server.folder.path().join("archive");
    let archive = server.archive(&folder).await;
    assert_eq!(update(&archive).await, Done { written: 2, removed: 0, unread: 0, all: 2 });
    fs::write(folder.join("notes.md"), "not ours").unwrap();
    let index = fs::read_to_string(folder.join("index.json")).unwrap();
    let (file, title, version) = entry(&index, &one).unwrap();
    assert!(file.contains("-checkout-refused-cards-"), "{file}");
    assert_eq!((title.as_str(), version), ("Checkout: refused <cards>", 1));
    assert_eq!(names(&folder).len(), 6, "two postmortems, an index, a note: {:?}", names(&folder));
    for name in names(&folder) {
        assert!(!fs::read_to_string(folder.join(&name)).unwrap().contains("canary"), "{name}");
    }
    let markdown = fs::read_to_string(folder.join(format!("{file}.md"))).unwrap();
    assert!(markdown.starts_with("# Checkout"), "{markdown}");
    let view: View = serde_json::from_str(&fs::read_to_string(folder.join(format!("{file}.json"))).unwrap()).unwrap();
    assert_eq!(view.title, "Checkout: refused <cards>");
    assert_eq!(update(&archive).await, Done { all: 2, ..Done::default() }, "nothing is new");

    // Not published: not there.
    assert_eq!(server.patch(&ada, &one, json!({"title": "Cards were refused"})).await.status, 200);
    assert_eq!(update(&archive).await.written, 0);
    server.publish_again(&ada, &one).await;
    assert_eq!(update(&archive).await, Done { written: 1, removed: 0, unread: 0, all: 2 });
    let (renamed, _, version) = entry(&fs::read_to_string(folder.join("index.json")).unwrap(), &one).unwrap();
    assert!(renamed.contains("-cards-were-refused-") && version == 2, "{renamed}");
    assert!(!names(&folder).contains(&format!("{file}.md")), "the old name is gone");

    server.restrict(&ada, &two).await;
    assert_eq!(update(&archive).await, Done { written: 0, removed: 1, unread: 0, all: 1 });
    let left =
        BTreeSet::from([format!("{renamed}.md"), format!("{renamed}.json"), "index.json".into(), "notes.md".into()]);
    assert_eq!(names(&folder), left);
}

#[tokio::test]
async fn what_is_restricted_while_it_is_read_gets_into_no_commit() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let repository = server.folder.path().join("archive.git");
    fs::create_dir(&repository).unwrap();
    git(&repository, &["init", "--quiet", "--bare", "--initial-branch", "postmortems"]);
    let archive = server.archive(&repository).await;
    let (one, two) = (server.published(&ada, "One").await, server.published(&ada, "A canary").await);
    let three = server.published(&ada, "Three").await;
    assert_eq!(server.delete(&ada, &three).await.status, 204);

    let mut look = archive.look().await.unwrap();
    let read = archive.read(&mut look).await.unwrap().expect("a page");
    server.restrict(&ada, &two).await;
    archive.add(&mut look, read).await.unwrap();
    assert!(archive.read(&mut look).await.unwrap().is_none());
    archive.remove(&mut look).await.unwrap();
    assert_eq!(git(&repository, &["log", "--format=%s"]), "Publish One\n");
    let everything = git(&repository, &["log", "--patch", "--all"]);
    assert!(everything.contains("# One") && !everything.contains("canary"), "{everything}");

    // One that is there already leaves in the same look.
    server.publish_again(&ada, &one).await;
    let mut look = archive.look().await.unwrap();
    let read = archive.read(&mut look).await.unwrap().expect("a page");
    server.restrict(&ada, &one).await;
    archive.add(&mut look, read).await.unwrap();
    archive.remove(&mut look).await.unwrap();
    assert_eq!(git(&repository, &["log", "--format=%s"]), "Take a postmortem out\nPublish One\n");
}

#[tokio::test]
async fn everything_is_looked_through_only_when_something_became_new() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let (one, two) = (server.published(&ada, "One").await, server.published(&ada, "Two").await);
    let archive = server.archive(&server.folder.path().join("archive")).await;
    let stop = CancellationToken::new();
    let mut looked = None;
    let done = |written, removed, all| Some(Done { written, removed, unread: 0, all });
    let mut follow = async || archive.follow(&mut looked, &stop).await.unwrap();
    assert_eq!(follow().await, done(2, 0, 2));
    assert_eq!(follow().await, None);
    // Drafts, words and sign-ins are nothing new.
    server.postmortem(&ada, "A draft").await;
    assert_eq!(server.patch(&ada, &one, json!({"title": "Once"})).await.status, 200);
    server.member("grace").await;
    assert_eq!(follow().await, None);
    server.publish_again(&ada, &one).await;
    assert_eq!(follow().await, done(1, 0, 2));
    server.restrict(&ada, &two).await;
    assert_eq!(follow().await, done(0, 1, 1));
    let back = server.patch(&ada, &format!("{two}/access"), json!({"visibility": "workspace"})).await;
    assert!(back.status.is_success(), "{}", back.text);
    assert_eq!(follow().await, done(1, 0, 2));
    assert_eq!(server.delete(&ada, &one).await.status, 204);
    assert_eq!(follow().await, done(0, 1, 1));
    let restored = server.post(&ada, &format!("{one}/restore"), json!({})).await;
    assert!(restored.status.is_success(), "{}", restored.text);
    assert_eq!((follow().await, follow().await), (done(1, 0, 2), None));
    // What could not be written is tried again.
    server.publish_again(&ada, &one).await;
    let index = server.folder.path().join("archive/index.json");
    let before = fs::read_to_string(&index).unwrap();
    fs::write(&index, "{").unwrap();
    drop(archive.follow(&mut looked, &stop).await.unwrap_err());
    fs::write(&index, before).unwrap();
    assert_eq!(archive.follow(&mut looked, &stop).await.unwrap(), done(1, 0, 2));
}

#[tokio::test]
async fn what_was_restricted_leaves_although_something_else_cannot_be_written() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let one = server.published(&ada, "A canary").await;
    let folder = server.folder.path().join("archive");
    let archive = server.archive(&folder).await;
    assert_eq!(update(&archive).await.written, 1);

    let two = server.published(&ada, "Two").await;
    let elsewhere = server.folder.path().join("elsewhere");
    update(&server.archive(&elsewhere).await).await;
    let (file, ..) = entry(&fs::read_to_string(elsewhere.join("index.json")).unwrap(), &two).unwrap();
    let obstacle = folder.join(format!(".{file}.json.part"));
    fs::create_dir(&obstacle).unwrap();
    server.restrict(&ada, &one).await;
    let error = archive.update(&CancellationToken::new()).await.unwrap_err().to_string();
    assert!(error.contains("irectory"), "{error}");
    let texts = || names(&folder).into_iter().filter_map(|name| fs::read_to_string(folder.join(name)).ok());
    assert!(texts().all(|text| !text.contains("canary")), "{:?}", names(&folder));

    // What was written half goes with it once nobody may read it any more.
    assert!(folder.join(format!("{file}.md")).exists());
    server.restrict(&ada, &two).await;
    assert_eq!(update(&archive).await, Done::default());
    assert!(texts().all(|text| !text.contains("Two")), "{:?}", names(&folder));
}

#[tokio::test]
async fn what_was_left_lying_is_swept_and_nothing_else() {
    let server = Server::start().await;
    let folder = server.folder.path().join("archive");
    let archive = server.archive(&folder).await;
    let left =
        ["2026-03-11-pool-5d0c3f1e2a7b.md", "2026-03-11-5d0c3f1e2a7b.json", ".2026-03-11-pool-5d0c3f1e2a7b.json.part"];
    let others =
        ["2026-03-11-pool.md", "2026-03-11-pool-5d0c3f1e2a7b.txt", "pool-5d0c3f1e2a7b.md", ".gitignore", "é.md"];
    for name in left.iter().chain(&others) {
        fs::write(folder.join(name), "text").unwrap();
    }
    update(&archive).await;
    assert_eq!(names(&folder), others.into_iter().map(str::to_owned).collect());
}

#[tokio::test]
async fn links_that_lie_in_the_folder_lead_nowhere() {
    use std::os::unix::fs::symlink;

    let server = Server::start().await;
    let ada = server.member("ada").await;
    let one = server.published(&ada, "../../.git/config").await;
    let folder = server.folder.path().join("archive");
    let archive = server.archive(&folder).await;
    let outside = server.folder.path().join("mine");
    fs::write(&outside, "mine").unwrap();
    symlink(&outside, folder.join(".index.json.part")).unwrap();
    assert_eq!(update(&archive).await.written, 1);
    let (file, ..) = entry(&fs::read_to_string(folder.join("index.json")).unwrap(), &one).unwrap();
    assert!(file.contains("-git-config-") && !file.contains('.'), "{file}");
    // What is published again takes the place of a link.
    fs::remove_file(folder.join(format!("{file}.md"))).unwrap();
    symlink(&outside, folder.join(format!("{file}.md"))).unwrap();
    symlink(&outside, folder.join(format!(".{file}.json.part"))).unwrap();
    server.publish_again(&ada, &one).await;
    assert_eq!(update(&archive).await.written, 1);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "mine");
    assert!(fs::symlink_metadata(folder.join(format!("{file}.md"))).unwrap().is_file());
}

#[tokio::test]
async fn what_stands_in_the_way_is_named_and_nothing_is_lost() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let repository = server.folder.path().join("archive.git");
    fs::create_dir(&repository).unwrap();
    git(&repository, &["init", "--quiet", "--bare", "--initial-branch", "postmortems"]);
    let (archive, second) = (server.archive(&repository).await, server.archive(&repository).await);
    server.published(&ada, "One").await;
    // A git that was killed leaves its lock.
    let lock = repository.join("refs/heads/postmortems.lock");
    fs::write(&lock, "").unwrap();
    let error = archive.update(&CancellationToken::new()).await.unwrap_err().to_string();
    assert!(error.contains("postmortems.lock") && error.contains("File exists"), "{error}");
    fs::remove_file(&lock).unwrap();
    // Two servers over one archive: whoever comes second finds it done, or says so and finds it done later.
    let stop = CancellationToken::new();
    let (one, other) = tokio::join!(archive.update(&stop), second.update(&stop));
    assert!(one.is_ok() || other.is_ok());
    assert_eq!(update(&second).await, Done { all: 1, ..Done::default() });
    git(&repository, &["fsck", "--strict"]);
    assert_eq!(git(&repository, &["ls-tree", "--name-only", "HEAD"]).lines().count(), 3);
}

fn git(repository: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("--git-dir").arg(repository).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn a_bare_repository_gets_a_commit_for_what_is_published() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    let repository = server.folder.path().join("archive.git");
    fs::create_dir(&repository).unwrap();
    git(&repository, &["init", "--quiet", "--bare", "--initial-branch", "postmortems"]);
    let archive = server.archive(&repository).await;
    assert_eq!(update(&archive).await, Done::default(), "nothing to commit yet");

    let one = server.published(&ada, "Checkout refused cards").await;
    assert_eq!(update(&archive).await.written, 1);
    let (file, ..) = entry(&git(&repository, &["show", "HEAD:index.json"]), &one).unwrap();
    assert!(git(&repository, &["show", &format!("HEAD:{file}.md")]).starts_with("# Checkout refused cards"));
    assert_eq!(git(&repository, &["log", "--format=%an: %s"]), "ada: Publish Checkout refused cards\n");

    let (two, three) = (server.published(&ada, "Two").await, server.published(&ada, "Three").await);
    assert_eq!((update(&archive).await.written, update(&archive).await.written), (2, 0));
    server.publish_again(&ada, &one).await;
    server.restrict(&ada, &two).await;
    assert_eq!(update(&archive).await, Done { written: 1, removed: 1, unread: 0, all: 2 });
    let subjects = git(&repository, &["log", "--format=%s"]);
    let told = [
        "Publish Checkout refused cards, version 2",
        "Take a postmortem out",
        "Publish 2 postmortems",
        "Publish Checkout refused cards",
    ];
    assert_eq!(subjects.lines().collect::<Vec<_>>(), told);
    let index = git(&repository, &["show", "HEAD:index.json"]);
    assert_eq!((entry(&index, &two), entry(&index, &three).is_some()), (None, true));
    assert_eq!(
        git(&repository, &["ls-tree", "--name-only", "HEAD"]).lines().count(),
        5,
        "two postmortems and the index"
    );
    git(&repository, &["fsck", "--strict"]);
}

#[tokio::test]
async fn an_index_that_cannot_be_read_is_named_and_nothing_is_written() {
    let server = Server::start().await;
    let ada = server.member("ada").await;
    server.published(&ada, "One").await;
    let folder = server.folder.path().join("archive");
    let archive = server.archive(&folder).await;
    fs::write(folder.join("index.json"), "{\"postmortems\": [").unwrap();
    let error = archive.update(&CancellationToken::new()).await.unwrap_err().to_string();
    assert!(error.contains("index.json cannot be read") && error.contains("remove it"), "{error}");
    assert_eq!(names(&folder).len(), 1);
    // Names by hand lead to nothing else.
    let outside = server.folder.path().join("keep.md");
    fs::write(&outside, "mine").unwrap();
    let id = Uuid::nil();
    let forged = json!({"postmortems": [{"id": id, "title": "x", "version": 1, "published": "2026-03-11T00:00:00Z", "file": "../keep"}]});
    fs::write(folder.join("index.json"), forged.to_string()).unwrap();
    assert_eq!(update(&archive).await.all, 1);
    assert!(outside.is_file());
}
