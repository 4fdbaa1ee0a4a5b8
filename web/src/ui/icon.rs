//! The icon set: strokes of 1.5 on a grid of 20, in the colour of the text around them.

use leptos::prelude::*;

/// Defines the icons with the path each is drawn by.
macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)+) => {
        /// An icon of the set.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum IconName {
            $($(#[$doc])* $name,)+
        }

        impl IconName {
            fn path(self) -> &'static str {
                match self { $(Self::$name => $path),+ }
            }
        }
    };
}

icons! {
    /// Plus.
    Plus = "M10 4v12M4 10h12";
    /// Magnifying glass.
    Search = "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 3.5 3.5";
    /// Three dots.
    More = "M5 9.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1ZM10 9.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1ZM15 9.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1Z";
    /// Bin.
    Trash = "M3.5 5.5h13M8 5V3.5h4V5M5.5 5.5l.7 11h7.6l.7-11M8.5 9v4.5M11.5 9v4.5";
    /// Arrow that turns back.
    Undo = "M7 4 3.5 7.5 7 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8";
    /// Arrow that turns forward.
    Redo = "m13 4 3.5 3.5L13 11M16 7.5H8.5a4.5 4.5 0 0 0 0 9H12";
    /// Two sheets.
    Copy = "M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4";
    /// Arrow up.
    Up = "M10 16V4M5 9l5-5 5 5";
    /// Arrow down.
    Down = "M10 4v12M5 11l5 5 5-5";
    /// Arrow left.
    Back = "M16 10H4M9 5l-5 5 5 5";
    /// Tick.
    Check = "m4 10.5 4 4 8-9";
    /// Tick in a circle.
    Done = "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm-3-7 2.2 2.2L13 8.3";
    /// Cross.
    Close = "m5 5 10 10M15 5 5 15";
    /// Clock.
    Clock = "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-11v4l2.5 2";
    /// Calendar sheet.
    Calendar = "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5";
    /// Sun.
    Sun = "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1";
    /// Moon.
    Moon = "M16.5 11.8A7 7 0 1 1 8.2 3.5a5.6 5.6 0 0 0 8.3 8.3Z";
    /// Screen.
    Screen = "M3 4h14v9.5H3zM7 16.5h6M10 13.5v3";
    /// Door with an arrow out.
    SignOut = "M12 13v3.5H3.5v-13H12V7M8 10h9M14.5 7.5 17 10l-2.5 2.5";
    /// Angle brackets.
    Code = "m7 6-4 4 4 4M13 6l4 4-4 4";
    /// A page in parts.
    Template = "M3.5 3.5h13v13h-13zM3.5 8h13M9 8v8.5";
    /// Page with lines.
    Document = "M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5.5M7.5 13h5.5";
    /// Points on a line.
    Timeline = "M5 3v14M5 6h.01M5 14h.01M9 6h7M9 10h5M9 14h7";
    /// Sign of warning.
    Warning = "M10 3.5 17.5 16h-15zM10 8.5v3.5M10 14h.01";
    /// Letter i in a circle.
    Info = "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm0-8v4.5M10 6.5h.01";
    /// A smiling face.
    Smile = "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.2 11.8s1 1.7 2.8 1.7 2.8-1.7 2.8-1.7M7.7 8h.01M12.3 8h.01";
    /// Bell.
    Bell = "M5.5 14V9a4.5 4.5 0 0 1 9 0v5l1.5 1.5H4zM8.5 15.5a1.5 1.5 0 0 0 3 0";
    /// Speech bubble.
    Comment = "M3.5 4h13v9.5H9l-3.5 3v-3h-2z";
    /// Arrow into a tray.
    Download = "M10 3v9M6 8.5l4 4 4-4M3.5 13.5v3h13v-3";
    /// Keyboard.
    Keyboard = "M2.5 5h15v10h-15zM5.5 8h.01M8.5 8h.01M11.5 8h.01M14.5 8h.01M6.5 12h7";
    /// Eye.
    Eye = "M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10Zm8 2.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z";
    /// Chain link.
    Link = "M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1";
    /// Chevron down.
    ChevronDown = "m5.5 8 4.5 4.5L14.5 8";
    /// Chevron right.
    ChevronRight = "m8 5.5 4.5 4.5L8 14.5";
    /// Pencil.
    Edit = "M12.5 4 16 7.5 7.5 16H4v-3.5zM10.5 6l3.5 3.5";
    /// Padlock.
    Lock = "M5.5 9h9v7.5h-9zM7.5 9V6.5a2.5 2.5 0 0 1 5 0V9";
    /// A block of flats.
    Workplace = "M4.5 17V3.5h8V17M12.5 8h3v9M2.5 17h15M7 6.5h.01M10 6.5h.01M7 9.5h.01M10 9.5h.01M7 12.5h.01M10 12.5h.01";
    /// One person.
    Person = "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c0-3.3 2.7-5 6-5s6 1.7 6 5";
    /// Several people.
    People = "M7.5 9.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.5 16.5c0-3 2.2-4.5 5-4.5s5 1.5 5 4.5M12.5 4.3a2.7 2.7 0 0 1 0 5M14.5 12.2c1.9.6 3 2 3 4.3";
    /// Cloud struck through.
    Offline = "m3 3 14 14M6.5 7.2A4 4 0 0 0 5.5 15H14M8.2 5.6a4.5 4.5 0 0 1 6.3 3.9 2.8 2.8 0 0 1 1.8 4.6";
    /// Six dots.
    Grip = "M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01";
    /// Lines of a list.
    List = "M3.5 5.5h13M3.5 10h13M3.5 14.5h9";
}

/// An icon; decoration only, the words are elsewhere.
#[component]
pub fn Icon(
    /// Which.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <path d=name.path() />
        </svg>
    }
}

/// The product's sign.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
            <rect class="brand-ground" width="32" height="32" rx="7.5" />
            <path class="brand-frame" d="M8 8.5h9a7.5 7.5 0 0 1 0 15H8z" />
            <path class="brand-pulse" d="M8 16h3.5l2-3.5 2.5 7 1.8-3.5H20" />
        </svg>
    }
}
