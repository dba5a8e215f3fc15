#include "buffers_p.h"

#include <BackState/html/piece.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace BackState::Private {

namespace {

// A page of two hundred elements makes as many byte arrays, nearly all of which end with the call
// around them. To use those again costs a fifth of asking for memory each time. AddressSanitizer
// must see their ends, so there they are not kept.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool isKeeping = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool isKeeping = false;
#else
constexpr bool isKeeping = true;
#endif
#else
constexpr bool isKeeping = true;
#endif

// The buffers of a class hold at least 39, 103, 231, 487 or 999 bytes: with their head and the end,
// blocks of malloc() without waste. Of all classes together a thread keeps 15 KiB.
constexpr int smallest = 6; // 2^6
constexpr int classes = 5;
constexpr int overhead = 25;
constexpr std::size_t most = 16;
constexpr std::size_t keptBytes = 4096; // of a class

int classFor(qsizetype size) // the first class that holds it
{
    return std::max(int(std::bit_width(std::size_t(size + overhead - 1))), smallest) - smallest;
}

int classOf(qsizetype capacity) // the last class it is enough for; negative if there is none
{
    return int(std::bit_width(std::size_t(capacity + overhead))) - 1 - smallest;
}

struct Kept
{
    std::array<QByteArray, most> arrays;
    std::size_t count = 0;
};

constexpr std::size_t keptOfClass(int index)
{
    return std::min(most, keptBytes >> (index + smallest));
}

using Buffers = std::array<Kept, classes>;

// The buffers of this thread. Null before the first is made, and again when the thread ends: an
// element may be destroyed after that.
thread_local Buffers *t_buffers = nullptr;
thread_local bool t_isGone = false;

Buffers *makeBuffers()
{
    struct Owner
    {
        Owner() { t_buffers = &buffers; }
        ~Owner()
        {
            t_buffers = nullptr;
            t_isGone = true;
        }
        Buffers buffers;
    };
    if (isKeeping && !t_isGone)
        thread_local Owner owner;
    return t_buffers;
}

void makeBuffer(QByteArray &bytes, qsizetype size, int index)
{
    if (index < classes && (t_buffers || makeBuffers()))
        bytes.reserve((qsizetype(1) << (index + smallest)) - overhead);
    bytes.resize(size);
}

} // namespace

QByteArray takeBuffer(qsizetype size)
{
    const int index = classFor(size);
    QByteArray bytes;
    if (t_buffers && index < classes && (*t_buffers)[std::size_t(index)].count > 0) {
        Kept &kept = (*t_buffers)[std::size_t(index)];
        bytes.swap(kept.arrays[--kept.count]);
        bytes.resize(size);
    } else {
        makeBuffer(bytes, size, index);
    }
    return bytes;
}

void giveBuffer(QByteArray &bytes) noexcept
{
    const int index = classOf(bytes.capacity());
    if (!t_buffers || index < 0 || index >= classes || !bytes.isDetached())
        return;
    Kept &kept = (*t_buffers)[std::size_t(index)];
    if (kept.count < keptOfClass(index))
        kept.arrays[kept.count++].swap(bytes);
}

} // namespace BackState::Private
