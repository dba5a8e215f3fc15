// Turns: the order in which the calls of a page are carried out. Internal.
#pragma once

#include <BackState/core/expected.h>
#include <BackState/datastar/turn.h>
#include <BackState/wire/deferred.h>
#include <BackState/wire/form_data.h>
#include <BackState/wire/message.h>

#include <QHash>
#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace BackState::Http {

class RequestHandler;
class Tab;
class Tabs;
class Visit;

// Each call of a page is numbered. They come by several connections, and begin here in the order of
// their numbers, each once. One that comes too early waits for those before it, but for two seconds
// at most: those that have not come by then are refused if they come after all.
//
// A call that has begun holds up nothing: neither a flow that goes on, nor a form with files that
// has not arrived as a whole within that time. Between calls nothing is kept but two numbers in the
// tab; nothing at all of clients that number nothing.
class Turns final : public QObject
{
public:
    enum class Place {
        Due, // it is to be carried out
        Waiting, // it was taken over, and is handled again when it is its turn
        Again, // the same was carried out before
        Late // those after it were not held up any longer
    };

    // The handler gets each request that has waited as if it had just come.
    Turns(const Tabs &tabs, RequestHandler &handler);

    // The place of a call that has come. The form is that of a body that was read as it arrived,
    // or null; if the request has waited, it is set to the one that it came with.
    Place placeOf(Visit &visit, Tab &tab, const Expected<FormData> *&form);
    // To be called when a call that was due has been carried out.
    void goOn(const Visit &visit, const QByteArray &token);

    // A form with files has begun to arrive.
    void begin(const Message &message, Tab &tab);
    // It has arrived and its call had its place, or it never will.
    void end(const Message &message);

    void clear();

private:
    using Turn = Private::Turn;
    struct Waiting
    {
        quint32 number = 0;
        quint64 id = 0;
        Message message;
        Deferred deferred;
        std::optional<Expected<FormData>> form;
    };
    // The calls of one page, while they are not simply one after the other
    struct Line
    {
        QByteArray token;
        quint32 page = 0;
        quint32 next = 1; // all before it have begun, or will not
        std::vector<std::shared_ptr<Waiting>> waiting; // in the order of their numbers
        std::vector<quint32> missed; // that were given up, and may come late
        std::vector<quint32> arriving; // forms
    };

    Line *lineOf(const QByteArray &key, Tab &tab, const Turn &turn);
    void removeOrphans();
    bool tryWait(Line &line, Visit &visit, const Turn &turn, const Expected<FormData> *form);
    static void miss(Line &line, quint32 number);
    void giveUp(const QByteArray &key, quint64 id);
    void advance(const QByteArray &key);
    void handleNext(const QByteArray &key);
    void handle(Waiting &waiting, bool isDue);
    void release(const QByteArray &key);

    const Tabs &m_tabs;
    RequestHandler &m_handler;
    QHash<QByteArray, Line> m_lines; // by token and page
    qsizetype m_fewLines = 0; // up to so many need no look for those whose tab is gone
    // Of the request that has waited and is about to be placed
    const Expected<FormData> *m_form = nullptr;
    bool m_isDue = false;
    quint64 m_count = 0; // of requests that waited
};

} // namespace BackState::Http
