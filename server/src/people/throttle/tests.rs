//! Buckets of attempts: they run out for those who guess, and for nobody else.

use std::net::Ipv4Addr;

use super::*;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ADA: &str = "ada@example.com";

fn there(number: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits((198 << 24) + number))
}

fn sign_in(on: &str, from: IpAddr) -> Attempt<'_> {
    Attempt::on(Door::SignIn, on, from)
}

/// How many attempts go through at once.
fn allowed(throttle: &Throttle, attempt: &Attempt<'_>, now: Instant) -> usize {
    (0..1_000).take_while(|_| throttle.attempt(attempt, now).is_ok()).count()
}

#[test]
fn attempts_run_out_and_come_back() {
    let (throttle, start) = (Throttle::default(), Instant::now());
    let [pair, ..] = rates(Door::SignIn);
    assert_eq!(allowed(&throttle, &sign_in(ADA, HERE), start), pair.burst as usize);
    assert_eq!(throttle.attempt(&sign_in(ADA, HERE), start), Err(pair.every));
    assert_eq!(throttle.attempt(&sign_in("b@example.com", HERE), start), Ok(()), "another account");
    assert_eq!(throttle.attempt(&sign_in(ADA, there(1)), start), Ok(()), "another address");
    let other_door = Attempt::on(Door::ChangePassword, ADA, HERE);
    assert_eq!(throttle.attempt(&other_door, start), Ok(()), "another door");
    assert_eq!(allowed(&throttle, &sign_in(ADA, HERE), start + pair.every), 1);
    throttle.forgive(&sign_in(ADA, HERE));
    assert_eq!(allowed(&throttle, &sign_in(ADA, HERE), start + pair.every), pair.burst as usize);
}

#[test]
fn one_network_runs_out_over_all_accounts() {
    let (throttle, start) = (Throttle::default(), Instant::now());
    let [_, network, _] = rates(Door::SignIn);
    let tried = (0..1_000).take_while(|number| throttle.attempt(&sign_in(&number.to_string(), HERE), start).is_ok());
    assert_eq!(tried.count(), network.burst as usize);
    assert_eq!(throttle.attempt(&sign_in("x", there(1)), start), Ok(()));
    assert_eq!(throttle.attempt(&Attempt::anywhere(Door::SignIn, HERE), start), Err(network.every));
    throttle.forgive(&sign_in("0", HERE));
    assert_eq!(throttle.attempt(&sign_in("x", HERE), start), Ok(()), "what was right costs nothing");
}

#[test]
fn addresses_of_one_subscriber_count_as_one() {
    for (one, other, same) in [
        ("2001:db8::1", "2001:db8::ffff:1", true),
        ("2001:db8::1", "2001:db8:0:1::1", false),
        ("::ffff:192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.2", false),
    ] {
        let [one, other]: [IpAddr; 2] = [one, other].map(|address| address.parse().unwrap());
        assert_eq!(network_of(one) == network_of(other), same, "{one} {other}");
    }
}

#[test]
fn a_rush_of_strangers_holds_up_strangers_only() {
    let (throttle, start) = (Throttle::default(), Instant::now());
    let [.., account] = rates(Door::SignIn);
    let rush = (0..1_000).take_while(|number| throttle.attempt(&sign_in(ADA, there(*number)), start).is_ok());
    assert_eq!(rush.count(), account.burst as usize);
    assert!(throttle.attempt(&sign_in(ADA, HERE), start).is_err(), "a browser that nobody knows");
    let owner = sign_in(ADA, HERE).by_known(Some([1; 32]));
    assert_eq!(throttle.attempt(&owner, start), Ok(()));
    assert_eq!(allowed(&throttle, &owner, start), 9, "no endless guesses for whoever sits at it, either");
}

#[test]
fn one_network_alone_never_empties_an_account() {
    for door in [Door::SignIn, Door::ChangePassword, Door::Reset, Door::Link] {
        let [pair, _, account] = rates(door);
        assert!(pair.burst < account.burst && pair.every > account.every, "{door:?}");
        let (throttle, start) = (Throttle::default(), Instant::now());
        for seconds in 0..3_600 {
            let _ = throttle.attempt(&Attempt::on(door, ADA, HERE), start + Duration::from_secs(seconds));
        }
        let late = start + Duration::from_hours(1);
        assert_eq!(throttle.attempt(&Attempt::on(door, ADA, there(1)), late), Ok(()), "{door:?}");
    }
}

#[test]
fn memory_is_bounded_and_keeps_those_who_ran_out() {
    let (throttle, start) = (Throttle::default(), Instant::now());
    allowed(&throttle, &sign_in(ADA, HERE), start);
    for number in 0..100_000 {
        let _ = throttle.attempt(&sign_in(&number.to_string(), there(number)), start);
    }
    for shelf in throttle.shelves.lock().unwrap().iter() {
        assert!(shelf.len() <= MAX_BUCKETS);
    }
    assert!(throttle.attempt(&sign_in(ADA, HERE), start).is_err(), "flooding the memory gives nobody new attempts");
}
