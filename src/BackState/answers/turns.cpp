#include "turns_p.h"

#include "visit_p.h"
#include <BackState/live/tabs.h>
#include <BackState/text/shrink.h>
#include <BackState/wire/exchange.h>
#include <BackState/wire/request_handler.h>

#include <QScopedValueRollback>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace BackState::Http {

namespace {

// How long a call waits for those before it.
constexpr auto patience = std::chrono::seconds(2);

// More than that are no user's clicks. What is beyond it is refused at once.
constexpr std::size_t mostWaiting = 100; // of one page
constexpr quint32 widestGap = 1000;
// A tab has one page, and for a moment the next one. The order of any others is of no interest.
constexpr quint8 mostPages = 3;
constexpr qsizetype fewLines = 64;

std::optional<Private::Turn> turnOf(const Message &message)
{
    return Private::Turn::read(message.header("backstate-turn"));
}

QByteArray keyOf(const QByteArray &token, quint32 page)
{
    return token + '/' + QByteArray::number(page);
}

bool contains(const std::vector<quint32> &numbers, quint32 number)
{
    return std::find(numbers.cbegin(), numbers.cend(), number) != numbers.cend();
}

} // namespace

Turns::Turns(const Tabs &tabs, RequestHandler &handler)
    : m_tabs(tabs)
    , m_handler(handler)
{
}

Turns::Place Turns::placeOf(Visit &visit, Tab &tab, const Expected<FormData> *&form)
{
    if (const Expected<FormData> *kept = std::exchange(m_form, nullptr))
        form = kept;
    const std::optional<Turn> turn = turnOf(visit.message);
    if (std::exchange(m_isDue, false) || !turn)
        return Place::Due;
    if (tab.lines == 0) { // so it is unless calls overtake each other
        if (std::exchange(tab.actingPage, turn->page) != turn->page)
            tab.nextTurn = turn->oldest;
        tab.nextTurn = std::max(tab.nextTurn, turn->oldest);
        if (turn->number < tab.nextTurn)
            return Place::Again;
        if (turn->number == tab.nextTurn) {
            ++tab.nextTurn;
            return Place::Due;
        }
    }
    const QByteArray key = keyOf(tab.token, turn->page);
    Line *const found = lineOf(key, tab, *turn);
    if (!found)
        return Place::Due;
    Line &line = *found;
    Place place = Place::Due;
    if (turn->number < line.next) {
        if (std::erase(line.arriving, turn->number) == 0)
            place = std::erase(line.missed, turn->number) > 0 ? Place::Late : Place::Again;
    } else if (turn->number == line.next) {
        std::erase(line.arriving, turn->number);
        ++line.next;
        // The browser sent it again while it waited, because its connection broke.
        std::erase_if(line.waiting, [&turn](const auto &waiting) {
            if (waiting->number != turn->number)
                return false;
            waiting->deferred.respond(204, {}, {});
            return true;
        });
    } else {
        std::erase(line.arriving, turn->number);
        place = tryWait(line, visit, *turn, form) ? Place::Waiting : Place::Late;
    }
    if (place != Place::Due)
        advance(key);
    return place;
}

// The line of the page that made a call, as that call says how far it is. Null if the tab has
// enough of them.
Turns::Line *Turns::lineOf(const QByteArray &key, Tab &tab, const Turn &turn)
{
    auto found = m_lines.find(key);
    if (found == m_lines.end()) {
        if (tab.lines >= mostPages)
            return nullptr;
        removeOrphans();
        ++tab.lines;
        const bool isKnown = tab.actingPage == turn.page;
        Line line;
        line.token = tab.token;
        line.page = turn.page;
        line.next = isKnown ? tab.nextTurn : turn.oldest;
        found = m_lines.insert(key, std::move(line));
    }
    Line &line = *found;
    line.next = std::max(line.next, turn.oldest);
    // The page does not wait for the answers of these any more.
    std::erase_if(line.missed, [&turn](quint32 number) { return number < turn.oldest; });
    std::erase_if(line.waiting, [&turn](const auto &waiting) {
        return waiting->number < turn.oldest;
    });
    return &line;
}

void Turns::removeOrphans()
{
    if (m_lines.size() <= m_fewLines)
        return;
    erase_if(m_lines, [this](QHash<QByteArray, Line>::iterator line) {
        return !m_tabs.find(line->token);
    });
    m_fewLines = std::max(fewLines, 2 * m_lines.size());
}

bool Turns::tryWait(Line &line, Visit &visit, const Turn &turn, const Expected<FormData> *form)
{
    const auto at = std::lower_bound(
        line.waiting.begin(),
        line.waiting.end(),
        turn.number,
        [](const auto &waiting, quint32 number) { return waiting->number < number; });
    const bool isThere = at != line.waiting.end() && (*at)->number == turn.number;
    if (!isThere && (turn.number - line.next > widestGap || line.waiting.size() >= mostWaiting))
        return false;
    const auto waiting = std::make_shared<Waiting>();
    waiting->number = turn.number;
    waiting->id = ++m_count;
    waiting->message = visit.message;
    waiting->deferred = visit.exchange.defer();
    if (form)
        waiting->form = *form;
    // A coarse timer may be early by a twentieth.
    QTimer::singleShot(
        patience,
        Qt::PreciseTimer,
        this,
        [this, key = keyOf(line.token, line.page), id = m_count] { giveUp(key, id); });
    if (isThere) { // the browser sent it again, because its connection broke
        (*at)->deferred.respond(204, {}, {});
        *at = waiting;
    } else {
        line.waiting.insert(at, waiting);
    }
    return true;
}

