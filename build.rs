//! The rules, migrations and templates are embedded, so a change of them is a change of the program.
#![allow(clippy::print_stdout)] // how a build script talks to cargo

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=templates");
}
