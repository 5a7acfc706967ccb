//! The description of the interface, made from its handlers and shapes.

use actix_web::HttpResponse;
use actix_web::web::Data;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::server::ServerBuilder;
use utoipa::openapi::{Components, OpenApi as Document};
use utoipa::{Modify, OpenApi};

use super::body::{InstanceBody, InstanceView, InstancesBody, NumbersBody, NumbersView, PutView};
use crate::web::App;
use crate::web::problem::{Part, Problem};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Beian: instances and service numbers",
        version = "1",
        description = "For a provider's billing system. Errors are application/problem+json (RFC 9457); Accept-Language chooses their words."
    ),
    paths(super::show_instance, super::put_instance, super::delete_instance, super::put_many, super::post_numbers),
    components(schemas(InstanceBody, InstancesBody, PutView, NumbersBody, NumbersView, InstanceView, Problem, Part)),
    modifiers(&Token)
)]
struct Api;

/// Every call needs a token.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("beian_…").build();
        let components = document.components.get_or_insert_with(Components::new);
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
        document.security = Some(vec![SecurityRequirement::new("token", [""; 0])]);
    }
}

/// The document.
pub(super) async fn show(app: Data<App>) -> HttpResponse {
    let mut document = Api::openapi();
    document.servers = Some(vec![ServerBuilder::new().url(&app.config.office_origin).build()]);
    HttpResponse::Ok().json(document)
}
