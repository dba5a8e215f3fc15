// EditNumber: what a tab says of the edits that it sends. Internal.
#pragma once

#include <BackState/visitors/seen_frames.h>

#include <QByteArrayList>
#include <QByteArrayView>

namespace BackState::Http {

struct EditNumber
{
    quint64 edit = 0; // 0: it says nothing, as a client that is no page of ours
    SeenFrames seen; // when it sent them
    QByteArrayList choices; // paths of signals that are chosen, not typed

    // Out of the header: "17.5 Profile.color Profile.size", or "17.5+7+8".
    static EditNumber read(QByteArrayView header);
    bool isGiven() const { return edit > 0; }
};

} // namespace BackState::Http
