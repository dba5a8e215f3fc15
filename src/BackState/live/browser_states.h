// BrowserStates: objects whose values the browser keeps, while an event of their tab has these
// values. Internal.
#pragma once

#include <BackState/live/publisher.h>
#include <BackState/visitors/seal.h>
#include <BackState/visitors/tab.h>

#include <QJsonObject>

namespace BackState::Http {

class Secret;

class BrowserStates
{
public:
    explicit BrowserStates(Publisher &publisher);

    void start(const Secret &secret);

    // Sets all such objects of a tab to what its browser sent of them; nothing of it is to be
    // trusted. Returned are values that the user of `called` typed and has to mend; all others that
    // do not fit are left out, and the log says so.
    std::vector<Refusal> wake(Tab &tab, const View &called, const QJsonObject &allSignals);
    // Tells what is different from what the browser sent: of `called` also everything that follows
    // from it.
    void bring(Tab &tab, const View &called, Outlet &outlet);
    // Makes them what they were before, and forgets everything that was made of them.
    void sleep(Tab &tab);

private:
    void openSeal(View &view, const QJsonObject &sent);
    std::optional<Refusal>
    take(View &view, View::Edit &edit, const QJsonObject &sent, bool isCalled);
    void sleep(View &view);
    QByteArray newSeal(View &view);

    Publisher &m_publisher;
    Seal m_seal;
};

} // namespace BackState::Http
