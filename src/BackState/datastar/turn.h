// Turn: the place of a call in the order in which its page made calls. Internal.
#pragma once

#include <BackState/core/export.h>

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace BackState::Private {

// What the page's script says of a call in the header "BackState-Turn", as "17/15/2781".
struct BACKSTATE_CORE_EXPORT Turn
{
    quint32 number = 0; // from 1
    quint32 oldest = 0; // of the page's calls that have no answer yet, this one included
    quint32 page = 0; // tells the page from a copy of it in another window

    // Nothing if it is none, as for clients that are no page.
    static std::optional<Turn> read(QByteArrayView header);
};

// Tells the page that the call of that number was not carried out, because it came too late.
BACKSTATE_CORE_EXPORT QByteArray lateFrame(quint32 number);

} // namespace BackState::Private
