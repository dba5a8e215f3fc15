// The elements of HTML, each a constant with the element's name and a capital. Those of SVG come
// along.
#pragma once

#include <BackState/html/svg_tags.h>
#include <BackState/html/tag.h>

namespace BackState::Html {

// The document
inline constexpr Tag HtmlTag{"html"}; // Html is the namespace
inline constexpr Tag Head{"head"};
inline constexpr Tag Body{"body"};
inline constexpr Tag Title{"title", Private::Content::Text};
inline constexpr VoidTag Base{"base"};
inline constexpr VoidTag Link{"link"};
inline constexpr VoidTag Meta{"meta"};
inline constexpr Tag Style{"style", Private::Content::Style};
inline constexpr Tag Script{"script", Private::Content::Script};
inline constexpr Tag Noscript{"noscript"};
inline constexpr Tag Template{"template"};
inline constexpr Tag Slot{"slot"};

// Sections
inline constexpr Tag Article{"article"};
inline constexpr Tag Section{"section"};
inline constexpr Tag Nav{"nav"};
inline constexpr Tag Aside{"aside"};
inline constexpr Tag H1{"h1"};
inline constexpr Tag H2{"h2"};
inline constexpr Tag H3{"h3"};
inline constexpr Tag H4{"h4"};
inline constexpr Tag H5{"h5"};
inline constexpr Tag H6{"h6"};
inline constexpr Tag Hgroup{"hgroup"};
inline constexpr Tag Header{"header"};
inline constexpr Tag Footer{"footer"};
inline constexpr Tag Main{"main"};
inline constexpr Tag Search{"search"};
inline constexpr Tag Address{"address"};

// Grouping
inline constexpr Tag P{"p"};
inline constexpr VoidTag Hr{"hr"};
inline constexpr Tag Pre{"pre", Private::Content::Preformatted};
inline constexpr Tag Blockquote{"blockquote"};
inline constexpr Tag Ol{"ol"};
inline constexpr Tag Ul{"ul"};
inline constexpr Tag Menu{"menu"};
inline constexpr Tag Li{"li"};
inline constexpr Tag Dl{"dl"};
inline constexpr Tag Dt{"dt"};
inline constexpr Tag Dd{"dd"};
inline constexpr Tag Figure{"figure"};
inline constexpr Tag Figcaption{"figcaption"};
inline constexpr Tag Div{"div"};

// Text
inline constexpr Tag A{"a"};
inline constexpr Tag Em{"em"};
inline constexpr Tag Strong{"strong"};
inline constexpr Tag Small{"small"};
inline constexpr Tag S{"s"};
inline constexpr Tag Cite{"cite"};
inline constexpr Tag Q{"q"};
inline constexpr Tag Dfn{"dfn"};
inline constexpr Tag Abbr{"abbr"};
inline constexpr Tag Ruby{"ruby"};
inline constexpr Tag Rt{"rt"};
inline constexpr Tag Rp{"rp"};
inline constexpr Tag Data{"data"};
inline constexpr Tag Time{"time"};
inline constexpr Tag Code{"code"};
inline constexpr Tag Var{"var"};
inline constexpr Tag Samp{"samp"};
inline constexpr Tag Kbd{"kbd"};
inline constexpr Tag Sub{"sub"};
inline constexpr Tag Sup{"sup"};
inline constexpr Tag I{"i"};
inline constexpr Tag B{"b"};
inline constexpr Tag U{"u"};
inline constexpr Tag Mark{"mark"};
inline constexpr Tag Bdi{"bdi"};
inline constexpr Tag Bdo{"bdo"};
inline constexpr Tag Span{"span"};
inline constexpr VoidTag Br{"br"};
inline constexpr VoidTag Wbr{"wbr"};
inline constexpr Tag Ins{"ins"};
inline constexpr Tag Del{"del"};

// Embedded
inline constexpr Tag Picture{"picture"};
inline constexpr VoidTag Source{"source"};
inline constexpr VoidTag Img{"img"};
inline constexpr Tag Iframe{"iframe"};
inline constexpr VoidTag Embed{"embed"};
inline constexpr Tag Object{"object"};
inline constexpr Tag Video{"video"};
inline constexpr Tag Audio{"audio"};
inline constexpr VoidTag Track{"track"};
inline constexpr Tag Map{"map"};
inline constexpr VoidTag Area{"area"};
inline constexpr Tag Canvas{"canvas"};
inline constexpr Tag Math{"math"};

// Tables
inline constexpr Tag Table{"table"};
inline constexpr Tag Caption{"caption"};
inline constexpr Tag Colgroup{"colgroup"};
inline constexpr VoidTag Col{"col"};
inline constexpr Tag Tbody{"tbody"};
inline constexpr Tag Thead{"thead"};
inline constexpr Tag Tfoot{"tfoot"};
inline constexpr Tag Tr{"tr"};
inline constexpr Tag Td{"td"};
inline constexpr Tag Th{"th"};

// Forms
inline constexpr Tag Form{"form"};
inline constexpr Tag Label{"label"};
inline constexpr VoidTag Input{"input"};
inline constexpr Tag Button{"button"};
inline constexpr Tag Select{"select"};
inline constexpr Tag Datalist{"datalist"};
inline constexpr Tag Optgroup{"optgroup"};
inline constexpr Tag Option{"option"};
inline constexpr Tag Selectedcontent{"selectedcontent"};
inline constexpr Tag Textarea{"textarea", Private::Content::Textarea};
inline constexpr Tag Output{"output"};
inline constexpr Tag Progress{"progress"};
inline constexpr Tag Meter{"meter"};
inline constexpr Tag Fieldset{"fieldset"};
inline constexpr Tag Legend{"legend"};

// Interactive
inline constexpr Tag Details{"details"};
inline constexpr Tag Summary{"summary"};
inline constexpr Tag Dialog{"dialog"};

} // namespace BackState::Html
