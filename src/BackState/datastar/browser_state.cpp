#include <BackState/datastar/browser_state.h>

#include "attribute_p.h"
#include "literal_p.h"

#include <BackState/core/convert.h>
#include <BackState/core/property_value.h>
#include <BackState/core/state_data.h>
#include <BackState/datastar/action.h>
#include <BackState/datastar/event_attributes.h>
#include <BackState/datastar/paths.h>
#include <BackState/datastar/signal_attributes.h>
#include <BackState/text/json.h>

#include <algorithm>

namespace BackState::Private {

using namespace Qt::StringLiterals;

namespace {

// What is kept of a state: the signals that travel, and the copies of sealed values that are only
// shown.
struct Kept
{
    const State &object;
    const Schema &schema;
    QList<const Schema::Property *> sent;
    QList<const Schema::Property *> shown;

    explicit Kept(const State &state)
        : object(state)
        , schema(StateData::of(state).schema())
    {
        for (const Schema::Property &property : schema.properties()) {
            if (!property.isVisible || !property.isStored)
                continue;
            if (property.isEditable)
                sent.append(&property);
            else if (schema.isInSeal(property))
                shown.append(&property);
        }
    }

    // {"Cart":{"items":…,"sealed":…},"_Cart":{"total":…}}, each value as `write` appends it.
    template<typename Write>
    QByteArray json(QByteArrayView seal, Write write) const
    {
        QByteArray out = "{\"" + schema.nameSpace() + "\":{";
        const auto append = [&](const QList<const Schema::Property *> &properties) {
            for (const Schema::Property *property : properties) {
                out.append('"').append(property->name).append("\":");
                write(out, *property);
                out.append(',');
            }
        };
        append(sent);
        if (schema.isSealed())
            out.append('"').append(sealName()).append("\":").append(seal).append(',');
        if (out.endsWith(','))
            out.chop(1);
        out.append("},\"_").append(schema.nameSpace()).append("\":{");
        append(shown);
        if (out.endsWith(','))
            out.chop(1);
        return out.append("}}");
    }
};

QByteArray quoted(const QByteArray &name)
{
    return '\'' + name + '\''; // a namespace: letters, digits and _
}

QByteArray readCall(const Kept &kept)
{
    const QByteArray json
        = kept.json("\"\"", [&kept](QByteArray &out, const Schema::Property &property) {
              appendJson(out, property, kept.object);
          });
    const char *where = kept.schema.store() == Store::ClientLocal ? "'local'," : "'session',";
    return "backStateStore.read(" + (where + quoted(kept.schema.nameSpace())) + ','
        + compilable(json) + ')';
}

QByteArray writeCall(const Kept &kept)
{
    const QByteArray seal = '$' + kept.schema.nameSpace() + '.' + sealName().data();
    const QByteArray json
        = kept.json(seal, [&kept](QByteArray &out, const Schema::Property &property) {
              out.append(signalText({&kept.object, &property, property.name}));
          });
    return "backStateStore.write(" + quoted(kept.schema.nameSpace()) + ',' + json + ')';
}

// Sets all signals to those of another window.
QByteArray merge(const Kept &kept, const Dialect &dialect)
{
    if (!dialect.hasObjects)
        return "ctx.signals.merge(v)";
    QByteArray text;
    const auto assign = [&text](const QByteArray &path) {
        text.append(text.isEmpty() ? "" : ",").append('$').append(path).append("=v.").append(path);
    };
    for (const auto *properties : {&kept.sent, &kept.shown}) {
        for (const Schema::Property *property : *properties)
            assign(signalPath(kept.object, *property));
    }
    if (kept.schema.isSealed())
        assign(kept.schema.nameSpace() + '.' + sealName().data());
    return text;
}

} // namespace

/*!
    Returns "sealed", which no editable property of a sealed class may be called.
*/
QLatin1StringView sealName()
{
    return "sealed"_L1;
}

/*!
    Returns the signals of an object whose values the browser keeps: those of the properties in \a
    names, with \a seal unless that is empty.
*/
QByteArray keptSignals(const SignalNames &names, QByteArrayView seal)
{
    const QByteArray nameSpace = StateData::of(*names.object).schema().nameSpace();
    QByteArray json;
    appendSignals(json, std::span(&names, 1));
    if (seal.isEmpty())
        return json;
    const bool isOpen
        = std::any_of(names.properties.begin(), names.properties.end(), [](const auto *property) {
              return property->isEditable;
          });
    if (isOpen) // what the user may set comes last, and is the namespace itself
        json.chop(2);
    else
        json.chop(1);
    JsonMembers members(json);
    if (!isOpen)
        members.open(nameSpace);
    members.name(sealName());
    appendJsonString(json, seal);
    return json.append("}}");
}

/*!
    Returns the hidden element that keeps the state of \a names in the browser's storage.

    It takes over what was kept before anything below it is shown, writes each change, and follows
    the other windows of the browser where they share the storage. With \a isFollowed it asks the
    server for what is made from the values, whenever these come from the storage. Storage that is
    shut, full or holds rubbish costs the keeping, never the page.
*/
Html::Element browserState(const SignalNames &names, bool isFollowed)
{
    const Dialect &dialect = Dialect::current();
    const Kept kept(*names.object);
    if (kept.sent.isEmpty() && !kept.schema.isSealed())
        return {};
    const QByteArray ask = editAction(kept.object).text();
    const QByteArray nameSpace = kept.schema.nameSpace();

    QByteArray markup = "<div hidden id=\"backstate-store-" + nameSpace + '"';
    if (dialect.evaluatesSignalsTwice)
        markup.append(
            Html::Attribute(
                "data-signals-_restored",
                Html::Trusted(QByteArray("(ctx.signals.merge(" + readCall(kept) + "),true)")))
                .bytes());
    else
        markup.append(Html::Attribute("data-signals", Html::Trusted(readCall(kept))).bytes());
    // Inside, so that it comes after it: in beta.11 a signal has to be there before it is named.
    markup.append("><span").append(
        Html::effect(Expression(writeCall(kept), Binding::Primary)).bytes());
    if (kept.schema.store() == Store::ClientLocal) {
        const QByteArray then
            = isFollowed ? merge(kept, dialect) + ',' + ask : merge(kept, dialect);
        const QByteArray follow
            = "(v=>v&&(" + then + "))(backStateStore.changed(evt," + quoted(nameSpace) + "))";
        markup.append(
            Html::Attribute(keyedName("data-on", "storage__window"), Html::Trusted(follow))
                .bytes());
    }
    if (isFollowed)
        markup.append(Html::Attribute(
                          dialect.init,
                          Html::Trusted(QByteArray(
                              "backStateStore.isRestored(" + quoted(nameSpace) + ")&&" + ask)))
                          .bytes());
    return Html::Element::single(markup.append("></span></div>"));
}

/*!
    Returns the elements of all states in \a rendering that the browser keeps.
*/
Html::Element browserStates(const Rendering &rendering)
{
    Html::Element elements;
    const std::vector<SignalNames> named = rendering.names(); // what is made here is shown already
    for (const SignalNames &names : named) {
        const Schema &schema = StateData::of(*names.object).schema();
        if (!schema.isKeptByBrowser())
            continue;
        const auto isOfIt
            = [&names](const auto &use) { return use.property.object == names.object; };
        const bool isFollowed
            = std::any_of(rendering.regions().cbegin(), rendering.regions().cend(), isOfIt)
            || std::any_of(rendering.rows().cbegin(), rendering.rows().cend(), isOfIt)
            || std::any_of(
                  names.properties.cbegin(),
                  names.properties.cend(),
                  [](const auto *property) { return !property->isStored; });
        elements += browserState(names, isFollowed);
    }
    return elements;
}

} // namespace BackState::Private
