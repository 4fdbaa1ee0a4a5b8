//! Every route.
