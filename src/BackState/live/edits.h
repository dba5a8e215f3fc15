// Edits: what a browser typed into editable properties, checked whole before any of it is set.
// Internal.
#pragma once

#include <BackState/core/proposed.h>
#include <BackState/core/schema.h>
#include <BackState/live/edit_number.h>
#include <BackState/program/form_fields.h>
#include <BackState/visitors/tab.h>
#include <BackState/visitors/view.h>

#include <QJsonObject>
#include <QVariant>

#include <functional>
#include <utility>
#include <vector>

namespace BackState::Http {

class Edits
{
public:
    // What the tab says of all that is collected from here on.
    void setNumber(EditNumber number) { m_number = std::move(number); }

    // Out of the signals of a request: all editable properties that the page of a view's tab names,
    // or only one of them.
    void collect(View &view, const QJsonObject &allSignals);
    void collect(View &view, const QJsonObject &allSignals, int property);

    // The same out of the fields of a form, as texts.
    void collect(View &view, const FormFields &form);

    // Asks each object about all its values together. To be called once all are collected.
    void checkTogether();
    // The same where an edit came by itself: leaves out those values that can't be set, and with
    // them what an object refuses together with the others.
    void checkEach();

    // A text that is another one than the browser sent, because it was put onto a change that the
    // browser had not seen.
    struct Merged
    {
        const View *view;
        int property;
        QString text;
    };
    const std::vector<Merged> &merged() const { return m_merged; }

    // Empty if all values may be set, or were.
    const std::vector<Refusal> &refusals() const { return m_refusals; }
    // Whether a view is still there: a setter may end its tab, its object, or the server.
    using IsThere = std::function<bool(const View *)>;
    // Sets all values, and takes them back if a setter does not accept one: then there are
    // refusals. Returns false when a view is gone; nothing more was done then.
    [[nodiscard]] bool apply(const IsThere &isThere);
    // Sets those values that setters accept, and has refusals for the others.
    [[nodiscard]] bool applyEach(const IsThere &isThere);
    // Undoes apply(), but for what was set anew since. Returns false when a view is gone.
    [[nodiscard]] bool takeBack(const IsThere &isThere);
    // The views of which the request had values, whether these are other ones or not.
    const std::vector<View *> &views() const { return m_views; }

private:
    struct Value
    {
        View *view;
        int property;
        QVariant value;
        QByteArray json;
        QString given = {}; // what its browser has, which was merged. Only of a numbered edit.
        // It was merged, or a frame under way will change what its browser has.
        bool isToBeTold = false;
        QByteArray known = {}; // what its browser held before
        QVariant former = {};
        QByteArray written = {}; // what the property was after it was set, as JSON
        // Of its history, before it was taken
        quint64 formerEdit = 0;
        QString formerBase = {};
    };
    void collect(View &view, View::Edit &edit, const QJsonObject &object);
    void collect(View &view, View::Edit &edit, Expected<QVariant> value);
    bool isNews(View &view, View::Edit &edit, Value &value);
    bool isChosen(const View &view, const Schema::Property &property) const;
    void note(View &view);
    enum class Written { Taken, Refused, Gone };
    static Written write(Value &value, const IsThere &isThere);
    static bool takeBack(Value &value, const IsThere &isThere);
    bool hasRefused(const View &view) const;
    void take(Value &value) const;
    [[nodiscard]] bool takeAll(const IsThere &isThere);
    void refuse(const Value &value);
    std::vector<const Value *> valuesOf(const View &view) const;
    std::vector<Refusal> refusalsOf(View &view, const std::vector<const Value *> &values) const;

    EditNumber m_number;
    std::vector<Value> m_values;
    std::vector<Merged> m_merged;
    std::vector<Refusal> m_refusals;
    std::vector<View *> m_views;
};

// The sentence that refuses a browser's value, by the rules of the class or else by
// State::validate(). Empty if neither refuses it.
QString refusalOf(const State &state, const Schema::Property &property, const QVariant &value);

// What State::validateTogether() refuses of the properties of a view, `edited` if it names another
// thing.
std::vector<Refusal> refusalsOf(View &view, const Proposed &values, const QByteArray &edited);

// The signals of one object in what a browser sent: {"Chat":{"k3432":{…}}}.
QJsonObject signalsOf(const State &state, const QJsonObject &allSignals);

} // namespace BackState::Http
