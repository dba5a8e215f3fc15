#include <BackState/core/refusing.h>

#include <BackState/core/state.h>

#include <utility>

namespace BackState {

namespace {

thread_local Refusing *t_current = nullptr;

} // namespace

Refusing::Refusing()
    : m_former(std::exchange(t_current, this))
{
}

Refusing::~Refusing()
{
    t_current = m_former;
}

bool Refusing::note(const State &object, QAnyStringView name, const QString &sentence)
{
    if (!t_current)
        return false;
    t_current->m_sentences.push_back({&object, name.toString().toUtf8(), sentence});
    return true;
}

} // namespace BackState
