//! The running server: opens what it needs in order, serves until told to stop, and leaves nothing half done.

mod housekeeping;

use std::fs::{self, File, TryLockError};
use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum::serve::ListenerExt;
use jiff::Timestamp;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::archive::Archive;
use crate::bell::Bells;
use crate::bus::Bus;
use crate::config::{Config, Origin};
use crate::connections::Connections;
use crate::crowd::Crowd;
use crate::document::trial::{self, Court};
use crate::document::{self, Containment, Documents};
use crate::guard::Guard;
use crate::http::{self, AppState, Site};
use crate::images::Images;
use crate::import::Desk;
use crate::limits::Limits;
use crate::mail::{self, Postman};
use crate::nodes::{self, Node};
use crate::notify::Notifier;
use crate::oidc::{Oidc, flow::Flows};
use crate::outbound::Outbound;
use crate::patient::Patient;
use crate::people::People;
use crate::store::{Store, StoreError};
use crate::titles::Titles;
use crate::{demo, metrics, random, reminders, templates};

/// How long requests that are under way may take when the server stops.
const DRAIN: Duration = Duration::from_secs(5);
/// How long what goes on beside the documents, and each of the last words to the database, may take when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// Open files that are not connections: the database, logs, mails on their way out.
const OTHER_FILES: u64 = 200;

/// Everything opened and ready to serve.
pub struct App {
    state: AppState,
    store: Arc<dyn Store>,
    set_up_secret: Option<String>,
    postman: Option<Postman>,
    archive: Option<Archive>,
    node: Node,
    recovery: Duration,
    /// Without limits there are none on connections either.
    unlimited: bool,
    history_days: Option<u32>,
    /// Held for as long as the server runs; no second server opens the same SQLite file. PostgreSQL takes several.
    lock: Option<File>,
}

impl App {
    /// Opens storage and documents. Errors read as one line for the person who starts the server.
    pub async fn open(config: &Config) -> Result<Self> {
        make_folder(&config.data_dir)?;
        let lock = config.database.file().map(lock).transpose()?;
        let store =
            config.database.open().await.with_context(|| format!("cannot open the database {}", config.database))?;
        let shared = Arc::clone(&store);
        let now = Timestamp::now();
        templates::refresh(shared.as_ref(), now).await.context("cannot store the built-in templates")?;

        // A SQLite file is locked: whoever has it is alone.
        let alone = lock.is_some();
        let oidc = match &config.public_url {
            Some(url) if !config.oidc.is_empty() => {
                let flows = if alone { Flows::default() } else { shared_flows(&store).await? };
                Oidc::open(config.oidc.clone(), url, flows).await?
            }
            _ => Oidc::default(),
        };
        let metrics = install_metrics();
        let people = People::new(Arc::clone(&shared));
        let mut node = Node::new(Arc::clone(&store));
        let clean = begin(&mut node, alone, &store).await.context("cannot note that a server runs")?;
        let bus = if alone { Bus::default() } else { connect(config, &node).await? };
        if !clean {
            tracing::warn!(
                "the last server was killed or could not write everything; pages give back what they still hold"
            );
        }
        let settings = document::Settings { clean, idle: config.unload_after, ..document::Settings::default() };
        let containment = contain(config).await?;
        let bells = Bells::new(bus.clone());
        let documents = Documents::start_among(store.clone(), settings, containment, bus);
        let demo = config.demo && demo::prepare(shared.as_ref(), &documents, &people, now).await?;
        if config.demo && !demo {
            tracing::warn!(
                "this database has accounts of its own, so the sample was not put into it; use another --data-dir"
            );
        }
        let set_up_secret = if alone {
            people.offer_set_up().await?
        } else {
            people.offer_shared_set_up(&store.shared_secret(nodes::SET_UP, &random::bytes()).await?).await?
        };
        if config.trusted_proxies.is_empty() && config.public_url.as_ref().is_some_and(Origin::is_https) {
            tracing::warn!(
                "people come by a proxy, which no --trusted-proxies names: everybody seems to come from its address and shares its limits"
            );
        }
        let site = Arc::new(Site {
            public_url: config.public_url.clone(),
            demo,
            trusted_proxies: config.trusted_proxies.clone(),
        });
        let guard = Guard::new(Arc::clone(&shared));
        let post = config.mail.as_ref().zip(config.public_url.as_ref());
        let (mail, postman) =
            post.map(|(settings, url)| mail::open(settings, url.clone(), people.clone(), Arc::clone(&shared))).unzip();
        let images = open_images(config).await?;
        let archive = match &config.archive {
            Some(path) => {
                let opened =
                    Archive::open(path, Arc::clone(&store), images.clone(), &config.data_dir, site.address("")).await;
                Some(opened.context("--archive")?)
            }
            None => None,
        };
        let outbound = Outbound::new(config.connections.clone());
        let connections = Connections::new(Arc::clone(&store), documents.clone(), outbound, Arc::clone(&site));
        let state = AppState {
            notifier: Notifier::new(
                Arc::clone(&shared),
                config.mail.as_ref().map(|_| config.mail_timing),
                bells.clone(),
            ),
            bells,
            store: shared,
            documents,
            images,
            guard,
            people,
            oidc,
            desk: Desk::default(),
            titles: Titles::new(config.link_titles.clone()),
            connections,
            limits: Limits::new(config.rate_limit),
            mail,
            site,
            metrics,
        };
        let (unlimited, history_days) = (config.rate_limit == 0, config.history_days);
        let recovery = settings.recovery;
        Ok(Self { state, store, set_up_secret, postman, archive, node, recovery, unlimited, history_days, lock })
    }

