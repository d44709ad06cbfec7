//! Names of OFD elements (GB/T 33190-2016). Programs disagree about the namespace (`…/2016`, none at
//! all, one of their own), never about local names: these alone count.

use crate::readers::xml::Vocabulary;

macro_rules! names {
    ($($variant:ident $name:literal)*) => {
        /// An element that this reader knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tag { $($variant,)* Other }

        impl Vocabulary for Tag {
            type Space = ();

            const OTHER: Tag = Tag::Other;
            const UNBOUND: () = ();

            fn space(_: &[u8]) {}

            #[inline]
            fn of((): (), local: &[u8]) -> Tag {
                match local { $($name => Tag::$variant,)* _ => Tag::Other }
            }
        }
    };
}

names! {
    AbbreviatedData b"AbbreviatedData" ApplicationBox b"ApplicationBox" Area b"Area" CgTransform b"CGTransform" Clip b"Clip" Clips b"Clips"
    CompositeGraphicUnit b"CompositeGraphicUnit" CompositeObject b"CompositeObject" Content b"Content"
    DocRoot b"DocRoot" DocumentRes b"DocumentRes" DrawParam b"DrawParam" FillColor b"FillColor"
    ImageObject b"ImageObject" Layer b"Layer" MediaFile b"MediaFile" MultiMedia b"MultiMedia"
    Page b"Page" PageRes b"PageRes" Path b"Path" PathObject b"PathObject" PhysicalBox b"PhysicalBox"
    PublicRes b"PublicRes" Res b"Res" StrokeColor b"StrokeColor" Template b"Template" TemplatePage b"TemplatePage" Text b"Text" TextCode b"TextCode"
    TextObject b"TextObject"
}
