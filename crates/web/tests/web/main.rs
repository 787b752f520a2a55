//! The portal from outside: requests in, answers out.

mod words;
