//! The word that this device takes no more: writing goes on in memory, and a copy can be taken along.

use leptos::prelude::*;

use super::access::CopyAll;
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
                        <strong>"This device takes no more."</strong>
                        " It may be full. You can go on writing: changes are in this tab until the server has them, so keep it open until it says Saved. Room on the device is tried again by itself."
                    </p>
                    <CopyAll />
                </Notice>
            </div>
        </Show>
    }
}
