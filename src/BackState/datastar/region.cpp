#include <BackState/datastar/region.h>

#include "attribute_p.h"
#include "css_p.h"

#include <BackState/core/state_data.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/region_frames.h>
#include <BackState/datastar/rendering.h>
#include <BackState/html/marks.h>

#include <optional>

namespace BackState::Private {

namespace {

Html::Element withRegionId(const Html::Element &element, const QByteArray &id)
{
    if (!element.isSingle())
        return Html::Element::single(
            "<div style=\"display:contents\" id=\"" + id + "\">" + element.bytes() + "</div>");
    return element.withId(id);
}

} // namespace

/*!
    \class BackState::Private::RegionUse
    \brief A region as it stands on a page: its id, what it follows, and how it is built again.

    A value. Its object is a loan that ends with the object. Two uses whose functions are the same,
    and whose objects are the same, build the same bytes, so these can be built once for many
    browsers.
*/

/*!
    Returns the region's element of now. \a rendering has to be the current one; it gives the
    function the states it asks for beside the region's own, and records what the region names.
*/
Html::Element RegionUse::build(Rendering &rendering) const
{
    const Rendering::Inside inside(&rendering, place, place);
    return withRegionId(function(*this, rendering), id);
}

/*!
    Returns the frame that morphs the region \a use into \a element, wherever its page stands.

    A root that has an id of its own is found by that id; it has to stay the same.
*/
Frame regionFrame(const RegionUse &use, const Html::Element &element, const Dialect &dialect)
{
    if (element.id() == use.id)
        return Frame::patchElements(element.bytes(), dialect);
    ElementsOptions options;
    options.selector = selectorOfId(use.id);
    auto frame = Frame::patchElements(element, options, dialect);
    return frame ? *frame : Frame();
}

const State *
stateFor(const QMetaObject *metaObject, const PropertyReference &property, Rendering &rendering)
{
    if (property.object->metaObject()->inherits(metaObject))
        return property.object;
    const State *state = rendering.resolve(metaObject);
    if (!state) {
        rendering.problem(QStringLiteral("A region of %1 asks for %2, which its page does not "
                                         "show: give the page's function a "
                                         "parameter const %2 &.")
                              .arg(
                                  QLatin1StringView(property.object->metaObject()->className()),
                                  QLatin1StringView(metaObject->className())));
        return nullptr;
    }
    rendering.show(*state);
    // Its values are on the server only while its own events run.
    if (StateData::of(*state).schema().isKeptByBrowser())
        rendering.problem(
            QStringLiteral(
                "A region of %1 asks for %2, whose values the browser keeps: make it a region of a "
                "property of %2.")
                .arg(
                    QLatin1StringView(property.object->metaObject()->className()),
                    QLatin1StringView(metaObject->className())));
    return state;
}

Html::Element placeRegion(RegionUse use)
{
    Rendering *rendering = Rendering::current();
    // A page that is built outside a server (in a test) has its regions too.
    std::optional<Rendering> own;
    if (!rendering)
        rendering = &own.emplace();
    if (!use.property.property) {
        markOfName(use.property); // says what is wrong with it
        return {};
    }
    const QByteArray base = objectId(*use.property.object) + '-' + use.property.property->name;
    use.place = rendering->nextId(base);
    use.id = use.place;
    const Html::Element element = use.build(*rendering);
    if (const QByteArray id = element.id(); !id.isEmpty())
        use.id = id;
    return element.withAttribute(markAttribute(rendering->add(use)));
}

/*!
    \fn template<typename Prop, typename Function> Html::Element Html::region(const Prop &property,
    Function function)

    Returns what \a function returns, and has it built again whenever \a property changes.

    The function captures nothing and takes states by const reference, any number of them, so that
    what it builds can be sent to every browser that shows the same objects. The root gets an id
    made of the object, the property and a number, unless it has one; several roots or text get a \c
    div without a box around them. Properties used inside are not mirrored by that alone.

    \code
    region(todo.items, [](const Todo &todo) { return Ul(each(todo.items, row)); })
    \endcode
    \sa rows()
*/

} // namespace BackState::Private