    /// Where to begin: the page, or the set-up link as long as there are no accounts.
    pub fn link(&self, listening: SocketAddr) -> String {
        let base = match &self.state.site.public_url {
            Some(url) => url.as_str().to_owned(),
            None if listening.ip().is_unspecified() => format!("http://localhost:{}", listening.port()),
            None => format!("http://{listening}"),
        };
        match &self.set_up_secret {
            Some(secret) => format!("{base}/setup#{secret}"),
            None => base,
        }
    }

    /// Whether the demo account is there to sign in with.
    pub fn is_demo(&self) -> bool {
        self.state.site.demo
    }

    /// Whether the first account is still to be made.
    pub fn needs_set_up(&self) -> bool {
        self.set_up_secret.is_some()
    }

    /// Serves until `shutdown` resolves, then finishes what is under way: requests, sockets, writes.
    pub async fn run(self, listener: TcpListener, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        let tasks = TaskTracker::new();
        let stop = CancellationToken::new();
        tasks.spawn(housekeeping::keep_house(Arc::clone(&self.store), self.state.metrics.clone(), stop.clone()));
        if let Some(days) = self.history_days {
            tasks.spawn(housekeeping::keep_history_short(self.state.documents.clone(), days, stop.clone()));
        }

        tasks.spawn(housekeeping::index_comments(Arc::clone(&self.store), stop.clone()));
        tasks.spawn(self.state.guard.clone().run(stop.clone()));
        tasks.spawn(self.state.connections.clone().run(stop.clone()));
        let notifier = self.state.notifier.clone();
        tasks.spawn(reminders::run(Arc::clone(&self.store), notifier, stop.clone()));
        if let Some(postman) = self.postman {
            tasks.spawn(postman.run(stop.clone()));
        }
        if let Some(archive) = self.archive {
            tasks.spawn(archive.run(stop.clone()));
        }

        let bells = self.state.bells.clone();
        tasks.spawn(bells.clone().run(stop.clone()));
        let (documents, connections) = (self.state.documents.clone(), self.state.connections.clone());
        let stop_node = CancellationToken::new();
        let alone = self.lock.is_some();
        let node = (!alone).then(|| tokio::spawn(self.node.run(documents.clone(), self.recovery, stop_node.clone())));
        let crowd = if self.unlimited { Crowd::unlimited() } else { Crowd::new(max_connections()) };
        let patient = Patient::new(listener, crowd, self.state.site.trusted_proxies.clone());
        let router = http::router(self.state).into_make_service_with_connect_info::<SocketAddr>();
        // The tap does nothing; handlers learn the address of a connection from axum's own listeners and taps only.
        let listener = patient.tap_io(|_| {});
        let stopping = stop.clone();
        let server = axum::serve(listener, router).with_graceful_shutdown(async move { stopping.cancelled().await });
        let mut server = tokio::spawn(server.into_future());
        tokio::select! {
            ended = &mut server => ended.context("the server's task ended")?.context("cannot accept connections")?,
            () = shutdown => {
                stop.cancel();
                bells.close();
                if timeout(DRAIN, &mut server).await.is_err() {
                    server.abort();
                }
            }
        }
        stop.cancel();
        bells.close();
        // They still write into documents.
        if timeout(LAST_WORDS, connections.finish()).await.is_err() {
            tracing::warn!("stopping although a command of a chat has not come to its end");
        }
        let clean = documents.shutdown().await;
        tasks.close();
        if timeout(LAST_WORDS, tasks.wait()).await.is_err() {
            tracing::warn!(tasks = tasks.len(), "stopping although something has not come to its end");
        }
        stop_node.cancel();
        let leave = async {
            match node {
                _ if !clean => Ok(()),
                None => self.store.end_run().await.map_err(anyhow::Error::from),
                Some(node) => Ok(node.await.context("the node's task ended")?.leave().await?),
            }
        };
        match timeout(LAST_WORDS, leave).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "this is taken for an unclean stop"),
            Err(_) => tracing::warn!("this is taken for an unclean stop: the database does not answer"),
        }
        // Whoever still reads from it is cut off.
        if timeout(LAST_WORDS, self.store.close()).await.is_err() {
            tracing::warn!("the database was not closed in time");
        }
        Ok(())
    }
}

