//! The program `beian`: serves the sites, works the outbox, and gives operators their commands.

fn main() {}
