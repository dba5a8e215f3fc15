// What a page's regions and rows leave behind, so that they can be built again without the page.
#pragma once

#include <BackState/core/naming.h>
#include <BackState/html/element.h>
#include <BackState/text/signature.h>

#include <QVariant>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <vector>

namespace BackState::Private {

class Rendering;

// A stateless callable without its type, so that regions of one page can be told apart.
class StoredCallable
{
public:
    StoredCallable() = default;
    template<Stateless Callable>
    explicit StoredCallable(const Callable &callable)
    {
        static_assert(sizeof(Callable) <= sizeof(m_bytes));
        if constexpr (!std::is_empty_v<Callable>)
            std::memcpy(m_bytes.data(), &callable, sizeof(Callable));
    }

    template<Stateless Callable>
    Callable as() const
    {
        Callable callable{};
        if constexpr (!std::is_empty_v<Callable>)
            std::memcpy(&callable, m_bytes.data(), sizeof(Callable));
        return callable;
    }

    friend bool operator==(const StoredCallable &, const StoredCallable &) = default;

private:
    std::array<std::byte, 2 * sizeof(void *)> m_bytes{};
};

// A region on a page. Copies of it may be kept as long as its object lives.
struct RegionUse
{
    QByteArray id; // of its root
    // The id its root has unless it brings another one; ids inside it begin with this
    QByteArray place;
    PropertyReference property; // what it follows
    Html::Element (*function)(const RegionUse &use, Rendering &rendering) = nullptr;
    StoredCallable callable;

    // Its element as it is now, with its id; names what it uses to the rendering, which must be
    // current.
    BACKSTATE_CORE_EXPORT Html::Element build(Rendering &rendering) const;

    // The same element comes out for both, if their other states are the same as well.
    bool isSameFunction(const RegionUse &other) const
    {
        return function == other.function && callable == other.callable;
    }
};

struct BuiltRow
{
    QByteArray id; // of its root
    Html::Element element;
    QByteArray place = {}; // the id its root has unless it brings another one
    bool isPlain = false; // it names nothing that a page has to be told of
};

// The rows of one value of a list, so that those of the same elements need not be built again.
struct BuiltRows
{
    // Invalid if the rows are made of more than their elements, so that they can't be taken over.
    QVariant list;
    std::vector<BuiltRow> rows;
};

// What is remembered of a row that a browser has.
struct RowShown
{
    QByteArray id;
    size_t hash = 0; // of its markup, within this process
};

// Rows on a page. Copies of it may be kept as long as its object lives.
struct RowsUse
{
    QByteArray id; // what the rows' ids begin with
    QByteArray containerId; // of the element that holds the rows
    QByteArray before; // its markup up to the first row
    QByteArray after; // and from the last row on
    PropertyReference property;
    std::vector<RowShown> shown; // when the page was built
    // Of that time too. Shared, because a page's record of its rows is copied.
    std::shared_ptr<const BuiltRows> built;
    std::vector<BuiltRow> (*function)(const RowsUse &use, Rendering &rendering, BuiltRows *known)
        = nullptr;
    StoredCallable keyOf;
    StoredCallable rowOf;

    // Takes over from \a known what is the same, and leaves the rows of now there.
    BACKSTATE_CORE_EXPORT std::vector<BuiltRow>
    build(Rendering &rendering, BuiltRows *known = nullptr) const;

    bool isSameFunction(const RowsUse &other) const
    {
        return function == other.function && keyOf == other.keyOf && rowOf == other.rowOf;
    }
};

} // namespace BackState::Private
