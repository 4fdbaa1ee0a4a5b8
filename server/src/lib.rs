//! The Debrief server. Data flows one way: `{http, session} → document → store → shared`; a store knows nothing of what a document
//! means, a document knows nothing of who listens to it.

#![allow(clippy::duplicate_mod, reason = "store/sql is written once and compiled for each database")]

pub mod config;
pub mod app;
pub mod archive;
mod patient;
mod rounds;
pub mod address;
pub mod limits;
pub mod crowd;
pub mod http;
pub mod access;
pub mod guard;
pub mod session;
pub mod bus;
pub mod nodes;
pub mod bell;
pub mod notify;
pub mod reminders;
pub mod document;
pub mod store;
pub mod people;
pub mod mail;
pub mod oidc;
pub mod calendar;
pub mod policy;
pub mod random;
pub mod templates;
pub mod export;
pub mod images;
pub mod import;
pub mod outbound;
pub mod connections;
pub mod titles;
pub mod backup;
pub mod demo;
pub mod metrics;
pub mod cli;
