// Edits: what a browser typed into editable properties, checked whole before any of it is set.
// Internal.
#pragma once

#include <BackState/core/schema.h>
#include <BackState/program/form_fields.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/view.h>

#include <QJsonObject>
#include <QVariant>

#include <functional>

namespace BackState::Http {

class Edits
{
public:
    // Out of the signals of a request: all editable properties that the page of a view's tab names,
    // or only one of them.
    void collect(View &view, const QJsonObject &allSignals);
    void collect(View &view, const QJsonObject &allSignals, int property);

    // The same out of the fields of a form, as texts.
    void collect(View &view, const FormFields &form);

    // Empty if all values may be set, or were.
    const std::vector<Refusal> &refusals() const { return m_refusals; }
    // Whether a view is still there: a setter may end its tab, its object, or the server.
    using IsThere = std::function<bool(const View *)>;
    // Sets all values, and takes them back if a setter does not accept one: then there are
    // refusals. Returns false when a view is gone; nothing more was done then.
    [[nodiscard]] bool apply(const IsThere &isThere);
    // The views of which the request had values, whether these are other ones or not.
    const std::vector<View *> &views() const { return m_views; }

private:
    struct Value
    {
        View *view;
        int property;
        QVariant value;
        QByteArray json;
        QByteArray known = {}; // what its browser held before
        QVariant former = {};
    };
    void collect(View &view, View::Edit &edit, const QJsonObject &object);
    void collect(View &view, View::Edit &edit, Expected<QVariant> value);
    void note(View &view);
    enum class Written { Taken, Refused, Gone };
    static Written write(Value &value, const IsThere &isThere);
    static bool takeBack(Value &value, const IsThere &isThere);

    std::vector<Value> m_values;
    std::vector<Refusal> m_refusals;
    std::vector<View *> m_views;
};

// The sentence that refuses a browser's value, by the rules of the class or else by
// State::validate(). Empty if neither refuses it.
QString refusalOf(const State &state, const Schema::Property &property, const QVariant &value);

// The signals of one object in what a browser sent: {"Chat":{"k3432":{…}}}.
QJsonObject signalsOf(const State &state, const QJsonObject &allSignals);

} // namespace BackState::Http
