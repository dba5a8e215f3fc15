// BrowserStates: objects whose values the browser keeps, while an event of their tab has these
// values. Internal.
#pragma once

#include <BackState/visitors/refusal.h>
#include <BackState/visitors/view.h>

#include <QJsonObject>
#include <QVariant>

#include <vector>

namespace BackState::Http {

class BrowserSeals;
class Outlet;
class Publisher;
class Tab;

class BrowserStates
{
public:
    BrowserStates(Publisher &publisher, BrowserSeals &seals);

    // Sets all such objects of a tab to what its browser sent of them, which is not to be trusted.
    // Returned are the values of `called` that its user typed and has to mend. All others that do
    // not fit are left out, and the log says so. `edit` is the number of the tab's edit; 0: none.
    std::vector<Refusal>
    wake(Tab &tab, const View &called, const QJsonObject &allSignals, quint64 edit);
    // Tells what is different from what the browser sent, and of `called` also everything that
    // follows from its values.
    void bring(Tab &tab, const View &called, Outlet &outlet);
    // Makes the objects what they were before, and forgets everything that was made of their
    // values.
    void sleep(Tab &tab);

private:
    // A value that passes by itself.
    struct Sent
    {
        View::Edit *edit;
        QVariant value;
        bool isTyped; // so that its user can mend it
    };
    std::vector<Refusal> setEdits(View &view, const QJsonObject &sent, bool isCalled) const;
    static std::vector<Refusal> checkTogether(View &view, std::vector<Sent> &values, bool isCalled);
    static void drop(View &view, View::Edit &edit, bool isTyped, const char *why);
    void sleep(View &view);

    Publisher &m_publisher;
    BrowserSeals &m_seals;
};

} // namespace BackState::Http
