// Refusing: what the program refuses while one of its events runs. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QAnyStringView>
#include <QByteArray>
#include <QPointer>
#include <QString>

#include <vector>

namespace BackState {

class State;

// Made by who calls an event. It is the current one of its thread until it is destroyed, and they
// nest.
class BACKSTATE_CORE_EXPORT Refusing
{
public:
    struct Sentence
    {
        QPointer<const State> object;
        QByteArray name;
        QString sentence;
    };

    Refusing();
    ~Refusing();
    Refusing(const Refusing &) = delete;
    Refusing &operator=(const Refusing &) = delete;

    // Called by State::refuse(). Returns false if no event runs.
    static bool note(const State &object, QAnyStringView name, const QString &sentence);

    // In the order in which they were said.
    const std::vector<Sentence> &sentences() const { return m_sentences; }

private:
    Refusing *m_former;
    std::vector<Sentence> m_sentences;
};

} // namespace BackState
