//! What the form of a connection holds, and the connection that it makes.

use debrief_shared::api::{Connection, ConnectionSettings, InboundSource, Template, TrackerKind, WebhookEvent};
use leptos::prelude::*;
use uuid::Uuid;

use super::drafts::Choice;

/// What is chosen at first.
const USUAL_EVENTS: [WebhookEvent; 2] = [WebhookEvent::Published, WebhookEvent::Committed];
/// The template that is chosen at first.
const USUAL_TEMPLATE: &str = "pushpay";

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    /// The value of [`KINDS`](crate::texts::connections::KINDS).
    pub(super) kind: RwSignal<String>,
    pub(super) name: RwSignal<String>,
    pub(super) url: RwSignal<String>,
    pub(super) secret: RwSignal<String>,
    pub(super) project: RwSignal<String>,
    pub(super) user: RwSignal<String>,
    pub(super) issue_type: RwSignal<String>,
    /// Severities with templates of their own.
    pub(super) severities: RwSignal<Vec<Choice>>,
    pub(super) events: RwSignal<Vec<WebhookEvent>>,
    pub(super) restricted: RwSignal<bool>,
    pub(super) owner: RwSignal<Option<Uuid>>,
    /// Empty: no drafts.
    pub(super) template: RwSignal<String>,
}

impl Draft {
    /// As a connection is, or as a new one begins.
    pub(super) fn of(before: Option<&Connection>) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let draft = Self {
            kind: text("webhook"),
            name: text(before.map_or("", |before| &before.name)),
            url: text(""),
            secret: text(""),
            project: text(""),
            user: text(""),
            issue_type: text(""),
            severities: RwSignal::default(),
            events: RwSignal::new(USUAL_EVENTS.to_vec()),
            restricted: RwSignal::new(false),
            owner: RwSignal::new(None),
            template: text(USUAL_TEMPLATE),
        };
        match before.map(|before| before.settings.clone()) {
            None => {}
            Some(ConnectionSettings::Webhook { url, events, restricted }) => {
                draft.url.set(url);
                draft.events.set(events);
                draft.restricted.set(restricted);
            }
            Some(ConnectionSettings::Slack { events, restricted }) => {
                draft.kind.set("slack".to_owned());
                draft.events.set(events);
                draft.restricted.set(restricted);
            }
            Some(ConnectionSettings::Inbound { source, owner, template, templates }) => {
                draft.kind.set(source.as_str().to_owned());
                draft.owner.set(Some(owner));
                draft.template.set(template.unwrap_or_default());
                draft
                    .severities
                    .set(templates.into_iter().enumerate().map(|(number, one)| Choice::new(number, one)).collect());
            }
            Some(ConnectionSettings::Tracker { tracker, url, project, user, issue_type }) => {
                draft.kind.set(tracker.as_str().to_owned());
                draft.url.set(url);
                draft.project.set(project);
                draft.user.set(user);
                draft.issue_type.set(issue_type);
            }
        }
        draft
    }

    pub(super) fn tracker(self) -> Option<TrackerKind> {
        TrackerKind::parse(&self.kind.get())
    }

    pub(super) fn source(self) -> Option<InboundSource> {
        InboundSource::parse(&self.kind.get())
    }

    /// Whether it is told of events.
    pub(super) fn tells(self) -> bool {
        matches!(self.kind.get().as_str(), "webhook" | "slack")
    }

    /// Whether its secret is made elsewhere.
    pub(super) fn brings(self) -> bool {
        self.tracker().is_some() || matches!(self.kind.get().as_str(), "slack" | "slack_commands" | "pagerduty")
    }

    /// The secret, if one was typed.
    pub(super) fn typed_secret(self) -> Option<String> {
        Some(self.secret.get_untracked()).filter(|secret| self.brings() && !secret.is_empty())
    }

    /// The settings that it stands for.
    pub(super) fn settings(self) -> ConnectionSettings {
        let (events, restricted) = (self.events.get_untracked(), self.restricted.get_untracked());
        let (url, kind) = (self.url.get_untracked(), self.kind.get_untracked());
        if let Some(tracker) = TrackerKind::parse(&kind) {
            let (project, user) = (self.project.get_untracked(), self.user.get_untracked());
            return ConnectionSettings::Tracker {
                tracker,
                url,
                project,
                user,
                issue_type: self.issue_type.get_untracked(),
            };
        }
        if let Some(source) = InboundSource::parse(&kind) {
            let owner = self.owner.get_untracked().unwrap_or_default();
            let template = Some(self.template.get_untracked()).filter(|template| !template.is_empty());
            let templates = self.severities.get_untracked().into_iter().filter_map(Choice::chosen).collect();
            return ConnectionSettings::Inbound { source, owner, template, templates };
        }
        if kind == "slack" {
            ConnectionSettings::Slack { events, restricted }
        } else {
            ConnectionSettings::Webhook { url, events, restricted }
        }
    }

    /// Chooses a template that is there.
    pub(super) fn settle_template(self, templates: &[Template]) {
        let chosen = self.template.get_untracked();
        if !chosen.is_empty()
            && templates.iter().all(|one| one.id != chosen)
            && let Some(first) = templates.first()
        {
            self.template.set(first.id.clone());
        }
    }
}
