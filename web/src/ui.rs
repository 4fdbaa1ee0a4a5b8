//! Parts that pages are made of. No words of the domain here, and no requests.

mod avatar;
mod button;
mod clock;
mod confirm;
mod dialog;
mod empty;
mod field;
mod gate;
mod guest;
mod icon;
mod loaded;
mod menu;
mod password;
mod shortcut;
pub mod theme;
mod title;
mod toast;

pub use avatar::Avatar;
pub use button::{Button, ButtonKind, ButtonLink, IconButton};
pub use clock::{RelativeTime, exact_time, use_minute};
pub use confirm::Confirm;
pub use dialog::Dialog;
pub use empty::{EmptyState, Notice, NoticeKind};
pub use field::{Field, unique_id};
pub use gate::Gate;
pub use guest::GuestMark;
pub use icon::{Icon, IconName, Mark};
pub use loaded::{LoadTrouble, Loaded};
pub use menu::{Menu, MenuChoice, MenuItem, MenuLink, MenuRule};
pub use password::{PasswordField, missing_chars};
pub use shortcut::{Kbd, Shortcut, ShortcutHelp, use_shortcut};
pub use title::use_title;
pub use toast::{Toaster, Toasts};
