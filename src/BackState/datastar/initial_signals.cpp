#include <BackState/datastar/initial_signals.h>

#include "literal_p.h"

#include <BackState/core/state_data.h>
#include <BackState/datastar/paths.h>
#include <BackState/text/json.h>

#include <vector>

namespace BackState::Private {

namespace {

using Locals = QList<std::pair<QByteArray, QByteArray>>;
using Members = std::span<const std::pair<QByteArray, QByteArray>>;

void appendLocals(JsonMembers &members, const Locals &locals, const Dialect &dialect)
{
    if (locals.isEmpty())
        return;
    members.open("_local");
    for (const auto &[name, value] : locals) {
        // A computed signal has no value to be given. Only a dialect that has to know its name gets
        // one.
        if (value.isEmpty() && !dialect.evaluatesOnlyKnownSignals)
            continue;
        members.name(name);
        members.out().append(value.isEmpty() ? QByteArray("\"\"") : value);
    }
    members.close();
}

QByteArray valuesOf(
    const std::vector<SignalNames> &names,
    const Locals &locals,
    Members further,
    const Dialect &dialect)
{
    QByteArray json;
    appendSignals(json, names);
    json.chop(1); // to go on in its object
    JsonMembers members(json);
    appendLocals(members, locals, dialect);
    for (const auto &[name, value] : further) {
        members.name(name);
        json.append(value);
    }
    return json.append('}');
}

} // namespace

/*!
    Returns the attribute that declares all signals \a rendering recorded, and \a members beside
    them: names with their values as JSON that appendJson() wrote.

    Every signal has to be declared before an expression uses it: an unknown one is an empty text in
    1.0.x and stops the whole page in beta.11. There the attribute hands the values over by an
    expression, because \c data-signals would compile their texts with the escapes undone.
*/
Html::Attribute initialSignals(
    const Rendering &rendering,
    std::span<const std::pair<QByteArray, QByteArray>> members,
    const Dialect &dialect)
{
    const QByteArray json = valuesOf(rendering.names(), rendering.locals(), members, dialect);
    const QByteArray value = compilable(json);
    if (!dialect.evaluatesSignalsTwice) {
        constexpr AttributeName spelling("data-signals");
        return Html::Attribute(spelling, Piece(QByteArrayView(value)), true);
    }
    constexpr AttributeName spelling("data-signals-_declared");
    const QByteArray merge = "(ctx.signals.merge(" + value + "),true)";
    return Html::Attribute(spelling, Piece(QByteArrayView(merge)), true);
}

/*!
    Returns the signals \a rendering recorded for a page that takes the place of another one, and \a
    members beside them. The page begins anew with all it names; what the layout keeps for itself,
    local signals from the one at \a keptLocals on, stays as it is, and so do states that the
    browser keeps, and computed signals, which have no value to be given.
*/
ArrivingSignals arrivingSignals(
    const Rendering &rendering, qsizetype keptLocals, Members members, const Dialect &dialect)
{
    Locals given;
    Locals kept;
    for (const auto &local : rendering.locals()) {
        const bool isKept = keptLocals-- <= 0 || local.second.isEmpty();
        (isKept ? kept : given).append(local);
    }
    std::vector<SignalNames> fresh;
    std::vector<SignalNames> browsers;
    for (const SignalNames &names : rendering.names()) {
        const bool isBrowsers = StateData::of(*names.object).schema().isKeptByBrowser();
        (isBrowsers ? browsers : fresh).push_back(names);
    }
    return {valuesOf(fresh, given, members, dialect), valuesOf(browsers, kept, {}, dialect)};
}

} // namespace BackState::Private
