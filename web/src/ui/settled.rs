//! A value that is told only when it is another one.

use leptos::prelude::*;

/// What `value` gives, followed at once. A memo asks everything that follows it each time that something it is made from changes, and hundreds of lines ask back;
/// this asks nobody until the value is another one.
pub fn settled<T: Clone + PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
    let held = RwSignal::new(untrack(&value));
    ImmediateEffect::new_scoped(move || {
        let now = value();
        if held.try_with_untracked(|held| *held == now) == Some(false) {
            held.set(now);
        }
    });
    held.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_when_it_is_another_one_and_at_once() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let tens = settled(move || number.get() / 10);
        let told = StoredValue::new(Vec::new());
        ImmediateEffect::new_scoped(move || told.update_value(|told| told.push(tens.get())));
        for next in [2, 12, 13, 29] {
            number.set(next);
        }
        assert_eq!(told.get_value(), [0, 1, 2]);
        assert_eq!(tens.get_untracked(), 2);
    }
}
