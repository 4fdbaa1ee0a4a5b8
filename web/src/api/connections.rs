//! Live connections, and tickets of mitigations.

use debrief_shared::api::{
    ChangeConnection, Connection, ConnectionList, MadeConnection, MakeTicket, NewConnection, RotateSecret, TicketList,
    TrackedTicket, TriedConnection,
};
use uuid::Uuid;

use super::{ApiError, NOTHING, delete, encoded, exchange, get, parse, send};

/// All connections, and the deliveries that were given up.
pub async fn connections() -> Result<ConnectionList, ApiError> {
    get("/api/admin/connections").await
}

/// Sets one up.
pub async fn create_connection(new: &NewConnection) -> Result<MadeConnection, ApiError> {
    exchange("POST", "/api/admin/connections", new).await
}

/// Changes one.
pub async fn change_connection(id: Uuid, change: &ChangeConnection) -> Result<Connection, ApiError> {
    exchange("PUT", &path(id, ""), change).await
}

/// Gives one another secret.
pub async fn rotate_connection(id: Uuid, secret: Option<String>) -> Result<MadeConnection, ApiError> {
    exchange("POST", &path(id, "/secret"), &RotateSecret { secret }).await
}

/// Tries one out.
pub async fn test_connection(id: Uuid) -> Result<TriedConnection, ApiError> {
    parse(&send("POST", &path(id, "/test"), NOTHING).await?)
}

/// Removes one.
pub async fn remove_connection(id: Uuid) -> Result<(), ApiError> {
    delete(&path(id, "")).await
}

/// Brings one back.
pub async fn restore_connection(id: Uuid) -> Result<(), ApiError> {
    send("POST", &path(id, "/restore"), NOTHING).await.map(drop)
}

/// Sends a delivery that was given up again.
pub async fn resend_delivery(id: Uuid) -> Result<(), ApiError> {
    send("POST", &format!("/api/admin/deliveries/{id}/resend"), NOTHING).await.map(drop)
}

/// The tickets of a postmortem, and where more can be made.
pub async fn tickets(id: Uuid) -> Result<TicketList, ApiError> {
    get(&format!("/api/postmortems/{id}/tickets")).await
}

/// Makes a ticket of a mitigation.
pub async fn make_ticket(id: Uuid, mitigation: &str, tracker: Uuid) -> Result<TrackedTicket, ApiError> {
    let path = format!("/api/postmortems/{id}/mitigations/{}/ticket", encoded(mitigation));
    exchange("POST", &path, &MakeTicket { tracker }).await
}

fn path(id: Uuid, rest: &str) -> String {
    format!("/api/admin/connections/{id}{rest}")
}