// For how long it is remembered is up to the page.
void Turns::miss(Line &line, quint32 number)
{
    if (line.missed.size() >= widestGap)
        line.missed.erase(line.missed.begin());
    line.missed.push_back(number);
}

// The call of this id has waited long enough for those before it.
void Turns::giveUp(const QByteArray &key, quint64 id)
{
    const auto found = m_lines.find(key);
    if (found == m_lines.end())
        return;
    Line &line = *found;
    const auto at
        = std::find_if(line.waiting.cbegin(), line.waiting.cend(), [id](const auto &waiting) {
              return waiting->id == id;
          });
    if (at == line.waiting.cend())
        return;
    auto before = line.waiting.cbegin();
    for (quint32 number = line.next; number < (*at)->number; ++number) {
        if ((*before)->number == number)
            ++before;
        else if (!contains(line.arriving, number) && !contains(line.missed, number))
            miss(line, number);
    }
    line.next = line.waiting.front()->number;
    advance(key);
}

// Passes over what will not come, and has the next call handled if it is there.
void Turns::advance(const QByteArray &key)
{
    const auto found = m_lines.find(key);
    if (found == m_lines.end())
        return;
    Line &line = *found;
    while (contains(line.missed, line.next))
        ++line.next;
    if (!line.waiting.empty()) {
        // In a turn of its own, so that a long line does not become a deep stack.
        if (line.waiting.front()->number == line.next)
            QMetaObject::invokeMethod(this, [this, key] { handleNext(key); }, Qt::QueuedConnection);
    } else if (line.missed.empty() && line.arriving.empty()) {
        if (Tab *tab = m_tabs.find(line.token)) {
            tab->actingPage = line.page;
            tab->nextTurn = line.next;
            if (tab->lines > 0) // else it was forgotten meanwhile, and is another one
                --tab->lines;
        }
        m_lines.erase(found);
        shrink(m_lines);
    }
}

void Turns::handleNext(const QByteArray &key)
{
    const auto found = m_lines.find(key);
    if (found == m_lines.end())
        return;
    Line &line = *found;
    if (line.waiting.empty() || line.waiting.front()->number != line.next)
        return;
    if (!m_tabs.find(line.token)) {
        release(key);
        return;
    }
    const std::shared_ptr<Waiting> waiting = line.waiting.front();
    line.waiting.erase(line.waiting.begin());
    ++line.next;
    handle(*waiting, true);
    advance(key);
}

// The tab is gone. Its calls find out by themselves what that means.
void Turns::release(const QByteArray &key)
{
    const Line line = m_lines.take(key);
    for (const auto &waiting : line.waiting)
        handle(*waiting, false);
}

void Turns::handle(Waiting &waiting, bool isDue)
{
    if (!waiting.deferred.isPending())
        return;
    const Expected<FormData> *const kept = waiting.form ? &*waiting.form : nullptr;
    const QScopedValueRollback form(m_form, kept);
    const QScopedValueRollback due(m_isDue, isDue);
    Exchange exchange(std::move(waiting.deferred));
    m_handler.handle(waiting.message, exchange);
}

void Turns::goOn(const Visit &visit, const QByteArray &token)
{
    if (m_lines.isEmpty()) // no name of a line need be made
        return;
    if (const std::optional<Turn> turn = turnOf(visit.message))
        advance(keyOf(token, turn->page));
}

void Turns::begin(const Message &message, Tab &tab)
{
    const std::optional<Turn> turn = turnOf(message);
    if (!turn)
        return;
    const QByteArray key = keyOf(tab.token, turn->page);
    Line *const line = lineOf(key, tab, *turn);
    if (!line)
        return;
    if (turn->number >= line->next && line->arriving.size() < mostWaiting)
        line->arriving.push_back(turn->number);
    advance(key);
}

void Turns::end(const Message &message)
{
    const std::optional<Turn> turn = turnOf(message);
    if (!turn)
        return;
    const QByteArray key = keyOf(message.header("backstate-tab"), turn->page);
    const auto found = m_lines.find(key);
    if (found == m_lines.end())
        return;
    if (std::erase(found->arriving, turn->number) > 0 && turn->number >= found->next)
        miss(*found, turn->number); // nobody waits for it, and it will not come
    advance(key);
}

void Turns::clear()
{
    for (const Line &line : std::as_const(m_lines)) {
        if (Tab *tab = m_tabs.find(line.token))
            tab->lines = 0;
    }
    m_lines.clear();
}

} // namespace BackState::Http
