//! The rules of `law` beside the words of the statute that they follow.

mod calendar;
mod clock;
mod statute;