/// Opens the place where pictures are kept. A bucket that does not answer is no reason not to start.
async fn open_images(config: &Config) -> Result<Images> {
    let images = Images::open(&config.images).with_context(|| format!("--images: {} cannot be used", config.images))?;
    if let Err(error) = images.reach().await {
        tracing::warn!(%error, "--images: {} does not answer; pictures can be neither added nor shown", config.images);
    }
    Ok(images)
}

/// Notes that a server runs. Whether those before it have written everything, as far as that is known now.
async fn begin(node: &mut Node, alone: bool, store: &Arc<dyn Store>) -> Result<bool, StoreError> {
    let clean = store.begin_run().await?;
    if alone {
        return Ok(!node.replaces_killed().await? && clean);
    }
    // From here on each node is noted by itself.
    store.end_run().await?;
    node.enter().await?;
    Ok(clean)
}

/// The way to other nodes: by NATS, or by what they write into the database alone. It knows from the first moment whether there are any:
/// a node that is alone does not have to be patient with anybody.
async fn connect(config: &Config, node: &Node) -> Result<Bus> {
    let bus = match &config.nats {
        None => Bus::silent(),
        Some(address) => {
            let instance = node.instance().await.context("cannot read the instance's id")?;
            let bus = Bus::connect(address, instance, node.id()).await;
            bus.with_context(|| format!("--nats: {address} cannot be used"))?
        }
    };
    bus.note_others(node.has_others());
    Ok(bus)
}

/// Sign-ins that may end on another node than they began on.
async fn shared_flows(store: &Arc<dyn Store>) -> Result<Flows> {
    let key = store.shared_secret(nodes::SIGN_INS, &random::bytes()).await.context("cannot read a shared secret")?;
    Ok(Flows::shared(&key, Arc::clone(store)))
}

/// Finds out what ended the last process in the middle of its work, before anybody can bring it about again.
async fn contain(config: &Config) -> Result<Containment> {
    let (containment, unfinished) = Containment::open(&config.data_dir)?;
    if !unfinished.is_empty() {
        let court = Court {
            program: std::env::current_exe().context("this program has no path")?,
            data_dir: config.data_dir.clone(),
            database: config.database_address.clone(),
        };
        trial::judge(&court, containment.quarantine(), unfinished).await?;
    }
    Ok(containment)
}

/// Every connection is an open file.
fn max_connections() -> usize {
    let files = rlimit::Resource::NOFILE.get_soft().unwrap_or(1_024);
    usize::try_from(files.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX).max(1)
}

fn make_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))
}

/// Takes the lock beside the database, or says who has it. The system lets go of it when the process ends, however it ends.
pub(crate) fn lock(database: &Path) -> Result<File> {
    // However it is named, the file that it is: a link leads to the same lock.
    let real = database.canonicalize().unwrap_or_else(|_| database.to_owned());
    let mut path = real.into_os_string();
    path.push(".lock");
    let file =
        File::create(&path).with_context(|| format!("cannot write beside the database {}", database.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another debrief server has {} open; stop it first", database.display()),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock the database {}", database.display()))
        }
    }
}

/// Installs the recorder of the process; `None` when there is one already.
fn install_metrics() -> Option<PrometheusHandle> {
    const REQUEST_SECONDS_BUCKETS: [f64; 8] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];
    let buckets = [
        (metrics::COMMIT_SECONDS, &metrics::COMMIT_SECONDS_BUCKETS[..]),
        (metrics::COMMIT_ROWS, &metrics::COMMIT_ROWS_BUCKETS[..]),
        (metrics::UPDATE_STEPS, &metrics::UPDATE_STEPS_BUCKETS[..]),
        ("debrief_http_request_seconds", &REQUEST_SECONDS_BUCKETS[..]),
    ];
    let builder = buckets.into_iter().fold(PrometheusBuilder::new(), |builder, (name, bounds)| {
        builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), bounds).expect("bounds are not empty")
    });
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    ::metrics::set_global_recorder(recorder).ok()?;
    metrics::describe();
    Some(handle)
}

#[cfg(test)]
mod tests;
