//! The element names that a format's reader knows.

use std::fmt::Debug;

/// From namespace and local name to a small enum. Made by [`vocabulary!`].
pub trait Vocabulary: Copy + PartialEq + Debug + 'static {
    /// What a namespace is to the reader. Names of one vocabulary in several versions are the same.
    type Space: Copy + PartialEq + Debug;

    /// Any element that the reader does not know: it is looked through.
    const OTHER: Self;
    /// The space of names whose prefix is bound to nothing.
    const UNBOUND: Self::Space;

    fn space(uri: &[u8]) -> Self::Space;

    fn of(space: Self::Space, local: &[u8]) -> Self;
}

/// Defines the enums `Space` and `Tag` of a format: each space with its namespaces (none match
/// `Other`) and, in it, each tag with its local name.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $space:ident [$($uri:literal)*] { $($variant:ident $name:literal)* })*) => {
        /// What a namespace is to this reader.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Space {
            $($(#[$doc])* $space,)*
            /// Anything else: its elements are looked through, their own text is not read.
            Other,
        }

        /// An element that this reader knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tag { $($($variant,)*)* Other }

        impl $crate::readers::xml::Vocabulary for Tag {
            type Space = Space;

            const OTHER: Tag = Tag::Other;
            const UNBOUND: Space = Space::Other;

            fn space(uri: &[u8]) -> Space {
                match uri {
                    $($($uri)|* => Space::$space,)*
                    _ => Space::Other,
                }
            }

            #[inline]
            fn of(space: Space, local: &[u8]) -> Tag {
                match space {
                    $(Space::$space => match local { $($name => Tag::$variant,)* _ => Tag::Other },)*
                    Space::Other => Tag::Other,
                }
            }
        }
    };
}

pub(crate) use vocabulary;
