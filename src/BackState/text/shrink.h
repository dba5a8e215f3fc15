// shrink(): gives memory back once a container holds far less than it did. Internal.
#pragma once

#include <cstddef>
#include <vector>

namespace BackState::Http {

// Below this a container is not worth the work.
constexpr int leastShrunk = 64;

// To be called after something was removed from a QHash or QSet: what is left is moved when it
// fills an eighth of the room, so that each removal pays for little of it. References into the
// container end.
template<typename Hash>
void shrink(Hash &hash)
{
    if (hash.capacity() > leastShrunk && hash.size() < hash.capacity() / 8)
        hash.squeeze();
}

template<typename T>
void shrink(std::vector<T> &list)
{
    if (list.capacity() > std::size_t(leastShrunk) && list.size() < list.capacity() / 8)
        list.shrink_to_fit();
}

} // namespace BackState::Http
