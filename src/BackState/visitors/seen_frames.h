// SeenFrames: which frames with editable properties a browser has seen. Internal.
#pragma once

#include <QByteArrayView>
#include <QList>

#include <algorithm>
#include <limits>
#include <optional>

namespace BackState::Http {

// Frames are numbered by their tab. Some are lost with a stream or an answer, while later ones
// arrive.
struct SeenFrames
{
    quint64 upTo = 0; // all of these
    QList<quint64> beyond = {}; // and later ones

    // Out of a header: "5+7+8". Nothing if it is not like that.
    static std::optional<SeenFrames> read(QByteArrayView text);
    static SeenFrames all() { return {std::numeric_limits<quint64>::max()}; }

    bool has(quint64 frame) const { return frame <= upTo || beyond.contains(frame); }
    quint64 last() const
    {
        return beyond.isEmpty() ? upTo
                                : std::max(upTo, *std::max_element(beyond.begin(), beyond.end()));
    }
};

} // namespace BackState::Http
