//! The contract of pictures.

use uuid::Uuid;

use super::{account, add, at, document};
use crate::store::images::{ImageRow, Room};
use crate::store::{Store, StoreError};

/// The contract of [`ImageStore`](crate::store::ImageStore), on an empty store.
pub(crate) async fn images(store: &dyn Store) {
    let (here, there) = (document(store, 8).await, document(store, 9).await);
    let one = add(store, &account(1)).await.person.id;
    let image = |id: u128, minute: i64| ImageRow {
        id: Uuid::from_u128(id),
        postmortem: here,
        uploaded_by: one,
        created_at: at(minute),
        media_type: "image/png".to_owned(),
        width: 1_280,
        height: 720,
        bytes: 40,
        sha256: "ab".repeat(32),
    };
    let room = Room { images: 3, bytes: 100 };
    store.add_image(&image(2, 2), room).await.expect("room");
    store.add_image(&image(1, 1), room).await.expect("room");
    assert_eq!(store.add_image(&image(3, 3), room).await, Err(StoreError::Conflict), "too many bytes");
    store.add_image(&ImageRow { bytes: 20, ..image(3, 3) }, room).await.expect("just enough room");
    assert_eq!(
        store.add_image(&ImageRow { bytes: 0, ..image(4, 4) }, room).await,
        Err(StoreError::Conflict),
        "too many"
    );
    let elsewhere = ImageRow { postmortem: there, ..image(5, 5) };
    store.add_image(&elsewhere, room).await.expect("room of its own");
    assert_eq!(store.add_image(&ImageRow { postmortem: there, ..image(1, 6) }, room).await, Err(StoreError::Conflict));
    let nowhere = ImageRow { postmortem: Uuid::nil(), ..image(7, 7) };
    assert_eq!(store.add_image(&nowhere, room).await, Err(StoreError::Conflict));
    let nobody = ImageRow { postmortem: there, uploaded_by: Uuid::nil(), ..image(8, 8) };
    assert_eq!(store.add_image(&nobody, room).await, Err(StoreError::Conflict));

    let all = store.images(here).await.expect("pictures");
    assert_eq!(all, [image(1, 1), image(2, 2), ImageRow { bytes: 20, ..image(3, 3) }], "oldest first");
    assert_eq!(store.image(here, Uuid::from_u128(1)).await, Ok(image(1, 1)));

    // A picture is found together with its own postmortem only.
    assert_eq!(store.image(there, Uuid::from_u128(1)).await, Err(StoreError::NotFound));
    assert_eq!(store.image(here, Uuid::from_u128(5)).await, Err(StoreError::NotFound));
    assert_eq!(store.images(there).await, Ok(vec![elsewhere]));
}
