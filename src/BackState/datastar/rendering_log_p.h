// RenderingLog: what was named while markup was built, and which of it is in the markup that goes
// out. Internal.
#pragma once

#include <BackState/datastar/region_use.h>

#include <QByteArray>
#include <QHash>
#include <QPointer>

#include <memory>
#include <utility>
#include <vector>

namespace BackState::Private {

// What a mark stands for.
struct RenderingUse
{
    // What a page shows of an object beside its properties, by a name.
    enum class Also { Nothing, Error, Running, Upload };

    const State *object = nullptr; // null once another one is at its address
    const Schema::Property *property = nullptr; // whose signal is needed; may be null
    int right = -1; // none; see place_rights.h
    std::shared_ptr<const RegionUse> region = {};
    std::shared_ptr<const RowsUse> rows = {};
    // A signal of the page's own with its value as JSON; of no object.
    std::shared_ptr<const std::pair<QByteArray, QByteArray>> local = {};
    Also also = Also::Nothing;
    QByteArray name = {}; // of what it also shows
    QByteArray place = {};
    bool isPlaced = false;
};

class RenderingLog
{
public:
    QByteArray note(RenderingUse use); // returns its mark
    RenderingUse *find(QByteArrayView name); // of its mark; null for those of other logs
    // The markup without its marks, whose uses are placed.
    QByteArray placed(const QByteArray &markup);
    // Of what was placed, in the order in which it was named.
    template<typename Function>
    void eachPlaced(Function function) const
    {
        for (const RenderingUse &use : m_uses) {
            if (use.isPlaced && (use.local || isThere(use.object)))
                function(use);
        }
    }

    // The object is named: what is built after it may end it.
    void follow(const State &object);
    bool isThere(const State *object) const
    {
        const auto known = m_objects.constFind(object);
        return known != m_objects.constEnd() && !known->isNull();
    }
    // The next step of the same work begins.
    void goOn();

private:
    QByteArray m_prefix; // empty before the first use; of its marks: the number of a use follows
    std::vector<RenderingUse> m_uses;
    std::size_t m_first = 0; // the number of the first of them
    QHash<const State *, QPointer<const State>> m_objects; // those that are named
    QPointer<const State> m_latest; // of them
};

} // namespace BackState::Private
