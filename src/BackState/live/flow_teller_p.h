// FlowTeller: tells tabs what their flows do, and keeps it for those that don't listen. Internal.
#pragma once

#include <BackState/program/options.h>

#include <QByteArray>
#include <QHash>

namespace BackState::Http {

class FlowCall;
class Publisher;
class Tab;

class FlowTeller
{
public:
    FlowTeller(const ServerOptions &options, Publisher &publisher);

    // What the tab of the call lacks, and patches after that.
    void tell(FlowCall &call, const QByteArray &patches);
    void tellRunning(FlowCall &call, bool isRunning);

    // What a tab missed, up to ServerOptions::maxQueue, while neither a stream nor an answer to it
    // was open.
    QByteArray takeMissed(const Tab &tab);
    // Another page has followed a tab's in the same window: it gets what that one missed.
    void move(const Tab &from, const Tab &to);
    void forget(const Tab &tab) { m_missed.remove(&tab); }

private:
    struct Missed
    {
        QByteArray frames;
        bool isTooMuch = false; // the log says so once
    };
    void keep(const Tab &tab, const QByteArray &frames);

    const ServerOptions &m_options;
    Publisher &m_publisher;
    QHash<const Tab *, Missed> m_missed;
};

} // namespace BackState::Http
