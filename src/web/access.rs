//! Who may call a route. Every route is declared with its rule; the guard refuses what has none.

use std::collections::HashMap;

use actix_web::guard::{Any, Get, Head};
use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, Resource, Responder};

use crate::auth::api_token::Scope;
use crate::values::actor::Role;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A service that signs its calls; it brings no cookie and no token, and the handler looks at its signature.
    Signed,
    /// A signed-in applicant. Whose things they see is the service's question.
    Applicant,
    /// Staff whose password was right and whose second factor is to come.
    StaffCode,
    /// A program with a token of this scope.
    Program(Scope),
    /// Staff of one of these roles.
    Staff(&'static [Role]),
}

/// Staff who review.
pub const REVIEWERS: Access = Access::Staff(&[Role::Specialist, Role::Lead]);
/// Those who lead the desk.
pub const LEADS: Access = Access::Staff(&[Role::Lead]);
/// Staff of every role.
pub const ALL_STAFF: Access = Access::Staff(&Role::ALL);

/// The routes of one site with their rules, in the order they were declared.
#[derive(Default)]
pub struct Routes {
    resources: Vec<(&'static str, Resource)>,
    rules: HashMap<(Method, String), Access>,
}

impl Routes {
    /// A page: GET and HEAD.
    pub fn get<H, Args>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.rules.insert((Method::GET, path.to_owned()), access);
        let route = web::route().guard(Any(Get()).or(Head())).to(handler);
        self.add(path, route);
    }

    /// A form: POST.
    pub fn post<H, Args>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.rules.insert((Method::POST, path.to_owned()), access);
        self.add(path, web::post().to(handler));
    }

    /// What a place takes: OPTIONS.
    pub fn options<H, Args>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.rules.insert((Method::OPTIONS, path.to_owned()), access);
        self.add(path, web::route().method(Method::OPTIONS).to(handler));
    }

    /// The next piece of a file: PATCH.
    pub fn patch<H, Args>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.rules.insert((Method::PATCH, path.to_owned()), access);
        self.add(path, web::patch().to(handler));
    }

    /// What a program tells: PUT.
    pub fn put<H, Args>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.rules.insert((Method::PUT, path.to_owned()), access);
        self.add(path, web::put().to(handler));
    }

    /// What a program takes away: DELETE.
    pub fn delete<H, Args>(&mut self, path: &'static str, access: Access, handler: H)
    where
        H: Handler<Args>,
        Args: FromRequest + 'static,
        H::Output: Responder + 'static,
    {
        self.rules.insert((Method::DELETE, path.to_owned()), access);
        self.add(path, web::delete().to(handler));
    }

    fn add(&mut self, path: &'static str, route: actix_web::Route) {
        let index = self.resources.iter().position(|(known, _)| *known == path);
        let resource = match index {
            Some(index) => self.resources.remove(index).1,
            None => web::resource(path),
        };
        let at = index.unwrap_or(self.resources.len());
        self.resources.insert(at, (path, resource.route(route)));
    }

    /// The rules alone: for the guard and for the test of every route by every role.
    pub fn rules(&self) -> &HashMap<(Method, String), Access> {
        &self.rules
    }

    /// Registers the routes.
    pub fn configure(self, config: &mut ServiceConfig) {
        for (_, resource) in self.resources {
            config.service(resource);
        }
    }
}
