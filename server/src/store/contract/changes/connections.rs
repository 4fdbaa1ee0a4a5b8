//! Connections, incidents and tickets: what each function changes, and that a refusal changes nothing.

use debrief_shared::api::TicketState;
use uuid::Uuid;

use super::super::connections::{ONE, connection};
use super::super::tracked::made;
use super::super::{at, note, person};
use super::state::state;
use super::{Access, HERE, Table};
use crate::store::StoreError;
use crate::store::audit::{Audit, AuditAction};
use crate::store::connections::ConnectionChange;
use crate::store::tracked::{Standing, TicketOf};

pub(super) async fn connections(t: &mut Table<'_>) {
    done!(t, Stays, create_connection(&connection(1, person(2), r#"["outside.withdrawn"]"#), 1, &note()));
    refused!(t, Conflict, create_connection(&connection(2, person(2), "[]"), 1, &note()));
    let events = r#"["outside.restored"]"#;
    let change = ConnectionChange { name: "Another", settings: "{}", events, off_at: None, secret: None };
    done!(t, Stays, change_connection(ONE, change, &note()));
    refused!(t, NotFound, change_connection(Uuid::nil(), change, &note()));
    done!(t, Stays, set_connection_secret(ONE, "new", Some(at(9)), &note()));
    refused!(t, NotFound, set_connection_secret(Uuid::nil(), "new", None, &note()));

    let told = Audit::by_command(AuditAction::RestoredOutside, at(3)).about(HERE);
    done!(t, Stays, withdraw_outside(HERE, person(2), at(2), &note()));
    // With its audit row goes what tells of it.
    done!(t, Stays, restore_outside(HERE, &told));
    let claimed = t.store.claim_delivery(at(3), at(4), &[]).await.expect("answers").expect("a delivery");
    done!(t, Stays, claim_delivery(at(5), at(6), &[]));
    done!(t, Stays, postpone_delivery(claimed.id, None, "503"));
    refused!(t, NotFound, resend_delivery(Uuid::nil(), at(7), &note()));
    done!(t, Stays, resend_delivery(claimed.id, at(7), &note()));
    done!(t, Stays, end_delivery(claimed.id, at(8)));

    done!(t, Stays, begin_incident(ONE, "name", HERE, at(1)));
    done!(t, Stays, move_incident(ONE, "name", Uuid::from_u128(9)));
    done!(t, Stays, move_incident(ONE, "name", HERE));
    done!(t, Stays, end_incident(ONE, "name", Some(at(2))));

    let of = TicketOf { postmortem: HERE, mitigation: "m".to_owned() };
    done!(t, Stays, begin_ticket(&of, ONE, "", at(1), at(0)));
    refused!(t, Conflict, begin_ticket(&of, ONE, "", at(1), at(0)));
    done!(t, Stays, drop_ticket(&of));
    refused!(t, NotFound, note_ticket(&made(&of, ONE), at(2), &note()));
    done!(t, Stays, begin_ticket(&of, ONE, "", at(1), at(0)));
    done!(t, Stays, note_ticket(&made(&of, ONE), at(2), &note()));
    done!(t, Stays, claim_tracked(at(2), at(3)));
    let standing = Standing { state: TicketState::Done, word: "closed".to_owned() };
    done!(t, Stays, note_standing(&of, &standing, at(3), at(4)));
    done!(t, Stays, postpone_tracked(&of, at(5)));

    done!(t, Stays, remove_connection(ONE, at(1), &note()));
    refused!(t, NotFound, remove_connection(ONE, at(1), &note()));
    done!(t, Stays, restore_connection(ONE, &note()));
    refused!(t, NotFound, restore_connection(ONE, &note()));
}
