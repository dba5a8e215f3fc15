// Viewers: counts the open pages of each object, and tells it when their number changed. Internal.
#pragma once

#include <BackState/core/state.h>

#include <QObject>
#include <QPointer>

#include <vector>

namespace BackState::Http {

struct View;

// Lives in the thread of the states.
class Viewers final : public QObject
{
public:
    void add(const View &view) { count(view, 1); }
    void remove(const View &view) { count(view, -1); }

private:
    void count(const View &view, int number);
    void tell();

    std::vector<QPointer<State>> m_changed;
};

} // namespace BackState::Http
