//! Integration tests: the real binary, met over its sockets, its REST interface and its command line.

mod common;

mod sync;

mod backup;
mod between_databases;
mod broken;
mod durability;
mod full_disk;
mod lifecycle;
mod order;
mod random_plan;
mod nodes;

mod authorship;
mod enforcement;
mod frames;
mod presence;
mod crowds;
mod slow_reader;
mod strangers;

mod access;
mod described;
mod accounts;
mod admin;
mod hardening;
mod mail;
mod mail_meetings;
mod mail_news;
mod mail_reminders;
mod mail_stage;
mod oidc;
mod canary;
mod messages;
mod revocation;
mod setup;

mod comments;
mod export;
mod images;
mod postmortems;
mod templates;

mod commands;
mod containment;
mod metrics;
mod startup;
