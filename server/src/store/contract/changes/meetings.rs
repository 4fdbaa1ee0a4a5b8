//! Meetings, facilitators and calendar addresses: what each function changes, and that a refusal changes nothing.

use uuid::Uuid;

use super::super::meetings::meeting;
use super::super::{at, note, person};
use super::state::state;
use super::{Access, HERE, Table};
use crate::store::StoreError;
use crate::store::meetings::NewMeeting;

pub(super) async fn meetings(t: &mut Table<'_>) {
    let one = NewMeeting { postmortem: HERE, ..meeting(1, &[2, 3]) };
    let nobodys = NewMeeting { postmortem: HERE, ..meeting(2, &[99]) };
    refused!(t, Conflict, schedule_meeting(&nobodys, None, &note()));
    done!(t, Stays, schedule_meeting(&one, None, &note()));
    refused!(t, Conflict, schedule_meeting(&one, None, &note()));
    refused!(t, Conflict, schedule_meeting(&nobodys, Some(0), &note()));
    done!(t, Stays, schedule_meeting(&one, Some(0), &note()));
    let mail = t.store.claim_meeting_mail(at(5), at(6)).await.expect("an answer").expect("a mail");
    done!(t, Stays, claim_meeting_mail(at(5), at(6)));
    done!(t, Stays, postpone_meeting_mail(mail.id, at(7)));
    done!(t, Stays, end_meeting_mail(&mail, Some("told")));
    done!(t, Stays, retell_meeting(HERE, at(3), None));
    done!(t, Stays, cancel_meeting(HERE, person(2), at(3), None, &note()));
    refused!(t, NotFound, cancel_meeting(HERE, person(2), at(3), None, &note()));

    refused!(t, NotFound, take_facilitation(HERE, person(3), at(2), &note()));
    refused!(t, Conflict, seek_facilitator(Uuid::nil(), person(2), at(1), "", &note()));
    done!(t, Stays, seek_facilitator(HERE, person(2), at(1), "Please", &note()));
    done!(t, Stays, take_facilitation(HERE, person(3), at(2), &note()));
    refused!(t, Conflict, take_facilitation(HERE, person(2), at(2), &note()));
    refused!(t, NotFound, stop_seeking(HERE, &note()));
    refused!(t, NotFound, give_facilitation_back(HERE, person(2), &note()));
    done!(t, Stays, give_facilitation_back(HERE, person(3), &note()));
    done!(t, Stays, stop_seeking(HERE, &note()));
    done!(t, Stays, set_willing(person(3), Some(at(1))));
    done!(t, Stays, set_willing(person(3), None));
    refused!(t, Conflict, set_willing(person(99), Some(at(1))));

    refused!(t, NotFound, make_calendar_feed(person(99), &[61; 32], at(1), &note()));
    done!(t, Stays, make_calendar_feed(person(3), &[61; 32], at(1), &note()));
    done!(t, Stays, revoke_calendar_feed(person(3), &note()));
    refused!(t, NotFound, revoke_calendar_feed(person(3), &note()));
}
