// Refusal: a value that was not let in, of a property or of an argument of that name. Internal.
#pragma once

#include <QByteArray>
#include <QString>

namespace BackState::Http {

struct View;

struct Refusal
{
    View *view = nullptr;
    QByteArray name;
    QString sentence; // empty if it is taken back
};

} // namespace BackState::Http
