//! Reading requests: bodies, path parts and queries, with refusals that say what to do.

use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;

use super::errors::ApiError;
use super::misfit;
use super::state::Site;
use crate::address;

/// A JSON body.
pub(super) struct Json<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = media_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(ApiError::NotJson);
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| unread(&rejection))?;
        misfit::read(&body).map(Self)
    }
}

/// A JSON body that was not read yet: a right is asked for before anything is made of it.
pub(super) struct Unread<T> {
    request: Request,
    read: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Unread<T> {
    /// Reads it.
    pub(super) async fn read(self) -> Result<T, ApiError> {
        Json::from_request(self.request, &()).await.map(|Json(body)| body)
    }
}

impl<S: Send + Sync, T> FromRequest<S> for Unread<T> {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self { request, read: PhantomData })
    }
}

/// A body of which everything is here.
pub(super) async fn whole(body: Body, most: usize) -> Result<Body, ApiError> {
    match Limited::new(body, most).collect().await {
        Ok(body) => Ok(Body::from(body.to_bytes())),
        Err(error) if error.is::<LengthLimitError>() => Err(ApiError::TooLarge),
        Err(_) => Err(ended_early()),
    }
}

fn ended_early() -> ApiError {
    ApiError::BadRequest("The body ended too early.".to_owned())
}

fn unread(rejection: &BytesRejection) -> ApiError {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { ApiError::TooLarge } else { ended_early() }
}

/// Parts of the path. Something that is not an id names nothing that is there.
pub(super) struct Path<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            Err(_) => Err(ApiError::NotFound),
        }
    }
}

/// The query.
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(query)| Self(query))
            .map_err(|rejection| misfit::query(&rejection.body_text()))
    }
}

/// The address that a request came from. `X-Forwarded-For` is believed from trusted proxies only; no other forwarding header is.
pub(super) fn client_address(parts: &Parts, site: &Site) -> IpAddr {
    let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = connection.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let forwarded = parts.headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default());
    address::client(peer, forwarded, &site.trusted_proxies)
}
