// Patch: what an event of a state may return or yield to change a page, before it is spelled.
#pragma once

#include <BackState/datastar/frame.h>

#include <QJsonObject>
#include <QMetaType>

#include <variant>

namespace BackState {

/*!
    What an event may return, or a Flow yield, to change its caller's page: elements, signals, a
    script, another address.

    A value; any one thread at a time. What is wrong with it is logged when it is to be sent,
    and nothing is sent then.
*/
class BACKSTATE_CORE_EXPORT Patch
{
public:
    Patch() = default; // changes nothing

    static Patch elements(const Html::Element &element, const ElementsOptions &options = {});
    static Patch remove(const QByteArray &selector, bool viewTransition = false);
    //! Not signals(): Qt's keyword. Nulls are left out; signals go with removeSignals().
    static Patch signalValues(const QJsonObject &values, bool onlyIfMissing = false);
    static Patch removeSignals(const QByteArrayList &paths);
    static Patch script(const QByteArray &javaScript, const ScriptOptions &options = {});
    static Patch redirect(const QByteArray &url);

    bool isEmpty() const { return std::holds_alternative<std::monostate>(m_content); }

    //! Its bytes, or the sentence that says what is wrong with it. An empty patch is an empty
    //! frame.
    Expected<Frame> toFrame(const Dialect &dialect = Dialect::current()) const;

private:
    struct Elements
    {
        Html::Element element;
        ElementsOptions options;
    };
    struct Signals
    {
        QJsonObject values;
        bool onlyIfMissing;
    };
    struct RemovedSignals
    {
        QByteArrayList paths;
    };
    struct Script
    {
        QByteArray javaScript;
        ScriptOptions options;
    };
    struct Redirect
    {
        QByteArray url;
    };
    std::variant<std::monostate, Elements, Signals, RemovedSignals, Script, Redirect> m_content;
};

} // namespace BackState

Q_DECLARE_METATYPE(BackState::Patch)
