//! A typed client of the REST interface.

use anyhow::{Context, Result, ensure};
use debrief_shared::api::{
    Access, CreatePostmortem, CreateReply, CreateThread, EditTemplate, GrantRole, Image, PatchAccess, PatchPostmortem,
    PatchThread, PostmortemDetail, PostmortemList, PostmortemSummary, Problem, Role, SessionInfo, SignIn, Template,
    TemplateList, Thread, ThreadList,
};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, ORIGIN};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::Server;

/// Somebody who uses the REST interface: anonymous, by an API token, or signed in with a cookie.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

/// How a refused request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The problem document.
    pub problem: Problem,
}

impl Client {
    /// Nobody in particular; keeps cookies, so that [`Client::sign_in`] turns it into somebody.
    ///
    /// # Errors
    /// Not in practice.
    pub fn anonymous(server: &Server) -> Result<Self> {
        Self::build(server, None)
    }

    /// The owner of an API token.
    ///
    /// # Errors
    /// When the token cannot be sent in a header.
    pub fn with_token(server: &Server, token: &str) -> Result<Self> {
        Self::build(server, Some(token))
    }

    fn build(server: &Server, token: Option<&str>) -> Result<Self> {
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {token}"))?);
        } else {
            // As a browser does for a page of the same origin.
            headers.insert(ORIGIN, HeaderValue::from_str(&server.url())?);
        }
        let http = reqwest::Client::builder().default_headers(headers).cookie_store(true).build()?;
        Ok(Self { http, base: server.url(), token: token.map(str::to_owned) })
    }

    /// The API token it acts by.
    ///
    /// # Errors
    /// When it acts without one.
    pub fn token(&self) -> Result<&str> {
        self.token.as_deref().context("this client has no API token")
    }

    /// A request to a path, not yet sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }

    /// Sends a request without a body, whatever comes back.
    ///
    /// # Errors
    /// When nothing comes back.
    pub async fn send(&self, method: Method, path: &str) -> Result<Response> {
        Ok(self.request(method, path).send().await?)
    }

    /// Reads JSON from a path.
    ///
    /// # Errors
    /// When the answer is not a success of that shape.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        read(self.send(Method::GET, path).await?).await
    }

    /// Reads text from a path.
    ///
    /// # Errors
    /// When the answer is not a success.
    pub async fn get_text(&self, path: &str) -> Result<String> {
        Ok(self.send(Method::GET, path).await?.error_for_status()?.text().await?)
    }

    /// The sum of a metric over all its labels; 0 while it was never recorded.
    ///
    /// # Errors
    /// When there is no metrics page, or it cannot be read.
    pub async fn metric(&self, name: &str) -> Result<f64> {
        let page = self.get_text("/metrics").await?;
        let lines = page.lines().filter_map(|line| line.strip_prefix(name)).filter(|rest| rest.starts_with([' ', '{']));
        let values = lines.filter_map(|rest| rest.rsplit(' ').next());
        values.map(|value| value.parse::<f64>().context("a number")).sum()
    }

    /// Sends JSON and reads JSON back.
    ///
    /// # Errors
    /// When the answer is not a success of that shape.
    pub async fn call<T: DeserializeOwned>(&self, method: Method, path: &str, body: &impl Serialize) -> Result<T> {
        read(self.request(method, path).json(body).send().await?).await
    }

    /// Sends a request that must be refused, and gives the problem document.
    ///
    /// # Errors
    /// When it is not refused, or not with `application/problem+json` whose status agrees.
    pub async fn refused(&self, request: RequestBuilder) -> Result<Refusal> {
        let response = request.send().await?;
        let status = response.status();
        let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("").to_owned();
        let body = response.text().await?;
        ensure!(!status.is_success(), "not refused: {status} {body}");
        ensure!(kind == "application/problem+json", "{status} came as {kind:?}: {body}");
        let problem: Problem = serde_json::from_str(&body).with_context(|| format!("no problem document: {body}"))?;
        ensure!(problem.status == status.as_u16(), "the document says {} and the answer {status}", problem.status);
        ensure!(!problem.kind.is_empty() && !problem.title.is_empty(), "a problem without words: {body}");
        Ok(Refusal { status: status.as_u16(), problem })
    }

    /// The status with which a request without a body is refused.
    ///
    /// # Errors
    /// As [`Client::refused`].
    pub async fn refused_status(&self, method: Method, path: &str) -> Result<u16> {
        Ok(self.refused(self.request(method, path)).await?.status)
    }

    /// Signs in; from here on the client acts by its cookie.
    ///
    /// # Errors
    /// When address or password do not fit.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<SessionInfo> {
        let body = SignIn { email: email.to_owned(), password: password.to_owned() };
        self.call(Method::POST, "/api/session", &body).await
    }

    /// Who it is signed in as.
    ///
    /// # Errors
    /// When it is not signed in.
    pub async fn session(&self) -> Result<SessionInfo> {
        self.get("/api/session").await
    }

    /// Creates a postmortem from a template.
    ///
    /// # Errors
    /// When refused.
    pub async fn create(&self, title: &str, template: &str) -> Result<PostmortemSummary> {
        let body = CreatePostmortem { title: title.to_owned(), template: template.to_owned() };
        let response = self.request(Method::POST, "/api/postmortems").json(&body).send().await?;
        ensure!(response.status() == StatusCode::CREATED, "{}: {}", response.status(), response.text().await?);
        read(response).await
    }

    /// The library.
    ///
    /// # Errors
    /// When refused.
    pub async fn list(&self, query: &str) -> Result<Vec<PostmortemSummary>> {
        Ok(self.get::<PostmortemList>(&format!("/api/postmortems{query}")).await?.postmortems)
    }

    /// One postmortem.
    ///
    /// # Errors
    /// When refused.
    pub async fn postmortem(&self, id: Uuid) -> Result<PostmortemDetail> {
        self.get(&format!("/api/postmortems/{id}")).await
    }

    /// Changes a postmortem's facts.
    ///
    /// # Errors
    /// When refused.
    pub async fn patch(&self, id: Uuid, change: &PatchPostmortem) -> Result<()> {
        let path = format!("/api/postmortems/{id}");
        let response = self.request(Method::PATCH, &path).json(change).send().await?;
        ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
        Ok(())
    }

    /// An export as text: `md`, `json` or `html`.
    ///
    /// # Errors
    /// When refused.
    pub async fn export(&self, id: Uuid, format: &str) -> Result<String> {
        self.get_text(&format!("/api/postmortems/{id}/export?format={format}")).await
    }

    /// Adds a picture.
    ///
    /// # Errors
    /// When refused.
    pub async fn add_image(&self, id: Uuid, file: Vec<u8>) -> Result<Image> {
        read(self.request(Method::POST, &format!("/api/postmortems/{id}/images")).body(file).send().await?).await
    }

    /// Gives somebody a role in a postmortem.
    ///
    /// # Errors
    /// When refused.
    pub async fn grant(&self, id: Uuid, person: Uuid, role: Role) -> Result<Access> {
        let path = format!("/api/postmortems/{id}/access/people/{person}");
        self.call(Method::PUT, &path, &GrantRole { role }).await
    }

    /// Changes who may open a postmortem without having been added.
    ///
    /// # Errors
    /// When refused.
    pub async fn set_access(&self, id: Uuid, change: &PatchAccess) -> Result<Access> {
        self.call(Method::PATCH, &format!("/api/postmortems/{id}/access"), change).await
    }

    /// Comment threads of a postmortem.
    ///
    /// # Errors
    /// When refused.
    pub async fn threads(&self, id: Uuid) -> Result<Vec<Thread>> {
        Ok(self.get::<ThreadList>(&format!("/api/postmortems/{id}/comments")).await?.threads)
    }

    /// Begins a comment thread.
    ///
    /// # Errors
    /// When refused.
    pub async fn comment(&self, id: Uuid, thread: &CreateThread) -> Result<Thread> {
        self.call(Method::POST, &format!("/api/postmortems/{id}/comments"), thread).await
    }

    /// Answers in a thread.
    ///
    /// # Errors
    /// When refused.
    pub async fn reply(&self, id: Uuid, thread: Uuid, body: &str) -> Result<Thread> {
        let path = format!("/api/postmortems/{id}/comments/{thread}/replies");
        self.call(Method::POST, &path, &CreateReply { body: body.to_owned() }).await
    }

    /// Settles or reopens a thread.
    ///
    /// # Errors
    /// When refused.
    pub async fn set_resolved(&self, id: Uuid, thread: Uuid, resolved: bool) -> Result<Thread> {
        let path = format!("/api/postmortems/{id}/comments/{thread}");
        self.call(Method::PATCH, &path, &PatchThread { resolved }).await
    }

    /// All templates.
    ///
    /// # Errors
    /// When refused.
    pub async fn templates(&self) -> Result<Vec<Template>> {
        Ok(self.get::<TemplateList>("/api/templates").await?.templates)
    }

    /// Makes a template.
    ///
    /// # Errors
    /// When refused.
    pub async fn create_template(&self, template: &EditTemplate) -> Result<Template> {
        self.call(Method::POST, "/api/templates", template).await
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T> {
    let (status, url) = (response.status(), response.url().clone());
    let body = response.text().await?;
    ensure!(status.is_success(), "{url}: {status} {body}");
    serde_json::from_str(&body).with_context(|| format!("{url}: unexpected shape: {body}"))
}
