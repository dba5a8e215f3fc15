// BrowserSeals: what a browser keeps for the server without being able to read or change it.
// Internal.
#pragma once

#include <BackState/visitors/seal.h>

#include <QByteArray>
#include <QJsonObject>

namespace BackState::Http {

class Secret;
struct View;

// For objects whose values the browser keeps. What the seal last had in it is kept with the view.
class BrowserSeals
{
public:
    void start(const Secret &secret);

    // Sets the properties that are in the seal out of what the browser sent of the object. Values
    // of a seal that does not open, or that have another type, are left out, and the log says so.
    void open(View &view, const QJsonObject &sent);
    // The seal of the values as they are now. Empty if the browser has the right one, or the class
    // keeps nothing sealed.
    QByteArray renew(View &view);

    // Names and reasons, no values: these are the user's.
    static void logDropped(const View &view, QByteArrayView name, const char *why);

private:
    Seal m_seal;
};

} // namespace BackState::Http
