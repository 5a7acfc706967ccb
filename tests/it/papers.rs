//! Papers over HTTP on the running program: what is taken, what is refused and leaves nothing, who sees it, what lies on
//! the disk; what is asked before them; and what is left to do once a filing is accepted.

mod access;
mod after;
mod asked;
pub mod by_link;
mod came_back;
mod camera;
mod changes;
mod domains;
mod elsewhere;
mod face_link;
mod faces;
mod handed_on;
mod hostile;
pub mod house;
mod limits;
pub mod marker;
mod on_phone;
pub mod pictures;
mod pieces;
mod refusals;
mod rounds;
mod sent;
mod service;
mod watched;
