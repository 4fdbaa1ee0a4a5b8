//! The word that this device takes no more: writing goes on in memory, and a copy can be taken along.

use leptos::prelude::*;

use super::access::CopyAll;
use crate::texts::document as texts;
use crate::{
    live::Live,
    ui::{Notice, NoticeKind},
};

/// Over the document, while the device is full.
#[component]
pub(super) fn DeviceFullBanner() -> impl IntoView {
    let full = expect_context::<Live>().device_full();
    view! {
        <Show when=move || full.get()>
            <div class="banner" data-testid="device-full">
                <Notice kind=NoticeKind::Trouble>
                    <p>
                        <strong>{texts::THIS_DEVICE_TAKES_NO_MORE}</strong>
                        {texts::ABOUT_A_FULL_DEVICE}
                    </p>
                    <CopyAll />
                </Notice>
            </div>
        </Show>
    }
}
