// Edits: what a browser typed into editable properties, checked whole before any of it is set. Internal.
#pragma once

#include <BackState/core/schema.h>
#include <BackState/http/tab.h>

#include <QJsonObject>
#include <QVariant>

namespace BackState::Http {

class Edits
{
public:
    // Takes all editable properties that a view's tab names, or only one of them, out of the signals of a request.
    void take(View &view, const QJsonObject &allSignals);
    void take(View &view, const QJsonObject &allSignals, int property);

    // Empty: all values may be set.
    const std::vector<Refusal> &refusals() const { return m_refusals; }
    void apply();

private:
    struct Value
    {
        View *view;
        int property;
        QVariant value;
        QByteArray json;
    };
    void take(View &view, Edit &edit, const QJsonObject &object);

    std::vector<Value> m_values;
    std::vector<Refusal> m_refusals;
};

// The signals of one object in what a browser sent: {"Chat":{"k3432":{…}}}.
QJsonObject signalsOf(const State &state, const QJsonObject &allSignals);

} // namespace BackState::Http
